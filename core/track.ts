import type { Cadence } from './cadence.ts'
import type { Span } from './duration.ts'
import type { Entry } from './entry.ts'
import type { Follows } from './following.ts'
import type { Piece } from './pieces.ts'
import type { RecycleReason } from './reasons.ts'
import type { Rule } from './rule.ts'
import { factsRuled } from './ruled.ts'
import type { StepId } from './step.ts'
import { kindOf, type Step } from './steps.ts'

export interface Stage {
  readonly name: string
  /** The buyer's thought in this stage, for people. */
  readonly means: string
  readonly theme: string
  readonly first: StepId | null
}

/** What happens after sales returned the lead for one reason. */
export interface ReturnRule {
  readonly rest: Span
  /** The stage to resume in; null: where it was. */
  readonly resume: string | null
  /** An opening touch before the stage goes on. */
  readonly open: StepId | null
  /** Another theme to go on with; null: as before. */
  readonly theme: string | null
  /** Another track to go on in, by name; null: this one. */
  readonly track: string | null
  readonly score: ScoreTreatment
}

/** What a return does to the interest score. */
export type ScoreTreatment = 'keep' | 'halve' | 'reset'

/** A nurture track in its compiled form: canonical plain data, stored once and never edited. Its hash is its version. */
export interface Track {
  readonly format: 1
  readonly name: string
  readonly goal: string
  readonly theme: string
  readonly cadence: Cadence
  readonly stages: readonly Stage[]
  readonly steps: readonly Step[]
  /** Names of the quality definition's triggers that may promote from this track. */
  readonly salesReady: readonly string[]
  readonly onReturn: Readonly<Record<RecycleReason, ReturnRule>>
  /** How often a lead that has had everything is looked at. */
  readonly exhausted: { readonly heartbeat: Span }
  /** What acts at once, in the order in which it is asked; absent where there is nothing. */
  readonly rules?: readonly Rule[]
  /** Who may enter, and how it stands to other tracks; absent where nothing is said of it. */
  readonly entry?: Entry
  /** What its casts choose from, by content; absent where it casts nothing. */
  readonly pieces?: readonly Piece[]
  /** Present where a lead's theme follows its area of interest. */
  readonly follows?: Follows
}

/** A track with the version that it was published as. */
export interface PinnedTrack {
  readonly version: string
  readonly track: Track
}

export function stepOf(track: Track, id: StepId): Step {
  const step = index(track).get(id)
  if (step === undefined) throw new Error(`track ${track.name} has no step ${id}`)
  return step
}

export function stageOf(track: Track, name: string): Stage {
  const stage = track.stages.find((candidate) => candidate.name === name)
  if (stage === undefined) throw new Error(`track ${track.name} has no stage ${name}`)
  return stage
}

/** The stage after this one; undefined after the last. */
export function stageAfter(track: Track, name: string): Stage | undefined {
  return track.stages[track.stages.findIndex((stage) => stage.name === name) + 1]
}

/** Every fact that decides a way in this track: these, and no others, travel with the lead's state. */
export function factsAsked(track: Track): readonly string[] {
  const asked = track.steps.flatMap((step) => kindOf(step).facts(step))
  return [...new Set([...asked, ...factsRuled(track)])]
}

const indexes = new WeakMap<Track, ReadonlyMap<StepId, Step>>()

function index(track: Track): ReadonlyMap<StepId, Step> {
  let found = indexes.get(track)
  if (found === undefined) {
    found = new Map(track.steps.map((step) => [step.id, step]))
    indexes.set(track, found)
  }
  return found
}
