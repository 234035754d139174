import { systemFields, type MergeField } from '../core/merge.ts'
import type { Problem } from '../core/problem.ts'
import type { AnyTemplate } from '../core/template.ts'
import type { Place } from './places.ts'

/** A merge field as it is mentioned in a source. */
export interface Mention {
  readonly field: string
  /** As `peer-story.mjml:12`. */
  readonly where: string
}

/** Gmail cuts a longer mail off, and with it the link to unsubscribe. */
export const maxHtmlBytes = 102 * 1024

export type KnownField = MergeField | { readonly kind: 'system' }

/** The fields that a template may mention: its own, and those that every mail of its sort has. */
export function fieldsOf(template: AnyTemplate): Map<string, KnownField> {
  const fields = new Map<string, KnownField>(Object.entries(template.merge))
  for (const name of systemFields) {
    if (name === 'unsubscribeUrl') {
      if (template.purpose !== 'system') fields.set(name, { kind: 'url' })
    } else fields.set(name, { kind: 'system' })
  }
  return fields
}

export const isAddress = (field: KnownField | undefined) => field?.kind === 'link' || field?.kind === 'url'

/** What is wrong with a field in its place. */
export function misplaced({ field, where }: Mention, place: Place, declared: KnownField | undefined): Problem[] {
  const wrong = (how: string, remedy: string): Problem[] => [
    { where, what: `{{${field}}} stands ${how}`, remedy, code: 'P503' },
  ]
  if (typeof place === 'object') {
    return wrong(place.unsafe, 'Put it into text, a title or alt, or make it the whole of an href.')
  }
  if (place === 'url' && !isAddress(declared)) {
    return wrong('where an address belongs', `Declare it as a link: ${field}: link('https://…').`)
  }
  if (place === 'attribute' && declared?.kind === 'lines') {
    return wrong('in an attribute, and has several lines', 'Put it into text.')
  }
  return []
}

/** What a mail must have and has not, and what it declares and does not use. */
export function lacking(template: AnyTemplate, mentions: readonly Mention[], html: string): Problem[] {
  const problems: Problem[] = []
  const where = `${template.name}.mjml`
  const used = new Set(mentions.map(({ field }) => field))
  for (const field of Object.keys(template.merge).filter((name) => !used.has(name))) {
    problems.push({
      where,
      what: `the merge field ${field} is declared and not used`,
      remedy: 'Use it or remove it.',
      code: 'P504',
    })
  }
  if (template.purpose !== 'system') {
    if (!/href="\{\{\d+:unsubscribeUrl\}\}"/.test(html)) {
      const remedy = 'Add <a href="{{unsubscribeUrl}}">Unsubscribe</a>, best in the layout.'
      problems.push({ where, what: 'a mail to leads needs a link to unsubscribe', remedy, code: 'P505' })
    }
    if (!used.has('postalAddress')) {
      const remedy = 'Add {{postalAddress}}, best in the layout.'
      problems.push({ where, what: 'a mail to leads needs the postal address of its sender', remedy, code: 'P505' })
    }
  }
  for (const [, address = ''] of html.matchAll(/\shref="([^"]*)"/g)) {
    if (!/^(https:|mailto:|tel:|\{\{)/.test(address)) {
      problems.push({
        where,
        what: `the address ${address} is not https`,
        remedy: 'Use https, mailto or tel.',
        code: 'P506',
      })
    }
  }
  const bytes = Buffer.byteLength(html)
  if (bytes > maxHtmlBytes) {
    const what = `the mail is ${Math.ceil(bytes / 1024)} KB long, and Gmail cuts it off at 102 KB`
    problems.push({ where, what, remedy: 'Shorten it.', code: 'P507' })
  }
  return problems
}

/** A field that MJML repeats, or a layout that many templates share, is told once. */
export function eachOnce(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.where} ${problem.what}`, problem])).values()]
}
