import { addSpan } from './calendar.ts'
import { worthAnotherAttempt } from './call.ts'
import {
  type Decision,
  stay,
  settle,
  goOn,
  fallDormant,
  positionOf,
  onEvidence,
  onHeard,
  onMissed,
} from './decision.ts'
import { isBehaviour, type Behaviour, type LeadEvent } from './event.ts'
import { mayPromote } from './lifecycle.ts'
import { listensHere } from './listening.ts'
import { actsMissed, count, hearMissed } from './missed.ts'
import { onSales } from './on-sales.ts'
import { onPaused, onResumed } from './pausing.ts'
import { byRules, whileJudged, witness } from './ruling.ts'
import { changed, type State } from './state.ts'
import { channelOf, isTouch } from './steps.ts'
import { sendTime } from './touching.ts'
import { stepOf } from './track.ts'
import type { World } from './walk.ts'

/** Takes in one event, once: what was seen before is passed over, in whatever order it comes again (I4). */
export function takeIn(world: World, before: State, event: LeadEvent, now: number): Decision {
  if (event.seq <= before.cursor || before.doing.is === 'ended') return stay(before)
  const state = witness(world.track, hearMissed(world.track, changed(before, { cursor: event.seq }), event), event)
  if (isBehaviour(event)) return onBehaviour(world, withFacts(state, event.facts), event, now)
  switch (event.kind) {
    case 'facts':
      return byRules(world, withFacts(state, event.facts), now, (seen) => onEvidence(world, seen, now))
    case 'becameLead':
      return stay(state.lifecycle === 'subscriber' ? changed(state, { lifecycle: 'lead' }) : state)
    case 'permission':
      return onPermission(world, state, event.channels, now)
    case 'called':
      return onCalled(world, state, event, now)
    case 'paused':
      // What is left is left from when it was paused, though its life may be told of it days later, or begun again.
      return stay(onPaused(world, state, Math.min(now, event.at)))
    case 'resumed':
      return onResumed(world, state, now)
    case 'moved':
      return settle(state, 'moved')
    case 'entering':
      return state.doing.is === 'withSales' ? stay(state) : settle(state, 'entering')
    case 'accepted':
    case 'qualified':
    case 'opportunity':
    case 'returned':
    case 'disqualified':
    case 'customer':
      return onSales(world, state, event, now)
  }
}

function withFacts(state: State, facts: Readonly<Record<string, string>> | undefined): State {
  return facts === undefined ? state : changed(state, { facts: { ...state.facts, ...facts } })
}

function onBehaviour(world: World, before: State, event: Behaviour, now: number): Decision {
  const isOld = event.at <= before.heardFrom
  const acts = isOld ? [] : listensHere(world.track, before).acts
  const missed = actsMissed(world.track, before, event)
  const state = changed(before, { heard: count(before.heard, [...acts, ...missed], event) })
  const promotes = event.triggers?.find((name) => world.track.salesReady.includes(name))
  // The act that fires a trigger may be the one that makes a subscriber a lead: the judge sees both.
  const mayRise = mayPromote(state.lifecycle) || state.lifecycle === 'subscriber'
  if (promotes !== undefined && mayRise && state.doing.is !== 'withSales') {
    return { state: whileJudged(state, 1), commands: [{ do: 'signalPromotion', trigger: promotes, seq: event.seq }] }
  }
  return byRules(world, state, now, (seen) => {
    return isOld ? (onMissed(world, seen, now) ?? stay(seen)) : onHeard(world, seen, now)
  })
}

/** A withdrawn permission cancels what was scheduled on its channel at once; a new one wakes who was out of reach (R29). */
function onPermission(world: World, before: State, channels: State['channels'], now: number): Decision {
  const state = changed(before, { channels })
  const { doing } = state
  const isGained = channels.some((channel) => !before.channels.includes(channel))
  if (doing.is === 'exhausted' && isGained) return settle(state, 'signOfLife')
  if (doing.is === 'dormant') {
    return state.channels.length === 0 ? stay(state) : settle(state, 'heartbeat')
  }
  if (doing.is === 'due' || doing.is === 'waiting' || doing.is === 'listening' || doing.is === 'exhausted') {
    if (state.channels.length === 0) return fallDormant(world, state, positionOf(state), now)
    const touch = doing.is === 'due' ? stepOf(world.track, doing.step) : null
    if (touch && isTouch(touch) && !channels.includes(channelOf(touch))) return goOn(world, state, touch.id, now)
  }
  return stay(state)
}

function onCalled(world: World, state: State, event: Extract<LeadEvent, { kind: 'called' }>, now: number): Decision {
  const { doing } = state
  if (doing.is !== 'calling' || doing.task !== event.task) return stay(state)
  const step = stepOf(world.track, doing.step)
  if (step.kind !== 'call' || !worthAnotherAttempt(event.result) || doing.attempt >= doing.budget) {
    return goOn(world, state, step.next, now, event.at)
  }
  const from = addSpan(world.calendar, event.at, step.between)
  const until = sendTime(world, state, step.id, Math.max(from, now))
  return stay({
    ...state,
    doing: { is: 'due', step: step.id, attempt: doing.attempt + 1, unit: step.between.unit, until },
  })
}
