import { addSpan, spanLeft } from './calendar.ts'
import { actKey, actsOf, isAct } from './condition.ts'
import { worthAnotherAttempt } from './call.ts'
import type { Answer, Command, Judged, Settled, Touched } from './contract.ts'
import { isBehaviour, type Behaviour, type Deadline, type LeadEvent, type SalesAct } from './event.ts'
import { mayPromote } from './lifecycle.ts'
import { wakesAt, type Doing, type State } from './state.ts'
import { stepOf, type StepId } from './track.ts'
import { besideSales, isHeard, sendTime, walk, type World } from './walk.ts'

/** What `next` is told: that the life begins, that a timer fired, what happened, or what a command came to. */
export type Input =
  | { readonly is: 'start' }
  | { readonly is: 'timer' }
  | { readonly is: 'events'; readonly events: readonly LeadEvent[] }
  /** A command failed for good; somebody was told. The life goes on: it tries again later, or without it. */
  | { readonly is: 'failed'; readonly command: Command }
  | Answer

export interface Decision {
  readonly state: State
  readonly commands: readonly Command[]
}

/** Versions of the rules below; fixed for a run, raised only when it continues as new (idea 13). */
export const rules = 1

const stay = (state: State): Decision => ({ state, commands: [] })

/**
 * The heart: what comes next in a lead's life. Pure and total; the workflow, the simulator, the checker and the drawing
 * run this same function. `now` is in ms on the one clock.
 */
export function next(world: World, state: State, input: Input, now: number): Decision {
  if (state.doing.is === 'ended') return stay(state)
  const decision = decide(world, state, input, now)
  if (!('events' in input)) return decision
  return input.events.reduce((so: Decision, event) => {
    const then = takeIn(world, so.state, event, now)
    return { state: then.state, commands: [...so.commands, ...then.commands] }
  }, decision)
}

function decide(world: World, state: State, input: Input, now: number): Decision {
  switch (input.is) {
    case 'start':
      return settle({ ...state, doing: { is: 'settling', until: now } }, 'start')
    case 'timer':
      return onTimer(world, state, now)
    case 'settled':
      return onSettled(world, state, input, now)
    case 'touched':
      return onTouched(world, state, input, now)
    case 'judged':
      return onJudged(world, state, input, now)
    case 'chased':
      return stay(withDeadlines(ownedBy(state, input.owner), input.deadlines))
    case 'failed':
      return stay(afterFailure(world, state, input.command, now))
    case 'scored':
    case 'events':
      return stay(state)
  }
}

function settle(state: State, why: Extract<Command, { do: 'settle' }>['why']): Decision {
  return { state, commands: [{ do: 'settle', why }] }
}

/** Goes on from a step; coming to an end of the way is a change of position that Postgres must learn of. */
function goOn(world: World, state: State, from: StepId | null, now: number, startsAt = now): Decision {
  if (state.channels.length === 0) return fallDormant(world, state, from, now)
  const walked = keepPaused(world, walk(world, state, from, now, startsAt), now)
  if (walked.doing.is !== 'exhausted') return stay(walked)
  return state.doing.is === 'exhausted' ? stay(walked) : settle(walked, 'exhausted')
}

function fallDormant(world: World, state: State, from: StepId | null, now: number): Decision {
  const until = addSpan(world.calendar, now, { amount: 12, unit: 'month' })
  const dormant: State = { ...state, bookmark: from ?? state.bookmark, doing: { is: 'dormant', until } }
  return state.doing.is === 'dormant' ? stay(dormant) : settle(dormant, 'dormant')
}

function onTimer(world: World, state: State, now: number): Decision {
  const { doing } = state
  const due = wakesAt(state)
  if (due === undefined || now < due) return stay(state)
  if (state.paused?.left) {
    const until = addSpan(world.calendar, now, pauseReview)
    return settle({ ...state, paused: { ...state.paused, until } }, 'paused')
  }
  switch (doing.is) {
    case 'settling':
      return settle(state, 'start')
    case 'due':
      return { state, commands: [{ do: 'touch', step: doing.step, attempt: doing.attempt, due: doing.until }] }
    case 'waiting':
      return goOn(world, state, doing.step, now, doing.until)
    case 'listening': {
      const step = stepOf(world.track, doing.step)
      return goOn(world, state, step.kind === 'listen' ? step.otherwise : step.next, now, doing.until)
    }
    case 'calling':
      return { state, commands: [{ do: 'chase', what: { task: doing.task } }] }
    case 'resting':
      return settle(state, 'resume')
    case 'withSales':
      return onSalesTimer(state, doing, now)
    case 'exhausted':
    case 'dormant':
      return settle(state, 'heartbeat')
    case 'ended':
      return stay(state)
  }
}

