/** "Did you mean x?", or the choices where nothing is near. */
export function didYouMean(word: string, choices: readonly string[]): string {
  const ranked = choices
    .map((choice) => ({ choice, far: distance(word.toLowerCase(), choice.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
  const nearest = ranked[0]
  if (nearest && nearest.far <= Math.max(2, Math.floor(word.length / 3))) return `Did you mean ${nearest.choice}?`
  return choices.length === 0 ? 'There is none yet.' : `There are: ${[...choices].sort().join(', ')}.`
}

/** Levenshtein's distance: the fewest letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of b.split('').entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
