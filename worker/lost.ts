import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import pLimit from 'p-limit'
import type { Pool } from '../db/pool.ts'
import { workflowIdOf } from '../workflows/messages.ts'
import { historyOf, waitsForNothing } from './measure-histories.ts'

/** A lead that has no next action, and what shows it. */
export interface Lost {
  readonly lead: string
  readonly what: string
}

export interface Place {
  readonly pool: Pool
  readonly client: Client
  readonly taskQueue: string
}

/** Longer together than the longest pause between two attempts of an activity, which is a minute. */
const looks = 10
const betweenLooksMs = 8_000

/**
 * Who has no next action at any of several looks: between two of them a life may be on its way from one run, or one
 * answer, to the next; who is lost stays lost. Of the leads in `read`, histories are read as well.
 */
export async function lost(place: Place, read: readonly string[], pauseMs = betweenLooksMs): Promise<readonly Lost[]> {
  let found = [...(await withoutNextAction(place)), ...(await asleep(place, read))]
  for (let look = 2; look <= looks && found.length > 0; look++) {
    await delay(pauseMs)
    const before = new Set(found.map(({ lead }) => lead))
    const suspects = read.filter((lead) => before.has(lead))
    const again = [...(await withoutNextAction(place)), ...(await asleep(place, suspects))]
    found = again.filter(({ lead }) => before.has(lead))
  }
  return found
}

interface Standing {
  readonly id: string
  readonly over: boolean
  readonly because: string | null
}

/**
 * Leads in a track whose workflow does not run although their life is not over, or whose life is over without a reason;
 * and those whom sales has without a deadline.
 */
async function withoutNextAction({ pool, client, taskQueue }: Place): Promise<readonly Lost[]> {
  const running = new Set<string>()
  for await (const { workflowId } of client.workflow.list({
    query: `TaskQueue = "${taskQueue}" AND ExecutionStatus = "Running"`,
  })) {
    running.add(workflowId)
  }
  const { rows } = await pool.query<Standing>(
    `select l.id, e.ended_at is not null or l.lifecycle in ('customer', 'disqualified') as over, e.ended_because as because
     from lead l left join enrolment e on e.lead_id = l.id and e.number = l.enrolment where l.merged_into is null`,
  )
  const { rows: forgotten } = await pool.query<{ id: string }>(
    `select h.lead_id as id from handoff h where h.status in ('open', 'accepted', 'qualified', 'opportunity') and h.deadlines = '[]'`,
  )
  return [
    ...rows
      .filter(({ over, because }) => over && because === null)
      .map(({ id }) => ({ lead: id, what: 'its life is over, and its enrolment has no end' })),
    ...rows
      .filter(({ id, over }) => !over && !running.has(workflowIdOf(id)))
      .map(({ id }) => ({ lead: id, what: 'its life is not over, and its workflow does not run' })),
    ...forgotten.map(({ id }) => ({ lead: id, what: 'sales has it, and no deadline is set' })),
  ]
}

/** Those whose workflow runs, and waits for no timer, no activity and no task. */
async function asleep({ client }: Place, leads: readonly string[]): Promise<readonly Lost[]> {
  const limit = pLimit(8)
  const look = async (lead: string): Promise<readonly Lost[]> => {
    const waits = waitsForNothing(await historyOf(client, lead))
    if (waits === undefined) return []
    // Of a task that is tried again nothing is in the history until it is done.
    const { raw, status } = await client.workflow.getHandle(workflowIdOf(lead)).describe()
    const isAsleep = status.name === 'RUNNING' && !raw.pendingWorkflowTask
    return isAsleep ? [{ lead, what: `its workflow runs and waits for nothing: ${waits}` }] : []
  }
  return (await Promise.all(leads.map((lead) => limit(() => look(lead))))).flat()
}
