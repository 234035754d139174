/** A world without hours, holidays and caps in the way: what waits, waits for what a test is about. */
import type { Settled } from '../../core/contract.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { start as now } from './lives.ts'

export const anyDay = {
  zone: 'lead',
  days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  holidays: 'ignore',
  between: ['00:00', '24:00'],
  atMost: '9 touches a day',
} as const

export const clock = { now, real: now, rate: 1 } as const

export function settled(why: Settled['why'], change: Partial<Settled> = {}): Settled {
  return {
    is: 'settled',
    why,
    calendar: plainCalendar,
    facts: {},
    channels: ['email', 'phone'],
    had: [],
    clock,
    events: [],
    ...change,
  }
}
