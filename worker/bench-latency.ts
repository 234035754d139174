import { setTimeout as delay } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import type { HistoryEvent } from './measure-histories.ts'

/** The value that the share of all values reaches at the most; 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new Error('nothing was timed')
  return value
}

/** Does something so many times, a step after the other has begun, or at once where it took longer. */
export async function paced<T>(count: number, everyMs: number, work: (nth: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  for (let nth = 0; nth < count; nth++) {
    const began = performance.now()
    made.push(await work(nth))
    await delay(Math.max(0, began + everyMs - performance.now()))
  }
  return made
}

/** Ms since the epoch of an event of a history. */
export function msOf(at: HistoryEvent['eventTime']): number {
  if (!at) throw new Error('an event of the history has no time')
  return Number(at.seconds) * 1_000 + (at.nanos ?? 0) / 1e6
}

/** When an activity was last begun, as the workflow's history says, ms since the epoch; waits until it was. */
export async function startOf(handle: WorkflowHandle, activity: string, seconds = 300): Promise<number> {
  const deadline = Date.now() + seconds * 1_000
  for (;;) {
    const events = (await handle.fetchHistory()).events ?? []
    const scheduled = events.findLast(
      ({ activityTaskScheduledEventAttributes: each }) => each?.activityType?.name === activity,
    )
    const started = events.find(
      ({ activityTaskStartedEventAttributes: each }) =>
        each && scheduled && String(each.scheduledEventId) === String(scheduled.eventId),
    )
    if (started) return msOf(started.eventTime)
    if (Date.now() > deadline) throw new Error(`${handle.workflowId} began no ${activity} within ${seconds} s`)
    await delay(200)
  }
}
