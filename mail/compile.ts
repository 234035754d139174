import { compile as htmlToText } from 'html-to-text'
import { didYouMean } from '../core/did-you-mean.ts'
import { versionOf } from '../core/hash.ts'
import type { Checked, Problem } from '../core/problem.ts'
import { contentId, type AnyTemplate } from '../core/template.ts'
import type { UtmRule } from '../core/utm.ts'
import { eachOnce, fieldsOf, isAddress, lacking, misplaced, type Mention } from './check.ts'
import { compose, placeOf, type Parts, type SourceLine } from './compose.ts'
import { buildHtml } from './mjml.ts'
import { translationsOf } from './translations.ts'
import { placesOf, type Place } from './places.ts'

/** A piece of a compiled text: literal, or a field with the escaping that its place needs. */
export type Segment = { readonly lit: string } | { readonly field: string; readonly as: 'text' | 'attribute' | 'url' }

/** The words of a template in one language. */
export interface Body {
  readonly subject: readonly Segment[]
  readonly preheader: readonly Segment[]
  readonly html: readonly Segment[]
  readonly text: readonly Segment[]
}

/** A template as it is published: plain JSON, immutable, all that is needed to render it, in all its languages. */
export interface CompiledTemplate extends Body {
  /** 16 hex digits over facts and source. */
  readonly version: string
  readonly contentId: string
  readonly template: AnyTemplate
  /** The other languages; absent where there is none. */
  readonly in?: Readonly<Record<string, Body>>
  /** What is put on its tracked links where they lead; absent where nothing is. */
  readonly utm?: UtmRule
}

/** The template with the UTM tags of its programme: another version of it. A mail to our own people carries none. */
export function withUtm(compiled: CompiledTemplate, utm: UtmRule | undefined): CompiledTemplate {
  if (utm === undefined || compiled.template.purpose === 'system') return compiled
  return { ...compiled, utm, version: versionOf({ version: compiled.version, utm }) }
}

const toText = htmlToText({
  wordwrap: false,
  selectors: [
    { selector: 'div[style^="display:none"]', format: 'skip' }, // the preheader
    { selector: 'img', format: 'skip' },
    { selector: '[aria-hidden="true"]', format: 'skip' },
    { selector: 'td > div', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } }, // mj-text
    { selector: 'table', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'inlineSurround', options: { suffix: ' ' } },
    { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true } },
    ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
})

/** A mention while MJML works on the document: `{{12:customer}}` is the 12th of the source, so that its line is known. */
const mark = /\{\{(\d+):[^{}]*\}\}/g

/**
 * Compiles a template once, in all its languages, so that sending it is filling in. Problems, all at once: MJML's own
 * (strict), merge fields that are unknown, unused or in a dangerous place, a marketing mail that lacks what the law asks, a
 * mail too long, a language that lacks its words.
 * @param mjml the template's own source; `parts` are the other files of its folder, see `compose`
 */
export async function compileTemplate(
  template: AnyTemplate,
  mjml: string,
  parts: Parts = {},
): Promise<Checked<CompiledTemplate>> {
  const problems: Problem[] = []
  const bodies: Record<string, Body> = {}
  const sources: Record<string, readonly string[]> = {}
  const own = await compileBody(template, mjml, parts)
  if ('problems' in own) problems.push(...own.problems)
  for (const { language, ...variant } of translationsOf(template, parts)) {
    problems.push(...variant.problems)
    if (variant.mjml === undefined) continue
    const translated = await compileBody(variant.template, variant.mjml, parts)
    if ('problems' in translated) problems.push(...translated.problems)
    else {
      bodies[language] = translated.ok.body
      sources[language] = translated.ok.source
    }
  }
  if (problems.length > 0 || 'problems' in own) return { problems: eachOnce(problems) }
  const { body, source } = own.ok
  const others = Object.keys(bodies).length > 0
  return {
    ok: {
      version: versionOf({ template, source, ...(others && { in: sources }) }),
      contentId: contentId(template),
      template,
      ...body,
      ...(others && { in: bodies }),
    },
  }
}

