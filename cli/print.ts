import pc from 'picocolors'

export function print(text = ''): void {
  process.stdout.write(`${text}\n`)
}

export function printJson(data: unknown): void {
  print(JSON.stringify(data, null, 2))
}

/** Columns side by side, under their names; `none` where there is no row. */
export function printTable(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  none: string,
): void {
  if (rows.length === 0) return print(none)
  const text = rows.map((row) => row.map((cell) => String(cell ?? '')))
  const widths = columns.map((name, i) => Math.max(name.length, ...text.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  print(pc.dim(line(columns)))
  for (const row of text) print(line(row))
}

/** Names with their figures, one to a line. */
export function printFigures(figures: readonly (readonly [name: string, figure: string | number])[]): void {
  const width = Math.max(...figures.map(([name]) => name.length))
  for (const [name, figure] of figures) print(`${name.padEnd(width)}  ${figure}`)
}

/** `2 leads`, `1 lead`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}
