import Holidays from 'date-holidays'
import { DAY, HOUR, MINUTE, type Calendar } from '../core/calendar.ts'

/** Where a lead is. Without a country that is known, no day is a holiday. */
export interface Place {
  /** IANA name; doors let in only what `isZone` knows. */
  readonly zone: string
  /** ISO 3166-1, two letters. */
  readonly country?: string | undefined
  /** ISO 3166-2 without the country: `BY` for Bavaria. */
  readonly region?: string | undefined
}

const YEARS_BACK = 1
const YEARS_AHEAD = 6

/** No zone has changed its offset twice within a week. */
const PROBE_EVERY = 7 * DAY

const CACHED_AT_MOST = 2_000
const calendars = new Map<string, Calendar>()

/** The calendar of a place from the year before `now` to six years after it. Throws RangeError on an unknown zone. */
export function calendarOf(place: Place, now: number): Calendar {
  const year = new Date(now).getUTCFullYear()
  const key = [place.zone, place.country, place.region, year].join('|')
  const known = calendars.get(key)
  if (known !== undefined) return known
  const calendar = {
    zone: place.zone,
    transitions: transitionsOf(place.zone, Date.UTC(year - YEARS_BACK), Date.UTC(year + YEARS_AHEAD + 1)),
    holidays: holidaysOf(place, year - YEARS_BACK, year + YEARS_AHEAD),
  }
  for (const oldest of calendars.keys()) {
    if (calendars.size < CACHED_AT_MOST) break
    calendars.delete(oldest)
  }
  calendars.set(key, calendar)
  return calendar
}

/** Zones by name: to ask the engine takes as long as much else of a touch. Names that it does not know are not kept. */
const known = new Set<string>()

export function isZone(name: string): boolean {
  if (known.has(name)) return true
  // Newer engines also take bare offsets, which know no daylight saving.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    if (new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone === '') return false
    known.add(name)
    return true
  } catch {
    return false
  }
}

const zones = new Map<string, string | undefined>()

/** The zone of most of a country's business (of its capital, mostly), for lists that carry only a country's code. */
export function zoneOfCountry(country: string): string | undefined {
  const code = country.toUpperCase()
  if (!/^[A-Z]{2}$/.test(code)) return undefined
  if (!zones.has(code)) zones.set(code, new Holidays(code).getTimezones()?.[0] ?? onlyZoneOf(code))
  return zones.get(code)
}

/** For the countries whose holidays nobody has collected (Qatar, Kuwait, Oman): what the engine's own data says. */
function onlyZoneOf(code: string): string | undefined {
  const locale: Intl.Locale & { getTimeZones?: () => string[]; timeZones?: string[] } = new Intl.Locale('und', {
    region: code,
  })
  const found = locale.getTimeZones?.() ?? locale.timeZones ?? []
  return found.length === 1 ? found[0] : undefined
}

function transitionsOf(zone: string, from: number, until: number): Calendar['transitions'] {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  let offset = offsetAt(format, from)
  const transitions: [number, number][] = [[from, offset]]
  for (let at = from; at < until;) {
    let changed = Math.min(at + PROBE_EVERY, until)
    if (offsetAt(format, changed) === offset) {
      at = changed
      continue
    }
    while (changed - at > MINUTE) {
      const middle = at + Math.floor((changed - at) / MINUTE / 2) * MINUTE
      if (offsetAt(format, middle) === offset) at = middle
      else changed = middle
    }
    at = changed
    offset = offsetAt(format, at)
    transitions.push([at, offset])
  }
  return transitions
}

/** Minutes east of UTC, read from `GMT+05:30`. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)$/.exec(format.format(at)) ?? []
  const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0)
  return sign === '-' ? -offset : offset
}

function holidaysOf({ country, region }: Place, firstYear: number, lastYear: number): string[] {
  if (country === undefined) return []
  const source = new Holidays({ country, ...(region === undefined ? {} : { state: region }) }, { types: ['public'] })
  const dates = new Set<string>()
  for (let year = firstYear; year <= lastYear; year++) {
    for (const { date, start, end } of source.getHolidays(year)) {
      // A half holiday leaves a working morning. Two hours are for the days on which the clock changes.
      const days = Math.floor((end.getTime() - start.getTime() + 2 * HOUR) / DAY)
      const first = Date.parse(`${date.slice(0, 10)}T00:00Z`)
      for (let i = 0; i < days; i++) dates.add(new Date(first + i * DAY).toISOString().slice(0, 10))
    }
  }
  return [...dates].sort()
}
