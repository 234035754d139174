import { randomUUID } from 'node:crypto'
import type { Activities, Asked, Judged } from '../core/contract.ts'
import { deadlinesAfter } from '../core/deadlines.ts'
import { alwaysHeard } from '../core/listening.ts'
import { judge, routesTo, type Verdict } from '../core/quality.ts'
import { calendarOf } from '../db/calendar.ts'
import { addHandoff, runningHandoff } from '../db/handoffs.ts'
import { changeLifecycle, factsOf, lockLead, type Lead } from '../db/leads.ts'
import { addNotice } from '../db/notices.ts'
import { inTransaction, instant, type Sql } from '../db/pool.ts'
import { leastBusy } from '../db/reps.ts'
import { common } from './answer.ts'
import type { Deps } from './deps.ts'
import { gatherEvidence } from './evidence.ts'

type Promotion = Asked & { readonly trigger: string; readonly seq: number }

const deaf = { acts: [], life: false } as const

/**
 * A sales-ready trigger fired: judges the quality definition once more, under the lead's lock, and hands the lead to
 * sales with its evidence, or keeps the reasons why not. The same trigger judged again gives the same verdict.
 */
export function signalPromotion(deps: Deps): Activities['signalPromotion'] {
  return (asked) =>
    inTransaction(deps.pool, async (tx) => {
      const lead = await lockLead(tx, asked.state.lead)
      const verdict = await decide(tx, deps, lead, asked)
      return { is: 'judged', verdict, ...(await common(tx, asked.state, deaf)) }
    })
}

async function decide(
  tx: Sql,
  deps: Deps,
  lead: Lead,
  { trigger, seq, ...asked }: Promotion,
): Promise<Judged['verdict']> {
  const running = await runningHandoff(tx, lead.id)
  if (running) return { promoted: true, handoff: running.id, owner: running.owner, deadlines: running.deadlines }
  if (await ledToHandoff(tx, lead.id, seq))
    return { promoted: false, because: [`event ${seq} led to a handoff that has ended`] }
  const { version, quality } = await deps.definitions.quality(tx)
  const facts = await factsOf(tx, lead.id)
  const fired = await firedBy(tx, lead.id, seq, trigger)
  const verdict: Verdict = fired
    ? judge(quality, { lifecycle: lead.lifecycle, facts }, trigger)
    : { promoted: false, because: [`event ${seq} did not fire ${trigger}`] }
  await tx.query(
    `insert into verdict (lead_id, seq, trigger, at, promoted, because, quality_version) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (lead_id, seq) do nothing`,
    [lead.id, seq, trigger, instant(lead.clock.now), verdict.promoted, JSON.stringify(verdict.because), version],
  )
  if (!verdict.promoted) return { promoted: false, because: verdict.because }

  const { now } = lead.clock
  const { track } = await deps.definitions.track(tx, asked.track, asked.version)
  const owner = await leastBusy(tx, routesTo(quality, facts))
  const deadlines = deadlinesAfter('handedOff', quality.sla, calendarOf(quality.office, now), now)
  const handoff = `h_${randomUUID()}`
  const evidence = await gatherEvidence(tx, quality, lead, facts, verdict.because)
  await addHandoff(tx, {
    id: handoff,
    lead: lead.id,
    trigger,
    owner,
    evidence,
    madeAt: now,
    deadlines,
    seq,
    qualityVersion: version,
  })
  await changeLifecycle(tx, lead, 'mql', { at: now, seq, because: trigger, actor: 'engine' })
  await tx.query(`update lead set owner = $2, doing = 'with_sales', wakes_at = $3, listens = $4 where id = $1`, [
    lead.id,
    owner,
    instant(deadlines[0]?.at ?? now),
    JSON.stringify(alwaysHeard(track)),
  ])
  await addNotice(tx, { key: `handoff/${handoff}`, rep: owner, template: 'handoff', handoff, at: now })
  return { promoted: true, handoff, owner, deadlines }
}

/** A retry may come after sales has answered already: one event hands a lead over once. */
async function ledToHandoff(tx: Sql, lead: string, seq: number): Promise<boolean> {
  const { rowCount } = await tx.query(`select from handoff where lead_id = $1 and seq = $2`, [lead, seq])
  return (rowCount ?? 0) > 0
}

async function firedBy(tx: Sql, lead: string, seq: number, trigger: string): Promise<boolean> {
  const { rowCount } = await tx.query(`select from event where lead_id = $1 and seq = $2 and data -> 'triggers' ? $3`, [
    lead,
    seq,
    trigger,
  ])
  return (rowCount ?? 0) > 0
}
