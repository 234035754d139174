import { nextSendTime } from './cadence.ts'
import { addSpan, type Calendar } from './calendar.ts'
import { actKey, holds } from './condition.ts'
import type { Unit } from './duration.ts'
import { spreadOf, type Doing, type State } from './state.ts'
import {
  stageAfter,
  stageOf,
  stepOf,
  type ChooseStep,
  type ListenStep,
  type Step,
  type StepId,
  type TouchStep,
  type Track,
} from './track.ts'

/** What a lead lives in: the track that it is pinned to, and what its place says about time. */
export interface World {
  readonly track: Track
  readonly calendar: Calendar
}

/**
 * Goes on from a step until something takes time, and says what that is. What the lead already had, or cannot get on
 * any allowed channel, is passed over together with the waits and listening that belonged to it, so that nobody waits
 * for nothing.
 */
export function walk(world: World, state: State, from: StepId | null, now: number, startsAt = now): State {
  const { track, calendar } = world
  let stage = stageOf(track, from === null ? state.stage : stepOf(track, from).stage)
  let step = from
  let anchor = startsAt
  let unit: Unit = 'day'
  let passingOver = false
  const at = (doing: Doing): State => ({ ...state, stage: stage.name, theme: themeIn(state, track, stage.name), doing })
  const exhausted = (): State => at({ is: 'exhausted', until: heartbeat(world, now) })

  for (;;) {
    if (step === null) {
      const after = stageAfter(track, stage.name)
      if (after === undefined) return exhausted()
      stage = after
      step = after.first
      continue
    }
    const current: Step = stepOf(track, step)
    switch (current.kind) {
      case 'wait':
        if (!passingOver) {
          anchor = addSpan(calendar, anchor, current.span)
          unit = current.span.unit
        }
        step = current.next
        break
      case 'advance': {
        const after = stageAfter(track, stage.name)
        if (after === undefined) return exhausted()
        stage = after
        step = after.first
        break
      }
      case 'choose':
        if (anchor > now) return at({ is: 'waiting', step, until: anchor, unit })
        step = wayOf(current, state)
        break
      case 'listen':
        if (passingOver) {
          step = isHeard(current, { ...state, heard: {} }) ? current.then : current.otherwise
          break
        }
        if (anchor > now) return at({ is: 'waiting', step, until: anchor, unit })
        if (!isHeard(current, state)) {
          const { within } = current
          return at({ is: 'listening', step, until: addSpan(calendar, anchor, within), unit: within.unit })
        }
        step = current.then
        break
      case 'email':
      case 'call': {
        if (isOutOfReach(current, state)) {
          passingOver = true
          step = current.next
          break
        }
        return at({ is: 'due', step, attempt: 1, unit, until: sendTime(world, state, step, Math.max(anchor, now)) })
      }
    }
  }
}

/** When a lead that has had everything is looked at again. */
export function heartbeat({ track, calendar }: World, now: number): number {
  return addSpan(calendar, now, track.exhausted.heartbeat)
}

/** The first instant from `notBefore` at which the lead's cadence allows a touch. */
export function sendTime(world: World, state: State, step: StepId, notBefore: number): number {
  return nextSendTime(world.calendar, world.track.cadence, notBefore, spreadOf(state, step))
}

/** The next touch declared `withSales` on the way that lies ahead in this stage, and when; null where there is none. */
export function besideSales(
  world: World,
  state: State,
  from: StepId | null,
  now: number,
): { step: StepId; until: number } | null {
  let anchor = now
  for (let step = from; step !== null;) {
    const current = stepOf(world.track, step)
    if (current.kind === 'advance') return null
    if (current.kind === 'wait') anchor = addSpan(world.calendar, anchor, current.span)
    else if (current.kind === 'listen') anchor = addSpan(world.calendar, anchor, current.within)
    else if (
      (current.kind === 'email' || current.kind === 'call') &&
      current.withSales &&
      !isOutOfReach(current, state)
    ) {
      return { step, until: sendTime(world, state, step, anchor) }
    }
    step =
      current.kind === 'choose' ? wayOf(current, state) : current.kind === 'listen' ? current.otherwise : current.next
  }
  return null
}

export function isHeard(step: ListenStep, state: State): boolean {
  return holds(step.for, { count: (act) => state.heard[actKey(act)] ?? 0, facts: state.facts })
}

function wayOf(step: ChooseStep, state: State): StepId | null {
  const value = state.facts[step.fact] ?? ''
  return Object.hasOwn(step.cases, value) ? (step.cases[value] ?? null) : step.otherwise
}

/** What the lead already had, or cannot get on any allowed channel. */
export function isOutOfReach(step: TouchStep, state: State): boolean {
  return state.had.includes(step.content) || !state.channels.includes(step.kind === 'email' ? 'email' : 'phone')
}

/** A stage may have a theme of its own; else the lead keeps the one that it came with. */
function themeIn(state: State, track: Track, stage: string): string {
  const own = stageOf(track, stage).theme
  return own === track.theme ? state.theme : own
}
