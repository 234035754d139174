import type { Client } from '@temporalio/client'
import pLimit from 'p-limit'
import { fraction } from '../core/hash.ts'
import { workflowIdOf } from '../workflows/messages.ts'
import { isNotFound } from './temporal-connection.ts'

export type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>
export type HistoryEvent = NonNullable<History['events']>[number]

/** What lives cost in Temporal, over the whole chain of runs of each. */
export interface HistoryFigures {
  readonly workflows: number
  readonly runs: number
  readonly events: number
  /** Billable actions, by the rules of Temporal Cloud: starts, timers, activities with their retries, signals, upserts. */
  readonly actions: number
  readonly timers: number
  readonly signals: number
  readonly activities: Readonly<Record<string, number>>
  readonly failedTasks: number
}

/** Leads by the hash of their ids: the same sample of the same leads, and no particular ones. */
export function sampleOf(leads: readonly string[], size: number): readonly string[] {
  return leads.toSorted((a, b) => fraction(a) - fraction(b)).slice(0, size)
}

export async function readHistories(client: Client, leads: readonly string[]): Promise<HistoryFigures> {
  const limit = pLimit(8)
  const chains = await Promise.all(leads.map((lead) => limit(() => chainOf(client, lead))))
  const histories = chains.flat()
  const events = histories.flatMap((history) => history.events ?? [])
  const count = (is: (event: HistoryEvent) => unknown): number => events.filter((event) => Boolean(is(event))).length
  const activities: Record<string, number> = {}
  for (const { activityTaskScheduledEventAttributes: scheduled } of events) {
    const name = scheduled?.activityType?.name
    if (name) activities[name] = (activities[name] ?? 0) + 1
  }
  const retries = events.reduce(
    (sum, event) => sum + Math.max(0, (event.activityTaskStartedEventAttributes?.attempt ?? 1) - 1),
    0,
  )
  const timers = count((event) => event.timerStartedEventAttributes)
  const signals = count((event) => event.workflowExecutionSignaledEventAttributes)
  const upserts = count((event) => event.upsertWorkflowSearchAttributesEventAttributes)
  const scheduled = Object.values(activities).reduce((sum, times) => sum + times, 0)
  return {
    workflows: leads.length,
    runs: histories.length,
    events: events.length,
    actions: histories.length + timers + scheduled + retries + signals + upserts,
    timers,
    signals,
    activities,
    failedTasks: count((event) => event.workflowTaskFailedEventAttributes),
  }
}

/** The histories of all runs of a lead's life, the oldest first. */
export async function chainOf(client: Client, lead: string): Promise<readonly History[]> {
  const workflowId = workflowIdOf(lead)
  const runs: { runId: string; startTime: Date }[] = []
  for await (const { runId, startTime } of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
    runs.push({ runId, startTime })
  }
  runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime())
  return Promise.all(runs.map(({ runId }) => client.workflow.getHandle(workflowId, runId).fetchHistory()))
}

/** The history of the newest run of a lead's life; undefined where it never began. */
export async function historyOf(client: Client, lead: string): Promise<History | undefined> {
  try {
    return await client.workflow.getHandle(workflowIdOf(lead)).fetchHistory()
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** How the history of a run ends that has no timer and no activity that would wake it; undefined where it has, or is over. */
export function waitsForNothing(history: History | undefined): string | undefined {
  const events = history?.events ?? []
  const last = events.at(-1)
  // Its end, the beginning of the next run, or a task that is on its way to the worker.
  const isUnderWay =
    last?.workflowExecutionCompletedEventAttributes ??
    last?.workflowExecutionContinuedAsNewEventAttributes ??
    last?.workflowTaskScheduledEventAttributes ??
    last?.workflowTaskStartedEventAttributes
  if (last === undefined || isUnderWay) return undefined
  const open = new Set<string>()
  for (const event of events) {
    const started = event.timerStartedEventAttributes
    if (started) open.add(`timer ${String(event.eventId)}`)
    const ended = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes
    if (ended) open.delete(`timer ${String(ended.startedEventId)}`)
    if (event.activityTaskScheduledEventAttributes) open.add(`activity ${String(event.eventId)}`)
    const done =
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes
    if (done) open.delete(`activity ${String(done.scheduledEventId)}`)
  }
  if (open.size > 0) return undefined
  const kind = Object.keys(last).find((name) => name.endsWith('EventAttributes')) ?? 'nothing known'
  return `its event ${events.length} is the last, with ${kind}`
}
