import { calendarFor } from '../activities/place.ts'
import { addSpan } from '../core/calendar.ts'
import { isRecycleReason, type RecycleReason } from '../core/reasons.ts'
import { readLead } from '../db/leads.ts'
import { inTransaction } from '../db/pool.ts'
import { answer, type Answered, type SalesAnswer } from '../db/sales.ts'
import { Mistake } from './mistake.ts'
import { print } from './print.ts'
import { actorOf, withSession, type Session } from './session.ts'

/** Takes an answer of sales, and says in a sentence what came of it. */
export async function tell(name: string, said: SalesAnswer, by: { note?: string; as?: string }): Promise<void> {
  await withSession(async (session) => {
    const lead = await session.lead(name)
    const actor = await actorOf(session, by.as)
    const answered = await inTransaction(session.pool, (tx) =>
      answer(tx, session.definitions, lead, said, { actor, source: 'cli', note: by.note }),
    )
    if (!answered.done) throw new Mistake(`Nothing was changed: ${answered.sentence}.`)
    print(await inWords(session, lead, said, answered))
  })
}

async function inWords(
  session: Session,
  lead: string,
  said: SalesAnswer,
  { became, handoff, now }: Extract<Answered, { done: true }>,
): Promise<string> {
  const due = handoff?.deadlines.at(-1)?.at
  const by = due === undefined ? '' : `; say how it stands by ${session.when(due)}`
  switch (said.say) {
    case 'accept':
      return `Accepted lead ${lead}: it is ${became.toUpperCase()} now${by}.`
    case 'qualify':
      return `Lead ${lead} is SQL now${said.opportunity ? `, as ${said.opportunity}` : ''}${by}.`
    case 'opportunity':
      return `Lead ${lead} is an opportunity now${said.opportunity ? `, ${said.opportunity}` : ''}.`
    case 'customer':
      return `Lead ${lead} is a customer now: its nurture ends.`
    case 'disqualify':
      return `Disqualified lead ${lead} because ${said.reason}: its nurture ends.`
    case 'return':
      return `Returned lead ${lead} because ${said.reason}${isRecycleReason(said.reason) ? await rest(session, lead, said.reason, now) : ''}.`
  }
}

/** How long it rests and where it goes on, by the track that it is in. */
async function rest({ pool, definitions }: Session, id: string, reason: RecycleReason, now: number): Promise<string> {
  const lead = await readLead(pool, id)
  if (lead.track === null || lead.version === null) return ''
  const { track } = await definitions.track(pool, lead.track, lead.version)
  const { quality } = await definitions.quality(pool)
  const rule = track.onReturn[reason]
  const calendar = calendarFor(lead, track, quality.office, now)
  const until = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: calendar.zone })
  const where = [
    rule.resume === null ? 'goes on where it was' : `resumes in stage ${rule.resume}`,
    ...(rule.theme === null ? [] : [`with theme ${rule.theme}`]),
    ...(rule.track === null ? [] : [`in track ${rule.track}`]),
  ]
  return `: it rests until ${until.format(addSpan(calendar, now, rule.rest))} and ${where.join(' ')}`
}