/** The words of a template in one language, with the lines that they were made of. */
async function compileBody(
  template: AnyTemplate,
  mjml: string,
  parts: Parts,
): Promise<Checked<{ readonly body: Body; readonly source: readonly string[] }>> {
  const composed = compose(template, mjml, parts)
  const problems: Problem[] = [...composed.problems]
  const mentions: Mention[] = []
  const fields = fieldsOf(template)

  function number(text: string, where: string): string {
    const numbered = text.replace(/\{\{([^{}]*)\}\}/g, (_, inside: string) => {
      const field = inside.trim()
      if (!fields.has(field)) {
        const what = `there is no merge field {{${field}}}`
        problems.push({ where, what, remedy: didYouMean(field, [...fields.keys()]), code: 'P501' })
      }
      mentions.push({ field, where })
      return `{{${mentions.length - 1}:${field}}}`
    })
    if (/\{\{|\}\}/.test(numbered.replace(mark, ''))) {
      problems.push({
        where,
        what: 'a merge field is not closed',
        remedy: 'Write {{name}}, in one line.',
        code: 'P502',
      })
    }
    return numbered
  }

  const subject = number(template.subject, `template ${template.name}, subject`)
  const preheader = number(template.preheader ?? '', `template ${template.name}, preheader`)
  const facts = { subject, preheader, language: template.language }
  const source = composed.lines.map((from) => numberLine(from, facts, number)).join('\n')
  if (problems.length > 0) return { problems }

  const built = await buildHtml(source, composed.lines)
  if ('problems' in built) return built
  const text = tidy(toText(built.html))
  const places = placesOf(built.html, mark)

  for (const [index, found] of [...built.html.matchAll(mark)].entries()) {
    const mention = mentions[Number(found[1])]
    const place = places[index]
    if (mention && place !== undefined) problems.push(...misplaced(mention, place, fields.get(mention.field)))
  }
  problems.push(...lacking(template, mentions, built.html))
  if (problems.length > 0) return { problems: eachOnce(problems) }

  const segments = (from: string, at: (index: number, field: string) => Place) => segmentsOf(from, mentions, at)
  const body: Body = {
    subject: segments(subject, () => 'text'),
    preheader: segments(preheader, () => 'text'),
    html: segments(built.html, (index) => places[index] ?? 'text'),
    text: segments(text, (_, field) => (isAddress(fields.get(field)) ? 'url' : 'text')),
  }
  return { ok: { body, source: composed.lines.map((line) => line.text) } }
}

/** Without the trails of the tables that lay a mail out. */
const tidy = (text: string) =>
  text
    .replace(/[ \u00a0]+\n/g, '\n')
    .replace(/(\S)[ \u00a0]{2,}(?=\S)/g, '$1 ')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/** Fills in what is known now (subject, preheader, language), and numbers the merge fields of the rest. */
function numberLine(
  line: SourceLine,
  facts: Readonly<Record<string, string>>,
  number: (text: string, where: string) => string,
): string {
  return line.text
    .split(/(\{\{\s*(?:subject|preheader|language)\s*\}\})/)
    .map((piece, index) =>
      index % 2 === 1 ? escapeXml(facts[piece.slice(2, -2).trim()] ?? '') : number(piece, placeOf(line)),
    )
    .join('')
}

const escapeXml = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

function segmentsOf(
  text: string,
  mentions: readonly Mention[],
  placeAt: (index: number, field: string) => Place,
): Segment[] {
  const segments: Segment[] = []
  let from = 0
  for (const [index, found] of [...text.matchAll(mark)].entries()) {
    const field = mentions[Number(found[1])]?.field ?? ''
    const place = placeAt(index, field)
    if (found.index > from) segments.push({ lit: text.slice(from, found.index) })
    if (typeof place === 'string') segments.push({ field, as: place })
    from = found.index + found[0].length
  }
  if (from < text.length) segments.push({ lit: text.slice(from) })
  return segments
}