function onSalesTimer(state: State, doing: Extract<Doing, { is: 'withSales' }>, now: number): Decision {
  const { beside } = doing
  if (beside && beside.until <= now) {
    return { state, commands: [{ do: 'touch', step: beside.step, attempt: 1, due: beside.until }] }
  }
  const [deadline] = doing.deadlines
  if (deadline === undefined) return stay(state)
  return { state, commands: [{ do: 'chase', what: { handoff: doing.handoff, act: deadline.act } }] }
}

function onSettled(world: World, before: State, answer: Settled, now: number): Decision {
  const { moved, facts, channels, had } = answer
  const state: State = { ...before, facts, channels, had, ...(moved ? { enrolment: moved.enrolment } : {}) }
  if (moved) {
    const first = world.track.stages[0]
    if (first === undefined) return stay(state)
    const fresh: State = { ...state, pass: 1, stage: first.name, heard: {}, bookmark: null }
    return goOn(world, { ...fresh, doing: { is: 'settling', until: now } }, first.first, now)
  }
  switch (answer.why) {
    case 'start':
      return goOn(world, state, firstStep(world, state), now)
    case 'resume':
      return resume(world, state, now)
    case 'signOfLife':
      return goOn(
        world,
        { ...state, pass: state.pass + 1, heard: {}, stage: firstStage(world) },
        firstStep(world, state, firstStage(world)),
        now,
      )
    case 'heartbeat':
      return onHeartbeat(world, state, now)
    case 'exhausted':
    case 'dormant':
    case 'paused':
    case 'ended':
      return stay(state)
  }
}

function onHeartbeat(world: World, state: State, now: number): Decision {
  if (state.doing.is === 'dormant') return goOn(world, state, state.bookmark ?? firstStep(world, state), now)
  return stay({
    ...state,
    doing: { is: 'exhausted', until: addSpan(world.calendar, now, world.track.exhausted.heartbeat) },
  })
}

/** After a rest: the reason of the return says where to go on, and with what. */
function resume(world: World, state: State, now: number): Decision {
  if (state.doing.is !== 'resting') return stay(state)
  const rule = world.track.onReturn[state.doing.reason]
  const again: State = { ...state, pass: state.pass + 1, heard: {}, theme: rule.theme ?? state.theme }
  if (rule.resume === null) return goOn(world, again, state.bookmark ?? firstStep(world, state), now)
  return goOn(world, { ...again, stage: rule.resume }, rule.open ?? firstStep(world, state, rule.resume), now)
}

function firstStage(world: World): string {
  return world.track.stages[0]?.name ?? ''
}

function firstStep(world: World, state: State, stage = state.stage): StepId | null {
  return world.track.stages.find((candidate) => candidate.name === stage)?.first ?? null
}

function onTouched(world: World, state: State, answer: Touched, now: number): Decision {
  const { outcome, step } = answer
  const content = contentOf(world, step)
  switch (outcome.was) {
    case 'sent':
      return afterTouch(world, { ...touched(state, outcome.at), had: [...state.had, content] }, step, now, outcome.at)
    case 'unknown':
      return afterTouch(world, { ...touched(state, outcome.at), had: [...state.had, content] }, step, now, outcome.at)
    case 'assigned': {
      const { task, budget, until } = outcome
      const attempt = state.doing.is === 'due' ? state.doing.attempt : 1
      const had = state.had.includes(content) ? state.had : [...state.had, content]
      return stay({ ...touched(state, now), had, doing: { is: 'calling', step, task, attempt, budget, until } })
    }
    case 'dropped': {
      const had = outcome.reason === 'already_had' ? [...state.had, content] : state.had
      return afterTouch(world, { ...state, had }, step, now, outcome.at)
    }
    case 'deferred':
      return stay(deferTo(state, outcome.until))
    case 'overtaken':
      // The events that come with this answer say where the lead is; were there none, it looks again soon.
      return stay(deferTo(state, now + 60_000))
  }
}

function touched(state: State, at: number): State {
  return { ...state, lastTouchAt: at, heard: {} }
}

