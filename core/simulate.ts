/**
 * One lead's life on a virtual clock: `next` decides, and a model of what Postgres holds answers its commands as the
 * activities do. Pure: the same programme, person, script and outside give the same life.
 */
import type { Command } from './contract.ts'
import type { LeadEvent } from './event.ts'
import type { Lifecycle } from './lifecycle.ts'
import { next, type Input } from './next.ts'
import type { Verdict } from './quality.ts'
import { begin, type Answered } from './simulated-activities.ts'
import { happen } from './simulated-ingest.ts'
import {
  calendarIn,
  newLead,
  schedule,
  tellOutside,
  type Fate,
  type Handoff,
  type LifecycleChange,
  type NotSent,
  type Outside,
  type Person,
  type RunningProgramme,
  type Scripted,
  type Sent,
  type SimulatedLead,
} from './simulated-lead.ts'
import { born, wakesAt, type Doing, type State } from './state.ts'

/** How the world between Postgres and the workflow behaves; calm where nothing is said. */
export interface Weather {
  /** Events reach the workflow also where nothing listens for them. */
  readonly tellsAll?: boolean
  /** Every batch comes with the events of the batches before it, in the wrong order, and twice. */
  readonly echoes?: boolean
  /** The workflow dies after every decision, and every activity once after its work was done. */
  readonly crashes?: boolean
  /** How long an activity takes, ms; the world goes on meanwhile. */
  readonly latency?: number
  /** How long it takes until the workflow is told of an event, ms; what an activity answers it knows at once. */
  readonly lag?: number
  /** What becomes of admitted mails, in turn; {@link Outside.fate} is not asked then. */
  readonly fates?: readonly Fate[]
}

/** The instants between which a life is simulated, ms. The lead is enrolled at `from`. */
export interface TimeSpan {
  readonly from: number
  readonly until: number
}

/** All that happened in one simulated life. */
export interface History {
  readonly sent: readonly Sent[]
  readonly notSent: readonly NotSent[]
  readonly handoffs: readonly Handoff[]
  readonly verdicts: readonly Verdict[]
  readonly changes: readonly LifecycleChange[]
  /** Each position that the lead came to rest in, and when. */
  readonly doings: readonly { readonly at: number; readonly doing: Doing }[]
  /** Every state in between. */
  readonly states: readonly { readonly at: number; readonly state: State }[]
  readonly events: readonly LeadEvent[]
  readonly lifecycle: Lifecycle
}

/**
 * Lives until the lead ends, or until the span ends, and keeps all that happened.
 * @param script what happens whatever the lead gets @param outside who answers what they get
 * @throws {Error} where time makes no progress, which is a defect
 */
export function live(
  programme: RunningProgramme,
  person: Person,
  script: readonly Scripted[],
  span: TimeSpan,
  weather: Weather = {},
  outside: Outside = {},
): History {
  const states: { at: number; state: State }[] = []
  const lead = liveOn(programme, person, script, span, {
    weather,
    outside,
    watch: (at, state) => states.push({ at, state }),
  })
  const { sent, notSent, handoffs, verdicts, changes, lifecycle } = lead
  const doings = states
    .filter(({ at }, i) => states[i + 1]?.at !== at)
    .map(({ at, state }) => ({ at, doing: state.doing }))
    .filter(({ doing }, i, all) => JSON.stringify(all[i - 1]?.doing) !== JSON.stringify(doing))
  const events = lead.events.map(({ event }) => event)
  return { sent, notSent, handoffs, verdicts, changes, lifecycle, doings, states, events }
}

/** Is told each state of a life that is being lived, with the lead as Postgres would hold it and what led to the state. */
export type Watch = (at: number, state: State, lead: SimulatedLead, input: Input) => void

/** More decisions than these at one instant are a loop. */
const mostAtOnce = 100

