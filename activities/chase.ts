import type { Activities, Asked, Chased } from '../core/contract.ts'
import { deadlinesAfter } from '../core/deadlines.ts'
import type { Deadline } from '../core/event.ts'
import { routesTo } from '../core/quality.ts'
import { raiseAlert } from '../db/alerts.ts'
import { calendarOf } from '../db/calendar.ts'
import { answerCall, callById } from '../db/calls.ts'
import { readClock } from '../db/clock.ts'
import { changeHandoff, runningHandoff, type Handoff } from '../db/handoffs.ts'
import { factsOf, lockLead, type Lead } from '../db/leads.ts'
import { addNotice } from '../db/notices.ts'
import { inTransaction, type Sql } from '../db/pool.ts'
import { leastBusy } from '../db/reps.ts'
import { answer } from '../db/sales.ts'
import { common } from './answer.ts'
import type { Deps } from './deps.ts'

/**
 * A person's deadline has come. Nothing happens where the person acted in the meantime: the lead's row is asked, not the
 * timer (R22, R59).
 */
export function chase(deps: Deps): Activities['chase'] {
  return (asked) =>
    inTransaction(deps.pool, async (tx) => {
      const deadlines =
        'task' in asked.what
          ? await callOverdue(tx, asked.what.task)
          : await handoffOverdue(tx, deps, asked, asked.what)
      const owner = (await runningHandoff(tx, asked.state.lead))?.owner
      return {
        is: 'chased',
        deadlines,
        ...(owner === undefined ? {} : { owner }),
        ...(await common(tx, asked.state, { acts: [], life: false })),
      } satisfies Chased
    })
}

async function callOverdue(tx: Sql, task: string): Promise<readonly Deadline[]> {
  const due = (await callById(tx, task))?.dueAt
  if (due === undefined || due > (await readClock(tx)).now) return []
  await answerCall(tx, task, 'not_made', { actor: 'engine', note: 'not made by its due time' })
  return []
}

async function handoffOverdue(
  tx: Sql,
  deps: Deps,
  { state }: Asked,
  due: { handoff: string; act: Deadline['act'] },
): Promise<readonly Deadline[]> {
  const lead = await lockLead(tx, state.lead)
  const handoff = await runningHandoff(tx, lead.id)
  if (handoff === undefined) return withoutHandoff(tx, deps, lead, due)
  const [next, ...rest] = handoff.deadlines
  // A life that was begun again while sales had the lead may not know by which handoff: its deadlines hold all the same.
  const isMeant = due.handoff === handoff.id || due.handoff === ''
  if (!isMeant || next?.act !== due.act || next.at > lead.clock.now) return handoff.deadlines
  return act(tx, deps, lead, handoff, next, rest)
}

async function act(
  tx: Sql,
  deps: Deps,
  lead: Lead,
  handoff: Handoff,
  due: Deadline,
  rest: readonly Deadline[],
): Promise<readonly Deadline[]> {
  const { now } = lead.clock
  const { quality } = await deps.definitions.quality(tx)
  switch (due.act) {
    case 'remind':
    case 'review': {
      await addNotice(tx, {
        key: `${due.act}/${handoff.id}/${due.at}`,
        rep: handoff.owner,
        template: 'handoff-reminder',
        handoff: handoff.id,
        at: now,
      })
      const left =
        due.act === 'review' ? deadlinesAfter('qualified', quality.sla, calendarOf(quality.office, now), now) : rest
      await changeHandoff(tx, handoff.id, { deadlines: left })
      return left
    }
    case 'reassign': {
      const owner = await leastBusy(tx, routesTo(quality, await factsOf(tx, lead.id)), handoff.owner)
      await changeHandoff(tx, handoff.id, { owner, deadlines: rest })
      await tx.query(`update lead set owner = $2 where id = $1`, [lead.id, owner])
      await addNotice(tx, {
        key: `reassign/${handoff.id}/${due.at}`,
        rep: owner,
        template: 'handoff',
        handoff: handoff.id,
        at: now,
      })
      return rest
    }
    case 'takeBack': {
      await addNotice(tx, {
        key: `takeBack/${handoff.id}`,
        rep: handoff.owner,
        template: 'handoff-taken-back',
        handoff: handoff.id,
        at: now,
      })
      await answer(
        tx,
        deps.definitions,
        lead.id,
        { say: 'return', reason: 'untouched' },
        { actor: 'engine', source: 'sla', handoff: handoff.id },
      )
      return []
    }
  }
}

/** Sales has the lead without a handoff of ours: somebody still looks at it again. */
async function withoutHandoff(
  tx: Sql,
  deps: Deps,
  lead: Lead,
  due: { act: Deadline['act'] },
): Promise<readonly Deadline[]> {
  const { now } = lead.clock
  if (lead.lifecycle !== 'sql' && lead.lifecycle !== 'opportunity') return []
  const { quality } = await deps.definitions.quality(tx)
  await raiseAlert(tx, {
    lead: lead.id,
    at: now,
    what: 'review',
    detail: `The lead has been ${lead.lifecycle} since its last ${due.act}. Say how it stands.`,
  })
  return deadlinesAfter('qualified', quality.sla, calendarOf(quality.office, now), now)
}
