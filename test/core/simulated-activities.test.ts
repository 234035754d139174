/** What the simulator answers to the commands of a life, as the activities do. */
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import type { Command, Settled, SettleReason } from '../../core/contract.ts'
import { call, clicked, email, listenFor, stage, track, wait, type TrackDraft } from '../../core/dsl.ts'
import { begin } from '../../core/simulated-activities.ts'
import { happen } from '../../core/simulated-ingest.ts'
import { newLead, type Happening, type Person, type SimulatedLead } from '../../core/simulated-lead.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import { anyDay } from './any-time.ts'
import { benchmark, checklist, definition, demo, everyReason, guide, office, sound, start, story } from './lives.ts'

const draftOf = (name: string, rest: Partial<TrackDraft<'only'>> = {}) =>
  sound(
    compileTrack(
      track(name, {
        goal: '…',
        theme: 'slow-close',
        cadence: anyDay,
        stages: {
          only: stage('…', [
            email(benchmark),
            wait('5 days'),
            listenFor(clicked(guide), { within: '2 weeks', then: [email(story)], otherwise: [] }),
            call('Ask', { due: '2 business days' }),
          ]),
        },
        salesReady: [demo],
        onReturn: everyReason({ rest: '2 weeks' as const, track: 'second' }),
        ...rest,
      }),
    ),
  )
const tracks = {
  first: draftOf('first'),
  second: draftOf('second', { stages: { only: stage('…', [email(checklist)]) }, followInterest: true }),
}
const running = { tracks, quality: definition, office }
const person: Person = {
  track: 'first',
  calendar: { zone: 'UTC', transitions: [[0, 0]], holidays: [] },
  lifecycle: 'lead',
  channels: ['email', 'phone'],
  facts: { size: 'large', role: 'cfo' },
}
const leadOf = (rest: Partial<Person> = {}): SimulatedLead => newLead(running, { ...person, ...rest })
const happens = (lead: SimulatedLead, what: Happening): void => happen(lead, what, start)
const stateOf = (lead: SimulatedLead, rest: Partial<State> = {}): State => ({
  ...born({ lead: 'Ann', enrolment: 1, lifecycle: 'lead', stage: 'only', theme: 'slow-close', cursor: 0 }),
  channels: lead.channels,
  ...rest,
})
const now = start + DAY
const clock = { now, real: now, rate: 1 }
const answerTo = (lead: SimulatedLead, command: Command, state = stateOf(lead)) =>
  begin(lead, command, state, lead.track, now)(now).answer
const settles = (lead: SimulatedLead, why: SettleReason, doing: Doing = { is: 'settling', until: now }): Settled => {
  const answer = answerTo(lead, { do: 'settle', why }, stateOf(lead, { doing }))
  if (answer.is !== 'settled') throw new Error(`it was ${answer.is}`)
  return answer
}
const resting: Doing = {
  is: 'resting',
  reason: 'bad_timing',
  resume: null,
  theme: null,
  until: now,
  unit: 'day',
}

describe('the answer to a life', () => {
  it('that settles says what is known of the lead', () => {
    const lead = leadOf()
    lead.had = ['benchmark']
    expect(settles(lead, 'start')).toEqual({
      is: 'settled',
      why: 'start',
      calendar: person.calendar,
      facts: {},
      channels: ['email', 'phone'],
      had: ['benchmark'],
      clock,
      events: [],
    })
  })

  it('to a touch brings the events that it has not heard of, of which those matter that it listens for from then on', () => {
    const lead = leadOf()
    happens(lead, { act: 'clicked', of: 'guide' })
    happens(lead, { act: 'visited', of: '/jobs' })
    happens(lead, { mayReach: ['email'] })
    const step = tracks.first.steps[0]!.id
    const doing: Doing = { is: 'due', step, attempt: 1, until: now, unit: 'day' }
    const answer = answerTo(lead, { do: 'touch', step, attempt: 1, due: now }, stateOf(lead, { doing }))
    expect(answer).toMatchObject({ is: 'touched', events: [{ kind: 'clicked' }, { kind: 'permission' }] })
    expect(lead.listens.acts).toMatchObject([{ on: 'clicked', of: 'guide' }])
  })

  it('that asks for a promotion is the verdict', () => {
    const lead = leadOf()
    happens(lead, { act: 'requested', of: 'demo' })
    const answer = answerTo(lead, { do: 'signalPromotion', trigger: demo.trigger, seq: 1 })
    expect(answer).toEqual({
      is: 'judged',
      verdict: { promoted: true, handoff: 'handoff 1', owner: 'rep', deadlines: lead.running?.deadlines },
      clock,
      events: [lead.events[0]?.event],
    })
  })

  it('that chases sales says who has the lead, and until when', () => {
    const lead = leadOf()
    const chases = { do: 'chase', what: { handoff: 'handoff 1', act: 'remind' } } as const
    expect(answerTo(lead, chases)).toEqual({ is: 'chased', deadlines: [], clock, events: [] })
    happens(lead, { act: 'requested', of: 'demo' })
    answerTo(lead, { do: 'signalPromotion', trigger: demo.trigger, seq: 1 })
    expect(answerTo(lead, chases)).toMatchObject({ owner: 'rep', deadlines: lead.running?.deadlines })
  })

  it('that chases a call which nobody made is that', () => {
    const lead = leadOf()
    lead.task = 'call 1'
    const answer = answerTo(lead, { do: 'chase', what: { task: 'call 1' } })
    expect(answer).toEqual({
      is: 'chased',
      deadlines: [],
      clock,
      events: [{ kind: 'called', task: 'call 1', result: 'not_made', seq: 1, at: now }],
    })
  })

  it('that weighs its interest anew keeps what it was worth', () => {
    const lead = leadOf({ interest: 'controls' })
    const halves = { do: 'updateScores', because: 'bad_timing', treatment: 'halve', seq: 1 } as const
    expect(answerTo(lead, halves)).toEqual({ is: 'scored', clock, events: [] })
    const worth = (): number => lead.scores.map(({ points }) => points).reduce((sum, one) => sum + one, 0)
    expect(worth()).toBe(500)
    // Once for each return, however often it is asked for.
    answerTo(lead, halves)
    expect(worth()).toBe(500)
    answerTo(lead, { ...halves, seq: 2 })
    answerTo(lead, halves)
    expect(worth()).toBe(250)
  })

  it('that makes a touch brings its outcome, and the area of interest where the track follows that', () => {
    const touches = (lead: SimulatedLead) =>
      answerTo(lead, { do: 'touch', step: lead.track.steps[0]!.id, attempt: 1, due: now })
    const outcome = { was: 'sent', at: now }
    expect(touches(leadOf())).toEqual({ is: 'touched', step: tracks.first.steps[0]?.id, outcome, clock, events: [] })
    const following = leadOf({ track: 'second', interest: 'slow-close' })
    expect(touches(following)).toMatchObject({ interest: 'slow-close' })
    expect(settles(following, 'start').facts).toEqual({ interest: 'slow-close' })
    expect(settles(leadOf({ track: 'second' }), 'start').facts).toEqual({})
  })
})