/** Lives the same, telling each state to who watches, and keeps only what Postgres would. */
export function liveOn(
  programme: RunningProgramme,
  person: Person,
  script: readonly Scripted[],
  { from, until }: TimeSpan,
  options: {
    readonly weather?: Weather
    readonly outside?: Outside
    readonly watch?: Watch
  } = {},
): SimulatedLead {
  const { weather = {}, outside = {}, watch } = options
  const lead = newLead(programme, person, withFates(outside, weather.fates), weather.tellsAll)
  const commands: Command[] = []
  let now = from
  let { track } = lead
  let calendar = calendarIn(lead, track)
  let state = born({
    lead: person.id ?? `lead of ${track.name}`,
    enrolment: 1,
    lifecycle: person.lifecycle,
    stage: track.stages[0]?.name ?? '',
    theme: track.theme,
    cursor: 0,
    ...(person.heldOut ? { heldOut: true } : {}),
  })
  let told = 0

  const tell = (input: Input, known?: Answered['decision']): void => {
    if (input.is === 'settled' && input.moved) {
      track = input.moved.pinned.track
      calendar = calendarIn(lead, track)
    }
    const decision = known ?? next({ track, calendar }, state, input, now)
    state = weather.crashes ? structured(decision.state) : decision.state
    for (const command of decision.commands) commands.push(command)
    watch?.(now, state, lead, input)
  }
  /** Lets time go by, and what is to happen in it. */
  const pass = (ms: number): void => {
    now += ms
    for (let next = lead.script.at(-1); next && next.at <= now; next = lead.script.at(-1)) {
      lead.script.pop()
      happen(lead, next.what, next.at)
    }
  }
  const batch = (): readonly LeadEvent[] => {
    const fresh = lead.outbox.slice(told)
    told = lead.outbox.length
    return weather.echoes ? [...lead.outbox, ...lead.outbox].toReversed() : fresh
  }
  /** When the workflow is told of what it has not heard yet. */
  const toldAt = (): number => (lead.outbox[told]?.at ?? Infinity) + (weather.lag ?? 0)
  const perform = (command: Command): void => {
    const finish = begin(lead, command, state, track, now)
    if (weather.latency) pass(weather.latency)
    const { answer, decision } = finish(now)
    const isDone = answer.is !== 'touched' || answer.outcome.was !== 'deferred'
    if (weather.crashes && isDone) tell(begin(lead, command, state, track, now)(now).answer)
    else tell(answer, weather.latency ? undefined : decision)
  }

  schedule(lead, script)
  tellOutside(lead, { is: 'enrolled', at: from })
  tell({ is: 'start' })
  let atOnce = 0
  for (;;) {
    const wakes = wakesAt(state) ?? Infinity
    const command = commands.shift()
    if (command) perform(command)
    else if (toldAt() <= now) tell({ is: 'events', events: batch() })
    else if (state.doing.is === 'ended') break
    else {
      const comes = Math.min(wakes, lead.script.at(-1)?.at ?? Infinity, toldAt())
      if (comes > until) break
      if (comes > now) atOnce = 0
      pass(Math.max(0, comes - now))
      if (wakes <= now) tell({ is: 'timer' })
    }
    if ((atOnce += 1) > mostAtOnce) throw new Error(`no progress: ${JSON.stringify(state)}`)
  }
  return lead
}

function withFates(outside: Outside, fates: readonly Fate[] | undefined): Outside {
  if (fates === undefined) return outside
  let tries = 0
  return { ...outside, fate: () => fates[tries++ % fates.length] ?? 'sent' }
}

function structured<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** The life in short, for comparing two histories: what a person would call the same life. */
export function traceOf({ sent, handoffs, doings, lifecycle }: History): unknown {
  return {
    sent: sent.map(({ at, key }) => `${at} ${key}`),
    handoffs: handoffs.map(({ at, trigger }) => `${at} ${trigger}`),
    doings,
    lifecycle,
  }
}
