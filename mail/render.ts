import type { CompiledTemplate, Segment } from './compile.ts'

export type MergeValue = string | number | readonly string[]

/** What a lead's inbox gets. */
export interface Rendered {
  readonly subject: string
  readonly preheader?: string
  readonly html: string
  readonly text: string
}

/**
 * Fills a compiled template in. Each value is escaped for its place: as HTML text, as an attribute, as an http(s)
 * address; in the subject and the text part it is kept to one line.
 * @throws {Error} naming template and field, where a value is missing or is no address: a defect of the caller
 */
export function render(compiled: CompiledTemplate, values: Readonly<Record<string, MergeValue>>): Rendered {
  const fill = (segments: readonly Segment[], write: Writer) =>
    segments
      .map((segment) => {
        if ('lit' in segment) return segment.lit
        const value = Object.hasOwn(values, segment.field) ? values[segment.field] : undefined
        if (value === undefined) throw defect(compiled, segment.field, 'has no value')
        if (segment.as !== 'url') return write[segment.as](value)
        const address = webAddress(String(value))
        if (address === undefined) throw defect(compiled, segment.field, 'is no http(s) address')
        return write.url(address)
      })
      .join('')

  const preheader = fill(compiled.preheader, plain)
  return {
    subject: oneLine(fill(compiled.subject, plain)),
    ...(preheader === '' ? {} : { preheader }),
    html: fill(compiled.html, html),
    text: fill(compiled.text, plain),
  }
}

/** How to write a value in each place of one sort of document. */
interface Writer {
  readonly text: (value: MergeValue) => string
  readonly attribute: (value: MergeValue) => string
  readonly url: (address: string) => string
}

const html: Writer = {
  text: (value) =>
    Array.isArray(value)
      ? linesOf(value)
          .map((line) => `<div style="padding:0 0 6px">${escapeHtml(line)}</div>`)
          .join('')
      : escapeHtml(linesOf(value).join('')),
  attribute: (value) => escapeHtml(linesOf(value).join(' ')),
  url: escapeHtml,
}

const plain: Writer = {
  text: (value) => (Array.isArray(value) ? linesOf(value).map((line) => `- ${line}`) : linesOf(value)).join('\n'),
  attribute: (value) => linesOf(value).join(' '),
  url: (address) => address,
}

const linesOf = (value: MergeValue): string[] =>
  typeof value === 'string' || typeof value === 'number' ? [oneLine(String(value))] : value.map(oneLine)

/** Line ends, other control characters and turns of the writing direction, none of which a name has. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu

/** A value as one line of plain text. */
export function oneLine(value: string): string {
  return value.replace(unprintable, ' ').trim()
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => entities[character] ?? '')
}

/** The address in its percent-encoded form; undefined unless it is http(s) and names no user. */
export function webAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, username, password, href } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' ? href : undefined
}

const defect = ({ template }: CompiledTemplate, field: string, what: string) =>
  new Error(`Template ${template.name}: the merge field ${field} ${what}.`)