describe('a lead goes on in another track', () => {
  it('where the reason of its return names one, and begins an enrolment there', () => {
    const lead = leadOf()
    happens(lead, { act: 'visited', of: '/jobs' })
    expect(settles(lead, 'resume', resting).moved).toEqual({
      pinned: { version: 'second', track: tracks.second },
      enrolment: 2,
      since: 1,
    })
    expect([lead.track.name, lead.enrolment, lead.lived['second']?.times]).toEqual(['second', 2, 1])
  })

  it('once: a settle that is asked for again is answered the same', () => {
    const lead = leadOf()
    const asks = (): unknown =>
      begin(lead, { do: 'settle', why: 'resume' }, stateOf(lead, { doing: resting }), tracks.first, now)(now)
    expect(asks()).toEqual(asks())
    expect(lead.enrolment).toBe(2)
  })

  it('that waited for it, as an entry; and back to its place, as that', () => {
    const lead = leadOf()
    lead.isFree = true
    happens(lead, { enters: 'second' })
    lead.listens = { acts: [], life: false }
    const entered = settles(lead, 'exhausted', { is: 'exhausted', until: now })
    expect(entered.moved).toMatchObject({ enrolment: 2, enters: true })
    expect(entered.moved).not.toHaveProperty('resumes')
  })

  it('or in another version of its own, with the place that it comes to', () => {
    const lead = leadOf()
    const next = draftOf('first', { stages: { only: stage('…', [email(benchmark), email(story)]) } })
    happens(lead, { republished: next })
    const doing: Doing = { is: 'due', step: tracks.first.steps[0]!.id, attempt: 1, until: now, unit: 'day' }
    const { moved } = settles(lead, 'moved', doing)
    expect(moved).toMatchObject({ pinned: { track: next }, enrolment: 2 })
    expect(moved).toHaveProperty('onto')
    expect([lead.moveTo, lead.lived['first']?.times]).toEqual([null, 1])
    expect(settles(leadOf(), 'moved', doing)).not.toHaveProperty('moved')
  })
})

describe('an open call', () => {
  const left = (why: SettleReason, doing: Doing): string | null => {
    const lead = leadOf()
    lead.task = 'call 1'
    settles(lead, why, doing)
    return lead.task
  }
  const ended = { is: 'ended', reason: 'a student' } as const

  it('is left behind where a rule of the track takes the lead elsewhere or ends its life, and stays otherwise', () => {
    expect(left('ruled', { is: 'settling', until: now })).toBeNull()
    expect(left('ended', { ...ended, outcome: 'exit' })).toBeNull()
    expect(left('ended', ended)).toBe('call 1')
    expect(left('paused', { is: 'settling', until: now })).toBe('call 1')
  })
})

it('a lead that has had everything is free for any other track', () => {
  const isFree = (had: readonly string[]): boolean => {
    const lead = leadOf()
    lead.had = had
    settles(lead, 'start')
    return lead.isFree
  }
  expect([isFree([]), isFree(['benchmark', 'story', 'call-ask'])]).toEqual([false, true])
})
