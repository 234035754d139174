import type { CompiledTemplate, Segment } from './compile.ts'

export type MergeValue = string | number | readonly string[]

/** What a lead's inbox gets. */
export interface Rendered {
  readonly subject: string
  readonly preheader?: string
  readonly html: string
  readonly text: string
}

/** A part of a template that is the same for all. */
export type Literal = Extract<Segment, { readonly lit: string }>

/** A document: the template's own parts, and between them what was filled in. */
export type Page = readonly (Literal | string)[]

/** {@link Rendered}, with its documents in their parts. */
export interface Filled extends Pick<Rendered, 'subject' | 'preheader'> {
  readonly html: Page
  readonly text: Page
}

/**
 * Fills a compiled template in. Each value is escaped for its place: as HTML text, as an attribute, as an http(s)
 * address; in the subject and the text part it is kept to one line.
 * @throws {Error} naming template and field, where a value is missing or is no address: a defect of the caller
 */
export function fill(compiled: CompiledTemplate, values: Readonly<Record<string, MergeValue>>): Filled {
  const filled = (segments: readonly Segment[], write: Writer): Page =>
    segments.map((segment) => {
      if ('lit' in segment) return segment
      const value = Object.hasOwn(values, segment.field) ? values[segment.field] : undefined
      if (value === undefined) throw defect(compiled, segment.field, 'has no value')
      if (segment.as !== 'url') return write[segment.as](value)
      const address = webAddress(String(value))
      if (address === undefined) throw defect(compiled, segment.field, 'is no http(s) address')
      return write.url(address)
    })

  const preheader = inOne(filled(compiled.preheader, plain))
  return {
    subject: oneLine(inOne(filled(compiled.subject, plain))),
    ...(preheader === '' ? {} : { preheader }),
    html: filled(compiled.html, html),
    text: filled(compiled.text, plain),
  }
}

/** {@link fill}, with each document in one. */
export function render(compiled: CompiledTemplate, values: Readonly<Record<string, MergeValue>>): Rendered {
  const page = fill(compiled, values)
  return { ...page, html: inOne(page.html), text: inOne(page.text) }
}

const inOne = (page: Page): string => page.map((part) => (typeof part === 'string' ? part : part.lit)).join('')

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
  let url
  try {
    url = new URL(text)
  } catch {
    return undefined
  }
  const { protocol, username, password, href } = url
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' ? href : undefined
}

const defect = ({ template }: CompiledTemplate, field: string, what: string) =>
  new Error(`Template ${template.name}: the merge field ${field} ${what}.`)
