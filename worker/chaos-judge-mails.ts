import type { ChaosFigures, Violation } from './chaos-figures.ts'
import type { Life } from './chaos-histories.ts'
import { bare } from './chaos-journal.ts'
import type { Evidence, TouchSeen } from './chaos-judge.ts'
import { closedAddresses, repeated } from './measure-judge.ts'

type MailFigures = Pick<
  ChaosFigures,
  'due' | 'sent' | 'notSent' | 'unique' | 'duplicated' | 'lost' | 'unknown' | 'unknownArrived'
>

/** I2: no mail without permission. I3: none twice. Nothing that was due is lost; of what is unknown it is known why. */
export async function judgeMails(
  evidence: Evidence,
  lives: readonly Life[],
): Promise<{ readonly figures: MailFigures; readonly violations: readonly Violation[] }> {
  const { toLeads, touches, journal, pool } = evidence
  const arrived = new Set(toLeads.map(({ messageId }) => bare(messageId)))
  const byKey = new Map(touches.map((touch) => [touch.key, touch]))
  const { rows: others } = await pool.query<{ key: string }>(
    `select concat_ws('/', lead_id, enrolment, step, pass, attempt) as key from touch where channel <> 'email'`,
  )
  const notMail = new Set(others.map(({ key }) => key))
  const asked = lives.flatMap(({ lead, touches: all }) => all.map((touch) => ({ lead, ...touch })))
  const withoutRow = asked.filter(
    ({ key, outcome }) => !byKey.has(key) && !notMail.has(key) && !vain.has(outcome ?? ''),
  )
  const isSent = (touch: TouchSeen): boolean => touch.state === 'sent'
  const hasArrived = ({ messageId }: TouchSeen): boolean => messageId !== null && arrived.has(bare(messageId))
  const unknown = touches.filter(({ state }) => state === 'unknown')

  const twice = new Set([
    ...repeated(toLeads, ({ messageId }) => messageId),
    ...repeated(toLeads, ({ to, subject }) => `${to.join()} ${subject}`),
  ])
  const lost: Violation[] = [
    ...withoutRow.map(({ lead, key, outcome }) =>
      broken('lost', lead, `touch ${key} was due and the ledger has nothing of it (${outcome ?? 'no answer'})`),
    ),
    ...touches
      .filter((touch) => isSent(touch) && !hasArrived(touch))
      .map(({ lead, id }) => broken('lost', lead, `touch ${id} is sent by the ledger, and the sink has no such mail`)),
    ...touches
      .filter(({ state }) => state === 'claimed' || state === 'sending')
      .map(({ lead, id, state }) => broken('lost', lead, `touch ${id} is left ${state}`)),
  ]
  const violations = [
    ...lost,
    ...[...twice].map((mail) => broken('I3', null, `${mail} came before`)),
    ...strangers(evidence),
    ...touches
      .filter((touch) => hasArrived(touch) && !isSent(touch) && touch.state !== 'unknown')
      .map(({ lead, id, state, reason }) =>
        broken('I3', lead, `touch ${id} arrived, and the ledger says ${state} (${reason}): it may come again`),
      ),
    ...unknown
      .filter((touch) => !journal.explains(touch))
      .map(({ lead, id, reason }) =>
        broken('I3', lead, `touch ${id} is unknown (${reason}), and nothing broke while it was under way`),
      ),
    ...(await withoutPermission(evidence)),
  ]
  return {
    figures: {
      due: touches.length + withoutRow.length,
      sent: touches.filter(isSent).length,
      notSent: countBy(
        touches.filter((touch) => !isSent(touch)),
        ({ state, reason }) => (state === 'unknown' ? state : `${state} (${reason})`),
      ),
      unique: arrived.size,
      duplicated: twice.size,
      lost: lost.length,
      unknown: unknown.length,
      unknownArrived: unknown.filter(hasArrived).length,
    },
    violations,
  }
}

/** Nothing was due: sales has the lead by now, or a timer fired early, as they do where a fast clock slows down or stands. */
const vain = new Set(['overtaken', 'deferred: early'])

const broken = (invariant: string, lead: string | null, what: string): Violation => ({ invariant, lead, what })

/** Mails to leads of which the ledger knows nothing. */
function strangers({ toLeads, touches }: Evidence): readonly Violation[] {
  const known = new Set(touches.map(({ messageId }) => bare(messageId ?? '')))
  return toLeads
    .filter(({ messageId }) => !known.has(bare(messageId)))
    .map(({ n }) => broken('I3', null, `mail ${n} at the sink is in no ledger`))
}

/** Judged by the list, by the audience's own notes and by the record of permission. */
async function withoutPermission({ toLeads, subject, diary, pool, leaseMs }: Evidence): Promise<readonly Violation[]> {
  const closed = await closedAddresses(subject)
  const saidNo = new Map<string, number>()
  for (const { who, did, outcome, at } of diary) {
    if (did === 'unsubscribe' && outcome === 'done' && !saidNo.has(who)) saidNo.set(who, at)
  }
  const { rows } = await pool.query<{ lead: string; id: number }>(
    `select t.lead_id as lead, t.id from touch t join consent c on c.lead_id = t.lead_id and c.channel = 'email' and not c.granted
     where t.channel = 'email' and t.state in ('sent', 'unknown') and t.claimed_at > c.at
       and not exists (select from consent later where later.lead_id = t.lead_id and later.channel = 'email' and later.granted
         and later.id > c.id and later.at <= t.claimed_at)`,
  )
  return [
    ...toLeads.flatMap(({ n, to, receivedAt }) =>
      to.flatMap((address) => {
        const who = address.toLowerCase()
        const no = saidNo.get(who)
        // What was claimed before the no may arrive for as long as its claim holds.
        const isLate = no !== undefined && Date.parse(receivedAt) > no + leaseMs
        if (closed.has(who)) return [broken('I2', null, `mail ${n} went to somebody whom the list closes`)]
        return isLate ? [broken('I2', null, `mail ${n} went to somebody who had said no`)] : []
      }),
    ),
    ...rows.map(({ lead, id }) => broken('I2', lead, `touch ${id} was claimed after the lead had said no`)),
  ]
}

function countBy<T>(all: readonly T[], keyOf: (one: T) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const one of all) counts[keyOf(one)] = (counts[keyOf(one)] ?? 0) + 1
  return counts
}
