import type { Channel } from './channel.ts'
import type { CallResult } from './call.ts'
import type { DisqualifyReason, RecycleReason } from './reasons.ts'

/** What a person does. `of` is the thing it was done to, in the terms of {@link Behaviour.kind}. */
export const behaviours = [
  /** of: template name */
  'clicked',
  /** of: path, as `/pricing` */
  'visited',
  /** of: what was asked for, as `demo` */
  'requested',
  /** of: form name */
  'submitted',
  /** of: template name, or `mail` where it cannot be told */
  'replied',
  /** of: event, as `webinar` or `booth` */
  'attended',
  /** of: any other act that a feed reports (R73) */
  'did',
] as const
export type BehaviourKind = (typeof behaviours)[number]

interface Dated {
  /** Position in the lead's own order of events; given by Postgres under the lead's lock. */
  readonly seq: number
  /** When it happened, ms since the epoch on the one clock. */
  readonly at: number
}

export interface Behaviour extends Dated {
  readonly kind: BehaviourKind
  readonly of: string
  /** Promotion triggers that this event fired, by name; judged when it was written. */
  readonly triggers?: readonly string[]
  /** Values of the lead's facts that changed with it and that the track may ask for. */
  readonly facts?: Readonly<Record<string, string>>
  /** Facts that were told with the value that was known, and that may let the lead rest anew. */
  readonly again?: readonly string[]
}

export interface FactsChanged extends Dated {
  readonly kind: 'facts'
  readonly facts: Readonly<Record<string, string>>
  readonly again?: readonly string[]
}

export interface PermissionChanged extends Dated {
  readonly kind: 'permission'
  /** The channels on which the lead may be reached from now on. */
  readonly channels: readonly Channel[]
}

/** A deadline of the person in sales who has the lead. */
export interface Deadline {
  readonly act: 'remind' | 'reassign' | 'takeBack' | 'review'
  readonly at: number
}

export type SalesAct = Dated &
  (
    | { readonly kind: 'accepted' | 'qualified' | 'opportunity'; readonly deadlines: readonly Deadline[] }
    | { readonly kind: 'returned'; readonly reason: RecycleReason }
    | { readonly kind: 'disqualified'; readonly reason: DisqualifyReason }
    | { readonly kind: 'customer' }
  )

export interface CallDone extends Dated {
  readonly kind: 'called'
  readonly task: string
  readonly result: CallResult
}

export interface PauseAct extends Dated {
  readonly kind: 'paused' | 'resumed'
}

/** Another version of its track was published, and the lead is to go on in it. */
export interface MoveAsked extends Dated {
  readonly kind: 'moved'
}

/** Another track waits to take the lead over. */
export interface EntryAsked extends Dated {
  readonly kind: 'entering'
}

/** Subscriber became lead: a declared condition was met (R35). */
export interface BecameLead extends Dated {
  readonly kind: 'becameLead'
}

/** Everything that can happen to a lead. Carries no personal data: it travels through Temporal (I7). */
export type LeadEvent =
  | Behaviour
  | FactsChanged
  | PermissionChanged
  | SalesAct
  | CallDone
  | PauseAct
  | BecameLead
  | MoveAsked
  | EntryAsked

export type LeadEventKind = LeadEvent['kind']

export function isBehaviour(event: LeadEvent): event is Behaviour {
  return (behaviours as readonly string[]).includes(event.kind)
}
