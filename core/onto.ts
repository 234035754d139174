import type { StepId } from './step.ts'
import { kindOf, type Step } from './steps.ts'
import { stageAfter, stageOf, stepOf, type Track } from './track.ts'

/** What stands in for steps of one version in another; null: what comes after the stage. */
export type StandIns = Readonly<Record<StepId, StepId | null>>

/**
 * What stands in for each step that the other version lacks. What is said holds; for the rest it is the first step after
 * it, on the way of a lead that does nothing, which the other version has too; where there is none, the end of its stage.
 */
export function standIns(from: Track, to: Track, said: StandIns = {}): StandIns {
  const has = (id: StepId): boolean => to.steps.some((step) => step.id === id)
  const derived = from.steps
    .filter(({ id }) => !has(id) && !Object.hasOwn(said, id))
    .map((step) => [step.id, following(from, to, step, has)] as const)
  const own = Object.entries(said).filter(([id, stand]) => from.steps.some((step) => step.id === id) && id !== stand)
  return Object.fromEntries([...derived, ...own])
}

function following(from: Track, to: Track, gone: Step, has: (id: StepId) => boolean): StepId | null {
  let step: Step | undefined = gone
  while (step !== undefined) {
    const next: StepId | null = kindOf(step).ways(step).at(-1)?.to ?? null
    const after: StepId | null = next ?? firstBehind(from, step.stage)
    if (after !== null && has(after)) return after
    step = after === null ? undefined : stepOf(from, after)
  }
  return to.stages.some(({ name }) => name === gone.stage) ? null : (to.stages[0]?.first ?? null)
}

/** The first step behind a stage. */
export function firstBehind(track: Track, stage: string): StepId | null {
  for (let after = stageAfter(track, stage); after; after = stageAfter(track, after.name)) {
    if (after.first !== null) return after.first
  }
  return null
}

/** Steps at which a lead stands of its own: a wait is no place, only a way to what comes after it. */
export function isPlace(step: Step): boolean {
  return step.kind !== 'wait' && step.kind !== 'advance'
}

/** The way back: what stands in for the steps that only the newer version has. What was said for the way there, turned round. */
export function turnedRound(said: StandIns, to: Track): StandIns {
  const back = Object.entries(said).flatMap(([old, stand]) =>
    stand === null || to.steps.some(({ id }) => id === stand) ? [] : [[stand, old] as const],
  )
  return Object.fromEntries(back.toReversed())
}

/** What is wrong with stand-ins that a person gave, in a sentence each. */
export function checkStandIns(from: Track, to: Track, said: StandIns): readonly string[] {
  return Object.entries(said).flatMap(([old, stand]) => {
    const gone = from.steps.find(({ id }) => id === old)
    if (gone === undefined) return [`track ${from.name} as it is published has no step ${old}`]
    if (stand === null) {
      const staysWithout = to.stages.some(({ name }) => name === gone.stage)
      return staysWithout ? [] : [`${old} cannot end its stage ${gone.stage}: the new version has no such stage`]
    }
    return to.steps.some(({ id }) => id === stand) ? [] : [`track ${to.name} has no step ${stand} in its new version`]
  })
}

/** Where a lead stands that has no step of its own: at the first step of its stage. */
export function firstOf(track: Track, stage: string): StepId | null {
  const known = track.stages.some(({ name }) => name === stage) ? stage : track.stages[0]?.name
  return known === undefined ? null : (stageOf(track, known).first ?? firstBehind(track, known))
}
