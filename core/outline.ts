import type { Span } from './duration.ts'
import type { StepId } from './step.ts'
import { kindOf, type Step } from './steps.ts'
import type { Track } from './track.ts'

/** A step where its author wrote it: in which stage or branch, at which place, and after which waits. */
export interface Placed {
  readonly id: StepId
  readonly step: Step
  /** `recognise`, `listen-clicked…/then`, `return bad_timing`. */
  readonly within: string
  /** What is waited before it. */
  readonly after: readonly Span[]
}

/** A track as its author wrote it, out of its compiled form: steps in reading order, waits with the step that they are before. */
export function outline(track: Track): readonly Placed[] {
  const placed: Placed[] = []
  const byId = new Map(track.steps.map((step) => [step.id, step]))
  const seen = new Set<StepId>()

  const sequence = (within: string, from: StepId | null, stop: StepId | null): void => {
    let after: Span[] = []
    let id = from
    while (id !== null && id !== stop && !seen.has(id)) {
      const step = byId.get(id)
      if (step === undefined) return
      seen.add(id)
      if (step.kind === 'wait') after.push(step.span)
      else {
        placed.push({ id: step.kind === 'advance' ? `${within}~advance` : step.id, step, within, after })
        after = []
        branches(step)
      }
      id = step.next
    }
    // Waits that nothing comes after in their branch, but what comes after the branch.
    if (after.length > 0) placed.push({ id: `${within}~end`, step: endOf(within, track), within, after })
  }
  const branches = (step: Step): void => {
    for (const [name, to] of branchesOf(step)) sequence(`${step.id}/${name}`, to, step.next)
  }

  for (const { name, first } of track.stages) sequence(name, first, null)
  for (const [reason, { open }] of Object.entries(track.onReturn)) {
    const opening = open === null ? undefined : byId.get(open)
    if (opening !== undefined) sequence(`return ${reason}`, open, opening.next)
  }
  return placed
}

/** The branches of a step, by names that outlive a change of what decides between them. */
function branchesOf(step: Step): readonly (readonly [string, StepId | null])[] {
  return kindOf(step)
    .ways(step)
    .flatMap(({ branch, to }) => (branch === undefined ? [] : [[branch, to] as const]))
}

const endOf = (within: string, { stages }: Track): Step => ({
  id: `${within}~end`,
  kind: 'advance',
  stage: stages[0]?.name ?? '',
  next: null,
})

/** The step in words, without what stands after it. */
export function inOutline({ id, step, within }: Placed): string {
  if (id === `${within}~end`) return `the end of ${within}`
  if (id === `${within}~advance`) return `the advance in ${within}`
  return `${kindOf(step).says(step)} (${id})`
}
