import { addSpan } from './calendar.ts'
import type { Onto } from './contract.ts'
import { type Decision, firstStage, firstStep, goOn, hasStage, onEvidence, passAgain, stay } from './decision.ts'
import { covers, listensFor } from './listening.ts'
import { contentsOf, dayAt } from './pieces.ts'
import type { State } from './state.ts'
import type { StepId } from './step.ts'
import { isTouch } from './steps.ts'
import { stepOf, type Track } from './track.ts'
import { themeIn } from './theme.ts'
import { besideSales, isOutOfReach, walk, type World } from './walk.ts'

/**
 * Takes a lead on into another version of its track. Where its step is the same, it keeps what is left of its wait; where
 * another stands in for it, that comes after the rest of the wait. What it had never comes again. Sales, a rest, a pause and
 * the year of who cannot be reached go on as they are; who has had everything goes on only where there is something new.
 */
export function moveOn(world: World, before: State, { steps, hearsMore, wakes }: Onto, now: number): Decision {
  const inPlaceOf = (step: StepId | null): StepId | null =>
    step !== null && Object.hasOwn(steps, step) ? (steps[step] ?? null) : step
  const state: State = {
    ...before,
    stage: hasStage(world, before.stage) ? before.stage : firstStage(world),
    bookmark: inPlaceOf(before.bookmark),
    heardFrom: hearsMore ? Math.max(before.heardFrom, now) : before.heardFrom,
    // What a late event might still make of a listening that is over, only where that listening is still there.
    ...(before.missed && inPlaceOf(before.missed.step) !== before.missed.step ? { missed: null } : {}),
  }
  const { doing } = state
  switch (doing.is) {
    case 'settling':
      return goOn(world, state, firstStep(world, state), now)
    case 'due':
    case 'waiting':
    case 'listening': {
      const to = inPlaceOf(doing.step)
      if (to !== null && to === doing.step && mayStay(world, state, to)) {
        return onEvidence(world, standingAt(world, state, to), now)
      }
      const left = state.paused?.left ?? null
      const until = left === null ? doing.until : addSpan(world.calendar, now, left)
      return afterTheWait(world, state, to, Math.max(now, until), now)
    }
    case 'calling': {
      const to = inPlaceOf(doing.step)
      const stays = to === doing.step && stepOf(world.track, to).kind === 'call'
      return stays ? stay(standingAt(world, state, to)) : goOn(world, state, to, now)
    }
    case 'withSales': {
      const { beside } = doing
      if (beside === null) return stay(state)
      const to = inPlaceOf(beside.step)
      const step = to === null ? undefined : stepOf(world.track, to)
      const day = dayAt(world.calendar, beside.until)
      const isThere = to === beside.step && step && isTouch(step) && step.withSales
      if (isThere && !isOutOfReach(world.track, step, state, day)) return stay(state)
      return stay({ ...state, doing: { ...doing, beside: besideSales(world, state, to, Math.max(now, beside.until)) } })
    }
    case 'exhausted': {
      if (!wakes) return stay(state)
      const again = passAgain(world, state, now)
      return again.state.doing.is === 'exhausted' ? stay(state) : again
    }
    case 'resting':
    case 'dormant':
    case 'heldOut':
    case 'ended':
      return stay(state)
  }
}

/** How a lead is taken on from one version into another: `world` is the one that it comes to. */
export function ontoFor(from: Track, world: World, state: State, steps: Onto['steps'], now: number): Onto {
  const had = new Set([...state.had, ...from.steps.flatMap((step) => (isTouch(step) ? contentsOf(step) : []))])
  const wakes = world.track.steps.some((step) => isTouch(step) && contentsOf(step).some((content) => !had.has(content)))
  const after = moveOn(world, state, { steps, hearsMore: false, wakes }, now).state
  return { steps, wakes, hearsMore: !covers(listensFor(from, state), listensFor(world.track, after)) }
}

/** Whether a lead may go on with what it waits for at this step: it is still of the kind that is waited for like this. */
function mayStay({ track, calendar }: World, { doing, ...state }: State, at: StepId): boolean {
  const step = stepOf(track, at)
  if (doing.is !== 'due') return doing.is !== 'listening' || step.kind === 'listen'
  return isTouch(step) && !isOutOfReach(track, step, { ...state, doing }, dayAt(calendar, doing.until))
}

function standingAt({ track }: World, state: State, at: StepId): State {
  const { stage } = stepOf(track, at)
  return { ...state, stage, theme: themeIn(state, track, stage) }
}

function afterTheWait(world: World, state: State, to: StepId | null, until: number, now: number): Decision {
  if (state.channels.length === 0) return goOn(world, state, to, now)
  const walked = walk(world, state, to, now, until)
  return walked.doing.is === 'exhausted' ? goOn(world, state, to, now) : stay(walked)
}
