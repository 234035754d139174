import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarOf } from '../../db/calendar.ts'
import {
  addSpan,
  dateOf,
  DAY,
  dayOf,
  HOUR,
  isBusinessDay,
  localOf,
  MINUTE,
  spanLeft,
  utcOf,
  type Calendar,
} from '../../core/calendar.ts'
import type { Span, Unit } from '../../core/duration.ts'

const NOW = Date.UTC(2026, 0, 1)
const places = [
  { zone: 'Europe/Berlin', country: 'DE' },
  { zone: 'America/New_York', country: 'US' },
  { zone: 'Asia/Kolkata', country: 'IN' },
  { zone: 'Australia/Lord_Howe', country: 'AU' },
  { zone: 'America/St_Johns', country: 'CA' },
  { zone: 'Pacific/Apia', country: 'WS' },
  { zone: 'Africa/Casablanca', country: 'MA' },
  { zone: 'America/Havana', country: 'CU' },
  { zone: 'UTC' },
]
const calendars = places.map((place) => calendarOf(place, NOW))
const berlin = calendarOf({ zone: 'Europe/Berlin', country: 'DE' }, NOW)

const calendar = fc.constantFrom(...calendars)
/** An instant within the calendars' years; every second one within hours of a change of the clock. */
const instantIn = ({ transitions }: Calendar) => {
  const changes = transitions.map(([at]) => at).filter((at) => at > NOW)
  const anyTime = fc.integer({ min: NOW, max: Date.UTC(2031, 11, 31) })
  if (changes.length === 0) return anyTime
  const nearAChange = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * HOUR, max: 3 * HOUR }))
    .map(([at, off]) => at + off)
  return fc.oneof(anyTime, nearAChange)
}
const moment = calendar.chain((calendar) => fc.record({ calendar: fc.constant(calendar), at: instantIn(calendar) }))
const amount = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.double({ min: 0, max: 40, noNaN: true }))
const unit = fc.constantFrom<Unit>('minute', 'hour', 'business hour', 'day', 'business day', 'week', 'month')
const span = fc.record({ amount, unit })

/** The local time by the engine's own data: an oracle that shares no code with `core/`. */
function wallClock(zone: string, at: number): string {
  return new Intl.DateTimeFormat('sv', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)
}

/** An instant in Berlin, from its wall time. */
function inBerlin(date: string, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return utcOf(berlin, dayOf(date), hours * 60 + minutes)
}
const later = (date: string, time: string, span: Span) =>
  wallClock('Europe/Berlin', addSpan(berlin, inBerlin(date, time), span))

describe('local time', () => {
  it('is what the wall clock there shows', () => {
    fc.assert(
      fc.property(moment, ({ calendar, at }) => {
        const { day, minute, weekday } = localOf(calendar, at)
        const shown = new Date(day * DAY + minute * MINUTE).toISOString()
        expect(shown.slice(0, 16).replace('T', ' ')).toBe(wallClock(calendar.zone, at))
        expect(weekday).toBe(new Intl.DateTimeFormat('en', { timeZone: calendar.zone, weekday: 'short' }).format(at))
      }),
      { numRuns: 500 },
    )
  })

  it('leads back to the first instant that shows it', () => {
    fc.assert(
      fc.property(moment, ({ calendar, at }) => {
        const { day, minute } = localOf(calendar, at)
        const first = utcOf(calendar, day, minute)
        expect(localOf(calendar, first)).toMatchObject({ day, minute })
        expect(first).toBeLessThanOrEqual(at)
        for (const back of [30 * MINUTE, HOUR]) {
          expect(wallClock(calendar.zone, first - back)).not.toBe(wallClock(calendar.zone, first))
        }
      }),
      { numRuns: 500 },
    )
  })

  it('that a clock skips is the first instant after the gap', () => {
    expect(new Date(inBerlin('2027-03-28', '02:30')).toISOString()).toBe('2027-03-28T01:00:00.000Z')
  })

  it('that a clock shows twice is the first of the two', () => {
    expect(new Date(inBerlin('2026-10-25', '02:30')).toISOString()).toBe('2026-10-25T00:30:00.000Z')
    // When the clock first comes to three it is put back: it shows that once.
    expect(new Date(inBerlin('2026-10-25', '03:00')).toISOString()).toBe('2026-10-25T02:00:00.000Z')
  })

  it('before the years of a calendar goes by its first offset', () => {
    const late: Calendar = { zone: 'Late', transitions: [[10 * DAY, 60]], holidays: [] }
    expect(utcOf(late, 5, 0)).toBe(5 * DAY - HOUR)
    expect(localOf(late, 5 * DAY - HOUR)).toMatchObject({ day: 5, minute: 0 })
  })

  it('counts days as the civil calendar does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -800_000, max: 800_000 }), (day) => {
        const date = new Date(day * DAY).toISOString()
        fc.pre(/^\d{4}-/.test(date))
        expect(dayOf(date.slice(0, 10))).toBe(day)
      }),
    )
    const [first, last] = [dayOf('1999-12-01'), dayOf('2101-01-31')]
    for (let day = first; day <= last; day++) expect(dateOf(day)).toBe(new Date(day * DAY).toISOString().slice(0, 10))
  })

  it('changes at the very instant of a transition', () => {
    const change = Date.UTC(2027, 2, 28, 1)
    expect([change - 1, change].map((at) => localOf(berlin, at).minute)).toEqual([119, 180])
  })
})

