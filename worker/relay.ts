import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client'
import pLimit from 'p-limit'
import { calendarFor } from '../activities/place.ts'
import type { LeadEvent } from '../core/event.ts'
import { rules } from '../core/next.ts'
import { wakesAt, type State } from '../core/state.ts'
import type { Definitions } from '../db/definitions.ts'
import { eventsAfter } from '../db/events.ts'
import { readLead } from '../db/leads.ts'
import { leadsToTell, tellLead, type Delivery } from '../db/outbox.ts'
import type { Pool, Sql } from '../db/pool.ts'
import { asPairs, attributesOf } from '../workflows/attributes.ts'
import { happened, workflowIdOf, workflowType, type LifeInput } from '../workflows/messages.ts'

export interface RelayDeps {
  readonly pool: Pool
  readonly client: Client
  readonly definitions: Definitions
  readonly taskQueue: string
}

/** Workflows that are told at once. */
export const startsAtOnce = 8

/**
 * Tells workflows what their leads must hear. Returns whether there was anything. What cannot be told stays in the outbox
 * and is tried again: Temporal may be down for a day.
 */
export async function relay(deps: RelayDeps): Promise<boolean> {
  const leads = await leadsToTell(deps.pool, 100)
  const limit = pLimit(startsAtOnce)
  await Promise.all(leads.map((lead) => limit(() => tell(deps, lead))))
  return leads.length > 0
}

/** Tells one lead's workflow what it must hear; what cannot be told stays in the outbox, with the reason. */
export async function tell(deps: RelayDeps, lead: string): Promise<void> {
  await tellLead(deps.pool, lead, (tx, delivery) => deliver(tx, deps, delivery))
}

async function deliver(tx: Sql, deps: RelayDeps, delivery: Delivery): Promise<void> {
  if (delivery.start && (await begin(tx, deps, delivery.lead))) return
  if (delivery.events.length === 0) return
  try {
    await deps.client.workflow.getHandle(workflowIdOf(delivery.lead)).signal(happened, delivery.events)
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
    // The workflow is gone: what Postgres keeps of the life is enough to begin it again where it was. One that another
    // began meanwhile has not heard of these events yet: they are told once more.
    if (!(await begin(tx, deps, delivery.lead))) throw error
  }
}

/** Starts the lead's workflow from what Postgres keeps of its life, where it has one; false when it runs already. */
export async function begin(sql: Sql, deps: RelayDeps, id: string): Promise<boolean> {
  const lead = await readLead(sql, id)
  if (lead.track === null || lead.version === null || lead.state === null || lead.doing === 'ended') return true
  const { track, version } = await deps.definitions.track(sql, lead.track, lead.version)
  const { quality } = await deps.definitions.quality(sql)
  const input: LifeInput = {
    rules,
    state: lead.state,
    pinned: { track, version },
    calendar: calendarFor(lead, track, quality.office, lead.clock.now),
    clock: lead.clock,
    events: await unheard(sql, lead.state, lead.clock.now),
    requests: [],
  }
  try {
    await deps.client.workflow.start(workflowType, {
      workflowId: workflowIdOf(id),
      taskQueue: deps.taskQueue,
      args: [input],
      staticSummary: `${track.name} ${version}`,
      typedSearchAttributes: asPairs(attributesOf(track.name, lead.state)),
    })
    return true
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false
    throw error
  }
}

/**
 * What a life that begins again has not heard: all that mattered since the state that it begins from, not only what is
 * told now. What it is about to do once more answers with that itself, and such events count only after it.
 */
async function unheard(sql: Sql, state: State, now: number): Promise<readonly LeadEvent[]> {
  if (actsAtOnce(state, now)) return []
  const stored = await eventsAfter(sql, state.lead, state.cursor)
  return stored.filter(({ matters }) => matters).map(({ event }) => event)
}

/** Whether a life that begins from this state asks an activity first. */
export function actsAtOnce(state: State, now: number): boolean {
  const { is } = state.doing
  return is !== 'waiting' && is !== 'listening' && (wakesAt(state) ?? now) <= now
}
