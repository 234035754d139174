import { addSpan, MINUTE, type Calendar } from './calendar.ts'
import type { Deadline } from './event.ts'
import type { Quality } from './quality.ts'

const aMinute = { amount: 1 / 60, unit: 'business hour' } as const

/**
 * The deadlines of the person in sales, by the agreed SLA on the office's own calendar: a lead with sales always has one
 * (I1). An unanswered handoff is reminded, reassigned and at last taken back; an accepted one must be qualified or
 * returned in time; what is forecast is looked at again and again. A lead that comes at night is counted from the moment
 * when the office opens, so that nobody has to answer at night.
 */
export function deadlinesAfter(
  act: 'handedOff' | 'accepted' | 'qualified',
  sla: Quality['sla'],
  office: Calendar,
  now: number,
): readonly Deadline[] {
  const from = addSpan(office, now, aMinute) - MINUTE
  switch (act) {
    case 'handedOff':
      return [
        { act: 'remind', at: addSpan(office, from, sla.remind) },
        { act: 'reassign', at: addSpan(office, from, sla.reassign) },
        { act: 'takeBack', at: addSpan(office, from, sla.takeBack) },
      ]
    case 'accepted':
      return [
        { act: 'remind', at: addSpan(office, from, sla.qualifyWithin) },
        { act: 'takeBack', at: addSpan(office, addSpan(office, from, sla.qualifyWithin), sla.takeBack) },
      ]
    case 'qualified':
      return [{ act: 'review', at: addSpan(office, from, sla.review) }]
  }
}
