import { addSpan, DAY, HOUR } from './calendar.ts'
import type { Chased, Command, Judged, Settled, Touched } from './contract.ts'
import {
  type Decision,
  stay,
  goOn,
  withDeadlines,
  yearFrom,
  offItsWay,
  unheard,
  firstStep,
  firstStage,
  passAgain,
  hasStage,
  onHeard,
  dueOf,
  deferTo,
  afterTouch,
  contentOf,
} from './decision.ts'
import { follow, interestFact } from './following.ts'
import { moveOn } from './moving.ts'
import type { Course } from './rule.ts'
import { atStart, countFrom, exitAtResume, heeded, whileJudged } from './ruling.ts'
import { unshelve } from './shelf.ts'
import { changed, type State } from './state.ts'
import { sendTime } from './touching.ts'
import { heartbeat, type World } from './walk.ts'

/** Takes in what is true of the lead; the position changes only where it still is the one that was to be settled. */
export function onSettled(world: World, before: State, answer: Settled, now: number): Decision {
  const { moved, channels, had } = answer
  const state = changed(withFactsTold(world, before, answer.facts), { channels, had })
  if (moved) {
    const kept = moved.onto ? state.ruled : undefined
    const there = countFrom(world.track, { ...state, enrolment: moved.enrolment }, moved.since ?? state.cursor, kept)
    if (moved.resumes) return unshelve(world, there, moved.resumes, now)
    if (moved.enters) return enter(world, there, now)
    return moved.onto ? moveOn(world, there, moved.onto, now) : onMoved(world, there, now)
  }
  const { is } = state.doing
  switch (answer.why) {
    case 'start':
      return is === 'settling' ? begin(world, countFrom(world.track, state, state.cursor), now) : stay(state)
    case 'resume':
      return resume(world, state, now)
    case 'signOfLife':
      return is === 'exhausted' ? passAgain(world, state, now) : stay(state)
    case 'heartbeat':
      if (is === 'exhausted') return stay(changed(state, { doing: { is, until: heartbeat(world, now) } }))
      if (is === 'heldOut') return stay({ ...state, doing: { is, until: yearFrom(world, now) } })
      if (is !== 'dormant') return stay(state)
      return goOn(world, unheard(state, now), state.bookmark ?? firstStep(world, state), now)
    case 'ruled':
      return state.doing.is === 'settling' && state.doing.to ? arrive(world, state, state.doing.to, now) : stay(state)
    case 'exhausted':
    case 'dormant':
    case 'entering':
    case 'passedOver':
    case 'paused':
    case 'ended':
    case 'moved':
      return stay(state)
  }
}

/** In another track or version it begins at the first stage, or at the one that its return named. */
function onMoved(world: World, state: State, now: number): Decision {
  const { doing } = state
  const to = courseIn(doing)
  const named = to?.stage ?? null
  const stage = named !== null && hasStage(world, named) ? named : firstStage(world)
  const interest = world.track.follows && state.facts[interestFact]
  const theme = to ? (to.theme ?? interest ?? world.track.theme) : state.theme
  const there: State = { ...unheard(state, now), pass: 1, stage, theme, bookmark: null }
  // Whoever has the lead keeps it; nothing of the former track is to go out beside.
  if (doing.is === 'withSales') return stay({ ...there, doing: { ...doing, beside: null } })
  return begin(world, { ...there, doing: { is: 'settling', until: now } }, now)
}

/** Enters a track that waited for it, or displaced another. */
function enter(world: World, state: State, now: number): Decision {
  const doing = { is: 'settling', until: now } as const
  const stage = firstStage(world)
  return begin(world, { ...unheard(state, now), pass: 1, stage, theme: world.track.theme, bookmark: null, doing }, now)
}

/** Where the lead was on its way to when it came into another track. */
function courseIn(doing: State['doing']): Pick<Course, 'stage' | 'theme'> | undefined {
  if (doing.is === 'resting') return { stage: doing.resume, theme: doing.theme }
  return doing.is === 'settling' ? doing.to : undefined
}

/** An enrolment begins in its stage, where no rule of the track has another word from the first. */
function begin(world: World, state: State, now: number): Decision {
  const first = firstStep(world, state)
  const ruled = atStart(world, { ...state, bookmark: first }, now)
  if (!ruled) return goOn(world, heeded(state), first, now)
  const { doing } = ruled.state
  // Within the track it is settled already.
  return doing.is === 'settling' && doing.to?.track === null ? arrive(world, ruled.state, doing.to, now) : ruled
}

