import type { Channel } from './channel.ts'
import type { Whole } from './check-programme.ts'
import type { Act } from './condition.ts'
import type { Duration, Span, Unit } from './duration.ts'
import type { Code } from './codes.ts'
import type { Piece } from './pieces.ts'
import type { Problem } from './problem.ts'
import type { Doing, State } from './state.ts'
import type { Draft } from './steps.ts'
import type { AnyTemplate } from './template.ts'
import type { World } from './walk.ts'

/** Identifies a step within a track; explicit or derived from content, never from position. */
export type StepId = string

export interface StepBase {
  readonly id: StepId
  /** The buying stage that the step belongs to. */
  readonly stage: string
  /** What comes after it; null at the end of the stage, after which the next stage begins. */
  readonly next: StepId | null
}

export interface TouchBase extends StepBase {
  /** What the lead must never get twice. */
  readonly content: string
  /** Runs also while sales has the lead. */
  readonly withSales: boolean
}

export interface Named {
  /** Names the step where two would otherwise be the same, or where the name is to survive a rewording. */
  readonly id?: string
}

export interface TouchOptions extends Named {
  /** Runs also while sales has the lead. */
  readonly withSales?: boolean
}

/** Where the life goes on, and after how long; null is the end of the stage. */
export interface Onward {
  readonly to: StepId | null
  readonly after?: Span
}

/** One of the places that a step may lead to. */
export interface Way extends Onward {
  /** When the life goes this way, in words; empty where it is the only one. */
  readonly when: string
  /** Names a branch, so that it is known again when what decides for it changes; absent where the life just goes on. */
  readonly branch?: string
  /** The life goes this way at any time up to `after`, not only at its end. */
  readonly upTo?: true
}

/** Where a walk stands when it comes to a step. */
export interface Here {
  readonly world: World
  readonly state: State
  readonly now: number
  /** From when the step counts, ms: later than `now` where waits came before it. */
  readonly anchor: number
  /** The unit of the last wait. */
  readonly unit: Unit
  /** What came before was passed over, and so is what belonged to it: nobody waits for nothing. */
  readonly passingOver: boolean
}

/** What a step is to a walk that comes to it. */
export type Passage =
  /** `arm`: the variant of an experiment that the lead is in from now on. */
  | (Onward & { readonly arm?: { readonly experiment: string; readonly variant: string } })
  /** The lead had it already, or cannot get it: it goes on without it, and without the waits that belonged to it. */
  | { readonly passedOver: StepId | null }
  | { readonly takes: Doing }
  /** It looks at the lead only when the waits before it are over. */
  | 'not yet'

/** What a step kind may ask of the compiler. */
export interface Compiling {
  /** Says a mistake of this step to its author; P112 where the code is left out. */
  readonly complain: (what: string, remedy: string, code?: Code) => void
  /** Reads a duration, and says what is wrong with it. */
  readonly span: (text: Duration) => Span
  /** Compiles steps of a branch, which then goes on behind this step; gives the first of them. */
  readonly branch: (name: string, drafts: readonly Draft[]) => StepId | null
  /** The programme's mails; none where a track is compiled alone. */
  readonly templates: readonly AnyTemplate[]
  /** The names of the track's stages, in order. */
  readonly stages: readonly string[]
  /** Puts a piece among those that the track's casts choose from. */
  readonly keep: (piece: Piece) => void
}

/**
 * All that the rest of the system asks of one kind of step. A new kind is one file with this, and its line in `steps.ts`:
 * the compiler, the checker, the drawing, the simulator and a lead's life then know it.
 */
export interface StepKind<S extends StepBase, D> {
  /** An id that survives moving the step and rewording its neighbours. `anchor`: what stands before it. */
  readonly derive: (draft: D, anchor: string) => StepId
  readonly compile: (draft: D, base: StepBase, compiling: Compiling) => S
  /** The step in a few words, as drawings, plans and timelines show it. */
  readonly says: (step: S) => string
  /** Every place that it may lead to. */
  readonly ways: (step: S) => readonly Way[]
  /** Where the life goes on of a lead that does nothing and gets nothing here. */
  readonly silent: (step: S, state: State) => Onward
  readonly walk: (step: S, here: Here) => Passage
  /** The acts that it listens for. */
  readonly acts: (step: S) => readonly Act[]
  /** The facts that decide its ways: these travel with the lead's state. */
  readonly facts: (step: S) => readonly string[]
  /** What only the whole programme can show to be wrong with it. */
  readonly check: (step: S, where: string, whole: Whole) => readonly Problem[]
  /** The channel on which a touch reaches the lead; null for what is no touch. */
  readonly channel: (step: S) => Channel | null
}
