import { addSpan } from './calendar.ts'
import { firstStep, goOn, positionOf, stay, unheard, type Decision } from './decision.ts'
import type { Span } from './duration.ts'
import { leftOf } from './pausing.ts'
import { exitAtResume } from './ruling.ts'
import type { Doing, State } from './state.ts'
import type { StepId } from './step.ts'
import { walk, type World } from './walk.ts'

/** Where a lead stood in a track when another took it over, and what was left of its wait. */
export interface Shelf {
  readonly doing: Doing
  /** In the wait's own unit; null where it waits for a day that stays what it is. */
  readonly left: Span | null
  readonly stage: string
  readonly theme: string
  readonly bookmark: StepId | null
  readonly ruled?: State['ruled']
}

/** Puts a place in a track aside. A rest that sales asked for, or a day that the lead named, runs on meanwhile. */
export function shelve(world: World, state: State, now: number): Shelf {
  const { doing, stage, theme, ruled } = state
  const left = doing.is === 'resting' ? null : (state.paused?.left ?? leftOf(world, state, now))
  return { doing, left, stage, theme, bookmark: positionOf(state), ...(ruled ? { ruled } : {}) }
}

/** Goes on from a place that was put aside, with what was left of the wait. */
export function unshelve(world: World, before: State, shelf: Shelf, now: number): Decision {
  const { doing, left, stage, theme, bookmark } = shelf
  const state: State = {
    ...unheard(before, now),
    pass: 1,
    stage,
    theme,
    bookmark,
    doing: { is: 'settling', until: now },
    ...(before.ruled && shelf.ruled ? { ruled: { ...before.ruled, did: shelf.ruled.did } } : {}),
  }
  const gone = exitAtResume(world, state, now)
  if (gone) return gone
  const until = left === null ? now : addSpan(world.calendar, now, left)
  switch (doing.is) {
    case 'due':
    case 'waiting': {
      if (state.channels.length === 0 || state.heldOut) return goOn(world, state, doing.step, now)
      const walked = walk(world, state, doing.step, now, until)
      return walked.doing.is === 'exhausted' ? goOn(world, state, doing.step, now) : stay(walked)
    }
    case 'listening':
      if (state.channels.length === 0 || state.heldOut) return goOn(world, state, doing.step, now)
      return stay({ ...state, doing: { ...doing, until } })
    case 'calling':
      return goOn(world, state, doing.step, now)
    case 'resting':
      return stay({ ...state, doing })
    case 'settling':
    case 'withSales':
    case 'exhausted':
    case 'dormant':
    case 'heldOut':
    case 'ended':
      return goOn(world, state, bookmark ?? firstStep(world, state), now)
  }
}