function deferTo(state: State, until: number): State {
  const { doing } = state
  if (doing.is === 'due') return { ...state, doing: { ...doing, until } }
  if (doing.is === 'withSales' && doing.beside)
    return { ...state, doing: { ...doing, beside: { ...doing.beside, until } } }
  return state
}

function afterTouch(world: World, state: State, step: StepId, now: number, at: number): Decision {
  const after = stepOf(world.track, step).next
  if (state.doing.is !== 'withSales') return goOn(world, state, after, now, at)
  return stay({ ...state, doing: { ...state.doing, beside: besideSales(world, state, after, at) } })
}

function contentOf(world: World, id: StepId): string {
  const step = stepOf(world.track, id)
  return 'content' in step ? step.content : id
}

function onJudged(world: World, state: State, { verdict }: Judged, now: number): Decision {
  if (!verdict.promoted) return onHeard(world, state, now)
  if (state.doing.is === 'withSales') return stay(state)
  const bookmark = positionOf(state)
  const { handoff, owner, deadlines } = verdict
  const beside = besideSales(world, state, bookmark, now)
  const promoted: State = { ...state, lifecycle: 'mql', bookmark }
  return stay(
    withDeadlines({ ...promoted, doing: { is: 'withSales', handoff, owner, deadlines, beside, until: now } }, deadlines),
  )
}

function ownedBy(state: State, owner: string | undefined): State {
  if (owner === undefined || state.doing.is !== 'withSales') return state
  return { ...state, doing: { ...state.doing, owner } }
}

/** One bad activity never ends a life: what waited for it waits for another hour, a bad touch for another day. */
function afterFailure(world: World, state: State, command: Command, now: number): State {
  if (command.do === 'signalPromotion' || command.do === 'updateScores') return state
  const later = addSpan(world.calendar, now, { amount: command.do === 'touch' ? 24 : 1, unit: 'hour' })
  if (command.do === 'touch') return deferTo(state, sendTime(world, state, command.step, later))
  return state.doing.is === 'ended' ? state : { ...state, doing: { ...state.doing, until: later } }
}

function positionOf({ doing, bookmark }: State): StepId | null {
  return 'step' in doing ? doing.step : bookmark
}

function withDeadlines(state: State, deadlines: readonly Deadline[]): State {
  if (state.doing.is !== 'withSales') return state
  const until = deadlines[0]?.at ?? state.doing.until
  return { ...state, doing: { ...state.doing, deadlines, until } }
}

