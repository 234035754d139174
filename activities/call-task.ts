import { randomUUID } from 'node:crypto'
import { addSpan } from '../core/calendar.ts'
import { attemptsFor } from '../core/call.ts'
import type { TouchOutcome } from '../core/contract.ts'
import { fitOf, routesTo } from '../core/quality.ts'
import type { CallStep } from '../core/step-call.ts'
import { calendarOf } from '../db/calendar.ts'
import { settleEntry, type AttemptKey } from '../db/ledger.ts'
import { factsOf, lockLead } from '../db/leads.ts'
import { addNotice } from '../db/notices.ts'
import { instant, only, type Sql } from '../db/pool.ts'
import { leastBusy } from '../db/reps.ts'
import type { Deps } from './deps.ts'

/** Makes the call task of a claimed touch: who calls, what to ask, until when. */
export async function assignCall(
  tx: Sql,
  deps: Deps,
  step: CallStep,
  key: AttemptKey,
  claimed: { readonly id: number; readonly token: string; readonly at: number },
): Promise<TouchOutcome> {
  const lead = await lockLead(tx, key.lead)
  const { id: touchId, token, at } = claimed
  const { quality } = await deps.definitions.quality(tx)
  const facts = await factsOf(tx, lead.id)
  const budget = attemptsFor(step.attempts, fitOf(quality, facts).grade)
  const assignee = lead.owner ?? (await leastBusy(tx, routesTo(quality, facts)))
  // The caller's time runs from now: on a fast clock the touch may count as made days before anybody could see it.
  const { now } = lead.clock
  const until = addSpan(calendarOf(quality.office, now), now, step.due)
  const id = `call_${randomUUID()}`
  if (!(await settleEntry(tx, touchId, token, { state: 'sent', reason: null, at, response: null })))
    return assigned(tx, touchId)
  await tx.query(
    `insert into call_task (id, lead_id, touch_id, attempt, budget, ask, script, assignee, made_at, due_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, lead.id, touchId, key.attempt, budget, step.ask, step.script, assignee, instant(now), instant(until)],
  )
  await addNotice(tx, { key: `call/${id}`, rep: assignee, template: 'call-task', task: id, at: now })
  return { was: 'assigned', task: id, budget, until }
}

/** The task that a touch became before. */
export async function assigned(tx: Sql, touchId: number): Promise<TouchOutcome> {
  const { rows } = await tx.query<{ id: string; budget: number; until: number }>(
    `select id, budget, due_at as until from call_task where touch_id = $1`,
    [touchId],
  )
  const { id, budget, until } = only(rows, `call task of touch ${touchId}`)
  return { was: 'assigned', task: id, budget, until }
}
