import type { Cadence } from './cadence.ts'
import { factsOf, type Condition } from './condition.ts'
import type { Span } from './duration.ts'
import type { RecycleReason } from './reasons.ts'

/** Identifies a step within a track; explicit or derived from content, never from position. */
export type StepId = string

interface StepBase {
  readonly id: StepId
  /** The buying stage that the step belongs to. */
  readonly stage: string
  /** What comes after it; null at the end of the stage, after which the next stage begins. */
  readonly next: StepId | null
}

interface TouchBase extends StepBase {
  /** What the lead must never get twice. */
  readonly content: string
  /** Runs also while sales has the lead. */
  readonly withSales: boolean
}

export interface EmailStep extends TouchBase {
  readonly kind: 'email'
  readonly template: string
  readonly given: Readonly<Record<string, string | number>>
  /** What to do when it cannot be known whether the mail left (I3): give up and alert, or resend with the same Message-ID. */
  readonly onUnknown: 'skip' | 'resend'
}

export interface CallStep extends TouchBase {
  readonly kind: 'call'
  /** What the caller wants to learn, in a sentence. */
  readonly ask: string
  readonly script: string
  /** Time that the caller has, from the moment the task is made. */
  readonly due: Span
  /** The most attempts; the score may set fewer. */
  readonly attempts: number
  /** Rest between two attempts. */
  readonly between: Span
}

export interface WaitStep extends StepBase {
  readonly kind: 'wait'
  readonly span: Span
}

export interface ListenStep extends StepBase {
  readonly kind: 'listen'
  readonly for: Condition
  readonly within: Span
  readonly then: StepId | null
  readonly otherwise: StepId | null
}

export interface ChooseStep extends StepBase {
  readonly kind: 'choose'
  readonly fact: string
  readonly cases: Readonly<Record<string, StepId | null>>
  readonly otherwise: StepId | null
}

export interface AdvanceStep extends StepBase {
  readonly kind: 'advance'
}

export type TouchStep = EmailStep | CallStep
export type Step = TouchStep | WaitStep | ListenStep | ChooseStep | AdvanceStep

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

export function isTouch(step: Step): step is TouchStep {
  return step.kind === 'email' || step.kind === 'call'
}

/** Every fact that decides a way in this track: these, and no others, travel with the lead's state. */
export function factsAsked(track: Track): readonly string[] {
  const asked = track.steps.flatMap((step) => {
    if (step.kind === 'choose') return [step.fact]
    return step.kind === 'listen' ? factsOf(step.for) : []
  })
  return [...new Set(asked)]
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
