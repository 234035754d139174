/** Leads' lives without Postgres and mail, and without waiting: for what concerns their workflows alone. */
import type { Activities, Answer, ClockReading } from '../core/contract.ts'
import { email, stage, track, trigger, requested, wait } from '../core/dsl.ts'
import { compileProgramme } from '../core/programme.ts'
import { compileTrack } from '../core/compile.ts'
import { versionOf } from '../core/hash.ts'
import { next, rules, type Input } from '../core/next.ts'
import type { Checked } from '../core/problem.ts'
import { recycleReasons } from '../core/reasons.ts'
import { born, wakesAt, type State } from '../core/state.ts'
import { template } from '../core/template.ts'
import type { PinnedTrack, Track } from '../core/track.ts'
import type { World } from '../core/walk.ts'
import { calendarOf } from '../db/calendar.ts'
import shipped from '../tracks/index.ts'
import type { LifeInput } from '../workflows/messages.ts'

/** When the lives begin: on a Monday. */
const from = Date.UTC(2027, 0, 4, 8)
const calendar = calendarOf({ zone: 'Europe/Berlin', country: 'DE' }, from)
const rest = { rest: '2 weeks' } as const
const mails = Array.from({ length: 60 }, (_, nth) =>
  template(`mail-${nth + 1}`, { subject: 'A mail', theme: 'any', stage: 'care', purpose: 'educate' }),
)
const long = track('long', {
  goal: 'To be measured.',
  theme: 'any',
  cadence: { zone: 'lead', days: ['Tue', 'Wed', 'Thu'], between: ['09:30', '11:30'], atMost: ['2 touches a week'] },
  stages: {
    care: stage(
      '…',
      mails.flatMap((each) => [email(each), wait('4 business days')]),
    ),
  },
  salesReady: [trigger('demo', requested('demo'))],
  onReturn: Object.fromEntries(recycleReasons.map((reason) => [reason, rest])) as Record<
    (typeof recycleReasons)[number],
    typeof rest
  >,
})

/** A track of 60 mails: long enough for a life of 50 touches. */
export const longTrack = pinned(sound(compileTrack(long, mails)))
/** The first track that ships. */
export const shippedTrack = pinned(sound(compileProgramme(shipped)).tracks[0]!)

const tracks: readonly PinnedTrack[] = [longTrack, shippedTrack]

/** How a lead is to live. */
export interface Living {
  /** Touches until it is left to sleep. */
  readonly touches: number
  /** What is left of each wait until then, ms of real time. */
  readonly momentMs: number
}

/** The id of a lead that lives like this: all that its activities know of it. */
export const lived = ({ touches, momentMs }: Living, name: string): string => `lived-${touches}-${momentMs}-${name}`

function livingOf(lead: string): Living {
  const [, touches, momentMs] = /^lived-(\d+)-(\d+)-/.exec(lead) ?? []
  return { touches: Number(touches), momentMs: Number(momentMs) }
}

/**
 * What a run begins with: at the start of a life, or where its last run continued as new.
 * @param had the touches of the runs before
 */
export function livedInput(lead: string, { track, version }: PinnedTrack, had: number): LifeInput {
  const { state, now } = stateAfter(lead, { track, calendar }, had, from)
  return { rules, state, pinned: { track, version }, calendar, clock: clockAfter(state, now), events: [], requests: [] }
}

/**
 * Where a life stands that got so many touches, each when it was due; where there were none, before its first answer.
 * @param began ms @returns `now`: when the last of them was made
 */
export function stateAfter(
  lead: string,
  world: World,
  had: number,
  began: number,
): { readonly state: State; readonly now: number } {
  const { track } = world
  const tell = (state: State, input: Input, now: number): State => next(world, state, input, now).state
  let now = began
  let state = born({
    lead,
    enrolment: 1,
    lifecycle: 'lead',
    stage: track.stages[0]?.name ?? '',
    theme: track.theme,
    cursor: 0,
  })
  if (had > 0) state = tell(tell(state, { is: 'start' }, now), settled('start', now), now)
  while (state.had.length < had) {
    if (state.doing.is !== 'due') throw new Error(`after ${state.had.length} touches it is ${state.doing.is}`)
    now = state.doing.until
    state = tell(tell(state, { is: 'timer' }, now), touched(state.doing.step, now), now)
  }
  return { state, now }
}

/** They answer as the real ones do where all goes well. */
export const livedActivities: Pick<Activities, 'settle' | 'touch'> = {
  settle: ({ state, track, why }) => Promise.resolve(answered(track, state, settled(why, from), from)),
  touch: ({ state, track, step, due }) => Promise.resolve(answered(track, state, touched(step, due), due)),
}

function answered<A extends Answer>(name: string, state: State, answer: A, now: number): A {
  const found = tracks.find(({ track }) => track.name === name)
  if (found === undefined) throw new Error(`there is no track ${name}`)
  const after = next({ track: found.track, calendar }, state, answer, now).state
  return { ...answer, clock: clockAfter(after, now) }
}

/**
 * How the clock stands. While touches are to come, it was read so long ago that the next wait is all but over: it is one of
 * days in the history, and nobody waits for days.
 */
function clockAfter(state: State, now: number): ClockReading {
  const { touches, momentMs } = livingOf(state.lead)
  const until = state.had.length < touches ? (wakesAt(state) ?? now) : now
  return { now, real: Date.now() - Math.max(0, until - now - momentMs), rate: 1 }
}

function settled(
  why: Parameters<Activities['settle']>[0]['why'],
  now: number,
): Awaited<ReturnType<Activities['settle']>> {
  const known = { calendar, facts: {}, channels: ['email'] as const, had: [] }
  return { is: 'settled', why, clock: { now, real: now, rate: 1 }, ...known, events: [] }
}

function touched(step: string, at: number): Awaited<ReturnType<Activities['touch']>> {
  return { is: 'touched', step, outcome: { was: 'sent', at }, clock: { now: at, real: at, rate: 1 }, events: [] }
}

function pinned(track: Track): PinnedTrack {
  return { version: versionOf(track), track }
}

function sound<T>(checked: Checked<T>): T {
  if ('ok' in checked) return checked.ok
  throw new Error(JSON.stringify(checked.problems))
}
