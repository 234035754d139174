import { inWindow } from './cadence.ts'
import { addSpan, spanLeft } from './calendar.ts'
import { type Decision, stay, onEvidence, deferTo } from './decision.ts'
import type { Span } from './duration.ts'
import type { State } from './state.ts'
import { sendTime } from './touching.ts'
import type { World } from './walk.ts'

export const pauseReview = { amount: 90, unit: 'day' } as const

export function onPaused(world: World, state: State, now: number): State {
  if (state.paused !== null) return state
  return { ...state, paused: { left: leftOf(world, state, now), until: addSpan(world.calendar, now, pauseReview) } }
}

/** What is left of a wait, in the wait's own unit; null where it never freezes, as deadlines of people. */
export function leftOf({ calendar }: World, { doing }: State, now: number): Span | null {
  if (!('unit' in doing)) return null
  const left = spanLeft(calendar, now, doing.until, doing.unit)
  // Some moments cannot be said in every unit: a Sunday is no number of business days away.
  const isExact = addSpan(calendar, now, left) === Math.max(now, doing.until)
  return isExact ? left : spanLeft(calendar, now, doing.until, 'hour')
}

/** Where a paused lead comes to wait for something else, that is what is frozen from now on. */
export function keptPaused(world: World, before: State, { state, commands }: Decision, now: number): Decision {
  if (before.paused === null || state.paused === null || state.doing === before.doing) return { state, commands }
  return { state: { ...state, paused: { ...state.paused, left: leftOf(world, state, now) } }, commands }
}

export function onResumed(world: World, state: State, now: number): Decision {
  if (state.paused === null) return stay(state)
  const { left } = state.paused
  const running: State = { ...state, paused: null }
  const { doing } = running
  if (doing.is === 'withSales' && doing.beside && doing.beside.until < now) {
    return stay(deferTo(running, sendTime(world, running, doing.beside.step, now)))
  }
  if (left === null || !('unit' in doing)) return stay(running)
  const until = addSpan(world.calendar, now, left)
  if (doing.is !== 'due') return onEvidence(world, { ...running, doing: { ...doing, until } }, now)
  // A moment that is allowed stays what it is: only one that the pause moved out of the window is chosen anew.
  const isAllowed = until === doing.until || inWindow(world.calendar, world.track.cadence, until)
  return stay(deferTo(running, isAllowed ? until : sendTime(world, running, doing.step, until)))
}
