import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a comment before a block of code in our documents says of it:
 *
 * - `<!-- only shown: why -->` neither runs nor compiles by itself
 * - `<!-- quoted from: path -->` stands in that file word for word
 * - `<!-- says -->` is part of what the command before it prints
 * - `<!-- fails -->` is a command that must fail
 * - `<!-- file: path -->` is a file's whole content, `<!-- change: path -->` a change of a file (tutorial only)
 * - `<!-- another terminal, until: path -->` runs on beside the others; it is ready when that file is there (tutorial only)
 *
 * Without one, `ts` compiles and `sh` runs.
 */
export interface Mark {
  readonly is: 'only shown' | 'quoted from' | 'says' | 'fails' | 'file' | 'change' | 'another terminal, until'
  readonly of: string
}

export interface Block {
  readonly document: string
  /** Of the opening fence, from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
  readonly mark: Mark | undefined
}

/** README, CONTRIBUTING and every page of `docs/`, but for the decisions. */
export const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
]

const marked = /^<!-- (only shown|quoted from|says|fails|file|change|another terminal, until)(?:: (.+))? -->$/

/** Every block of code of a document, in its order. */
export function blocksOf(document: string, markdown = readFileSync(document, 'utf8')): readonly Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at++) {
    const [, indent = '', language = ''] = /^(\s*)```(\w*)$/.exec(lines[at] ?? '') ?? []
    if (!/^\s*```/.test(lines[at] ?? '')) continue
    const end = lines.findIndex((line, index) => index > at && line.trim() === '```')
    if (end === -1) throw new Error(`${document}:${at + 1}: the block is not closed`)
    const text = lines.slice(at + 1, end).map((line) => line.slice(indent.length))
    blocks.push({ document, line: at + 1, language, text: text.join('\n'), mark: markAt(document, lines, at - 1) })
    at = end
  }
  return blocks
}

function markAt(document: string, lines: readonly string[], at: number): Mark | undefined {
  const comment = (lines[at] ?? '').trim()
  if (!comment.startsWith('<!--')) return undefined
  const [, is, of = ''] = marked.exec(comment) ?? []
  if (is === undefined)
    throw new Error(`${document}:${at + 1}: a comment before a block says what becomes of it, not: ${comment}`)
  return { is: is as Mark['is'], of }
}

export const placeOf = ({ document, line }: Block): string => `${document}:${line}`

/** A text with a change made: lines with `-` go, lines with `+` come, the others say where. */
export function changed(text: string, change: string): string {
  const lines = change.split('\n')
  const side = (mine: string): string =>
    lines
      .filter((line) => line.startsWith(' ') || line === '' || line.startsWith(mine))
      .map((line) => line.slice(1))
      .join('\n')
  const [before, after] = [side('-'), side('+')]
  const [head, ...rest] = text.split(before)
  if (head === undefined || rest.length !== 1) {
    throw new Error(`the lines to change are there ${rest.length} times, and must be there once:\n${before}`)
  }
  return head + after + rest.join('')
}
