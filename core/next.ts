import { inWindow } from './cadence.ts'
import { addSpan, DAY, HOUR, spanLeft } from './calendar.ts'
import { actKey, isAct } from './condition.ts'
import { worthAnotherAttempt } from './call.ts'
import type { Answer, Chased, Command, Judged, Settled, Touched } from './contract.ts'
import type { Span } from './duration.ts'
import { isBehaviour, type Behaviour, type Deadline, type LeadEvent, type SalesAct } from './event.ts'
import { mayPromote } from './lifecycle.ts'
import { covers, listensFor } from './listening.ts'
import { wakesAt, type Doing, type State } from './state.ts'
import { stepOf, type StepId } from './track.ts'
import { besideSales, heartbeat, isHeard, sendTime, walk, type World } from './walk.ts'

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

type WithSales = Extract<Doing, { is: 'withSales' }>

const stay = (state: State): Decision => ({ state, commands: [] })

/**
 * The heart: what comes next in a lead's life. Pure and total; the workflow, the simulator, the checker and the drawing
 * run this same function. `now` is in ms on the one clock. Whoever calls it takes one input after the other: the state
 * that an answer meets may have gone on by events, never by a timer.
 */
export function next(world: World, state: State, input: Input, now: number): Decision {
  if (state.doing.is === 'ended') return stay(state)
  const decision = keptPaused(world, state, decide(world, state, input, now), now)
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
  if (covers(listensFor(track, registered), listensFor(track, state))) return { state, commands }
  if (commands.some((command) => command.do === 'settle')) return { state, commands }
  return { state: { ...state, heardFrom: now }, commands: [...commands, { do: 'settle', why: 'passedOver' }] }
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
      return stay(onChased(state, input, now))
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
  const walked = walk(world, state, from, now, startsAt)
  if (walked.doing.is !== 'exhausted') return stay(walked)
  if (state.doing.is === 'exhausted') return stay(walked)
  return settle({ ...walked, heardFrom: Math.max(walked.heardFrom, startsAt) }, 'exhausted')
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

function onSalesTimer(state: State, doing: WithSales, now: number): Decision {
  const { beside, handoff, deadlines } = doing
  if (beside && beside.until <= now && !state.paused) {
    return { state, commands: [{ do: 'touch', step: beside.step, attempt: 1, due: beside.until }] }
  }
  return { state, commands: [{ do: 'chase', what: { handoff, act: deadlines[0]?.act ?? 'review' } }] }
}

/** A chase that moved nothing is made again a day later: a deadline in the past would wake the lead for ever. */
function onChased(before: State, { owner, deadlines }: Chased, now: number): State {
  const state = withDeadlines(ownedBy(before, owner), deadlines)
  const { doing } = state
  if (doing.is !== 'withSales' && doing.is !== 'calling') return state
  if (doing.until > now || !('until' in before.doing) || doing.until !== before.doing.until) return state
  return { ...state, doing: { ...doing, until: now + DAY } }
}

/** Takes in what is true of the lead; the position changes only where it still is the one that was to be settled. */
function onSettled(world: World, before: State, answer: Settled, now: number): Decision {
  const { moved, facts, channels, had } = answer
  const state: State = { ...before, facts, channels, had }
  if (moved) return onMoved(world, { ...state, enrolment: moved.enrolment }, now)
  const { is } = state.doing
  switch (answer.why) {
    case 'start':
      return is === 'settling' ? goOn(world, state, firstStep(world, state), now) : stay(state)
    case 'resume':
      return resume(world, state, now)
    case 'signOfLife':
      return is === 'exhausted' ? passAgain(world, state, now) : stay(state)
    case 'heartbeat':
      if (is === 'exhausted') return stay({ ...state, doing: { is, until: heartbeat(world, now) } })
      if (is !== 'dormant') return stay(state)
      return goOn(world, unheard(state, now), state.bookmark ?? firstStep(world, state), now)
    case 'exhausted':
    case 'dormant':
    case 'passedOver':
    case 'paused':
    case 'ended':
      return stay(state)
  }
}

/** In another track or version it begins at the first stage, or at the one that its return named. */
function onMoved(world: World, state: State, now: number): Decision {
  const { doing } = state
  const named = doing.is === 'resting' ? doing.resume : null
  const stage = named !== null && hasStage(world, named) ? named : firstStage(world)
  const theme = doing.is === 'resting' ? (doing.theme ?? world.track.theme) : state.theme
  const there: State = { ...unheard(state, now), pass: 1, stage, theme, bookmark: null }
  // Whoever has the lead keeps it; nothing of the former track is to go out beside.
  if (doing.is === 'withSales') return stay({ ...there, doing: { ...doing, beside: null } })
  return goOn(world, { ...there, doing: { is: 'settling', until: now } }, firstStep(world, there), now)
}

/** A lead that has had everything begins a new walk: what it had is passed over, what is new to it comes. */
function passAgain(world: World, state: State, now: number): Decision {
  const again: State = { ...unheard(state, now), pass: state.pass + 1, stage: firstStage(world) }
  return goOn(world, again, firstStep(world, again), now)
}

/** After a rest: the reason of the return says where to go on, and with what. */
function resume(world: World, state: State, now: number): Decision {
  const { doing } = state
  if (doing.is !== 'resting') return stay(state)
  const again: State = { ...unheard(state, now), pass: state.pass + 1, theme: doing.theme ?? state.theme }
  if (doing.resume === null || !hasStage(world, doing.resume)) {
    return goOn(world, again, state.bookmark ?? firstStep(world, state), now)
  }
  const { open } = world.track.onReturn[doing.reason]
  return goOn(world, { ...again, stage: doing.resume }, open ?? firstStep(world, state, doing.resume), now)
}

/** From here on nothing has been heard: what came before it was about something else. */
function unheard(state: State, from: number): State {
  return { ...state, heard: {}, heardFrom: from }
}

function hasStage(world: World, name: string): boolean {
  return world.track.stages.some((stage) => stage.name === name)
}

function firstStage(world: World): string {
  return world.track.stages[0]?.name ?? ''
}

function firstStep(world: World, state: State, stage = state.stage): StepId | null {
  return world.track.stages.find((candidate) => candidate.name === stage)?.first ?? null
}

/** Where the lead was taken off its way while the touch was on its own, only what it had and when is taken in. */
function onTouched(world: World, state: State, answer: Touched, now: number): Decision {
  const { outcome, step } = answer
  const due = dueOf(state, step)
  const content = contentOf(world, step)
  switch (outcome.was) {
    case 'sent':
    case 'unknown':
    case 'assigned': {
      const at = outcome.was === 'assigned' ? now : outcome.at
      const had = state.had.includes(content) ? state.had : [...state.had, content]
      // On a fast clock an answer may come before the record of the touch that it answers.
      const touched: State = { ...unheard(state, Math.min(due ?? at, at)), had, lastTouchAt: at }
      if (due === null) return stay(touched)
      if (outcome.was !== 'assigned' || touched.doing.is !== 'due') return afterTouch(world, touched, step, now, at)
      const { task, budget, until } = outcome
      return stay({ ...touched, doing: { is: 'calling', step, task, attempt: touched.doing.attempt, budget, until } })
    }
    case 'dropped': {
      if (due === null) return stay(state)
      const had = outcome.reason === 'already_had' ? [...state.had, content] : state.had
      return afterTouch(world, { ...unheard(state, due), had }, step, now, outcome.at)
    }
    case 'deferred':
      return stay(due === null ? state : deferTo(state, outcome.until))
    case 'overtaken':
      // The events that come with this answer say where the lead is; were there none, it looks again soon.
      return stay(due === null ? state : deferTo(state, now + HOUR))
  }
}

/** When this touch is due; null where the lead is no longer about to get it. */
function dueOf({ doing }: State, step: StepId): number | null {
  if (doing.is === 'due' && doing.step === step) return doing.until
  return doing.is === 'withSales' && doing.beside?.step === step ? doing.beside.until : null
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
  const { handoff, owner, deadlines } = verdict
  if (state.doing.is === 'withSales') return stay({ ...state, doing: { ...state.doing, handoff, owner } })
  const { bookmark, beside } = offItsWay(world, state, now)
  const promoted: State = { ...state, lifecycle: 'mql', bookmark }
  return stay(
    withDeadlines(
      { ...promoted, doing: { is: 'withSales', handoff, owner, deadlines, beside, until: now } },
      deadlines,
    ),
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
  if (command.do === 'touch') {
    return dueOf(state, command.step) === null ? state : deferTo(state, sendTime(world, state, command.step, later))
  }
  const { doing } = state
  const isOnItsWay = 'unit' in doing && doing.is !== 'resting'
  if (doing.is === 'ended' || isOnItsWay || state.paused?.left) return state
  return { ...state, doing: { ...doing, until: later } }
}

/** Where the lead is taken off its way, and what goes on beside sales, after the wait that it was in. */
function offItsWay(world: World, state: State, now: number): Pick<State, 'bookmark'> & Pick<WithSales, 'beside'> {
  const { doing } = state
  const bookmark = positionOf(state)
  const isWaiting = doing.is === 'due' || doing.is === 'waiting'
  return { bookmark, beside: besideSales(world, state, bookmark, isWaiting ? Math.max(now, doing.until) : now) }
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
      return onEvidence(world, withFacts(state, event.facts), now)
    case 'becameLead':
      return stay(state.lifecycle === 'subscriber' ? { ...state, lifecycle: 'lead' } : state)
    case 'permission':
      return onPermission(world, state, event.channels, now)
    case 'called':
      return onCalled(world, state, event, now)
    case 'paused':
      return stay(onPaused(world, state, now))
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
  const isOld = event.at <= before.heardFrom
  const state = isOld ? before : { ...before, heard: hear(world, before, event) }
  const promotes = event.triggers?.find((name) => world.track.salesReady.includes(name))
  // The act that fires a trigger may be the one that makes a subscriber a lead: the judge sees both.
  const mayRise = mayPromote(state.lifecycle) || state.lifecycle === 'subscriber'
  if (promotes !== undefined && mayRise && state.doing.is !== 'withSales') {
    return { state, commands: [{ do: 'signalPromotion', trigger: promotes, seq: event.seq }] }
  }
  return isOld ? stay(state) : onHeard(world, state, now)
}

/** What was heard may be what the lead was listened to for, or the sign of life that it was waited for. */
function onHeard(world: World, state: State, now: number): Decision {
  return state.doing.is === 'exhausted' ? settle(state, 'signOfLife') : onEvidence(world, state, now)
}

/** What is known by now may be what the lead was listened to for. */
function onEvidence(world: World, state: State, now: number): Decision {
  if (state.doing.is !== 'listening' || state.paused) return stay(state)
  const step = stepOf(world.track, state.doing.step)
  return step.kind === 'listen' && isHeard(step, state) ? goOn(world, state, step.then, now) : stay(state)
}

/** Counts an act that the lead listens for now. */
function hear(world: World, state: State, event: Behaviour): Readonly<Record<string, number>> {
  const keys = listensFor(world.track, state)
    .acts.filter((act) => isAct(act, event))
    .map(actKey)
  if (keys.length === 0) return state.heard
  return { ...state.heard, ...Object.fromEntries(keys.map((key) => [key, (state.heard[key] ?? 0) + 1])) }
}

/** A withdrawn permission cancels what was scheduled on its channel at once; a new one wakes who was out of reach (R29). */
function onPermission(world: World, before: State, channels: State['channels'], now: number): Decision {
  const state = { ...before, channels }
  const { doing } = state
  const isGained = channels.some((channel) => !before.channels.includes(channel))
  if (doing.is === 'exhausted' && isGained) return settle(state, 'signOfLife')
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
    case 'qualified':
    case 'opportunity': {
      const lifecycle = act.kind === 'accepted' ? 'sal' : act.kind === 'qualified' ? 'sql' : 'opportunity'
      const held: State = state.doing.is === 'withSales' ? state : holdForSales(world, state, now)
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
function holdForSales(world: World, state: State, now: number): State {
  const { bookmark, beside } = offItsWay(world, state, now)
  const doing: Doing = { is: 'withSales', handoff: '', owner: '', deadlines: [], beside, until: now }
  return { ...state, bookmark, doing }
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
  const { resume, theme } = rule
  const doing: Doing = { is: 'resting', reason, resume, theme, until, unit: rule.rest.unit }
  const resting: State = { ...state, lifecycle: 'recycled', bookmark, doing }
  return { state: resting, commands: [{ do: 'updateScores', because: reason, treatment: rule.score, seq }] }
}

const pauseReview = { amount: 90, unit: 'day' } as const

function onPaused(world: World, state: State, now: number): State {
  if (state.paused !== null) return state
  return { ...state, paused: { left: leftOf(world, state, now), until: addSpan(world.calendar, now, pauseReview) } }
}

/** What is left of a wait, in the wait's own unit; null where it never freezes, as deadlines of people. */
function leftOf({ calendar }: World, { doing }: State, now: number): Span | null {
  if (!('unit' in doing)) return null
  const left = spanLeft(calendar, now, doing.until, doing.unit)
  // Some moments cannot be said in every unit: a Sunday is no number of business days away.
  const isExact = addSpan(calendar, now, left) === Math.max(now, doing.until)
  return isExact ? left : spanLeft(calendar, now, doing.until, 'hour')
}

/** Where a paused lead comes to wait for something else, that is what is frozen from now on. */
function keptPaused(world: World, before: State, { state, commands }: Decision, now: number): Decision {
  if (before.paused === null || state.paused === null || state.doing === before.doing) return { state, commands }
  return { state: { ...state, paused: { ...state.paused, left: leftOf(world, state, now) } }, commands }
}

function onResumed(world: World, state: State, now: number): Decision {
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
