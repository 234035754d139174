/** Chance from a seed: the same seed gives the same numbers on any machine. */

/** A number in [0, 1), another one each time. */
export type Random = () => number

/** A seed from words; also from a seed and a word, so that what is drawn for the one does not depend on the other. */
export function seedOf(words: string, from = 0x811c9dc5): number {
  let hash = from
  for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words.charCodeAt(i), 0x01000193)
  return stirred(hash)
}

/** A seed from a seed and a number. */
export function seedAt(seed: number, nth: number): number {
  return stirred(seed + Math.imul(nth + 1, golden))
}

/** SplitMix32: quick, and evenly spread over the few thousand numbers that one lead needs. */
export function randomOf(seed: number): Random {
  let at = seed | 0
  return () => {
    at = (at + golden) | 0
    return (stirred(at) >>> 0) / 2 ** 32
  }
}

const golden = 0x9e3779b9

function stirred(number: number): number {
  let bits = number | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad)
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
  return bits ^ (bits >>> 15)
}

/** Shares of names; what they leave of 1 is none of them. */
export type Shares<Name extends string = string> = Readonly<Partial<Record<Name, number>>>

/** The name on which a number in [0, 1) falls; undefined in what the shares leave. */
export function shareAt<Name extends string>(
  shares: readonly (readonly [Name, number])[],
  at: number,
): Name | undefined {
  let sum = 0
  for (const [name, share] of shares) if (at < (sum += share)) return name
  return undefined
}
