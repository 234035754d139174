/** Answers the commands of `next` from a simulated lead, as the activities do from Postgres, one transaction each. */
import type { Answer, Command, Settled } from './contract.ts'
import type { Decision } from './decision.ts'
import type { Deadline } from './event.ts'
import { follow, interestFact } from './following.ts'
import { trackWanted } from './destination.ts'
import { listensFor } from './listening.ts'
import { ontoFor } from './moving.ts'
import { next } from './next.ts'
import { standIns } from './onto.ts'
import { askedBy, called } from './simulated-ingest.ts'
import { calendarIn, deaf, eventsFor, pick, trackNamed, type SimulatedLead } from './simulated-lead.ts'
import { comesInto, switchTrack } from './simulated-entry.ts'
import { chase, promote } from './simulated-sales.ts'
import { interestOf, treatScores } from './simulated-scores.ts'
import { touch } from './simulated-touch.ts'
import type { State } from './state.ts'
import type { Track } from './track.ts'

/** An answer, with what `next` makes of it where that is known already: it is pure, and need not be asked twice. */
export interface Answered {
  readonly answer: Answer
  readonly decision?: Decision
}

/** Does what an activity does up to its last transaction; what is given back is that last one, at a later instant. */
export function begin(
  lead: SimulatedLead,
  command: Command,
  state: State,
  track: Track,
  now: number,
): (then: number) => Answered {
  if (command.do !== 'touch') {
    const answered = answerTo(lead, command, state, track, now)
    return () => answered
  }
  const interest = interestOf(lead, track, now)
  const outcome = touch(lead, command, interest === undefined ? state : follow(track, state, interest), track, now)
  return (then) => {
    const told = interest === undefined ? {} : { interest }
    const answer: Answer = { is: 'touched', step: command.step, outcome, ...told, ...clock(then), events: [] }
    const decision = next({ track, calendar: calendarIn(lead, track) }, state, answer, then)
    const listens = listensFor(track, decision.state)
    if (state.enrolment === lead.enrolment) lead.listens = listens
    return withEvents(lead, state, listens, answer, decision)
  }
}

function answerTo(
  lead: SimulatedLead,
  command: Exclude<Command, { do: 'touch' }>,
  state: State,
  track: Track,
  now: number,
): Answered {
  switch (command.do) {
    case 'settle':
      return settle(lead, command.why, state, track, now)
    case 'signalPromotion': {
      const verdict = promote(lead, command.trigger, command.seq, now)
      return { answer: { is: 'judged', verdict, ...clock(now), events: eventsFor(lead, state, deaf) } }
    }
    case 'chase': {
      const deadlines =
        'task' in command.what ? overdueCall(lead, command.what.task, now) : chase(lead, command.what, now)
      const owner = lead.running ? { owner: lead.running.owner } : {}
      return { answer: { is: 'chased', deadlines, ...owner, ...clock(now), events: eventsFor(lead, state, deaf) } }
    }
    case 'updateScores':
      if (command.seq > lead.weighedAt) treatScores(lead, command.treatment, now, command.because)
      lead.weighedAt = Math.max(lead.weighedAt, command.seq)
      lead.listens = listensFor(track, state)
      return { answer: { is: 'scored', ...clock(now), events: eventsFor(lead, state, deaf) } }
  }
}

function clock(now: number): { clock: { now: number; real: number; rate: number } } {
  return { clock: { now, real: now, rate: 1 } }
}

function overdueCall(lead: SimulatedLead, task: string, now: number): readonly Deadline[] {
  called(lead, 'not_made', now, task)
  return []
}

function settle(lead: SimulatedLead, why: Settled['why'], state: State, track: Track, now: number): Answered {
  switchTrack(lead, why, state, track, now)
  const to = why === 'moved' ? versionToMoveTo(lead, track) : destination(lead, why, state, track)
  if (to && lead.enrolment === state.enrolment) {
    comesInto(lead, to, now, to.name !== track.name)
    if (why === 'moved') {
      lead.cameBy = { enrolment: lead.enrolment, from: track, steps: standIns(track, to, lead.standIns) }
      lead.moveTo = null
    }
  }
  const moved = lead.enrolment > state.enrolment
  const there = moved ? lead.track : track
  const calendar = calendarIn(lead, there)
  const interest = interestOf(lead, there, now)
  const asked = pick({ ...lead.facts, grade: lead.grade }, askedBy(there))
  const known = {
    facts: typeof interest === 'string' ? { ...asked, [interestFact]: interest } : asked,
    channels: lead.channels,
    had: lead.had,
  }
  const cameBy = moved && lead.cameBy?.enrolment === lead.enrolment ? lead.cameBy : null
  const came = moved && lead.came?.enrolment === lead.enrolment ? lead.came : null
  const entry = came && (came.position ? { resumes: came.position } : { enters: true as const })
  const onto = cameBy && {
    onto: ontoFor(cameBy.from, { track: there, calendar }, { ...state, ...known }, cameBy.steps, now),
  }
  const answer: Settled = {
    is: 'settled',
    why,
    calendar,
    ...known,
    ...clock(now),
    events: [],
    ...(moved
      ? {
          moved: {
            pinned: { version: there.name, track: there },
            enrolment: lead.enrolment,
            since: lead.since,
            ...onto,
            ...entry,
          },
        }
      : {}),
  }
  const decision = next({ track: there, calendar }, state, answer, now)
  if (why === 'moved' && state.doing.is === 'calling' && decision.state.doing.is !== 'calling') lead.task = null
  if (why === 'ruled' || (state.doing.is === 'ended' && state.doing.outcome)) lead.task = null
  lead.isFree = decision.state.doing.is === 'exhausted'
  lead.listens = listensFor(there, decision.state)
  return withEvents(lead, state, lead.listens, answer, decision)
}

function versionToMoveTo({ moveTo }: SimulatedLead, track: Track): Track | undefined {
  return moveTo !== null && moveTo.name === track.name ? moveTo : undefined
}

function destination(lead: SimulatedLead, why: Settled['why'], state: State, track: Track): Track | undefined {
  const name = trackWanted(track, why, state)
  return name === null ? undefined : trackNamed(lead.programme, name)
}

/** The events that are read in the transaction that registered what is listened for. */
function withEvents(
  lead: SimulatedLead,
  state: State,
  listens: Parameters<typeof eventsFor>[2],
  answer: Answer,
  decision: Decision,
): Answered {
  const events = eventsFor(lead, state, listens)
  return events.length === 0 ? { answer, decision } : { answer: { ...answer, events } }
}
