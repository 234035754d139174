import { nextSendTime } from './cadence.ts'
import type { Channel } from './channel.ts'
import { spreadOf, type State } from './state.ts'
import type { Here, Onward, Passage, StepId, TouchBase, Way } from './step.ts'
import type { World } from './walk.ts'

/** The first instant from `notBefore` at which the lead's cadence allows a touch. */
export function sendTime(world: World, state: State, step: StepId, notBefore: number): number {
  return nextSendTime(world.calendar, world.track.cadence, notBefore, spreadOf(state, step))
}

/** What every kind of touch has in common: it is scheduled, once, where the lead may have it. */
export function touchOn<S extends TouchBase>(
  channel: (step: S) => Channel,
): {
  readonly ways: (step: S) => readonly Way[]
  readonly silent: (step: S) => Onward
  readonly walk: (step: S, here: Here) => Passage
  readonly channel: (step: S) => Channel
} {
  return {
    channel,
    ways: ({ next }) => [{ to: next, when: '' }],
    silent: ({ next }) => ({ to: next }),
    walk: (step, { world, state, anchor, now, unit }) => {
      const { id, content, next } = step
      if (state.had.includes(content) || !state.channels.includes(channel(step))) return { passedOver: next }
      const until = sendTime(world, state, id, Math.max(anchor, now))
      return { takes: { is: 'due', step: id, attempt: 1, unit, until } }
    },
  }
}
