/**
 * How wide text is at most, since a drawing is laid out where no font is. The figures are those of the wider of DejaVu Sans
 * and Liberation Sans (Arial's measures), in hundredths of the font's size; what they do not name counts as a full square.
 */
const widths: readonly (readonly [hundredths: number, characters: string])[] = [
  [29, "iIjl'"],
  [36, ' .,:;/\\|-f'],
  [42, 'rt!()[]'],
  [50, 'J*`"'],
  [56, 'cszL_?'],
  [64, 'abdeghknopquvxyFT0123456789{}$'],
  [72, 'ABCEKPRSVXYZ'],
  [80, 'DGHNOQU&'],
  [86, 'w+<>=#^~M'],
  [103, 'm@%W'],
]

const byCharacter = new Map(widths.flatMap(([hundredths, all]) => all.split('').map((one) => [one, hundredths / 100])))

/** Bold letters are wider. */
const BOLD = 1.2

/** What a line of text is for; it decides its size. */
export type Style = 'title' | 'strong' | 'body' | 'small' | 'when'

export const fonts: Readonly<Record<Style, { readonly size: number; readonly bold: boolean; readonly line: number }>> =
  {
    title: { size: 20, bold: true, line: 26 },
    strong: { size: 13, bold: true, line: 18 },
    body: { size: 13, bold: false, line: 17 },
    small: { size: 11.5, bold: false, line: 15 },
    when: { size: 11.5, bold: false, line: 15 },
  }

/** The most that this text takes, in pixels. */
export function widthOf(text: string, style: Style): number {
  const { size, bold } = fonts[style]
  let sum = 0
  for (const character of text) sum += byCharacter.get(character) ?? squareOf(character)
  return sum * size * (bold ? BOLD : 1)
}

/** Latin, Greek and Cyrillic letters are narrower than a square; pictures are wider. */
function squareOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x250) return 0.9
  return code > 0xffff ? 1.5 : 1.05
}

/**
 * Breaks text into lines that are no wider than `width`: between words, before an edition (`#`) and behind a colon; elsewhere
 * within a word only where it is too long for a line.
 */
export function wrap(text: string, style: Style, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const [, space = '', word = ''] of text.trim().matchAll(/(\s*)(#?[^\s#:]+:*|[#:]+)/g)) {
    const longer = line + (space === '' || line === '' ? '' : ' ') + word
    if (widthOf(longer, style) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    const parts = cut(word, style, width)
    lines.push(...parts.slice(0, -1))
    line = parts.at(-1) ?? ''
  }
  return line === '' ? lines : [...lines, line]
}

/** Cuts a word that no line can hold, behind a hyphen, slash or the like where there is one. */
function cut(word: string, style: Style, width: number): readonly string[] {
  const parts: string[] = []
  let part = ''
  for (const character of word) {
    if (part !== '' && widthOf(part + character, style) > width) {
      const nice = /.*[-/_:#.@]/.exec(part)?.[0].length ?? 0
      const at = nice > part.length / 3 ? nice : part.length
      parts.push(part.slice(0, at))
      part = part.slice(at)
    }
    part += character
  }
  return part === '' ? parts : [...parts, part]
}
