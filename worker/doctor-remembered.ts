import type { Client } from '@temporalio/client'
import type { Answer, Asked, TouchOutcome } from '../core/contract.ts'
import type { LeadEvent } from '../core/event.ts'
import { born, type State } from '../core/state.ts'
import type { StepId } from '../core/step.ts'
import type { LifeInput } from '../workflows/messages.ts'
import { actsAtOnce } from './relay.ts'

/** What a run of a lead's workflow knows of the lead's life, as its history tells. */
export interface Remembered {
  /** The last state that it gave to an activity, or began with. */
  readonly state: State
  readonly track: string
  readonly version: string
  /** What it was told, in the lead's own order: since that state, or in the whole run. */
  readonly told: readonly LeadEvent[]
  /** The answers since that state, the oldest first. */
  readonly answers: readonly Answer[]
  /** The touches of which it was told what became of them, the oldest first: since that state, or in the whole run. */
  readonly touches: readonly RememberedAttempt[]
  /** It has done nothing yet, and will ask an activity first, whose answer tells all that there is to hear. */
  readonly isAboutToAct: boolean
  /** Why its last task failed. */
  readonly taskFailure: string | null
  /** The reason with which it ended. */
  readonly ended: string | null
}

/** An attempt at a touch, and what became of it. */
export interface RememberedAttempt {
  readonly enrolment: number
  readonly pass: number
  readonly step: StepId
  readonly attempt: number
  readonly outcome: TouchOutcome
}

type Page = Awaited<ReturnType<Client['workflowService']['getWorkflowExecutionHistoryReverse']>>
type HistoryEvent = NonNullable<NonNullable<Page['history']>['events']>[number]
type Payloads = { readonly payloads?: readonly unknown[] | null } | null | undefined

/** Most lives sleep a few events after their last activity: the end of the history is enough, whatever its length. */
const tailPage = 25
const wholePage = 250

/**
 * Reads a run's history from its end: back to where the life's state was last told, or the whole of it, which names what
 * came before too.
 */
export async function readRun(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
  { whole = false }: { readonly whole?: boolean } = {},
): Promise<Remembered> {
  const newestFirst: HistoryEvent[] = []
  let base: Base | undefined
  let nextPageToken: Uint8Array | undefined
  do {
    const page: Page = await client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: client.options.namespace,
      execution,
      maximumPageSize: whole ? wholePage : tailPage,
      ...(nextPageToken ? { nextPageToken } : {}),
    })
    for (const event of page.history?.events ?? []) {
      newestFirst.push(event)
      base ??= baseOf(client, event)
      if (base && !whole) return remembered(client, base, newestFirst.toReversed())
    }
    nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined
  } while (nextPageToken)
  if (!base) throw new Error(`the history of ${execution.workflowId}, run ${execution.runId}, has no beginning`)
  return remembered(client, base, newestFirst.toReversed())
}

type Base = Pick<Remembered, 'state' | 'track' | 'version' | 'isAboutToAct'> & { readonly eventId: string }

/** The state that this event carries, where it does. */
function baseOf(client: Client, event: HistoryEvent): Base | undefined {
  const eventId = String(event.eventId)
  const started = event.workflowExecutionStartedEventAttributes
  if (started) {
    const input = inputOf(client, event)
    if (!input?.state) return { state: nothing, track: '', version: '', isAboutToAct: false, eventId }
    const { state, pinned, clock } = input
    const isAboutToAct = clock !== undefined && actsAtOnce(state, clock.now)
    return { state, track: pinned.track.name, version: pinned.version, isAboutToAct, eventId }
  }
  const asked = askedIn(client, event)
  if (!asked) return undefined
  return { state: asked.state, track: asked.track, version: asked.version, isAboutToAct: false, eventId }
}

function inputOf(client: Client, event: HistoryEvent): LifeInput | undefined {
  const started = event.workflowExecutionStartedEventAttributes
  return started ? (first(client, started.input) as LifeInput | undefined) : undefined
}

/** Only one activity is given nothing: it tells the time. */
function askedIn(client: Client, event: HistoryEvent): (Asked & { readonly attempt?: number }) | undefined {
  const scheduled = event.activityTaskScheduledEventAttributes
  return scheduled ? (first(client, scheduled.input) as Asked | undefined) : undefined
}

/** What somebody started by hand, without an input, knows of any lead. */
const nothing = born({ lead: '', enrolment: 0, lifecycle: 'lead', stage: '', theme: '', cursor: 0 })

function remembered(client: Client, base: Base, events: readonly HistoryEvent[]): Remembered {
  const asked = new Map<string, Asked & { readonly attempt?: number }>()
  const told: LeadEvent[] = []
  const touches: RememberedAttempt[] = []
  let answers: Answer[] = []
  for (const event of events) {
    if (String(event.eventId) === base.eventId) answers = []
    told.push(...(inputOf(client, event)?.events ?? []), ...signalled(client, event))
    const given = askedIn(client, event)
    if (given) asked.set(String(event.eventId), given)
    const answer = answerIn(client, event)
    if (!answer) continue
    answers.push(answer)
    told.push(...answer.events)
    const of = asked.get(String(event.activityTaskCompletedEventAttributes?.scheduledEventId))
    if (answer.is !== 'touched' || !of) continue
    const { enrolment, pass } = of.state
    touches.push({ enrolment, pass, step: answer.step, attempt: of.attempt ?? 1, outcome: answer.outcome })
  }
  const failed = events.findLast((event) => event.workflowTaskFailedEventAttributes)?.workflowTaskFailedEventAttributes
  const completed = events.at(-1)?.workflowExecutionCompletedEventAttributes
  const { state, track, version } = base
  return {
    state,
    track,
    version,
    told: [...new Map(told.map((event) => [event.seq, event])).values()].toSorted((a, b) => a.seq - b.seq),
    answers,
    touches,
    isAboutToAct: base.isAboutToAct && !events.some((event) => event.workflowTaskCompletedEventAttributes),
    taskFailure: failed ? (failed.failure?.message ?? 'no reason given') : null,
    ended: completed ? ((first(client, completed.result) as string | undefined) ?? null) : null,
  }
}

function signalled(client: Client, event: HistoryEvent): readonly LeadEvent[] {
  const signal = event.workflowExecutionSignaledEventAttributes
  if (signal?.signalName !== 'happened') return []
  return (first(client, signal.input) as readonly LeadEvent[] | undefined) ?? []
}

/** The answer of an activity; that of the clock is none. */
function answerIn(client: Client, event: HistoryEvent): Answer | undefined {
  const done = event.activityTaskCompletedEventAttributes
  const answer = done && (first(client, done.result) as Partial<Answer> | undefined)
  return answer && 'is' in answer ? (answer as Answer) : undefined
}

function first(client: Client, payloads: Payloads): unknown {
  const [payload] = payloads?.payloads ?? []
  if (!payload) return undefined
  return client.options.loadedDataConverter.payloadConverter.fromPayload(payload)
}
