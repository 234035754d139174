import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarOf } from '../../db/calendar.ts'
import {
  capFreesAt,
  compileCadence,
  inWindow,
  nextSendTime,
  type Cadence,
  type CadenceInput,
} from '../../core/cadence.ts'
import { DAY, HOUR, MINUTE, weekdays, type Calendar } from '../../core/calendar.ts'

const NOW = Date.UTC(2026, 0, 1)
const places = [
  { zone: 'Europe/Berlin', country: 'DE' },
  { zone: 'America/New_York', country: 'US' },
  { zone: 'Asia/Kolkata', country: 'IN' },
  { zone: 'Australia/Lord_Howe', country: 'AU' },
  { zone: 'America/St_Johns', country: 'CA' },
  { zone: 'Pacific/Apia', country: 'WS' },
  { zone: 'Africa/Casablanca', country: 'MA' },
  { zone: 'UTC', country: 'GB' },
]
const calendars = places.map((place) => calendarOf(place, NOW))
const berlin = calendarOf({ zone: 'Europe/Berlin', country: 'DE' }, NOW)

const finance: CadenceInput = {
  zone: 'lead',
  days: ['Tue', 'Wed', 'Thu'],
  between: ['09:30', '11:30'],
  atMost: '2 touches a week',
}
const financeWith = (change: Partial<CadenceInput>): Cadence => {
  const compiled = compileCadence({ ...finance, ...change })
  if ('problems' in compiled) throw new Error(compiled.problems.join('; '))
  return compiled.ok
}

const calendar = fc.constantFrom(...calendars)
const at = (calendar: Calendar) => {
  const changes = calendar.transitions.map(([at]) => at).filter((at) => at > NOW)
  const anyTime = fc.integer({ min: NOW, max: Date.UTC(2031, 11, 31) })
  if (changes.length === 0) return anyTime
  const near = fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -DAY, max: 6 * HOUR }))
  return fc.oneof(
    anyTime,
    near.map(([change, off]) => change + off),
  )
}
const spread = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
/** Any window of any length, at night too, where clocks change. */
const cadence = fc
  .record({
    zone: fc.constant('lead'),
    days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
    between: fc
      .tuple(fc.integer({ min: 0, max: 1425 }), fc.integer({ min: 15, max: 1440 }))
      .map(([opens, length]): [number, number] => [opens, Math.min(1440, opens + length)]),
    holidays: fc.constantFrom<'skip' | 'ignore'>('skip', 'ignore'),
    atMost: fc.constant([{ touches: 2, per: 'week' } as const]),
  })
  .map((cadence): Cadence => cadence)
const lead = calendar.chain((calendar) =>
  fc.record({ calendar: fc.constant(calendar), cadence, notBefore: at(calendar), spread }),
)

/** What the wall clock there shows, by the engine's own data: an oracle that shares no code with `core/`. */
function wallClock(zone: string, at: number) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at)
  const part = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return {
    weekday: part('weekday'),
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  }
}
const shown = (at: number) => `${wallClock('Europe/Berlin', at).date} ${wallClock('Europe/Berlin', at).time}`

