import { isZone, zoneOfCountry } from '../db/calendar.ts'
import type { Person } from '../db/identify.ts'
import { parseAddress } from '../mail/address.ts'
import { oneLine } from '../mail/render.ts'
import type { Message } from './segment.ts'

type Traits = Readonly<Record<string, unknown>>

/** Whom a message speaks of. A trait that is no such thing is left out with a warning: the event still counts. */
export function personOf(message: Message, traits: Traits): { person: Person; warnings: readonly string[] } {
  const warnings: string[] = []
  const only = (name: string, value: string | undefined, good: (text: string) => string | undefined, what: string) => {
    if (value === undefined) return undefined
    const kept = good(value)
    if (kept === undefined) warnings.push(`${name}: it is no ${what}, so it was kept out`)
    return kept
  }
  const { userId, anonymousId, context } = message
  const [firstName, ...others] = (textIn(traits, 'name') ?? '').split(' ')
  const address = objectIn(traits, 'address')
  const company = textIn(objectIn(traits, 'company'), 'name') ?? textIn(traits, 'company')
  const zone = textIn(traits, 'timezone') ?? textIn(context, 'timezone')
  const person: Person = {
    aliases: [userId, anonymousId].flatMap((alias) => (alias === undefined ? [] : [{ source: 'segment', alias }])),
    email: only('traits.email', textIn(traits, 'email'), parseAddress, 'plain address'),
    firstName: textIn(traits, 'firstName') ?? (firstName || undefined),
    lastName: textIn(traits, 'lastName') ?? (others.join(' ') || undefined),
    company,
    jobTitle: textIn(traits, 'jobTitle') ?? textIn(traits, 'title'),
    phone: only('traits.phone', textIn(traits, 'phone'), phoneNumber, 'phone number'),
    country: only(
      'traits.country',
      textIn(traits, 'country') ?? textIn(address, 'country'),
      countryCode,
      'country code',
    ),
    zone: only('timezone', zone, (name) => (isZone(name) ? name : undefined), 'time zone'),
    language: languageTag(textIn(traits, 'language') ?? textIn(context, 'locale')),
    source: textIn(traits, 'source') ?? textIn(objectIn(context, 'campaign'), 'name'),
  }
  return { person, warnings }
}

function textIn(from: Traits, name: string): string | undefined {
  const value = from[name]
  const text = typeof value === 'string' ? oneLine(value).slice(0, 200) : ''
  return text === '' ? undefined : text
}

function objectIn(from: Traits, name: string): Traits {
  const value = from[name]
  return typeof value === 'object' && value !== null ? (value as Traits) : {}
}

const phoneNumber = (text: string): string | undefined => (/^\+?[\d\s()./-]{5,30}$/.test(text) ? text : undefined)
const countryCode = (text: string): string | undefined =>
  zoneOfCountry(text) === undefined ? undefined : text.toUpperCase()
const languageTag = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : /^[a-z]{2,3}(?=$|[-_])/i.exec(text)?.[0].toLowerCase()
