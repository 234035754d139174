import { calendarFor } from '../activities/place.ts'
import type { Cadence } from '../core/cadence.ts'
import { Definitions } from '../db/definitions.ts'
import { readLead } from '../db/leads.ts'
import type { Violation } from './chaos-figures.ts'
import { grouped } from './chaos-grouped.ts'
import type { Evidence, TouchSeen } from './chaos-judge.ts'

const day = 86_400_000
const lengths = { day, week: 7 * day, month: 30 * day } as const

/**
 * I8: every mail went within the window of the version that it ran, in the lead's own zone, and no more of them than its caps
 * allow. The time of day is asked of the platform, not of our calendar. On a fast clock a touch counts as made when it was due.
 */
export async function judgeWindows({ pool, touches }: Evidence): Promise<readonly Violation[]> {
  const definitions = new Definitions()
  const { quality } = await definitions.quality(pool)
  const sent = grouped(
    touches.filter(({ state }) => state === 'sent'),
    ({ lead }) => lead,
  )
  const found: Violation[] = []
  for (const [id, mails] of sent) {
    const lead = await readLead(pool, id)
    const inOrder = mails.toSorted((a, b) => at(a) - at(b))
    for (const [nth, mail] of inOrder.entries()) {
      const { track } = await definitions.track(pool, mail.track, mail.version)
      const { zone } = calendarFor(lead, track, quality.office, at(mail))
      const complain = (what: string): void =>
        void found.push({ invariant: 'I8', lead: id, what: `touch ${mail.id} ${what}` })
      if (!isWithin(track.cadence, zone, at(mail)))
        complain(`went at ${new Date(at(mail)).toISOString()}, outside of its window in ${zone}`)
      for (const { touches: most, per } of track.cadence.atMost) {
        const lately = inOrder.slice(0, nth + 1).filter((other) => at(mail) - at(other) < lengths[per])
        if (lately.length > most) complain(`is number ${lately.length} of a ${per}, and ${most} are allowed`)
      }
    }
  }
  return found
}

const at = ({ settledAt }: TouchSeen): number => settledAt ?? 0

function isWithin({ days, between: [opens, closes] }: Cadence, zone: string, instant: number): boolean {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const minute = Number(parts['hour']) * 60 + Number(parts['minute'])
  return days.some((name) => name === parts['weekday']) && minute >= opens && minute < closes
}
