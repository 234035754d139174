import type { Channel } from '../core/channel.ts'
import type { Definitions } from '../db/definitions.ts'
import { missingOf, type Recorded, type Traces } from '../db/doctor-lives.ts'
import type { Pool } from '../db/pool.ts'
import type { Look } from './doctor-look.ts'
import type { Remembered, RememberedAttempt } from './doctor-remembered.ts'

/** How a lead's life stands in Postgres and in Temporal. */
export type Verdict =
  | { readonly is: 'well' }
  /** No workflow runs for a life that goes on. `how`: what became of its last run, where there was one. */
  | { readonly is: 'missing'; readonly how: string | null }
  /** Temporal was set back: the workflow does not know what Postgres knows. */
  | { readonly is: 'behind'; readonly of: 'events' | 'enrolment'; readonly has: number; readonly should: number }
  /** Postgres was set back: it does not know what the workflow knows. */
  | { readonly is: 'ahead'; readonly beyond: Beyond }
  /** The workflow fails at every task. */
  | { readonly is: 'stuck'; readonly tries: number; readonly failure: string | null }
  /** An activity of it fails again and again. */
  | { readonly is: 'held up'; readonly activity: string; readonly tries: number; readonly failure: string }
  /** A workflow runs for a life that does not go on. */
  | { readonly is: 'orphan'; readonly over: Recorded['over'] | 'unknown' }

/** What a workflow knows and Postgres does not. */
export interface Beyond extends Traces {
  readonly contents: readonly string[]
  /** The number of an enrolment that Postgres does not know. */
  readonly enrolment: number | null
  /** The last event that the workflow was told of, where Postgres is not as far. */
  readonly seq: number | null
  readonly ended: string | null
}

/** A task that was tried so often fails for what is in it; fewer failures may be a worker that died. */
const triesOfTask = 3
/** A quarter of an hour: a server that was started anew is back by then. */
const triesOfActivity = 20

export interface Known {
  readonly pool: Pool
  readonly definitions: Definitions
}

/**
 * Compares what Postgres recorded with what Temporal shows. It holds only of a moment between two equal looks at Postgres:
 * what is under way shows as one being ahead of the other.
 */
export async function judgeLife(deps: Known, recorded: Recorded, look: Look): Promise<Verdict> {
  if (recorded.over !== null) {
    const isOver = look.is !== 'running' || (recorded.over === 'ended' && isAboutToEnd(recorded, look))
    return isOver ? { is: 'well' } : { is: 'orphan', over: recorded.over }
  }
  if (look.is === 'missing') return recorded.isToBeTold ? { is: 'well' } : { is: 'missing', how: null }
  const beyond = await beyondOf(deps, recorded, look.remembers)
  if (beyond) return { is: 'ahead', beyond }
  if (look.is === 'closed') return recorded.isToBeTold ? { is: 'well' } : { is: 'missing', how: look.status }
  if (look.taskTries >= triesOfTask) return { is: 'stuck', tries: look.taskTries, failure: look.remembers.taskFailure }
  if (look.activity && look.activity.attempt >= triesOfActivity) {
    const { name, attempt, failure } = look.activity
    return { is: 'held up', activity: name, tries: attempt, failure }
  }
  // The answer of an activity brings all that there is to hear.
  if (look.activity || look.remembers.isAboutToAct || recorded.isToBeTold) return { is: 'well' }
  const knows = heardOf(look.remembers)
  if (recorded.enrolment > knows.enrolment)
    return { is: 'behind', of: 'enrolment', has: knows.enrolment, should: recorded.enrolment }
  if (recorded.lastToHear > knows.seq)
    return { is: 'behind', of: 'events', has: knows.seq, should: recorded.lastToHear }
  return { is: 'well' }
}

