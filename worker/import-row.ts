import { channels } from '../core/channel.ts'
import { mayBe } from '../core/fact.ts'
import { fakeness } from '../core/hygiene.ts'
import type { Quality } from '../core/quality.ts'
import { isZone } from '../db/calendar.ts'
import type { ListRow } from '../db/import-batch.ts'
import { parseAddress } from '../mail/address.ts'
import { countryCode } from './import-country.ts'
import type { CsvRecord } from './import-csv.ts'
import type { LeadField, Mapping, Rule } from './import-mapping.ts'

/** Why a row does not enter, and what would make it enter. */
export interface Refusal {
  readonly reason:
    | 'malformed'
    | 'not_utf8'
    | 'no_name_for_it'
    | 'no_address'
    | 'bad_address'
    | NonNullable<ReturnType<typeof fakeness>>['reason']
  readonly what: string
  readonly remedy: string
}

/** What was changed or left out so that the rest of a row could enter. */
export interface Repair {
  readonly kind: 'quotes' | 'address' | 'phone' | 'country' | 'zone' | 'language' | 'unknown_value'
  /** What of the lead it is, as `fields.email`. */
  readonly where: string
  readonly was: string
  /** Null: left out. */
  readonly became: string | null
}

export type ReadRow =
  | { readonly row: Omit<ListRow, 'line'>; readonly repairs: readonly Repair[] }
  | { readonly refused: Refusal }

/** Reads rows of one list by its mapping: trims, types, maps values, refuses what is no lead. */
export function rowReader(
  mapping: Mapping,
  columns: readonly string[],
  facts: Quality['facts'],
): (cells: readonly string[]) => ReadRow {
  const empty = new Set(['', ...mapping.empty].map((word) => word.toLowerCase()))
  const places = new Map(columns.map((name, i) => [name, i] as const).toReversed())
  const read = mapping.fields
  const known = new Map(facts.map((fact) => [fact.fact, fact]))

  return (cells) => {
    const repairs: Repair[] = []
    const cell = (from: string | undefined): string =>
      from === undefined ? '' : clean(cells[places.get(from) ?? -1] ?? '')

    /** What the rule makes of the row; undefined: no answer. An answer that it does not know is reported. */
    function apply<Value extends string | boolean>(where: string, rule: Rule<Value>): Value | string | undefined {
      const answer = cell(rule.from)
      const isEmpty = empty.has(answer.toLowerCase())
      const found = lookUp(rule.values, answer) ?? (isEmpty ? lookUp(rule.values, '') : undefined)
      if (found !== undefined) return found.means ?? undefined
      const rest = isEmpty ? undefined : rule.values?.['*']
      if (rest !== undefined) return rest ?? undefined
      if (rule.otherwise !== undefined && (rule.values !== undefined || isEmpty)) return rule.otherwise ?? undefined
      if (isEmpty) return undefined
      if (rule.values === undefined) return rule.template?.replace('{}', answer) ?? answer
      repairs.push({ kind: 'unknown_value', where, was: answer, became: null })
      return undefined
    }

    function field(name: LeadField): string | undefined {
      const rule = read[name]
      return rule && apply(`fields.${name}`, rule)
    }

    /** A value that must be of some type; one that is not is left out, one that had to be changed is reported. */
    function typed(name: LeadField & Repair['kind'], as: (text: string) => string | undefined): string | undefined {
      const said = field(name)
      if (said === undefined) return undefined
      const became = as(said)
      if (became === undefined) repairs.push({ kind: name, where: `fields.${name}`, was: said, became: null })
      return became
    }

    const damaged = cells.find((text) => text.includes('\uFFFD'))
    if (damaged !== undefined) {
      return refuse('not_utf8', `"${damaged}" has letters that cannot be read`, 'Save the list as UTF-8.')
    }
    const said = field('email')
    const email = said === undefined ? undefined : addressIn(said)
    if (said !== undefined && email === undefined) {
      return refuse('bad_address', `"${said}" is no e-mail address`, 'Correct the address, or leave it empty.')
    }
    if (email !== undefined && email.toLowerCase() !== said?.toLowerCase()) {
      repairs.push({ kind: 'address', where: 'fields.email', was: said ?? '', became: email })
    }
    const key = cell(mapping.key)
    const person: ListRow['person'] = {
      aliases: key === '' ? [] : [{ source: mapping.source, alias: key }],
      email,
      firstName: field('firstName'),
      lastName: field('lastName'),
      company: field('company'),
      jobTitle: field('jobTitle'),
      phone: typed('phone', phoneIn),
      country: typed('country', countryCode),
      zone: typed('zone', (text) => (isZone(text) ? text : undefined)),
      language: typed('language', languageIn),
      source: field('source') ?? mapping.source,
      lifecycle: mapping.lifecycle,
    }
    if (email === undefined && key === '') {
      return refuse(
        'no_name_for_it',
        'it has neither an id nor an address',
        'Give it one, so that it can be known again.',
      )
    }
    if (email === undefined && person.phone === undefined) {
      return refuse('no_address', 'there is no address and no number to reach it by', 'Add one of them.')
    }
    const fake = fakeness(person)
    if (fake) return refuse(fake.reason, fake.sentence, 'If it is real, correct it or add the lead by hand.')

    const told = Object.entries(mapping.facts).flatMap(([name, rule]) => {
      const value = apply(`facts.${name}`, rule)
      if (value === undefined) return []
      const fact = known.get(name)
      if (fact && mayBe(fact, value)) return [[name, value] as const]
      repairs.push({ kind: 'unknown_value', where: `facts.${name}`, was: value, became: null })
      return []
    })
    const permissions = channels.flatMap((channel) => {
      const rule = mapping.permission[channel]
      const granted = rule && apply<boolean>(`permission.${channel}`, rule)
      // An answer that the mapping does not know is no permission.
      if (rule === undefined || typeof granted !== 'boolean') return []
      return [{ channel, granted, basis: granted ? rule.basis : 'opted_out' }]
    })
    const track = mapping.track && apply('track', mapping.track)
    return { row: { person, facts: Object.fromEntries(told), permissions, track: track ?? null }, repairs }
  }
}

