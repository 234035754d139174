import { setTimeout as delay } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'

/** What is in the history of a workflow before it sleeps for long. */
export interface Done {
  readonly activities: number
  readonly signals?: number
}

/**
 * Waits until a workflow has done so much and set its next timer.
 * @returns the length of its history by then
 */
export async function asleep(handle: WorkflowHandle, done: Done, seconds = 900): Promise<number> {
  const deadline = Date.now() + seconds * 1_000
  for (let rest = 20; ; rest = Math.min(1_000, rest * 1.5)) {
    const events = (await handle.fetchHistory()).events ?? []
    const activities = events.filter((event) => event.activityTaskCompletedEventAttributes).length
    const signals = events.filter((event) => event.workflowExecutionSignaledEventAttributes).length
    const isAsleep = Boolean(events.at(-1)?.timerStartedEventAttributes)
    if (isAsleep && activities >= done.activities && signals >= (done.signals ?? 0)) return events.length
    if (Date.now() > deadline)
      throw new Error(
        `workflow ${handle.workflowId} is not asleep after ${seconds} s, ${activities} activities and ${signals} signals`,
      )
    await delay(rest)
  }
}
