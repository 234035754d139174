import { dueOf } from './decision.ts'
import type { LeadEvent } from './event.ts'
import { next } from './next.ts'
import type { State } from './state.ts'
import type { StepId } from './step.ts'
import type { World } from './walk.ts'

/**
 * Whether the lead still is to get this touch after what its life has not heard of yet. Asked where a rule of the track may
 * take it off its way: what was taken in before a touch is claimed goes before the touch.
 */
export function stillDue(
  world: World,
  state: State,
  step: StepId,
  unheard: readonly LeadEvent[],
  now: number,
): boolean {
  if (!world.track.rules || unheard.length === 0) return true
  const { state: after } = next(world, state, { is: 'events', events: unheard }, now)
  return after.enrolment === state.enrolment && dueOf(after, step) !== null
}