describe('the next send time', () => {
  it('is never outside the window, on another day or on a holiday, in local time', () => {
    fc.assert(
      fc.property(lead, ({ calendar, cadence, notBefore, spread }) => {
        const sendAt = nextSendTime(calendar, cadence, notBefore, spread)
        const { weekday, date, minute } = wallClock(calendar.zone, sendAt)
        expect(sendAt).toBeGreaterThanOrEqual(notBefore)
        expect(cadence.days).toContain(weekday)
        expect(minute).toBeGreaterThanOrEqual(cadence.between[0])
        expect(minute).toBeLessThan(cadence.between[1])
        if (cadence.holidays === 'skip') expect(calendar.holidays).not.toContain(date)
        expect(inWindow(calendar, cadence, sendAt)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('is on the first allowed day', () => {
    const cadence = financeWith({})
    fc.assert(
      fc.property(
        fc.constantFrom(...calendars),
        fc.integer({ min: NOW, max: NOW + 1500 * DAY }),
        spread,
        (calendar, notBefore, spread) => {
          const sendAt = nextSendTime(calendar, cadence, notBefore, spread)
          for (let earlier = notBefore; earlier < sendAt; earlier += 30 * MINUTE) {
            const sameDay = wallClock(calendar.zone, earlier).date === wallClock(calendar.zone, sendAt).date
            expect(inWindow(calendar, cadence, earlier) && !sameDay).toBe(false)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  it('stays the same when it is asked for again at that moment', () => {
    fc.assert(
      fc.property(lead, ({ calendar, cadence, notBefore, spread }) => {
        fc.pre(!inWindow(calendar, cadence, notBefore))
        const sendAt = nextSendTime(calendar, cadence, notBefore, spread)
        expect(nextSendTime(calendar, cadence, sendAt, spread)).toBe(sendAt)
      }),
    )
  })

  it('keeps the lead at its own time of day when the clock changes', () => {
    const cadence = financeWith({ days: [...weekdays], holidays: 'ignore' })
    fc.assert(
      fc.property(fc.constantFrom(...calendars), spread, fc.nat(1500), (calendar, spread, n) => {
        const times = new Set<string>()
        let at = NOW + n * DAY
        for (let touch = 0; touch < 30; touch++) {
          at = nextSendTime(calendar, cadence, at, spread)
          if (touch > 0) times.add(wallClock(calendar.zone, at).time)
          at += 20 * HOUR
        }
        expect(times.size).toBe(1)
      }),
      { numRuns: 50 },
    )
  })

  it('is spread over the window before it opens, and over what is left of it afterwards', () => {
    const cadence = financeWith({})
    const early = Date.parse('2026-07-07T05:00Z')
    const middle = Date.parse('2026-07-07T08:30Z')
    expect(shown(nextSendTime(berlin, cadence, early, 0))).toBe('2026-07-07 09:30')
    expect(shown(nextSendTime(berlin, cadence, early, 0.5))).toBe('2026-07-07 10:30')
    expect(shown(nextSendTime(berlin, cadence, early, 0.75))).toBe('2026-07-07 11:00')
    expect(shown(nextSendTime(berlin, cadence, middle, 0.75))).toBe('2026-07-07 11:00')
    expect(shown(nextSendTime(berlin, cadence, middle, 0.25))).toBe('2026-07-07 10:45')
  })

  it('takes a lead at once that comes a little after its moment, so that it does not drift through the window', () => {
    const cadence = financeWith({})
    const moment = nextSendTime(berlin, cadence, Date.parse('2026-07-07T05:00Z'), 0.5)
    expect(nextSendTime(berlin, cadence, moment + 3_000, 0.5)).toBe(moment + 3_000)
    expect(nextSendTime(berlin, cadence, moment + 15 * MINUTE, 0.5)).toBe(moment + 15 * MINUTE)
    // A minute later, half of the 44 that are left of the window.
    expect(nextSendTime(berlin, cadence, moment + 16 * MINUTE, 0.5)).toBe(moment + 38 * MINUTE)
  })

  it('is not on a day on which the clock skips the window, and only once on one on which it shows that twice', () => {
    const nights = { ...financeWith({ days: [...weekdays], holidays: 'ignore' }), between: [135, 150] as const }
    const next = (from: string, spread: number): string => shown(nextSendTime(berlin, nights, Date.parse(from), spread))
    for (const spread of [0, 0.05, 0.5, 0.99]) {
      // Clocks go from two to three in the one night to Sunday, and from three to two in the other.
      expect(next('2027-03-27T12:00Z', spread)).toMatch(/^2027-03-29 02:(1[5-9]|2\d)$/)
      expect(next('2027-10-31T00:20Z', spread)).toMatch(/^2027-10-31 02:2\d$/)
      expect(next('2027-10-31T01:20Z', spread)).toMatch(/^2027-11-01 02:(1[5-9]|2\d)$/)
    }
  })

  it('is none where no day is allowed, and nobody searches for ever', () => {
    expect(() => nextSendTime(berlin, { ...financeWith({}), days: [] }, NOW, 0)).toThrow(
      'the cadence allows no day within 400 days in Europe/Berlin',
    )
  })

  it('after the window is on the next allowed day that is no holiday', () => {
    // The 24th is a Thursday; the next days are Christmas, a weekend and a Monday.
    expect(shown(nextSendTime(berlin, financeWith({}), Date.parse('2026-12-24T11:00Z'), 0))).toBe('2026-12-29 09:30')
    const fridays = financeWith({ days: ['Fri'] })
    expect(shown(nextSendTime(berlin, fridays, Date.parse('2026-12-24T11:00Z'), 0))).toBe('2027-01-08 09:30')
    const atChristmas = financeWith({ days: ['Fri'], holidays: 'ignore' })
    expect(shown(nextSendTime(berlin, atChristmas, Date.parse('2026-12-24T11:00Z'), 0))).toBe('2026-12-25 09:30')
  })
})

describe('the send window', () => {
  it('is open from its first minute to before its last, on its days, and not on holidays', () => {
    const open = (at: string, change: Partial<CadenceInput> = {}): boolean =>
      inWindow(berlin, financeWith(change), Date.parse(at))
    expect(open('2026-07-07T09:29:59+02:00')).toBe(false)
    expect(open('2026-07-07T09:30:00+02:00')).toBe(true)
    expect(open('2026-07-07T11:29:59+02:00')).toBe(true)
    expect(open('2026-07-07T11:30:00+02:00')).toBe(false)
    expect(open('2026-07-06T10:00:00+02:00')).toBe(false)
    expect(open('2026-12-25T10:00:00+01:00', { days: ['Fri'] })).toBe(false)
    expect(open('2026-12-25T10:00:00+01:00', { days: ['Fri'], holidays: 'ignore' })).toBe(true)
  })
})

describe('frequency caps', () => {
  it('hold in every stretch of their length', () => {
    const cap = fc.record({
      touches: fc.integer({ min: 1, max: 5 }),
      per: fc.constantFrom<'day' | 'week' | 'month'>('day', 'week', 'month'),
    })
    const caps = fc.uniqueArray(cap, { minLength: 1, selector: ({ per }) => per })
    const gaps = fc.array(fc.integer({ min: 0, max: 4 * DAY }), { minLength: 10, maxLength: 25 })
    fc.assert(
      fc.property(lead, caps, gaps, ({ calendar, cadence: anyCadence, notBefore, spread }, atMost, gaps) => {
        const cadence: Cadence = { ...anyCadence, atMost }
        const sent: number[] = []
        let due = notBefore
        for (const gap of gaps) {
          due = nextSendTime(calendar, cadence, capFreesAt(cadence, sent, due) ?? due, spread)
          expect(capFreesAt(cadence, sent, due)).toBeNull()
          sent.push(due)
          due += gap
        }
        for (const { touches, per } of atMost) {
          const length = { day: 1, week: 7, month: 30 }[per] * DAY
          for (const end of sent) {
            expect(sent.filter((at) => at > end - length && at <= end).length).toBeLessThanOrEqual(touches)
          }
        }
      }),
    )
  })

  it('free at the first instant at which one more is allowed, and not before', () => {
    const cadence = financeWith({ atMost: ['1 touch a day', '2 touches a week'] })
    const sent = [NOW, NOW + 3 * DAY]
    expect(capFreesAt(cadence, [], NOW)).toBeNull()
    expect(capFreesAt(cadence, [NOW], NOW + HOUR)).toBe(NOW + DAY)
    expect(capFreesAt(cadence, [NOW], NOW + DAY)).toBeNull()
    expect(capFreesAt(cadence, sent, NOW + 4 * DAY)).toBe(NOW + 7 * DAY)
    expect(capFreesAt(cadence, sent.toReversed(), NOW + 4 * DAY)).toBe(NOW + 7 * DAY)
    expect(capFreesAt(cadence, sent, NOW + 7 * DAY)).toBeNull()
  })
})

describe('a cadence', () => {
  it('is stored with minutes, days in order, and caps as numbers', () => {
    expect(financeWith({ days: ['Thu', 'Tue', 'Tue'], atMost: ['8 touches a month', '1 touch a day'] })).toEqual({
      zone: 'lead',
      days: ['Tue', 'Thu'],
      between: [570, 690],
      holidays: 'skip',
      atMost: [
        { touches: 1, per: 'day' },
        { touches: 8, per: 'month' },
      ],
    })
  })

  it.each<[string, Partial<CadenceInput>, string]>([
    ['a window that closes before it opens', { between: ['11:30', '09:30'] }, 'closes before it opens'],
    ['a window of ten minutes', { between: ['09:30', '09:40'] }, 'shorter than 15 minutes'],
    ['a time that is none', { between: ['09:60', '25:00'] }, "'09:60' is not a time of day"],
    ['another time that is none', { between: ['09:30', '24:30'] }, "'24:30' is not a time of day"],
    ['more than a time', { between: ['109:30', '11:30'] }, "'109:30' is not a time of day"],
    ['more than a time at its end', { between: ['09:30', '11:300'] }, "'11:300' is not a time of day"],
    ['a window that closes as it opens', { between: ['09:30', '09:30'] }, 'closes before it opens'],
    ['no days', { days: [] }, 'days is empty'],
    ['a cap of nothing', { atMost: '0 touches a week' }, 'would never send'],
    ['half a touch', { atMost: '0.5 touches a week' }, 'is not a cap'],
    ['words before a cap', { atMost: 'up to 2 touches a week' as '2 touches a week' }, 'is not a cap'],
    ['words after a cap', { atMost: '2 touches a week or so' as '2 touches a week' }, 'is not a cap'],
    ['no cap', { atMost: [] }, 'at least one cap'],
    ['two caps for one period', { atMost: ['1 touch a week', '2 touches a week'] }, 'two caps a week'],
    ['a zone that cannot be one', { zone: 'somewhere else' }, "'somewhere else' is neither"],
    ['a zone with something before it', { zone: '+Europe/Berlin' }, "'+Europe/Berlin' is neither"],
  ])('refuses %s and says so', (_mistake, change, problem) => {
    expect(compileCadence({ ...finance, ...change })).toEqual({
      problems: expect.arrayContaining([expect.stringContaining(problem)]),
    })
  })

  it.each<Partial<CadenceInput>>([
    { zone: 'Europe/Berlin' },
    { zone: 'America/Argentina/Buenos_Aires' },
    { zone: 'Etc/GMT+1' },
    { between: ['09:30', '09:45'] },
    { between: ['00:00', '24:00'] },
    { between: ['19:05', '23:59'] },
    { holidays: 'ignore' },
    { atMost: '12 touches a month' },
  ])('takes %o', (change) => {
    expect(compileCadence({ ...finance, ...change })).toHaveProperty('ok')
  })

  it('is refused by the editor, and by the compiler of untyped tracks, for a day or period that does not exist', () => {
    const wrong: CadenceInput = {
      zone: 'lead',
      // @ts-expect-error: no such weekday
      days: ['Tuesday'],
      between: ['09:30', '11:30'],
      // @ts-expect-error: no such holiday rule
      holidays: 'work',
      // @ts-expect-error: no such period
      atMost: '2 touches a fortnight',
    }
    expect(compileCadence(wrong)).toEqual({
      problems: [
        expect.stringContaining("'Tuesday' is not a weekday"),
        expect.stringContaining("'work' is neither"),
        expect.stringContaining("'2 touches a fortnight' is not a cap"),
      ],
    })
  })
})