/** Takes in one event, once: what was seen before is passed over, in whatever order it comes again (I4). */
function takeIn(world: World, before: State, event: LeadEvent, now: number): Decision {
  if (event.seq <= before.cursor || before.doing.is === 'ended') return stay(before)
  const state: State = { ...before, cursor: event.seq }
  if (isBehaviour(event)) return onBehaviour(world, withFacts(state, event.facts), event, now)
  switch (event.kind) {
    case 'facts':
      return stay(withFacts(state, event.facts))
    case 'becameLead':
      return stay(state.lifecycle === 'subscriber' ? { ...state, lifecycle: 'lead' } : state)
    case 'permission':
      return onPermission(world, { ...state, channels: event.channels }, now)
    case 'called':
      return onCalled(world, state, event, now)
    case 'paused':
      return stay(keepPaused(world, { ...state, paused: { left: null, until: now } }, now))
    case 'resumed':
      return onResumed(world, state, now)
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
  return facts === undefined ? state : { ...state, facts: { ...state.facts, ...facts } }
}

function onBehaviour(world: World, before: State, event: Behaviour, now: number): Decision {
  const state = { ...before, heard: hear(world, before, event) }
  const promotes = event.triggers?.find((name) => world.track.salesReady.includes(name))
  if (promotes !== undefined && mayPromote(state.lifecycle) && state.doing.is !== 'withSales') {
    return { state, commands: [{ do: 'signalPromotion', trigger: promotes, seq: event.seq }] }
  }
  return onHeard(world, state, now)
}

/** What was heard may be what the lead was listened to for, or the sign of life that it was waited for. */
function onHeard(world: World, state: State, now: number): Decision {
  if (state.doing.is === 'exhausted') return settle(state, 'signOfLife')
  if (state.doing.is !== 'listening' || state.paused) return stay(state)
  const step = stepOf(world.track, state.doing.step)
  return step.kind === 'listen' && isHeard(step, state) ? goOn(world, state, step.then, now) : stay(state)
}

/** Counts the acts that some step of the track listens for. */
function hear(world: World, state: State, event: Behaviour): Readonly<Record<string, number>> {
  const acts = world.track.steps.flatMap((step) => (step.kind === 'listen' ? actsOf(step.for) : []))
  const keys = new Set(acts.filter((act) => isAct(act, event)).map(actKey))
  if (keys.size === 0) return state.heard
  return { ...state.heard, ...Object.fromEntries([...keys].map((key) => [key, (state.heard[key] ?? 0) + 1])) }
}

/** A withdrawn permission cancels what was scheduled on its channel at once; a new one wakes who was out of reach (R29). */
function onPermission(world: World, state: State, now: number): Decision {
  const { doing } = state
  if (doing.is === 'dormant') {
    return state.channels.length === 0 ? stay(state) : settle(state, 'heartbeat')
  }
  if (doing.is === 'due' || doing.is === 'waiting' || doing.is === 'listening' || doing.is === 'exhausted') {
    if (state.channels.length === 0) return fallDormant(world, state, positionOf(state), now)
    if (doing.is === 'due' && !mayTake(world, doing.step, state)) return goOn(world, state, doing.step, now)
  }
  return stay(state)
}

function mayTake(world: World, step: StepId, state: State): boolean {
  return state.channels.includes(stepOf(world.track, step).kind === 'email' ? 'email' : 'phone')
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

function onSales(world: World, state: State, act: SalesAct, now: number): Decision {
  switch (act.kind) {
    case 'accepted':
      return stay(withDeadlines({ ...state, lifecycle: 'sal' }, act.deadlines))
    case 'qualified':
    case 'opportunity': {
      const lifecycle = act.kind === 'qualified' ? 'sql' : 'opportunity'
      const held: State = state.doing.is === 'withSales' ? state : holdForSales(state, now)
      return stay(withDeadlines({ ...held, lifecycle }, act.deadlines))
    }
    case 'returned':
      return onReturned(world, state, act.reason, act.seq, now)
    case 'disqualified':
      return settle({ ...state, lifecycle: 'disqualified', doing: { is: 'ended', reason: act.reason } }, 'ended')
    case 'customer':
      return settle({ ...state, lifecycle: 'customer', doing: { is: 'ended', reason: 'customer' } }, 'ended')
  }
}

/** Sales took the lead without a handoff of ours, as the CRM says: nurture holds at once, mid-wait (R40). */
function holdForSales(state: State, now: number): State {
  return {
    ...state,
    bookmark: positionOf(state),
    doing: { is: 'withSales', handoff: '', owner: '', deadlines: [], beside: null, until: now },
  }
}

function onReturned(
  world: World,
  state: State,
  reason: Extract<SalesAct, { kind: 'returned' }>['reason'],
  seq: number,
  now: number,
): Decision {
  const rule = world.track.onReturn[reason]
  const until = addSpan(world.calendar, now, rule.rest)
  const bookmark = state.doing.is === 'withSales' ? state.bookmark : positionOf(state)
  const doing: Doing = { is: 'resting', reason, until, unit: rule.rest.unit }
  const resting = keepPaused(world, { ...state, lifecycle: 'recycled', bookmark, doing }, now)
  return { state: resting, commands: [{ do: 'updateScores', because: reason, treatment: rule.score, seq }] }
}

const pauseReview = { amount: 90, unit: 'day' } as const

/** While paused, what is left of a wait is kept in the wait's own unit; deadlines of people never freeze. */
function keepPaused(world: World, state: State, now: number): State {
  if (state.paused === null) return state
  const { doing } = state
  const left = 'unit' in doing ? spanLeft(world.calendar, now, Math.max(now, doing.until), doing.unit) : null
  return { ...state, paused: { left, until: addSpan(world.calendar, now, pauseReview) } }
}

function onResumed(world: World, state: State, now: number): Decision {
  if (state.paused === null) return stay(state)
  const { left } = state.paused
  const running: State = { ...state, paused: null }
  const { doing } = running
  if (left === null || !('unit' in doing)) return stay(running)
  const from = addSpan(world.calendar, now, left)
  if (doing.is !== 'due') return onHeard(world, { ...running, doing: { ...doing, until: from } }, now)
  return stay({ ...running, doing: { ...doing, until: sendTime(world, running, doing.step, from) } })
}
