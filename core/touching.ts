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
export function touchOn(channel: Channel): {
  readonly ways: (step: TouchBase) => readonly Way[]
  readonly silent: (step: TouchBase) => Onward
  readonly walk: (step: TouchBase, here: Here) => Passage
  readonly channel: () => Channel
} {
  return {
    channel: () => channel,
    ways: ({ next }) => [{ to: next, when: '' }],
    silent: ({ next }) => ({ to: next }),
    walk: ({ id, content, next }, { world, state, anchor, now, unit }) => {
      if (state.had.includes(content) || !state.channels.includes(channel)) return { passedOver: next }
      const until = sendTime(world, state, id, Math.max(anchor, now))
      return { takes: { is: 'due', step: id, attempt: 1, unit, until } }
    },
  }
}