describe('a span', () => {
  it('of days keeps the wall time when the clock changes', () => {
    expect(later('2026-10-24', '09:30', { amount: 1, unit: 'day' })).toBe('2026-10-25 09:30')
    expect(later('2026-10-24', '09:30', { amount: 2, unit: 'week' })).toBe('2026-11-07 09:30')
  })

  it('of hours does not', () => {
    expect(later('2026-10-24', '09:30', { amount: 24, unit: 'hour' })).toBe('2026-10-25 08:30')
  })

  it('of months ends on the last day where the day does not exist', () => {
    expect(later('2027-01-31', '10:00', { amount: 1, unit: 'month' })).toBe('2027-02-28 10:00')
    expect(later('2028-01-31', '10:00', { amount: 1, unit: 'month' })).toBe('2028-02-29 10:00')
    expect(later('2026-12-15', '10:00', { amount: 14, unit: 'month' })).toBe('2028-02-15 10:00')
  })

  it('of a part of a month ends that part of the way to the next', () => {
    expect(later('2027-01-31', '10:00', { amount: 0.5, unit: 'month' })).toBe('2027-02-14 10:00')
    expect(later('2027-01-31', '10:00', { amount: 1.5, unit: 'month' })).toBe('2027-03-15 22:00')
    const [from, until] = [inBerlin('2027-01-31', '10:00'), inBerlin('2027-03-15', '22:00')]
    expect(spanLeft(berlin, from, until, 'month').amount).toBeCloseTo(1.5, 10)
  })

  it('of business days passes over weekends and holidays', () => {
    expect(later('2026-07-03', '10:00', { amount: 1, unit: 'business day' })).toBe('2026-07-06 10:00')
    // Good Friday and Easter Monday.
    expect(later('2026-04-02', '10:00', { amount: 1, unit: 'business day' })).toBe('2026-04-07 10:00')
  })

  it('of business days from a Saturday starts counting as Monday begins', () => {
    expect(later('2026-07-04', '15:00', { amount: 1, unit: 'business day' })).toBe('2026-07-07 00:00')
  })

  it('of business hours passes from nine to five only', () => {
    expect(later('2026-07-03', '15:00', { amount: 2, unit: 'business hour' })).toBe('2026-07-03 17:00')
    expect(later('2026-07-03', '15:00', { amount: 3, unit: 'business hour' })).toBe('2026-07-06 10:00')
    expect(later('2026-07-04', '15:00', { amount: 8, unit: 'business hour' })).toBe('2026-07-06 17:00')
  })

  it('never ends before it starts', () => {
    fc.assert(
      fc.property(moment, span, ({ calendar, at }, span) => {
        expect(addSpan(calendar, at, span)).toBeGreaterThanOrEqual(at)
      }),
    )
  })

  it('of whole business days ends on a business day, and from one keeps the wall time', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 40 }), ({ calendar, at }, amount) => {
        const start = localOf(calendar, at)
        const end = localOf(calendar, addSpan(calendar, at, { amount, unit: 'business day' }))
        expect(isBusinessDay(calendar, end.day)).toBe(true)
        let counted = 0
        for (let day = start.day; day < end.day; day++) if (isBusinessDay(calendar, day)) counted++
        expect(counted).toBe(amount)
        if (isBusinessDay(calendar, start.day)) {
          const skipped = localOf(calendar, utcOf(calendar, end.day, start.minute)).minute
          expect(end.minute).toBe(skipped)
        }
      }),
    )
  })

  it('that is no length of time is a defect, not an endless search', () => {
    for (const amount of [NaN, Infinity, -1]) {
      expect(() => addSpan(berlin, NOW, { amount, unit: 'business day' })).toThrow(`${amount} business days`)
    }
  })
})