/** Goes on where a rule sent the lead; where it was, if there is no such track any more. */
function arrive(world: World, state: State, to: Course, now: number): Decision {
  const again: State = { ...unheard(state, now), pass: state.pass + 1, theme: to.theme ?? state.theme }
  const { stage } = to
  if (to.track !== null && to.track !== world.track.name) return goOn(world, again, state.bookmark, now)
  if (stage === null || !hasStage(world, stage)) return goOn(world, again, state.bookmark, now)
  return goOn(world, { ...again, stage }, firstStep(world, again, stage), now)
}

/** The facts as they are known now; of its interest, the lead keeps what it had until its theme may follow that. */
function withFactsTold({ track }: World, before: State, { [interestFact]: interest, ...facts }: State['facts']): State {
  const known = before.facts[interestFact]
  const kept = known === undefined || !track.follows ? facts : { ...facts, [interestFact]: known }
  return follow(track, changed(before, { facts: kept }), interest ?? null)
}

/** After a rest: the reason of the return says where to go on, and with what. */
export function resume(world: World, state: State, now: number): Decision {
  const { doing } = state
  if (doing.is !== 'resting') return stay(state)
  const left = exitAtResume(world, state, now)
  if (left) return left
  const again: State = { ...unheard(state, now), pass: state.pass + 1, theme: doing.theme ?? state.theme }
  if (doing.resume === null || !hasStage(world, doing.resume)) {
    return goOn(world, again, state.bookmark ?? firstStep(world, state), now)
  }
  const open = doing.reason === 'timeframe' ? null : world.track.onReturn[doing.reason].open
  return goOn(world, { ...again, stage: doing.resume }, open ?? firstStep(world, state, doing.resume), now)
}

/** Where the lead was taken off its way while the touch was on its own, only what it had and when is taken in. */
export function onTouched(world: World, before: State, answer: Touched, now: number): Decision {
  const { outcome, step, interest } = answer
  const state = interest === undefined ? before : follow(world.track, before, interest)
  const due = dueOf(state, step)
  const content = ('content' in outcome ? outcome.content : undefined) ?? contentOf(world, step)
  switch (outcome.was) {
    case 'sent':
    case 'unknown':
    case 'assigned': {
      const at = outcome.was === 'assigned' ? now : outcome.at
      const had = state.had.includes(content) ? state.had : [...state.had, content]
      // The ledger has it of an earlier time that the lead was here: it gets nothing now, and goes on from when it was due.
      if (due !== null && at < state.heardFrom)
        return afterTouch(world, { ...unheard(state, due), had }, step, now, due)
      // On a fast clock an answer may come before the record of the touch that it answers.
      const touched = changed(unheard(state, Math.min(due ?? at, at)), { had, lastTouchAt: at })
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

export function onJudged(world: World, before: State, { verdict }: Judged, now: number): Decision {
  const state = whileJudged(before, -1)
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

/** A chase that moved nothing is made again a day later: a deadline in the past would wake the lead for ever. */
export function onChased(before: State, { owner, deadlines }: Chased, now: number): State {
  const state = withDeadlines(ownedBy(before, owner), deadlines)
  const { doing } = state
  if (doing.is !== 'withSales' && doing.is !== 'calling') return state
  if (doing.until > now || !('until' in before.doing) || doing.until !== before.doing.until) return state
  return { ...state, doing: { ...doing, until: now + DAY } }
}

/** One bad activity never ends a life: what waited for it waits for another hour, a bad touch for another day. */
export function afterFailure(world: World, state: State, command: Command, now: number): State {
  if (command.do === 'signalPromotion') return whileJudged(state, -1)
  if (command.do === 'updateScores') return state
  if (command.do === 'settle' && command.why === 'moved') return state
  const later = addSpan(world.calendar, now, { amount: command.do === 'touch' ? 24 : 1, unit: 'hour' })
  if (command.do === 'touch') {
    return dueOf(state, command.step) === null ? state : deferTo(state, sendTime(world, state, command.step, later))
  }
  const { doing } = state
  const isOnItsWay = 'unit' in doing && doing.is !== 'resting'
  if (doing.is === 'ended' || isOnItsWay || state.paused?.left) return state
  return { ...state, doing: { ...doing, until: later } }
}
