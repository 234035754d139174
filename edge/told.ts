import { mayBe, type Fact } from '../core/fact.ts'
import type { BehaviourKind } from '../core/event.ts'
import type { Problem } from '../core/problem.ts'
import type { Person } from '../db/identify.ts'
import type { Message } from './segment.ts'
import { personOf } from './person.ts'

/** What a message says in our words. */
export interface Told {
  readonly person: Person
  /** None: it tells facts only. */
  readonly act: { readonly kind: BehaviourKind; readonly of: string } | undefined
  readonly facts: Readonly<Record<string, string>>
  readonly consent: { readonly [Channel in 'email' | 'phone']?: { granted: boolean; basis: string } | undefined }
  /** What was left out, and why. */
  readonly warnings: readonly string[]
}

/** Puts a message into our words; a message that says nothing we could keep is refused with its problems. */
export function understand(
  message: Message,
  declared: readonly Fact[],
): { ok: Told } | { problems: readonly Problem[] } {
  const traits = { ...message.context.traits, ...message.traits }
  const { person, warnings } = personOf(message, traits)
  if (person.aliases.length === 0 && person.email === undefined) {
    const remedy = 'Write one plain address, as ada@example.com, or give userId.'
    return { problems: [{ where: 'traits.email', what: 'it is no address, and nobody else is named', remedy }] }
  }
  const act = actOf(message)
  if (act !== undefined && 'where' in act) return { problems: [act] }
  const facts = factsIn(message, traits, declared)
  return {
    ok: {
      person,
      act,
      facts: facts.kept,
      consent: message.traits.consent ?? message.context.consent ?? message.context.traits.consent ?? {},
      warnings: [...warnings, ...facts.warnings],
    },
  }
}

/** `Booth Visit` as `booth-visit`, in any script. */
const kebab = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100)

const text = (value: unknown): string => {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function actOf(message: Message): Told['act'] | Problem {
  switch (message.type) {
    case 'identify':
      return undefined
    case 'page':
      return visitOf(message)
    case 'track':
      return trackedAct(message.event, message.properties)
  }
}

function trackedAct(event: string, properties: Readonly<Record<string, unknown>>): Told['act'] | Problem {
  const named = (kind: BehaviourKind, property: string): Told['act'] | Problem => {
    const of = kebab(text(properties[property]))
    if (of !== '') return { kind, of }
    const remedy = `Name it in properties.${property}, as { "${property}": "demo" }.`
    return { where: `properties.${property}`, what: `"${event}" does not say of what`, remedy }
  }
  const name = kebab(event)
  switch (name) {
    case 'requested':
      return named('requested', 'what')
    case 'attended':
      return named('attended', 'what')
    case 'form-submitted':
      return named('submitted', 'form')
    case 'replied':
      return { kind: 'replied', of: kebab(text(properties['template'])) || 'mail' }
    case '':
      return { where: 'event', what: `"${event}" has no letter or digit`, remedy: 'Name what was done.' }
    default:
      return { kind: 'did', of: name }
  }
}

/** The path that was seen, without the query and without addresses in it: they may say who somebody is. */
function visitOf({ properties, context }: Message): Told['act'] | Problem {
  const [seen] = [properties, context.page].flatMap(({ path, url }) => [text(path), text(url)]).filter(Boolean)
  if (seen !== undefined && URL.canParse(seen, 'https://site.invalid')) {
    const { pathname } = new URL(seen, 'https://site.invalid')
    return { kind: 'visited', of: pathname.replaceAll(/[^/]*(?:@|%40)[^/]*/gi, ':address').slice(0, 200) }
  }
  const remedy = 'Give the path, as "/pricing", or the whole url.'
  return { where: 'properties.path', what: 'it does not say which page was seen', remedy }
}

/** What belongs to the event itself and is no answer. */
const ownProperties = ['facts', 'form', 'what', 'template', 'path', 'url', 'title', 'referrer', 'search']

const isNot = (fact: Fact): string =>
  fact.is === 'date' ? 'is no day as 2027-03-31' : `is none of ${fact.values.join(', ')}`

/** The declared facts among what was told. Traits may hold anything; what is told as a fact and is none is named. */
function factsIn(
  message: Message,
  traits: Readonly<Record<string, unknown>>,
  declared: readonly Fact[],
): { kept: Record<string, string>; warnings: readonly string[] } {
  const isForm = message.type === 'track' && kebab(message.event) === 'form-submitted'
  const answers = Object.entries(isForm ? message.properties : {}).filter(([name]) => !ownProperties.includes(name))
  const { facts } = message.properties
  const told = [...answers, ...Object.entries(typeof facts === 'object' && facts !== null ? facts : {})]
  const known = new Map(declared.map((fact) => [fact.fact, fact]))
  const kept: Record<string, string> = {}
  const warnings: string[] = []
  for (const [name, given] of [...Object.entries(traits).filter(([name]) => known.has(name)), ...told]) {
    const value = text(given)
    const fact = known.get(name)
    if (fact === undefined) warnings.push(`${name}: no such fact is declared, so it was kept out`)
    else if (mayBe(fact, value)) kept[name] = value
    else if (value !== '') warnings.push(`${name}: "${value}" ${isNot(fact)}, so it was kept out`)
  }
  return { kept, warnings }
}
