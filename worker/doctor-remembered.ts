import type { Client } from '@temporalio/client'
import type { Answer, Asked, Touched } from '../core/contract.ts'
import type { LeadEvent } from '../core/event.ts'
import { born, type State } from '../core/state.ts'
import type { LifeInput } from '../workflows/messages.ts'

/** What a run of a lead's workflow knows of the lead's life, as the end of its history tells. */
export interface Remembered {
  /** The last state that it gave to an activity, or began with. */
  readonly state: State
  readonly track: string
  readonly version: string
  /** What it was told since, in the lead's own order. */
  readonly told: readonly LeadEvent[]
  /** The answers since, the oldest first. */
  readonly answers: readonly Answer[]
  /** The touch that one of them answers. */
  readonly touch: { readonly attempt: number; readonly touched: Touched } | null
  /** Why its last task failed. */
  readonly taskFailure: string | null
  /** The reason with which it ended. */
  readonly ended: string | null
}

type Page = Awaited<ReturnType<Client['workflowService']['getWorkflowExecutionHistoryReverse']>>
type HistoryEvent = NonNullable<NonNullable<Page['history']>['events']>[number]
type Payloads = { readonly payloads?: readonly unknown[] | null } | null | undefined

/** Most lives sleep a few events after their last activity: the end of the history is enough, whatever its length. */
const pageSize = 25

/** Reads a run's history from its end back to where the life's state was last told. */
export async function historyTail(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
): Promise<Remembered> {
  const newestFirst: HistoryEvent[] = []
  let nextPageToken: Uint8Array | undefined
  do {
    const page: Page = await client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: client.options.namespace,
      execution,
      maximumPageSize: pageSize,
      ...(nextPageToken ? { nextPageToken } : {}),
    })
    for (const event of page.history?.events ?? []) {
      newestFirst.push(event)
      const base = baseOf(client, event)
      if (base) return remembered(client, base, newestFirst.toReversed())
    }
    nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined
  } while (nextPageToken)
  throw new Error(`the history of ${execution.workflowId}, run ${execution.runId}, has no beginning`)
}

type Base = Pick<Remembered, 'state' | 'track' | 'version'> & {
  readonly told: readonly LeadEvent[]
  readonly attempt: number
}

/** The state that this event carries, where it does. */
function baseOf(client: Client, event: HistoryEvent): Base | undefined {
  const started = event.workflowExecutionStartedEventAttributes
  if (started) {
    const input = first(client, started.input) as LifeInput | undefined
    if (!input?.state) return { state: nothing, track: '', version: '', told: [], attempt: 1 }
    const { state, pinned, events } = input
    return { state, track: pinned.track.name, version: pinned.version, told: events, attempt: 1 }
  }
  const scheduled = event.activityTaskScheduledEventAttributes
  // Only one activity is given nothing: it tells the time.
  const asked = scheduled && (first(client, scheduled.input) as (Asked & { readonly attempt?: number }) | undefined)
  return asked ? { ...asked, told: [], attempt: asked.attempt ?? 1 } : undefined
}

/** What somebody started by hand, without an input, knows of any lead. */
const nothing = born({ lead: '', enrolment: 0, lifecycle: 'lead', stage: '', theme: '', cursor: 0 })

function remembered(client: Client, base: Base, events: readonly HistoryEvent[]): Remembered {
  const answers = events.flatMap(({ activityTaskCompletedEventAttributes: done }) => {
    const answer = done && (first(client, done.result) as Partial<Answer> | undefined)
    return answer && 'is' in answer ? [answer as Answer] : []
  })
  const signalled = events.flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signal?.signalName === 'happened' ? ((first(client, signal.input) as readonly LeadEvent[] | undefined) ?? []) : [],
  )
  const told = [...base.told, ...signalled, ...answers.flatMap((answer) => answer.events)]
  const touched = answers.find((answer) => answer.is === 'touched')
  const failed = events.findLast((event) => event.workflowTaskFailedEventAttributes)?.workflowTaskFailedEventAttributes
  const completed = events.at(-1)?.workflowExecutionCompletedEventAttributes
  return {
    state: base.state,
    track: base.track,
    version: base.version,
    told: [...new Map(told.map((event) => [event.seq, event])).values()].toSorted((a, b) => a.seq - b.seq),
    answers,
    touch: touched ? { attempt: base.attempt, touched } : null,
    taskFailure: failed ? (failed.failure?.message ?? 'no reason given') : null,
    ended: completed ? ((first(client, completed.result) as string | undefined) ?? null) : null,
  }
}

function first(client: Client, payloads: Payloads): unknown {
  const [payload] = payloads?.payloads ?? []
  if (!payload) return undefined
  return client.options.loadedDataConverter.payloadConverter.fromPayload(payload)
}