/** Whether the workflow has heard, or is about to hear, that the life has ended; it ends by itself then. */
function isAboutToEnd(
  { isToBeTold, lastToHear }: Recorded,
  { activity, remembers, taskTries }: Exclude<Look, { is: 'missing' }>,
): boolean {
  if (isToBeTold || activity !== null || remembers.state.doing.is === 'ended') return true
  return taskTries > 0 && heardOf(remembers).seq >= lastToHear
}

/** What the workflow knows and Postgres does not; undefined where that is nothing. */
export async function beyondOf(deps: Known, recorded: Recorded, remembers: Remembered): Promise<Beyond | undefined> {
  const knows = heardOf(remembers)
  const missing = await missingOf(deps.pool, recorded.lead, { events: remembers.told, made: madeBy(remembers) })
  const beyond: Beyond = {
    ...missing,
    contents: (await contentsOf(deps, remembers)).filter((content) => !recorded.known.includes(content)),
    enrolment: knows.enrolment > recorded.enrolment ? knows.enrolment : null,
    seq: knows.seq > recorded.lastSeq ? knows.seq : null,
    ended: remembers.ended,
  }
  const { events, made, contents, enrolment, seq } = beyond
  const isBeyond = events.length + made.length + contents.length > 0 || enrolment !== null || seq !== null
  return isBeyond ? beyond : undefined
}

/** How far the workflow is in the lead's own order. */
function heardOf({ state, told, answers }: Remembered): { readonly enrolment: number; readonly seq: number } {
  const moved = answers.flatMap((answer) => (answer.is === 'settled' && answer.moved ? [answer.moved.enrolment] : []))
  return {
    enrolment: Math.max(state.enrolment, ...moved),
    seq: Math.max(state.cursor, ...told.map(({ seq }) => seq)),
  }
}

/** The contents that went out, as far as the workflow knows. */
async function contentsOf(deps: Known, remembers: Remembered): Promise<readonly string[]> {
  const contents = await Promise.all(
    remembers.touches.filter(wentOut).map((touch) => contentOfTouch(deps, remembers, touch)),
  )
  return [...new Set([...remembers.state.had, ...contents])]
}

export function wentOut({ outcome }: RememberedAttempt): boolean {
  return outcome.was === 'sent' || outcome.was === 'unknown'
}

/** What an attempt brought. */
export async function contentOfTouch(
  { pool, definitions }: Known,
  { track, version }: Pick<Remembered, 'track' | 'version'>,
  { outcome, step: id }: RememberedAttempt,
): Promise<string> {
  if ('content' in outcome && outcome.content !== undefined) return outcome.content
  // Postgres may have been set back to before this version: then the step is called after what it brings.
  const published = await definitions.track(pool, track, version).catch(() => undefined)
  const step = published?.track.steps.find((one) => one.id === id)
  return step && 'content' in step ? step.content : id
}

/** The handoff and the call task that the workflow waits for. */
function madeBy({ state: { doing }, answers }: Remembered): readonly string[] {
  const answered = answers.flatMap((answer) => {
    if (answer.is === 'judged' && answer.verdict.promoted) return [answer.verdict.handoff]
    return answer.is === 'touched' && answer.outcome.was === 'assigned' ? [answer.outcome.task] : []
  })
  const waited = doing.is === 'withSales' ? [doing.handoff] : doing.is === 'calling' ? [doing.task] : []
  return [...new Set([...waited, ...answered])].filter((id) => id !== '')
}

/** The channels that the workflow last heard of; undefined where it has not been told of any. */
export function channelsOf({ state, told, answers }: Remembered): readonly Channel[] | undefined {
  const permission = told.findLast(({ kind, seq }) => kind === 'permission' && seq > state.cursor)
  if (permission?.kind === 'permission') return permission.channels
  const settled = answers.findLast((answer) => answer.is === 'settled')
  if (settled?.is === 'settled') return settled.channels
  return state.doing.is === 'settling' && state.pass === 1 && state.had.length === 0 ? undefined : state.channels
}
