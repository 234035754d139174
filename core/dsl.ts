import type { CadenceInput } from './cadence.ts'
import type { Act, Condition, Grade } from './condition.ts'
import type { Duration } from './duration.ts'
import type { BehaviourKind } from './event.ts'
import type { RecycleReason } from './reasons.ts'
import type { Given, Template } from './template.ts'
import type { ScoreTreatment } from './track.ts'

/** A fact about a lead with the values that it may take. */
export interface Fact<Value extends string = string> {
  readonly fact: string
  readonly values: readonly Value[]
  /** `static` facts (sector, size) cannot promote by themselves; `dynamic` ones age (R56). */
  readonly nature: 'static' | 'dynamic'
}

/** Declares a fact and the values it may take; `choose` and the quality definition refer to it. */
export function fact<const Value extends string>(
  name: string,
  values: readonly Value[],
  nature: 'static' | 'dynamic' = 'static',
): Fact<Value> {
  return Object.freeze({ fact: name, values, nature })
}

/** A sales-ready trigger that marketing and sales agreed on; the quality definition holds the list. */
export interface Trigger {
  readonly trigger: string
  readonly when: Condition
}

export function trigger(name: string, when: Condition): Trigger {
  return Object.freeze({ trigger: name, when })
}

interface Named {
  /** Names the step where two would otherwise be the same, or where the name is to survive a rewording. */
  readonly id?: string
}

export interface TouchOptions extends Named {
  /** Runs also while sales has the lead. */
  readonly withSales?: boolean
}

export interface EmailOptions extends TouchOptions {
  /** What to do when it cannot be known whether the mail left; `skip` (and alert) by default. */
  readonly onUnknown?: 'skip' | 'resend'
}

export interface CallOptions extends TouchOptions {
  readonly due: Duration
  readonly script?: string
  /** The most attempts; 3 by default. */
  readonly attempts?: number
  /** Rest between two attempts; '2 business days' by default. */
  readonly between?: Duration
}

/** A step as its author wrote it. */
export type Draft =
  | ({
      readonly kind: 'email'
      readonly template: Template
      readonly given: Readonly<Record<string, string | number>>
    } & EmailOptions)
  | ({ readonly kind: 'call'; readonly ask: string } & CallOptions)
  | ({ readonly kind: 'wait'; readonly span: Duration } & Named)
  | ({
      readonly kind: 'listen'
      readonly for: Condition
      readonly within: Duration
      readonly then: readonly Draft[]
      readonly otherwise: readonly Draft[]
    } & Named)
  | ({
      readonly kind: 'choose'
      readonly fact: Fact
      readonly cases: Readonly<Record<string, readonly Draft[]>>
      readonly otherwise: readonly Draft[]
    } & Named)
  | ({ readonly kind: 'advance' } & Named)

/** Sends a template. The fields that the template leaves open must be given, and no others. */
export function email<T extends Template>(
  template: T,
  ...rest: keyof Given<T> extends never ? [options?: EmailOptions] : [given: Given<T>, options?: EmailOptions]
): Draft {
  const open = Object.values(template.merge).some((field) => field.kind === 'text' || field.kind === 'number')
  const [given, options] = (open ? rest : [{}, rest[0]]) as readonly [Record<string, string | number>, EmailOptions?]
  return Object.freeze({ kind: 'email' as const, template, given, ...options })
}

/** Asks a person to call the lead: a task with a script, a due time and a structured result. */
export function call(ask: string, options: CallOptions): Draft {
  return Object.freeze({ kind: 'call' as const, ask, ...options })
}

export function wait(span: Duration, options: Named = {}): Draft {
  return Object.freeze({ kind: 'wait' as const, span, ...options })
}

/** Goes on at once when the condition holds on what happened since the last touch; by `otherwise` at the deadline. */
export function listenFor(
  condition: Condition,
  ways: {
    readonly within: Duration
    readonly then: readonly Draft[]
    readonly otherwise: readonly Draft[]
  } & Named,
): Draft {
  return Object.freeze({ kind: 'listen' as const, for: condition, ...ways })
}

/** Goes the way that fits the lead's fact; `otherwise` where it is not known. */
export function choose<Value extends string>(
  by: Fact<Value>,
  ways: { readonly [Way in Value | 'otherwise']: readonly Draft[] },
  options: Named = {},
): Draft {
  const { otherwise, ...cases } = ways as Record<string, readonly Draft[]>
  return Object.freeze({ kind: 'choose' as const, fact: by, cases, otherwise: otherwise ?? [], ...options })
}

/** Goes on to the next stage at once. */
export const advance: Draft = Object.freeze({ kind: 'advance' as const })

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
  readonly theme?: string
}

/** A buying stage: the buyer's thought in it, and what the lead gets. */
export function stage(means: string, steps: readonly Draft[], options: { readonly theme?: string } = {}): StageDraft {
  return Object.freeze({ means, steps, ...options })
}

export interface ReturnDraft<StageName extends string> {
  readonly rest: Duration
  /** The stage to resume in; without it, the lead goes on where it was. */
  readonly resume?: StageName
  readonly open?: Draft
  readonly theme?: string
  readonly track?: string
  readonly score?: ScoreTreatment
}

export interface TrackDraft<StageName extends string = string> {
  readonly goal: string
  readonly theme: string
  readonly cadence: CadenceInput
  readonly stages: Readonly<Record<StageName, StageDraft>>
  readonly salesReady: readonly Trigger[]
  readonly onReturn: Readonly<Record<RecycleReason, ReturnDraft<NoInfer<StageName>>>>
  /** How often a lead that has had everything is looked at; '90 days' by default. */
  readonly exhausted?: { readonly heartbeat: Duration }
}

/** A track as its author wrote it; `compileTrack` makes it run. */
export interface NamedTrackDraft extends TrackDraft {
  readonly name: string
}

export function track<StageName extends string>(name: string, draft: TrackDraft<StageName>): NamedTrackDraft {
  return Object.freeze({ name, ...draft })
}
