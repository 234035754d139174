import { addSpan, type Calendar } from './calendar.ts'
import type { Unit } from './duration.ts'
import { dayAt, pieceFor } from './pieces.ts'
import { changed, type Doing, type State } from './state.ts'
import type { StepId } from './step.ts'
import { channelOf, isTouch, kindOf, type TouchStep } from './steps.ts'
import { themeIn } from './theme.ts'
import { sendTime } from './touching.ts'
import { stageAfter, stageOf, stepOf, type Track } from './track.ts'

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
  let arms = state.arms
  const at = (doing: Doing): State =>
    changed(state, { ...(arms && { arms }), stage: stage.name, theme: themeIn(state, track, stage.name), doing })
  const exhausted = (): State => at({ is: 'exhausted', until: heartbeat(world, now) })

  for (;;) {
    if (step === null) {
      const after = stageAfter(track, stage.name)
      if (after === undefined) return exhausted()
      stage = after
      step = after.first
      continue
    }
    const current = stepOf(track, step)
    const passage = kindOf(current).walk(current, { world, state, now, anchor, unit, passingOver })
    if (passage === 'not yet') return at({ is: 'waiting', step, until: anchor, unit })
    if ('takes' in passage) return at(passage.takes)
    if ('passedOver' in passage) {
      passingOver = true
      step = passage.passedOver
      continue
    }
    if (passage.after) {
      anchor = addSpan(calendar, anchor, passage.after)
      unit = passage.after.unit
    }
    if (passage.arm) arms = { [passage.arm.experiment]: passage.arm.variant, ...arms }
    step = passage.to
  }
}

/** When a lead that has had everything is looked at again. */
export function heartbeat({ track, calendar }: World, now: number): number {
  return addSpan(calendar, now, track.exhausted.heartbeat)
}

/** The next touch declared `withSales` on the way that lies ahead in this stage, and when; null where there is none. */
export function besideSales(
  world: World,
  state: State,
  from: StepId | null,
  now: number,
): { step: StepId; until: number } | null {
  if (state.heldOut) return null
  let anchor = now
  for (let step = from; step !== null;) {
    const current = stepOf(world.track, step)
    if (isTouch(current) && current.withSales) {
      const until = sendTime(world, state, step, anchor)
      if (!isOutOfReach(world.track, current, state, dayAt(world.calendar, until))) return { step, until }
    }
    const { to, after } = kindOf(current).silent(current, state)
    if (after) anchor = addSpan(world.calendar, anchor, after)
    step = to
  }
  return null
}

/**
 * What the lead already had, or cannot get on any allowed channel.
 * @param day the local day on which it would be made; null: on whichever day
 */
export function isOutOfReach(track: Track, step: TouchStep, state: State, day: number | null): boolean {
  if (!state.channels.includes(channelOf(step))) return true
  return step.kind === 'cast' ? pieceFor(track, step, state, day) === undefined : state.had.includes(step.content)
}
