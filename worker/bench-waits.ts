import { msOf } from './bench-latency.ts'
import type { History } from './measure-histories.ts'

/** Where the time goes between the POST of an event and what it leads to. */
export const stretches = [
  'until Temporal has the signal',
  "the workflow's tasks in line",
  "the workflow's tasks",
  'activities in line',
  'activities',
] as const
export type Stretch = (typeof stretches)[number]

/**
 * Ms of each stretch, as the history of the run has them.
 * @param since when the event was posted, ms since the epoch
 * @param until when what it led to was recorded, ms since the epoch
 */
export function waitsIn({ events }: History, since: number, until: number): Readonly<Record<Stretch, number>> {
  const times = (events ?? []).map(({ eventTime }) => msOf(eventTime))
  const timeOf = (id: unknown): number => times[Number(id) - 1] ?? until
  const nth = (events ?? []).findIndex(
    (event, at) => event.workflowExecutionSignaledEventAttributes && (times[at] ?? 0) >= since,
  )
  if (nth < 0) throw new Error('its history has no signal of what was posted')
  const signalled = timeOf(nth + 1)
  const within = (from: number, to: number): number => Math.max(0, Math.min(to, until) - Math.max(from, signalled))
  const waits = Object.fromEntries(stretches.map((stretch) => [stretch, 0])) as Record<Stretch, number>
  waits['until Temporal has the signal'] = signalled - since
  for (const {
    eventId,
    workflowTaskCompletedEventAttributes: task,
    activityTaskCompletedEventAttributes: act,
  } of events ?? []) {
    const done = task ?? act
    if (!done) continue
    const started = timeOf(done.startedEventId)
    waits[task ? "the workflow's tasks in line" : 'activities in line'] += within(
      timeOf(done.scheduledEventId),
      started,
    )
    waits[task ? "the workflow's tasks" : 'activities'] += within(started, timeOf(eventId))
  }
  return waits
}
