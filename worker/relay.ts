import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client'
import pLimit from 'p-limit'
import { calendarFor } from '../activities/place.ts'
import type { LeadEvent } from '../core/event.ts'
import { rules } from '../core/next.ts'
import { wakesAt, type State } from '../core/state.ts'
import { readBeginnings, type Beginning } from '../db/beginnings.ts'
import type { Definitions } from '../db/definitions.ts'
import { UnknownLead } from '../db/leads.ts'
import { takeBatch, takeLead, type Batch, type Delivery, type Word } from '../db/outbox.ts'
import type { Pool, Sql } from '../db/pool.ts'
import { asPairs, attributesOf } from '../workflows/attributes.ts'
import { happened, workflowIdOf, workflowType, type LifeInput } from '../workflows/messages.ts'
import { loop, type Loop } from './loop.ts'

export interface RelayDeps {
  readonly pool: Pool
  readonly client: Client
  readonly definitions: Definitions
  readonly taskQueue: string
}

/** Workflows that are told at once, for each kind of word. */
export const startsAtOnce = 8

/** Batches under way at once for each kind of word: while one is told, the next is read and the last one is settled. */
const batchesAtOnce = 3

/** Signals come in small batches, so that none waits long for others; starts in large ones, which cost less each. */
const leadsAtOnce: Readonly<Record<Word, number>> = { signal: 8, start: 24 }

/** How long Temporal may take to answer, ms: what holds one lead up must not hold up its batch for long. */
const answerWithinMs = 10_000

/** Tells workflows what their leads must hear, until stopped. */
export interface Relay {
  /** Looks at once for what there is to tell; without a word, for all. */
  wake(word?: string): void
  stop(): Promise<void>
}

/**
 * Starts and signals have batches of their own: who did something does not wait until all are started whom a list brought.
 * What cannot be told stays in the outbox and is tried again: Temporal may be down for a day.
 */
export function startRelay(deps: RelayDeps, onFailure: (error: unknown) => void): Relay {
  const loops = { signal: telling(deps, 'signal', onFailure), start: telling(deps, 'start', onFailure) }
  return {
    wake(word) {
      if (word !== 'start') loops.signal.wake()
      if (word !== 'signal') loops.start.wake()
    },
    async stop() {
      await Promise.all([loops.signal.stop(), loops.start.stop()])
    },
  }
}

/** Takes a batch as soon as there is one, and tells it while the next is taken. */
function telling(deps: RelayDeps, word: Word, onFailure: (error: unknown) => void): Loop {
  const limit = pLimit(startsAtOnce)
  const underWay = new Set<Promise<void>>()
  const failures: unknown[] = []
  const run = async (batch: Batch, isFull: boolean): Promise<void> => {
    try {
      const isMore = await tellBatch(deps, batch, limit)
      // What was held up by this batch, or lay behind all that were under way.
      if (isMore || isFull) taking.wake()
    } catch (error) {
      failures.push(error)
      taking.wake()
    }
  }
  const taking = loop(
    500,
    async () => {
      while (underWay.size >= batchesAtOnce) await Promise.race(underWay)
      if (failures.length > 0) throw failures.pop()
      const batch = await takeBatch(deps.pool, word, leadsAtOnce[word])
      if (!batch) return false
      const isFull = batch.deliveries.length === leadsAtOnce[word]
      const told = run(batch, isFull)
      underWay.add(told)
      void told.finally(() => underWay.delete(told))
      return isFull
    },
    onFailure,
  )
  return {
    wake: () => taking.wake(),
    async stop() {
      await taking.stop()
      await Promise.all(underWay)
    },
  }
}

/** Tells one lead's workflow what it must hear; what cannot be told stays in the outbox, with the reason. */
export async function tell(deps: RelayDeps, lead: string): Promise<void> {
  const batch = await takeLead(deps.pool, lead)
  if (batch) await tellBatch(deps, batch, (work) => work())
}

type Limit = (work: () => Promise<void>) => Promise<void>

/** Tells each lead of a batch. @returns whether there is more for them by now */
async function tellBatch(deps: RelayDeps, batch: Batch, limit: Limit): Promise<boolean> {
  const failures = new Map<string, unknown>()
  try {
    const starting = batch.deliveries.filter(({ start }) => start).map(({ lead }) => lead)
    const beginnings: Beginnings = starting.length === 0 ? new Map() : await readBeginnings(batch.tx, starting)
    await Promise.all(
      batch.deliveries.map((delivery) =>
        limit(() =>
          deps.client.withDeadline(Date.now() + answerWithinMs, () => deliver(deps, delivery, beginnings)),
        ).catch((error: unknown) => void failures.set(delivery.lead, error)),
      ),
    )
  } catch (error) {
    batch.abandon(error)
    throw error
  }
  return batch.settle(failures)
}

async function deliver(deps: RelayDeps, { lead, start, events }: Delivery, beginnings: Beginnings): Promise<void> {
  if (start && (await beginFrom(deps, lead, beginnings))) return
  if (events.length === 0) return
  try {
    await deps.client.workflow.getHandle(workflowIdOf(lead)).signal(happened, events)
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
    // The workflow is gone: what Postgres keeps of the life is enough to begin it again where it was. One that another
    // began meanwhile has not heard of these events yet: they are told once more.
    if (!(await begin(deps.pool, deps, lead))) throw error
  }
}

type Beginnings = Awaited<ReturnType<typeof readBeginnings>>

/** Starts the lead's workflow from what Postgres keeps of its life, where it has one; false when it runs already. */
export async function begin(sql: Sql, deps: RelayDeps, lead: string): Promise<boolean> {
  return beginFrom(deps, lead, await readBeginnings(sql, [lead]))
}

async function beginFrom(deps: RelayDeps, lead: string, beginnings: Beginnings): Promise<boolean> {
  const beginning = beginnings.get(lead)
  if (beginning === undefined) throw new UnknownLead(lead)
  if (beginning === null) return true
  const { state, clock } = beginning
  const { track, version } = await deps.definitions.track(deps.pool, beginning.track, beginning.version)
  const { quality } = await deps.definitions.qualityOf(deps.pool, beginning.quality)
  const input: LifeInput = {
    rules,
    state,
    pinned: { track, version },
    calendar: calendarFor(beginning, track, quality.office, clock.now),
    clock,
    events: unheard(beginning),
    requests: [],
  }
  try {
    await deps.client.workflow.start(workflowType, {
      workflowId: workflowIdOf(lead),
      taskQueue: deps.taskQueue,
      args: [input],
      staticSummary: `${track.name} ${version}`,
      typedSearchAttributes: asPairs(attributesOf(track.name, state)),
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
function unheard({ state, clock, unheard }: Beginning): readonly LeadEvent[] {
  return actsAtOnce(state, clock.now) ? [] : unheard
}

/** Whether a life that begins from this state asks an activity first. */
export function actsAtOnce(state: State, now: number): boolean {
  const { is } = state.doing
  return is !== 'waiting' && is !== 'listening' && (wakesAt(state) ?? now) <= now
}
