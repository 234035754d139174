import { describe, expect, it } from 'vitest'
import { busiestOf, countComing, noLoad, type Busiest } from '../../core/busiest.ts'
import { DAY, HOUR } from '../../core/calendar.ts'
import type { Coming } from '../../core/coming.ts'
import type { TouchStep } from '../../core/steps.ts'
import { office, start } from './lives.ts'

/** On a day, at an hour of the office: the start is a Monday, 09:00 in Berlin. */
const on = (day: number, hour = 9, kind: TouchStep['kind'] = 'email'): Coming => ({
  at: start + day * DAY + (hour - 9) * HOUR,
  touch: { kind } as TouchStep,
})

/** What a change brings to leads, each with what it would come to without it and with it. */
function busiest(...leads: readonly (readonly [before: Coming | null, after: Coming | null])[]): readonly Busiest[] {
  const load = noLoad()
  for (const [before, after] of leads) countComing(load, office, { before, after })
  return busiestOf(load)
}

describe('the busiest day', () => {
  it('is the one to which a change adds most, with the hour in which most of it is due', () => {
    expect(
      busiest(
        [null, on(1, 9)],
        [null, on(2, 9)],
        [on(2, 8), on(2, 9)],
        [null, on(2, 11)],
        [on(7), null],
        [on(3), on(3)],
      ),
    ).toEqual([{ of: 'mails', date: '2027-01-06', due: 3, without: 1, hour: 9, inHour: 2 }])
  })

  it('is the first of several that are as busy', () => {
    expect(busiest([null, on(5)], [null, on(2)], [null, on(9)])).toMatchObject([{ date: '2027-01-06' }])
  })

  it('is a day of the office: before midnight there it is the day before', () => {
    const late = busiest([null, on(0, 23.5)], [null, on(0, 23.75)], [null, on(1, 0.5)])
    expect(late).toMatchObject([{ date: '2027-01-04', hour: 23, inHour: 2 }])
  })

  it('is told of mails and of calls; what goes through other systems loads nobody', () => {
    const all = busiest([null, on(1, 9, 'cast')], [on(4), on(3, 10, 'call')], [null, on(0, 10, 'webhook')])
    expect(all.map(({ of, date, due }) => [of, date, due])).toEqual([
      ['mails', '2027-01-05', 1],
      ['calls', '2027-01-07', 1],
    ])
  })

  it('is none where a change adds nothing', () => {
    expect(busiest([on(1), on(1)], [on(2), null], [null, null])).toEqual([])
    expect(busiest()).toEqual([])
  })
})