describe('a pause', () => {
  const resumed = (calendar: Calendar, start: number, span: Span, paused: number, resumes: number) =>
    addSpan(calendar, resumes, spanLeft(calendar, paused, addSpan(calendar, start, span), span.unit))

  it('of no time changes nothing', () => {
    fc.assert(
      fc.property(moment, span, fc.double({ min: 0, max: 1, noNaN: true }), ({ calendar, at }, span, part) => {
        const due = addSpan(calendar, at, span)
        const paused = at + Math.floor(part * (due - at))
        expect(Math.abs(resumed(calendar, at, span, paused, paused) - due)).toBeLessThanOrEqual(MINUTE)
      }),
      { numRuns: 2000 },
    )
  })

  it('that begins and ends within one weekend or holiday does not eat business time', () => {
    const business = fc.record({
      amount: fc.integer({ min: 1, max: 20 }),
      unit: fc.constantFrom<Unit>('business day', 'business hour'),
    })
    fc.assert(
      fc.property(
        calendar,
        fc.integer({ min: 0, max: 1500 }),
        business,
        fc.nat(DAY - 1),
        fc.nat(DAY - 1),
        (calendar, n, span, a, b) => {
          const closed = dayOf('2026-01-02') + n
          fc.pre(!isBusinessDay(calendar, closed))
          const [paused, resumes] = [Math.min(a, b), Math.max(a, b)].map((ms) =>
            utcOf(calendar, closed, Math.floor(ms / MINUTE)),
          )
          const start = utcOf(calendar, closed - 3, 10 * 60)
          const due = addSpan(calendar, start, span)
          fc.pre(paused !== undefined && resumes !== undefined && due > resumes)
          expect(resumed(calendar, start, span, paused, resumes)).toBe(due)
        },
      ),
    )
  })

  it('leaves of months the whole ones, and the part of the one that has begun', () => {
    const left = (until: string) => spanLeft(berlin, inBerlin('2027-01-10', '10:00'), inBerlin(until, '10:00'), 'month')
    expect(left('2027-03-10')).toEqual({ amount: 2, unit: 'month' })
    expect(left('2027-03-25').amount).toBeCloseTo(2 + 15 / 31, 10)
    expect(left('2027-03-08').amount).toBeCloseTo(1 + 26 / 28, 10)
  })

  it('after the end leaves nothing of a wait, in whatever unit', () => {
    for (const unit of ['minute', 'hour', 'business hour', 'day', 'business day', 'week', 'month'] as const) {
      expect(spanLeft(berlin, NOW, NOW - 40 * DAY, unit)).toEqual({ amount: 0, unit })
    }
  })

  it('from Friday to Monday moves the end by the one business day that was missed', () => {
    const start = inBerlin('2026-07-01', '10:00')
    const end = resumed(
      berlin,
      start,
      { amount: 5, unit: 'business day' },
      inBerlin('2026-07-03', '12:00'),
      inBerlin('2026-07-06', '12:00'),
    )
    expect(wallClock('Europe/Berlin', addSpan(berlin, start, { amount: 5, unit: 'business day' }))).toBe(
      '2026-07-08 10:00',
    )
    expect(wallClock('Europe/Berlin', end)).toBe('2026-07-09 10:00')
  })
})
