import type { Channel } from './channel.ts'
import type { Span, Unit } from './duration.ts'
import type { Deadline } from './event.ts'
import { fraction } from './hash.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { RecycleReason } from './reasons.ts'
import type { Course } from './rule.ts'
import type { StepId } from './step.ts'

/** What the lead's life waits for now. Every case but `ended` has an instant at which it goes on by itself (I1). */
export type Doing =
  /** An activity decides the position; on a timer only until its answer is in. `to`: where a rule of the track sends it. */
  | { readonly is: 'settling'; readonly until: number; readonly to?: Course & { readonly goal: string | null } }
  /** A touch is scheduled. `from` is when its wait began, `unit` the unit in which a pause keeps what is left of it. */
  | { readonly is: 'due'; readonly step: StepId; readonly attempt: number; readonly until: number; readonly unit: Unit }
  /** A wait that leads to no touch directly; `step` is what comes after it. */
  | { readonly is: 'waiting'; readonly step: StepId; readonly until: number; readonly unit: Unit }
  | { readonly is: 'listening'; readonly step: StepId; readonly until: number; readonly unit: Unit }
  /** A person has a call to make. */
  | {
      readonly is: 'calling'
      readonly step: StepId
      readonly task: string
      readonly attempt: number
      /** The most attempts that the score allows. */
      readonly budget: number
      readonly until: number
    }
  /** Rests after a return from sales. */
  | {
      readonly is: 'resting'
      readonly reason: RecycleReason
      /** Stage and theme to go on with, where the reason names them: they hold in another track too. */
      readonly resume: string | null
      readonly theme: string | null
      /** Another track to go on in, where a rule named one meanwhile. */
      readonly track?: string
      readonly until: number
      readonly unit: Unit
    }
  /** Rests until the day that the lead named: a date, which no pause moves. */
  | {
      readonly is: 'resting'
      readonly reason: 'timeframe'
      readonly resume: string | null
      readonly theme: string | null
      readonly track?: string
      readonly until: number
    }
  /** Sales has it; `until` is the next deadline of a person. `beside` is the next touch declared `withSales`. */
  | {
      readonly is: 'withSales'
      readonly handoff: string
      /** The rep who has it; empty where only the CRM knows. */
      readonly owner: string
      readonly deadlines: readonly Deadline[]
      readonly beside: { readonly step: StepId; readonly until: number } | null
      readonly until: number
    }
  /** Has had everything: reported, looked at on a slow heartbeat, woken by any sign of life (R41). */
  | { readonly is: 'exhausted'; readonly until: number }
  /** Cannot be reached on any channel; looked at once a year. */
  | { readonly is: 'dormant'; readonly until: number }
  /** Gets nothing by design, to show what nurture is worth; looked at once a year. Its triggers count all the same. */
  | { readonly is: 'heldOut'; readonly until: number }
  /** `outcome`: a rule of the track ended it, and the reason is the name of its goal or exit. */
  | { readonly is: 'ended'; readonly reason: string; readonly outcome?: 'goal' | 'exit' }

/**
 * A listening that came to its deadline. What was done before the deadline may be told only after it: the way to a
 * workflow takes a moment, or a day where Temporal is down. As long as no touch was made, such an act counts all the same.
 */
export interface Missed {
  readonly step: StepId
  /** Acts count that were made after `from`, up to and with `until`, ms. */
  readonly from: number
  readonly until: number
  /** What was known of that time: the acts heard, and the facts. */
  readonly heard: Readonly<Record<string, number>>
  readonly facts: Readonly<Record<string, string>>
}

/** What the rules of a track remember. */
export interface Ruled {
  /** How often each act that a rule mentions was made in this enrolment, by name of the act. */
  readonly did: Readonly<Record<string, number>>
  /** Acts up to this event were made before the enrolment. */
  readonly from: number
  /** The acts and facts that came while no rule could act. */
  readonly noted: readonly string[]
  /** How many promotions are being judged: sales goes before every rule. */
  readonly judging: number
}

