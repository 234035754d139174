import { expect, test } from 'vitest'
import { DAY, HOUR } from '../../core/calendar.ts'
import { compileLimits, lengthOf, type LimitsDraft } from '../../core/limits.ts'
import { sound } from './lives.ts'

test('limits are three touches a week, 60 days of silence and half of the mails, where nothing is said', () => {
  expect(sound(compileLimits())).toEqual({
    touchesInAWeek: 3,
    silence: { amount: 60, unit: 'day' },
    promoteShare: 0.5,
  })
  const strict = { touchesInAWeek: 1, silence: '2 weeks', promoteShare: 0 } as const
  expect(sound(compileLimits(strict))).toEqual({ ...strict, silence: { amount: 2, unit: 'week' } })
  expect(sound(compileLimits({ promoteShare: 1 })).promoteShare).toBe(1)
})

test.each<[LimitsDraft, string]>([
  [{ touchesInAWeek: 0 }, '0 touches a week make no limit'],
  [{ touchesInAWeek: 1.5 }, '1.5 touches a week make no limit'],
  [{ promoteShare: -0.1 }, 'a share of -0.1 makes no limit'],
  [{ promoteShare: 1.1 }, 'a share of 1.1 makes no limit'],
  [{ promoteShare: NaN }, 'a share of NaN makes no limit'],
  [{ silence: 'soon' as '1 day' }, "'soon' is not a duration"],
])('what is no limit is refused: %j', (draft, what) => {
  expect(compileLimits(draft)).toMatchObject({ problems: [{ where: 'limits', what, code: 'P111' }] })
})

test('the length of a span is that in a week without holidays', () => {
  expect(lengthOf({ amount: 2, unit: 'week' })).toBe(14 * DAY)
  expect(lengthOf({ amount: 36, unit: 'hour' })).toBe(36 * HOUR)
})
