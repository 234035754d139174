import { addSpan } from './calendar.ts'
import type { Command } from './contract.ts'
import type { Deadline } from './event.ts'
import { wayMissed } from './missed.ts'
import { changed, type Doing, type State } from './state.ts'
import { isHeard } from './step-listen.ts'
import type { StepId } from './step.ts'
import { stepOf } from './track.ts'
import { besideSales, walk, type World } from './walk.ts'

export interface Decision {
  readonly state: State
  readonly commands: readonly Command[]
}

export type WithSales = Extract<Doing, { is: 'withSales' }>

export const stay = (state: State): Decision => ({ state, commands: [] })

export function settle(state: State, why: Extract<Command, { do: 'settle' }>['why']): Decision {
  return { state, commands: [{ do: 'settle', why }] }
}

/** Goes on from a step; coming to an end of the way is a change of position that Postgres must learn of. */
export function goOn(world: World, state: State, from: StepId | null, now: number, startsAt = now): Decision {
  if (state.heldOut) return stay({ ...state, bookmark: from, doing: { is: 'heldOut', until: yearFrom(world, now) } })
  if (state.channels.length === 0) return fallDormant(world, state, from, now)
  const walked = walk(world, state, from, now, startsAt)
  if (walked.doing.is !== 'exhausted') return stay(walked)
  if (state.doing.is === 'exhausted') return stay(walked)
  return settle(changed(walked, { heardFrom: Math.max(walked.heardFrom, startsAt) }), 'exhausted')
}

export function fallDormant(world: World, state: State, from: StepId | null, now: number): Decision {
  const until = yearFrom(world, now)
  const dormant: State = { ...state, bookmark: from ?? state.bookmark, doing: { is: 'dormant', until } }
  return state.doing.is === 'dormant' ? stay(dormant) : settle(dormant, 'dormant')
}

/** When who gets nothing is looked at again. */
export function yearFrom({ calendar }: World, now: number): number {
  return addSpan(calendar, now, { amount: 12, unit: 'month' })
}

export function positionOf({ doing, bookmark }: State): StepId | null {
  return 'step' in doing ? doing.step : bookmark
}

export function withDeadlines(state: State, deadlines: readonly Deadline[]): State {
  if (state.doing.is !== 'withSales') return state
  const until = deadlines[0]?.at ?? state.doing.until
  return { ...state, doing: { ...state.doing, deadlines, until } }
}

/** Where the lead is taken off its way, and what goes on beside sales, after the wait that it was in. */
export function offItsWay(
  world: World,
  state: State,
  now: number,
): Pick<State, 'bookmark'> & Pick<WithSales, 'beside'> {
  const { doing } = state
  const bookmark = positionOf(state)
  const isWaiting = doing.is === 'due' || doing.is === 'waiting'
  return { bookmark, beside: besideSales(world, state, bookmark, isWaiting ? Math.max(now, doing.until) : now) }
}

/** From here on nothing has been heard: what came before it was about something else. */
export function unheard(state: State, from: number): State {
  return changed(state, { heard: {}, heardFrom: from, missed: null })
}

export function firstStep(world: World, state: State, stage = state.stage): StepId | null {
  return world.track.stages.find((candidate) => candidate.name === stage)?.first ?? null
}

export function firstStage(world: World): string {
  return world.track.stages[0]?.name ?? ''
}

/** A lead that has had everything begins a new walk: what it had is passed over, what is new to it comes. */
export function passAgain(world: World, state: State, now: number): Decision {
  const again = changed(unheard(state, now), { pass: state.pass + 1, stage: firstStage(world) })
  return goOn(world, again, firstStep(world, again), now)
}

export function hasStage(world: World, name: string): boolean {
  return world.track.stages.some((stage) => stage.name === name)
}

/** Goes back to a listening that was heard in time and told of it late, as if it had been told at once. */
export function onMissed(world: World, state: State, now: number): Decision | undefined {
  const way = wayMissed(world.track, state)
  if (way === undefined || !state.missed) return undefined
  const gone = goOn(world, { ...state, heardFrom: state.missed.from, missed: null }, way, now)
  // Postgres knows it as exhausted, and must learn otherwise.
  return state.doing.is === 'exhausted' && gone.commands.length === 0 ? settle(gone.state, 'passedOver') : gone
}

/** What is known by now may be what the lead was listened to for. */
export function onEvidence(world: World, state: State, now: number): Decision {
  const missed = onMissed(world, state, now)
  if (missed) return missed
  if (state.doing.is !== 'listening' || state.paused) return stay(state)
  const step = stepOf(world.track, state.doing.step)
  return step.kind === 'listen' && isHeard(step, state) ? goOn(world, state, step.then, now) : stay(state)
}

/** What was heard may be what the lead was listened to for, or the sign of life that it was waited for. */
export function onHeard(world: World, state: State, now: number): Decision {
  if (state.doing.is !== 'exhausted') return onEvidence(world, state, now)
  return onMissed(world, state, now) ?? settle(state, 'signOfLife')
}

/** When this touch is due; null where the lead is no longer about to get it. */
export function dueOf({ doing }: State, step: StepId): number | null {
  if (doing.is === 'due' && doing.step === step) return doing.until
  return doing.is === 'withSales' && doing.beside?.step === step ? doing.beside.until : null
}

export function deferTo(state: State, until: number): State {
  const { doing } = state
  if (doing.is === 'due') return changed(state, { doing: { ...doing, until } })
  if (doing.is === 'withSales' && doing.beside)
    return { ...state, doing: { ...doing, beside: { ...doing.beside, until } } }
  return state
}

export function afterTouch(world: World, state: State, step: StepId, now: number, at: number): Decision {
  const after = stepOf(world.track, step).next
  if (state.doing.is !== 'withSales') return goOn(world, state, after, now, at)
  return stay({ ...state, doing: { ...state.doing, beside: besideSales(world, state, after, at) } })
}

export function contentOf(world: World, id: StepId): string {
  const step = stepOf(world.track, id)
  return 'content' in step ? step.content : id
}