/** All that a lead's life remembers between two events. Plain JSON without personal data; also kept in Postgres. */
export interface State {
  readonly lead: string
  /** Number of this enrolment among the lead's own, from 1. */
  readonly enrolment: number
  /** Number of this walk through the track, from 1; a return or a new sign of life begins another. */
  readonly pass: number
  readonly lifecycle: Lifecycle
  readonly stage: string
  readonly theme: string
  readonly doing: Doing
  /** Where it stood when it was taken off its way. */
  readonly bookmark: StepId | null
  /** The last event that was taken in. */
  readonly cursor: number
  /** The facts that the track may ask for. */
  readonly facts: Readonly<Record<string, string>>
  readonly channels: readonly Channel[]
  /** Contents that it had: never again. */
  readonly had: readonly string[]
  /** Acts since the last touch that the lead listened for, by name of the act. */
  readonly heard: Readonly<Record<string, number>>
  /**
   * Acts made up to then are not meant, ms: the last touch, or a later change of position. Whether they were told to the
   * lead's life before or only now, it goes on the same way.
   */
  readonly heardFrom: number
  readonly lastTouchAt: number | null
  /** The variant of each experiment that it came to; absent before the first. */
  readonly arms?: Readonly<Record<string, string>>
  /** In the hold-out, since its first enrolment and for good. */
  readonly heldOut?: true
  /** The listening that last came to its deadline, until the next touch. */
  readonly missed?: Missed | null
  /** Present where its track has rules. */
  readonly ruled?: Ruled
  /**
   * Set while paused. `left` is what was left of the wait, in the wait's own unit; null where the wait never freezes
   * (deadlines of people, heartbeats). `until` is when a forgotten pause is reported.
   */
  readonly paused: { readonly left: Span | null; readonly until: number } | null
}

/** What Postgres knows of a lead when its life in a track begins. */
export interface Beginning {
  readonly lead: string
  readonly enrolment: number
  readonly lifecycle: Lifecycle
  readonly stage: string
  readonly theme: string
  /** The lead's last event before it; what is older is in the facts. */
  readonly cursor: number
  readonly heldOut?: true
}

/** The state before the first answer of `settle`. */
export function born({ lead, enrolment, lifecycle, stage, theme, cursor, heldOut }: Beginning): State {
  const state: State = {
    lead,
    enrolment,
    lifecycle,
    stage,
    theme,
    cursor,
    pass: 1,
    doing: { is: 'settling', until: 0 },
    bookmark: null,
    facts: {},
    channels: [],
    had: [],
    heard: {},
    heardFrom: 0,
    lastTouchAt: null,
    paused: null,
  }
  return heldOut ? { ...state, heldOut } : state
}

/**
 * The state with this changed. Field by field, so that every state has one shape: engines spread a state into a new shape
 * each time, and then read it slowly.
 */
export function changed(state: State, change: Partial<Omit<State, 'lead'>>): State {
  const so: { -readonly [Field in keyof State]: State[Field] } = {
    lead: state.lead,
    enrolment: change.enrolment ?? state.enrolment,
    lifecycle: change.lifecycle ?? state.lifecycle,
    stage: change.stage ?? state.stage,
    theme: change.theme ?? state.theme,
    cursor: change.cursor ?? state.cursor,
    pass: change.pass ?? state.pass,
    doing: change.doing ?? state.doing,
    bookmark: change.bookmark === undefined ? state.bookmark : change.bookmark,
    facts: change.facts ?? state.facts,
    channels: change.channels ?? state.channels,
    had: change.had ?? state.had,
    heard: change.heard ?? state.heard,
    heardFrom: change.heardFrom ?? state.heardFrom,
    lastTouchAt: change.lastTouchAt === undefined ? state.lastTouchAt : change.lastTouchAt,
    paused: change.paused === undefined ? state.paused : change.paused,
  }
  const { missed = state.missed, arms = state.arms, heldOut = state.heldOut, ruled = state.ruled } = change
  if (missed !== undefined) so.missed = missed
  if (arms !== undefined) so.arms = arms
  if (heldOut !== undefined) so.heldOut = heldOut
  if (ruled !== undefined) so.ruled = ruled
  return so
}

/** When the lead goes on by itself, ms; undefined when it ended. */
export function wakesAt(state: State): number | undefined {
  const { doing, paused } = state
  if (doing.is === 'ended') return undefined
  if (paused?.left) return paused.until
  return doing.is === 'withSales' && doing.beside && !paused ? Math.min(doing.until, doing.beside.until) : doing.until
}

/** Where in its window a lead's touches fall: the same for a lead and step on any machine. */
export function spreadOf(state: State, step: StepId): number {
  return fraction(`${state.lead} ${step}`)
}

export type LeadState =
  | 'nurturing'
  | 'paused'
  | 'calling'
  | 'resting'
  | 'with_sales'
  | 'exhausted'
  | 'dormant'
  | 'held_out'
  | 'ended'

/** The one word that operators search by. */
export function leadState(state: State): LeadState {
  if (state.paused) return 'paused'
  switch (state.doing.is) {
    case 'settling':
    case 'due':
    case 'waiting':
    case 'listening':
      return 'nurturing'
    case 'withSales':
      return 'with_sales'
    case 'heldOut':
      return 'held_out'
    case 'calling':
    case 'resting':
    case 'exhausted':
    case 'dormant':
    case 'ended':
      return state.doing.is
  }
}
