import type { WriteStream } from 'node:tty'

/** The whole terminal, drawn anew in place. */
export interface Screen {
  draw(lines: readonly string[]): void
  readonly size: { readonly columns: number; readonly rows: number }
  /** Gives the terminal back as it was. */
  close(): void
}

const enter = '\u001B[?1049h\u001B[?25l'
const leave = '\u001B[?25h\u001B[?1049l'
/** Terminals that know it show the frame when it is complete; the others let it be. */
const begin = '\u001B[?2026h\u001B[H'
const end = '\u001B[J\u001B[?2026l'
const clearToEndOfLine = '\u001B[K'

export function openScreen(terminal: WriteStream): Screen {
  let isOpen = true
  const close = (): void => {
    if (isOpen) terminal.write(leave)
    isOpen = false
  }
  // However the process ends, the next prompt must find a usable terminal.
  process.once('exit', close)
  terminal.write(enter)
  return {
    draw: (lines) =>
      void (isOpen && terminal.write(begin + lines.map((line) => line + clearToEndOfLine).join('\r\n') + end)),
    get size() {
      return { columns: terminal.columns || 80, rows: terminal.rows || 24 }
    },
    close,
  }
}
