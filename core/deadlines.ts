import { addSpan, type Calendar } from './calendar.ts'
import type { Deadline } from './event.ts'
import type { Quality } from './quality.ts'

/**
 * The deadlines of the person in sales, by the agreed SLA on the office's own calendar: a lead with sales always has one
 * (I1). An unanswered handoff is reminded, reassigned and at last taken back; an accepted one must be qualified or
 * returned in time; what is forecast is looked at again and again.
 */
export function deadlinesAfter(
  act: 'handedOff' | 'accepted' | 'qualified',
  sla: Quality['sla'],
  office: Calendar,
  now: number,
): readonly Deadline[] {
  switch (act) {
    case 'handedOff':
      return [
        { act: 'remind', at: addSpan(office, now, sla.remind) },
        { act: 'reassign', at: addSpan(office, now, sla.reassign) },
        { act: 'takeBack', at: addSpan(office, now, sla.takeBack) },
      ]
    case 'accepted':
      return [
        { act: 'remind', at: addSpan(office, now, sla.qualifyWithin) },
        { act: 'takeBack', at: addSpan(office, addSpan(office, now, sla.qualifyWithin), sla.takeBack) },
      ]
    case 'qualified':
      return [{ act: 'review', at: addSpan(office, now, sla.review) }]
  }
}
