import type { Answer, Command } from './contract.ts'
import { type Decision, stay, settle } from './decision.ts'
import type { LeadEvent } from './event.ts'
import { covers, listensFor } from './listening.ts'
import { onSettled, onTouched, onJudged, onChased, afterFailure } from './on-answer.ts'
import { takeIn } from './on-event.ts'
import { onTimer } from './on-timer.ts'
import { keptPaused } from './pausing.ts'
import { byRules } from './ruling.ts'
import type { State } from './state.ts'
import type { World } from './walk.ts'

/** What `next` is told: that the life begins, that a timer fired, what happened, or what a command came to. */
export type Input =
  | { readonly is: 'start' }
  | { readonly is: 'timer' }
  | { readonly is: 'events'; readonly events: readonly LeadEvent[] }
  /** A command failed for good; somebody was told. The life goes on: it tries again later, or without it. */
  | { readonly is: 'failed'; readonly command: Command }
  | Answer

/**
 * The version of the rules of a run; fixed for it, raised only when it continues as new (idea 13).
 * From 2 on, a fast clock's timers count only when the clock itself has come so far. From 3 on, the length of its history
 * ends a run too, a run takes in what came before its first task in the order in which it came, and a lead that is paused while
 * its touch is due is not asked about by reckoned time.
 */
export const rules = 3

/**
 * The newest rules that this code can follow. A release learns new rules one release before any gives them to runs: the
 * release before it can then take over whatever it left, and going back is safe.
 */
export const newestRules = 3

/**
 * The heart: what comes next in a lead's life. Pure and total; the workflow, the simulator, the checker and the drawing
 * run this same function. `now` is in ms on the one clock. Whoever calls it takes one input after the other: the state
 * that an answer meets may have gone on by events, never by a timer.
 */
export function next(world: World, state: State, input: Input, now: number): Decision {
  // What ended in one track may go on in another that waited for it.
  const goesOn = input.is === 'settled' && input.moved !== undefined
  if (state.doing.is === 'ended' && !goesOn) return stay(state)
  const decision = keptPaused(world, state, andRules(world, decide(world, state, input, now), now), now)
  if (!('events' in input)) return heeded(world, state, decision, now)
  const events = input.events.toSorted((a, b) => a.seq - b.seq)
  const taken = events.reduce((so: Decision, event) => {
    const then = keptPaused(world, so.state, takeIn(world, so.state, event, now), now)
    return { state: then.state, commands: [...so.commands, ...then.commands] }
  }, decision)
  // These two activities registered what the lead listens for once their answer is taken in.
  const registered = input.is === 'settled' || input.is === 'touched' ? decision.state : state
  return heeded(world, registered, taken, now)
}

/**
 * A position reached without an activity, as when a permission is withdrawn, may listen for acts that were not
 * registered before it; then it must be, and such acts count from here.
 */
function heeded({ track }: World, registered: State, { state, commands }: Decision, now: number): Decision {
  if (registered === state || covers(listensFor(track, registered), listensFor(track, state)))
    return { state, commands }
  if (commands.some((command) => command.do === 'settle')) return { state, commands }
  return { state: { ...state, heardFrom: now }, commands: [...commands, { do: 'settle', why: 'passedOver' }] }
}

/** Where the rules could not act before and can now, they look at what was noted. */
function andRules(world: World, so: Decision, now: number): Decision {
  const { state, commands } = byRules(world, so.state, now, stay)
  return commands.length === 0 ? { state, commands: so.commands } : { state, commands: [...so.commands, ...commands] }
}

/** A life that begins, or one that was cut off where a rule had sent it. */
function onStart(state: State, now: number): Decision {
  const { doing } = state
  if (doing.is === 'settling' && doing.to) return settle(state, 'ruled')
  return settle({ ...state, doing: { is: 'settling', until: now } }, 'start')
}

function decide(world: World, state: State, input: Input, now: number): Decision {
  switch (input.is) {
    case 'start':
      return onStart(state, now)
    case 'timer':
      return onTimer(world, state, now)
    case 'settled':
      return onSettled(world, state, input, now)
    case 'touched':
      return onTouched(world, state, input, now)
    case 'judged':
      return onJudged(world, state, input, now)
    case 'chased':
      return stay(onChased(state, input, now))
    case 'failed':
      return stay(afterFailure(world, state, input.command, now))
    case 'scored':
    case 'events':
      return stay(state)
  }
}
