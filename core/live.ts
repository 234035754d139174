import type { RecycleReason } from './reasons.ts'
import type { StepId } from './step.ts'

/** How many leads stand where in a track, and what came of each of its touches. */
export interface Live {
  /** Leads that are at a step, or wait for it. */
  readonly steps: Readonly<Record<StepId, number>>
  readonly touches: Readonly<Record<StepId, { readonly sent: number; readonly clicked: number }>>
  readonly resting: Readonly<Partial<Record<RecycleReason, number>>>
  readonly withSales: number
  readonly exhausted: number
  /** Leads that run another version of the track and stand at a step that this one does not have. */
  readonly elsewhere: number
}
