import type { Calendar } from './calendar.ts'
import type { Channel } from './channel.ts'
import type { Deadline, LeadEvent } from './event.ts'
import type { RecycleReason } from './reasons.ts'
import type { Shelf } from './shelf.ts'
import type { State } from './state.ts'
import type { StepId } from './step.ts'
import type { PinnedTrack, ScoreTreatment } from './track.ts'

/** What `next` asks the outside to do. Each is one activity, and each answers with an {@link Answer}. */
export type Command =
  | { readonly do: 'settle'; readonly why: SettleReason }
  | { readonly do: 'touch'; readonly step: StepId; readonly attempt: number; readonly due: number }
  | { readonly do: 'signalPromotion'; readonly trigger: string; readonly seq: number }
  | { readonly do: 'chase'; readonly what: ChasedThing }
  | {
      readonly do: 'updateScores'
      readonly because: RecycleReason
      readonly treatment: ScoreTreatment
      readonly seq: number
    }

/** Why a lead changes its position without a touch. */
export type SettleReason =
  | 'start'
  | 'resume'
  | 'exhausted'
  | 'dormant'
  | 'heartbeat'
  | 'signOfLife'
  /** A way opened on which it listens for other acts, as when a permission was withdrawn. */
  | 'passedOver'
  | 'ended'
  | 'paused'
  /** A rule of its track sends it elsewhere, or lets it rest. */
  | 'ruled'
  /** Another track waits to take the lead over. */
  | 'entering'
  /** Another version of its track was published, with the rule that leads move on to it. */
  | 'moved'

/** A person's deadline that has come. */
export type ChasedThing = { readonly handoff: string; readonly act: Deadline['act'] } | { readonly task: string }

/** How the one clock stood when an activity answered: `now` on it, `real` ms since the epoch, `rate` clock ms per real ms. */
export interface ClockReading {
  readonly now: number
  readonly real: number
  readonly rate: number
}

interface Answered {
  readonly clock: ClockReading
  /** Events above the state's cursor that matter to the lead, in order. */
  readonly events: readonly LeadEvent[]
}

export interface Settled extends Answered {
  readonly is: 'settled'
  readonly why: SettleReason
  readonly calendar: Calendar
  readonly facts: Readonly<Record<string, string>>
  readonly channels: readonly Channel[]
  readonly had: readonly string[]
  /** Present when the lead goes on in another track or version. */
  readonly moved?: {
    readonly pinned: PinnedTrack
    readonly enrolment: number
    /** The lead's last event when it moved: acts up to it were not made in this enrolment. */
    readonly since?: number
    /** Present when another track, which had it meanwhile, has let it go: it goes on from where it stood. */
    readonly resumes?: Shelf
    /** It enters a track that waited for it. */
    readonly enters?: true
    /** Present when it goes on from where it stands, in another version of its track. Without, it begins there. */
    readonly onto?: Onto
  }
}

/** How a lead goes on in another version of its track. */
export interface Onto {
  /** What stands in for a step; null: what comes after its stage. A step that is not named stands for itself. */
  readonly steps: Readonly<Record<StepId, StepId | null>>
  /** From here on it listens for acts that it did not listen for before: these count from now on. */
  readonly hearsMore: boolean
  /** The version has content that neither the former had nor the lead: one that has had everything goes on. */
  readonly wakes: boolean
}

export type TouchOutcome =
  /** The mail was handed to the receiving side at `at`. `content` is what it was, where the step alone does not say. */
  | { readonly was: 'sent'; readonly at: number; readonly content?: string }
  /** A call task exists; its person has until `until`. */
  | { readonly was: 'assigned'; readonly task: string; readonly budget: number; readonly until: number }
  /** Dropped: not sent and never will be by this attempt. */
  | { readonly was: 'dropped'; readonly reason: DropReason; readonly at: number }
  /** Not now: try again at `until`. */
  | { readonly was: 'deferred'; readonly reason: DeferReason; readonly until: number }
  /** It cannot be known whether it left; parked for a person, not sent again. */
  | { readonly was: 'unknown'; readonly at: number; readonly content?: string }
  /** The lead is elsewhere by now; the events say where. */
  | { readonly was: 'overtaken' }

export type DropReason =
  | 'no_permission'
  | 'suppressed'
  | 'no_address'
  | 'bad_address'
  | 'refused_by_policy'
  | 'already_had'
  /** A cast found no piece that the lead may get now. */
  | 'nothing_left'
  | 'not_allow_listed'
  | 'failed'

export type DeferReason =
  | 'cap'
  | 'window'
  | 'stopped'
  | 'deferred_by_receiver'
  | 'server_down'
  | 'in_doubt'
  | 'early'
  | 'overtaken'

export interface Touched extends Answered {
  readonly is: 'touched'
  readonly step: StepId
  readonly outcome: TouchOutcome
  /** The lead's area of interest, null where none is clear; only where its track follows that. */
  readonly interest?: string | null
}

export interface Judged extends Answered {
  readonly is: 'judged'
  readonly verdict:
    | {
        readonly promoted: true
        readonly handoff: string
        readonly owner: string
        readonly deadlines: readonly Deadline[]
      }
    | { readonly promoted: false; readonly because: readonly string[] }
}

export interface Chased extends Answered {
  readonly is: 'chased'
  /** What remains of the deadlines. */
  readonly deadlines: readonly Deadline[]
  /** Who has the lead from now on, where that changed. */
  readonly owner?: string
}

export interface Scored extends Answered {
  readonly is: 'scored'
}

export type Answer = Settled | Touched | Judged | Chased | Scored

/** What every activity is given: who, where it stands, and the version that it runs. */
export interface Asked {
  readonly state: State
  readonly version: string
  readonly track: string
}

/** The activities of a lead's life, as the workflow calls them and `activities/` provides them. */
export interface Activities {
  settle(asked: Asked & { readonly why: SettleReason }): Promise<Settled>
  touch(asked: Asked & { readonly step: StepId; readonly attempt: number; readonly due: number }): Promise<Touched>
  signalPromotion(asked: Asked & { readonly trigger: string; readonly seq: number }): Promise<Judged>
  chase(asked: Asked & { readonly what: ChasedThing }): Promise<Chased>
  updateScores(
    asked: Asked & { readonly because: RecycleReason; readonly treatment: ScoreTreatment; readonly seq: number },
  ): Promise<Scored>
  /** Records a plain signal of a person as the act that it asks for. */
  record(asked: Asked & { readonly request: PlainRequest }): Promise<Scored>
  /** How the one clock stands; asked only while that clock is a fast one. */
  tellTime(): Promise<ClockReading>
  /** Records that an activity failed for good, where someone sees it. */
  alert(asked: Asked & { readonly what: string; readonly failure: string }): Promise<Scored>
}

/** What a person may ask by a plain signal, as from the Temporal UI. Reasons are checked when it is recorded. */
export type PlainRequest =
  | { readonly ask: 'accept' | 'qualify' | 'pause' | 'resume' }
  | { readonly ask: 'returnToNurture' | 'disqualify'; readonly reason: string }