/** Reads what came out of the file, be it a row or not. */
export function readRecord(read: ReturnType<typeof rowReader>, record: CsvRecord): ReadRow {
  if (record.broken !== undefined) {
    return refuse('malformed', record.broken, 'Write each row on one line, with a quote inside a cell doubled ("").')
  }
  const row = read(record.cells)
  if ('refused' in row || !record.quotesAreLetters) return row
  const repair: Repair = { kind: 'quotes', where: 'the row', was: 'quotes that do not match', became: 'letters' }
  return { ...row, repairs: [repair, ...row.repairs] }
}

export function inWords({ where, was, became }: Repair): string {
  return `${where}: "${was}" ${became === null ? 'was left out' : `was taken as "${became}"`}`
}

function refuse(reason: Refusal['reason'], what: string, remedy: string): ReadRow {
  return { refused: { reason, what, remedy } }
}

/** Exactly, or else whatever the case: `google` is `Google`. `*` is no answer that somebody gave. */
function lookUp<Value>(
  values: Readonly<Record<string, Value | null>> | undefined,
  answer: string,
): { readonly means: Value | null } | undefined {
  if (values === undefined || answer === '*') return undefined
  const same = Object.hasOwn(values, answer)
    ? answer
    : Object.keys(values).find((candidate) => candidate.toLowerCase() === answer.toLowerCase())
  return same === undefined ? undefined : { means: values[same] ?? null }
}

/**
 * Without what nobody sees, with one space where there were many, and without the apostrophe that keeps a spreadsheet
 * from taking a number for a formula: our own files of rejects have it.
 */
function clean(text: string): string {
  return text
    .replace(/^'(?=[=+@-])/, '')
    .normalize('NFC')
    .replaceAll(/[\u200B-\u200D\u2060\uFEFF]/g, '')
    .replaceAll(/[\s\u00A0]+/g, ' ')
    .trim()
}

/** The address in what people write for one: `mailto:a@b.example`, `Ann <a@b.example>`, several in one cell. */
function addressIn(text: string): string | undefined {
  const inner = /<([^<>]+)>/.exec(text)?.[1] ?? text
  const [first = ''] = inner
    .replace(/^mailto:/i, '')
    .trim()
    .split(/[;,\s]+/)
  return parseAddress(first.replace(/\.$/, ''))
}

/** The digits of a number, with a plus in front where there was one; undefined for what nobody can dial. */
function phoneIn(text: string): string | undefined {
  const digits = text.replaceAll(/\(0\)|\D/g, '')
  if (digits.length < 6 || digits.length > 15 || /\p{L}{3,}/u.test(text)) return undefined
  return text.trimStart().startsWith('+') ? `+${digits}` : digits
}

function languageIn(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text)[0]
  } catch {
    return undefined
  }
}
