/** Charts of plain characters, as wide as they are told to be. */

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const levels = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A bar of so many columns for a share of 1; anything above nothing is seen. */
export function bar(share: number, width: number): string {
  const parts = Math.max(share > 0 ? 1 : 0, Math.round(Math.min(1, Math.max(0, share)) * width * 8))
  return '█'.repeat(Math.floor(parts / 8)) + eighths[(parts % 8) as 0]
}

export interface Column {
  readonly label: string
  readonly value: number
}

/**
 * Columns over time, so many rows high: where there are more values than columns, neighbours share one, and the highest of
 * them is shown. The labels of the first and the last stand below.
 * @param limit a line that is drawn across, as the most that may be
 */
export function columns(values: readonly Column[], width: number, rows: number, limit?: number): readonly string[] {
  if (values.length === 0) return []
  const most = Math.max(...values.map(({ value }) => value), limit ?? 0, 1)
  const scale = String(most).length
  const room = Math.max(8, width - scale - 2)
  const each = Math.ceil(values.length / room)
  const heights: number[] = []
  for (let i = 0; i < values.length; i += each) {
    heights.push(Math.max(...values.slice(i, i + each).map(({ value }) => value)))
  }
  const limitRow = limit === undefined ? -1 : Math.min(rows - 1, Math.floor((limit / most) * rows))
  const lines = Array.from({ length: rows }, (_, i) => {
    const row = rows - 1 - i
    const mark = row === rows - 1 ? String(most) : row === 0 ? '0' : row === limitRow ? String(limit) : ''
    const cells = heights.map((height) => {
      const filled = (height / most) * rows - row
      if (filled >= 1) return '█'
      const level = height > 0 && row === 0 ? Math.max(1, Math.round(filled * 8)) : Math.max(0, Math.round(filled * 8))
      return level === 0 && row === limitRow ? '┄' : levels[level as 0]
    })
    return `${mark.padStart(scale)} ${cells.join('')}`.trimEnd()
  })
  const first = values[0]?.label ?? ''
  const last = values.at(-1)?.label ?? ''
  const gap = Math.max(1, heights.length - first.length - last.length)
  return [...lines, `${' '.repeat(scale + 1)}${first}${' '.repeat(gap)}${last}`]
}

/** Names, bars and figures, one to a line: `name  ████  12.3 %`. */
export function bars(
  rows: readonly { readonly name: string; readonly share: number; readonly figure: string }[],
  width: number,
): readonly string[] {
  const named = Math.min(Math.max(...rows.map(({ name }) => name.length), 0), Math.floor(width / 3))
  const figured = Math.max(...rows.map(({ figure }) => figure.length), 0)
  const room = Math.max(4, width - named - figured - 4)
  const most = Math.max(...rows.map(({ share }) => share), 1e-9)
  return rows.map(({ name, share, figure }) =>
    `${cut(name, named).padEnd(named)}  ${bar(share / most, room).padEnd(room)}  ${figure}`.trimEnd(),
  )
}

/** What is too long ends in an ellipsis. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}
