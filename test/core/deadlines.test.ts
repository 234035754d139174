import { expect, test } from 'vitest'
import { deadlinesAfter } from '../../core/deadlines.ts'
import { calendarOf } from '../../db/calendar.ts'

const office = calendarOf({ zone: 'Europe/Berlin', country: 'DE' }, Date.UTC(2026, 10, 1))
const sla = {
  remind: { amount: 4, unit: 'business hour' },
  reassign: { amount: 1, unit: 'business day' },
  takeBack: { amount: 3, unit: 'business day' },
  qualifyWithin: { amount: 10, unit: 'business day' },
  review: { amount: 30, unit: 'day' },
} as const
const inBerlin = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Berlin',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)

test('a lead that is handed over on Sunday night is counted from Monday morning: nobody answers at night', () => {
  const sunday = Date.UTC(2026, 10, 22, 1, 35)
  const told = deadlinesAfter('handedOff', sla, office, sunday).map(({ act, at }) => `${act} ${inBerlin(at)}`)
  expect(told).toEqual(['remind Mon 13:00', 'reassign Tue 09:00', 'takeBack Thu 09:00'])
})

test('an accepted lead has ten business days, and is taken back three later; a forecast one is looked at every 30 days', () => {
  const tuesday = Date.UTC(2026, 10, 24, 9)
  expect(deadlinesAfter('accepted', sla, office, tuesday)).toEqual([
    { act: 'remind', at: Date.UTC(2026, 11, 8, 9) },
    { act: 'takeBack', at: Date.UTC(2026, 11, 11, 9) },
  ])
  expect(deadlinesAfter('qualified', sla, office, tuesday)).toEqual([{ act: 'review', at: Date.UTC(2026, 11, 24, 9) }])
})
