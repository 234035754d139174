import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admit, judgedAt, type Intended, type Standing } from '../../core/admit.ts'
import { capFreesAt, inWindow, type Cadence } from '../../core/cadence.ts'
import { DAY, HOUR, MINUTE } from '../../core/calendar.ts'
import { isWithSales, lifecycles } from '../../core/lifecycle.ts'
import { calendarOf } from '../../db/calendar.ts'

/** A Tuesday, ten in the morning in Berlin. */
const tuesday = Date.UTC(2027, 0, 5, 9)
const berlin = calendarOf({ zone: 'Europe/Berlin', country: 'DE' }, tuesday)
const cadence: Cadence = {
  zone: 'lead',
  days: ['Tue', 'Wed', 'Thu'],
  between: [570, 690],
  holidays: 'skip',
  atMost: [{ touches: 2, per: 'week' }],
}
const ready: Standing = {
  lifecycle: 'lead',
  paused: false,
  heldOut: false,
  enrolment: 1,
  hasAddress: true,
  allowListed: true,
  channels: ['email'],
  touchedAt: [],
  hadContent: false,
  stopped: false,
}
const mail: Intended = {
  enrolment: 1,
  channel: 'email',
  withSales: false,
  due: tuesday,
  cadence,
  calendar: berlin,
  spread: 0.5,
}
const judged = (standing: Partial<Standing>, intended: Partial<Intended> = {}, now = tuesday, rate = 1) =>
  admit({ ...ready, ...standing }, { ...mail, ...intended }, now, rate)

describe('a touch is admitted', () => {
  it('where nothing speaks against it', () => expect(judged({})).toEqual({ admitted: true, at: tuesday }))

  it('some real minutes late, by the instant that it was due, however fast the clock', () => {
    const closes = tuesday + 90 * MINUTE
    const due = closes - MINUTE
    expect(judged({}, { due }, closes + MINUTE)).toEqual({ admitted: true, at: closes + MINUTE })
    expect(judged({}, { due }, due + 2 * DAY, 10_000)).toEqual({ admitted: true, at: due })
  })

  it('by the instant that it was due up to five real minutes late, and no longer', () => {
    expect(judgedAt(tuesday, tuesday + 5 * MINUTE, 1)).toBe(tuesday)
    expect(judgedAt(tuesday, tuesday + 5 * MINUTE + 1, 1)).toBe(tuesday + 5 * MINUTE + 1)
    expect(judgedAt(tuesday, tuesday + 50 * MINUTE, 10)).toBe(tuesday)
    expect(judgedAt(tuesday, tuesday + 50 * MINUTE + 1, 10)).toBe(tuesday + 50 * MINUTE + 1)
  })

  it('two seconds early, as servers’ clocks differ; a fast clock has no other to differ from', () => {
    const early = (ms: number, rate: number) => judged({}, { due: tuesday + ms }, tuesday, rate).admitted
    expect(early(2_000, 1)).toBe(true)
    expect(early(2_001, 1)).toBe(false)
    expect(early(1, 10_000)).toBe(false)
  })

  it('beside sales, where it is declared', () => {
    expect(judged({ lifecycle: 'sql' }, { withSales: true }).admitted).toBe(true)
  })
})

describe('a touch is overtaken', () => {
  it.each<[string, Partial<Standing>]>([
    ['by a pause', { paused: true }],
    ['by sales', { lifecycle: 'mql' }],
    ['by the end', { lifecycle: 'customer' }],
    ['by a disqualification', { lifecycle: 'disqualified' }],
    ['by another enrolment', { enrolment: 2 }],
    ['by the hold-out', { heldOut: true }],
  ])('%s', (_, standing) => expect(judged(standing)).toEqual({ admitted: false, was: 'overtaken' }))
})

describe('a touch is dropped', () => {
  it.each<[string, Partial<Standing>]>([
    ['no_permission', { channels: ['phone'] }],
    ['no_address', { hasAddress: false }],
    ['already_had', { hadContent: true }],
    ['nothing_left', { nothingLeft: true }],
    ['not_allow_listed', { allowListed: false }],
  ])('with the reason %s', (reason, standing) => {
    expect(judged(standing)).toEqual({ admitted: false, was: 'dropped', reason })
  })
})

describe('a touch is deferred', () => {
  it('until it is due', () => {
    expect(judged({}, {}, tuesday - HOUR)).toEqual({
      admitted: false,
      was: 'deferred',
      reason: 'early',
      until: tuesday,
    })
  })

  it('into the next window where it comes hours late', () => {
    const evening = tuesday + 9 * HOUR
    expect(judged({}, {}, evening)).toMatchObject({
      was: 'deferred',
      reason: 'window',
      until: tuesday + DAY + 30 * MINUTE,
    })
  })

  it('until the cap frees', () => {
    const touchedAt = [tuesday - 6 * DAY, tuesday - 5 * DAY]
    expect(judged({ touchedAt })).toMatchObject({ was: 'deferred', reason: 'cap', until: tuesday + DAY + 30 * MINUTE })
  })

  it('while sending is stopped, and looked at again from an hour later', () =>
    expect(judged({ stopped: true })).toMatchObject({
      was: 'deferred',
      reason: 'stopped',
      // Half of the window is spread over what is left of it at eleven.
      until: tuesday + 75 * MINUTE,
    }))
})

describe('whatever the moment', () => {
  const moment = fc.record({
    standing: fc.record({
      lifecycle: fc.constantFrom(...lifecycles),
      paused: fc.boolean(),
      channels: fc.constantFrom<Standing['channels']>([], ['email'], ['phone'], ['email', 'phone']),
      touchedAt: fc.array(fc.integer({ min: tuesday - 31 * DAY, max: tuesday }), { maxLength: 4 }),
      hadContent: fc.boolean(),
      stopped: fc.boolean(),
    }),
    due: fc.integer({ min: tuesday - 3 * DAY, max: tuesday + 3 * DAY }),
    late: fc.integer({ min: -DAY, max: 2 * DAY }),
    withSales: fc.boolean(),
    rate: fc.constantFrom(1, 10_000),
  })

  it('an admitted touch has permission, is new, inside its window and within its caps (I2, I3, I8)', () => {
    fc.assert(
      fc.property(moment, ({ standing, due, late, withSales, rate }) => {
        const now = due + late
        if (!judged(standing, { due, withSales }, now, rate).admitted) return
        expect(standing).toMatchObject({ paused: false, hadContent: false, stopped: false })
        expect(standing.channels).toContain('email')
        expect(!isWithSales(standing.lifecycle) || withSales).toBe(true)
        const by = late <= 5 * MINUTE * rate ? due : now
        expect(inWindow(berlin, cadence, by)).toBe(true)
        expect(capFreesAt(cadence, standing.touchedAt, by)).toBeNull()
      }),
      { numRuns: 500 },
    )
  })

  it('a deferred touch is deferred to a moment in its window, and never into the past', () => {
    fc.assert(
      fc.property(moment, ({ standing, due, late, withSales, rate }) => {
        const now = due + late
        const admission = judged(standing, { due, withSales }, now, rate)
        if (admission.admitted || admission.was !== 'deferred') return
        expect(admission.until).toBeGreaterThanOrEqual(now)
        if (admission.reason !== 'early') expect(inWindow(berlin, cadence, admission.until)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
