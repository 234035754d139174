import type { CadenceInput } from './cadence.ts'
import type { Act, Condition, Grade } from './condition.ts'
import type { Duration } from './duration.ts'
import type { AgainDraft, EntryDraft } from './entry.ts'
import type { BehaviourKind } from './event.ts'
import type { Fact } from './fact.ts'
import { placed } from './place.ts'
import type { RecycleReason } from './reasons.ts'
import type { RuleDraft } from './rule.ts'
import type { Draft } from './steps.ts'
import type { Template } from './template.ts'
import type { ThemeGiven } from './theme.ts'
import type { ScoreTreatment } from './track.ts'

export { date, fact, type DateFact, type Fact } from './fact.ts'
export { advance } from './step-advance.ts'
export { call, type CallOptions } from './step-call.ts'
export { cast, casts, type CastOptions } from './step-cast.ts'
export { choose } from './step-choose.ts'
export { email, type EmailOptions } from './step-email.ts'
export type { AgainDraft, EntryDraft } from './entry.ts'
export { exit, goal, moves, rests, restsUntil, type RuleDraft } from './rule.ts'
export { listenFor } from './step-listen.ts'
export { split, type Goal } from './step-split.ts'
export { wait } from './step-wait.ts'
export { webhook, type SharedField, type WebhookOptions } from './step-webhook.ts'
export type { TouchOptions } from './step.ts'
export type { Draft } from './steps.ts'
export { interest, theme, type Theme } from './theme.ts'

/** A sales-ready trigger that marketing and sales agreed on; the quality definition holds the list. */
export interface Trigger {
  readonly trigger: string
  readonly when: Condition
}

export function trigger(name: string, when: Condition): Trigger {
  return placed(Object.freeze({ trigger: name, when }), trigger)
}

const act =
  (on: BehaviourKind) =>
  (of: string, options: { readonly times?: number } = {}): Act =>
    Object.freeze({ on, of, times: options.times ?? 1 })

/** A person (no machine) followed a link of this mail. */
export function clicked(template: Template, options: { readonly times?: number } = {}): Act {
  return act('clicked')(template.name, options)
}
/** A page was seen; a trailing `*` matches any ending: `/pricing*`. */
export const visited = act('visited')
export const requested = act('requested')
export const submitted = act('submitted')
export const attended = act('attended')
export const did = act('did')
export function replied(template: Template): Act {
  return act('replied')(template.name)
}
/** The fact has one of these values. */
export function known<Value extends string>(about: Fact<Value>, ...is: readonly NoInfer<Value>[]): Condition {
  return Object.freeze({ fact: about.fact, is })
}
/** Fit is one of these grades. */
export function fit(...allowed: readonly Grade[]): Condition {
  return Object.freeze({ fit: allowed })
}
export function anyOf(...any: readonly Condition[]): Condition {
  return Object.freeze({ any })
}
export function allOf(...all: readonly Condition[]): Condition {
  return Object.freeze({ all })
}
export function not(condition: Condition): Condition {
  return Object.freeze({ not: condition })
}

export interface StageDraft {
  readonly means: string
  readonly steps: readonly Draft[]
  readonly theme?: ThemeGiven
}

/** A buying stage: the buyer's thought in it, and what the lead gets. */
export function stage(
  means: string,
  steps: readonly Draft[],
  options: { readonly theme?: ThemeGiven } = {},
): StageDraft {
  return placed(Object.freeze({ means, steps, ...options }), stage)
}

export interface ReturnDraft<StageName extends string> {
  readonly rest: Duration
  /** The stage to resume in; without it, the lead goes on where it was. */
  readonly resume?: StageName
  readonly open?: Draft
  readonly theme?: ThemeGiven
  readonly track?: string
  readonly score?: ScoreTreatment
}

export interface TrackDraft<StageName extends string = string> {
  readonly goal: string
  readonly theme: ThemeGiven
  readonly cadence: CadenceInput
  readonly stages: Readonly<Record<StageName, StageDraft>>
  readonly salesReady: readonly Trigger[]
  readonly onReturn: Readonly<Record<RecycleReason, ReturnDraft<NoInfer<StageName>>>>
  /**
   * Whether a lead's theme follows its strongest area of interest: one with at least `from` points (10) that is `ahead` of
   * the next by so many (5). By default where the track casts, or chooses by `interest(…)`.
   */
  readonly followInterest?: boolean | { readonly from?: number; readonly ahead?: number }
  /** How often a lead that has had everything is looked at; '90 days' by default. */
  readonly exhausted?: { readonly heartbeat: Duration }
  /** What acts at once, whatever the lead waits for. The first that holds is the one that acts. */
  readonly rules?: readonly RuleDraft<NoInfer<StageName>>[]
  /** Who may enter, and who stays out with which reason; everybody where it is left out. */
  readonly entry?: EntryDraft
  /** Whoever does this enters by itself, by the same rules as everybody. */
  readonly enterOn?: Condition
  /** Whether who was in it before may enter again by itself; nobody where it is left out. */
  readonly again?: AgainDraft
  /** One lead, one conversation: of two tracks the one with the higher priority has the lead. 0 by default. */
  readonly priority?: number
  /** Whether the lead comes back to where it was when the track that displaced this one lets it go; it does by default. */
  readonly whenDisplaced?: 'resume' | 'end'
  /** Whether an entry waits while another track or sales has the lead, or is refused; refused by default. */
  readonly whenBusy?: 'wait' | 'refuse'
}

/** A track as its author wrote it; `compileTrack` makes it run. */
export interface NamedTrackDraft extends TrackDraft {
  readonly name: string
}

export function track<StageName extends string>(name: string, draft: TrackDraft<StageName>): NamedTrackDraft {
  return placed(Object.freeze({ ...draft, name }), track)
}
