import { addSpan } from './calendar.ts'
import { type Decision, type WithSales, stay, settle, goOn } from './decision.ts'
import { keepMissed } from './missed.ts'
import { pauseReview } from './pausing.ts'
import { wakesAt, type State } from './state.ts'
import { stepOf } from './track.ts'
import type { World } from './walk.ts'

export function onTimer(world: World, state: State, now: number): Decision {
  const { doing } = state
  const due = wakesAt(state)
  if (due === undefined || now < due) return stay(state)
  if (state.paused?.left) {
    const until = addSpan(world.calendar, now, pauseReview)
    return settle({ ...state, paused: { ...state.paused, until } }, 'paused')
  }
  switch (doing.is) {
    case 'settling':
      return settle(state, doing.to ? 'ruled' : 'start')
    case 'due':
      return { state, commands: [{ do: 'touch', step: doing.step, attempt: doing.attempt, due: doing.until }] }
    case 'waiting':
      return goOn(world, state, doing.step, now, doing.until)
    case 'listening': {
      const step = stepOf(world.track, doing.step)
      return goOn(world, keepMissed(state), step.kind === 'listen' ? step.otherwise : step.next, now, doing.until)
    }
    case 'calling':
      return { state, commands: [{ do: 'chase', what: { task: doing.task } }] }
    case 'resting':
      return settle(state, 'resume')
    case 'withSales':
      return onSalesTimer(state, doing, now)
    case 'exhausted':
    case 'dormant':
    case 'heldOut':
      return settle(state, 'heartbeat')
    case 'ended':
      return stay(state)
  }
}

function onSalesTimer(state: State, doing: WithSales, now: number): Decision {
  const { beside, handoff, deadlines } = doing
  if (beside && beside.until <= now && !state.paused) {
    return { state, commands: [{ do: 'touch', step: beside.step, attempt: 1, due: beside.until }] }
  }
  return { state, commands: [{ do: 'chase', what: { handoff, act: deadlines[0]?.act ?? 'review' } }] }
}
