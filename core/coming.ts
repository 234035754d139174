import { next } from './next.ts'
import type { StandIns } from './onto.ts'
import { moveOn, ontoFor } from './moving.ts'
import { wakesAt, type State } from './state.ts'
import type { TouchStep } from './steps.ts'
import { isTouch } from './steps.ts'
import { stepOf, type Track } from './track.ts'
import type { World } from './walk.ts'

/** The next touch that a lead comes to, and when it is due, ms. */
export interface Coming {
  readonly at: number
  readonly touch: TouchStep
}

/**
 * What a lead comes to next if nobody does anything until then. Null where that depends on somebody: while sales or a caller
 * has the lead, while it rests or is paused, and where it has nothing more to get.
 */
export function comingTouch(world: World, from: State, now: number): Coming | null {
  let state = from
  for (let turn = 0; turn <= world.track.steps.length; turn++) {
    const wakes = wakesAt(state)
    if (wakes === undefined || state.paused) return null
    const { state: after, commands } = next(world, state, { is: 'timer' }, Math.max(wakes, now))
    const asked = commands.find((command) => command.do === 'touch')
    if (asked) {
      const touch = stepOf(world.track, asked.step)
      return isTouch(touch) ? { at: Math.max(asked.due, now), touch } : null
    }
    const { is } = after.doing
    if (is !== 'due' && is !== 'waiting' && is !== 'listening') return null
    state = after
  }
  return null
}

/** The same once the lead has moved to another version of its track. */
export function comingAfterMove(
  from: Track,
  world: World,
  state: State,
  standIns: StandIns,
  now: number,
): Coming | null {
  const onto = ontoFor(from, world, state, standIns, now)
  return comingTouch(world, moveOn(world, state, onto, now).state, now)
}
