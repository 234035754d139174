/** What `next` makes of one input, also of one that comes late: where the lead is then, and what is asked for. */
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import type { TouchOutcome, Touched } from '../../core/contract.ts'
import { call, clicked, email, listenFor, stage, track, wait, type Draft } from '../../core/dsl.ts'
import type { LeadEvent } from '../../core/event.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { next, type Input } from '../../core/next.ts'
import { born, leadState, wakesAt, type Doing, type State } from '../../core/state.ts'
import type { World } from '../../core/walk.ts'
import { anyDay, clock, settled } from './any-time.ts'
import { benchmark, demo, everyReason, guide, sound, start as now, story, tour } from './lives.ts'

function worldOf(steps: readonly Draft[]): World {
  const draft = track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    cadence: anyDay,
    stages: { recognise: stage('…', steps) },
    salesReady: [demo],
    onReturn: everyReason({ rest: '2 weeks' } as const),
  })
  return { track: sound(compileTrack(draft)), calendar: plainCalendar }
}

const listening = listenFor(clicked(story), { id: 'heard', within: '10 days', then: [email(tour)], otherwise: [] })
const world = worldOf([email(benchmark), wait('3 days'), email(story, { withSales: true }), listening])
const callWorld = worldOf([
  call('Who decides?', { id: 'call', due: '2 business days', between: '3 days' }),
  email(story),
])

const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'recognise', theme: 't', cursor: 9 } as const
const state = (doing: Doing, change: Partial<State> = {}): State => ({
  ...born(birth),
  channels: ['email', 'phone'],
  heardFrom: now - 30 * DAY,
  ...change,
  doing,
})
const due = (step: string, until = now): Doing => ({ is: 'due', step, attempt: 1, unit: 'day', until })
const heard: Doing = { is: 'listening', step: 'heard', unit: 'day', until: now }
const exhausted: Doing = { is: 'exhausted', until: now }
const withSales = (beside: { step: string; until: number } | null): Doing => ({
  is: 'withSales',
  handoff: 'h',
  owner: 'rep',
  deadlines: [{ act: 'takeBack', at: now + 30 * DAY }],
  beside,
  until: now + 30 * DAY,
})
const calling: Doing = { is: 'calling', step: 'call', task: 'task', attempt: 1, budget: 3, until: now }

const touched = (step: string, outcome: TouchOutcome): Touched => ({ is: 'touched', step, outcome, clock, events: [] })
const sent = (step: string): Touched => touched(step, { was: 'sent', at: now })
const deferred = (step: string): Touched => touched(step, { was: 'deferred', reason: 'cap', until: now + 5 * DAY })
const events = (...some: readonly LeadEvent[]): Input => ({ is: 'events', events: some })
const click = (seq = 10, at = now - DAY): LeadEvent => ({ kind: 'clicked', of: 'story', seq, at })

describe('a touch that was made', () => {
  it('asks nothing more of Postgres while there is a way ahead, and tells it of the end', () => {
    expect(next(world, state(due('benchmark')), sent('benchmark'), now).commands).toEqual([])
    expect(next(world, state(due('story')), sent('story'), now).commands).toEqual([])
    const last = next(world, state(due('tour')), sent('tour'), now)
    expect(last.commands).toEqual([{ do: 'settle', why: 'exhausted' }])
    expect(last.state.doing.is).toBe('exhausted')
  })

  it('moves only the lead that was about to get it', () => {
    const before = state(due('story', now + DAY))
    expect(next(world, before, sent('benchmark'), now).state.doing).toEqual(before.doing)
    expect(next(world, before, deferred('benchmark'), now).state.doing).toEqual(before.doing)
    expect(next(world, before, deferred('story'), now).state.doing).toMatchObject({ until: now + 5 * DAY })
    expect(next(world, before, touched('story', { was: 'overtaken' }), now).state.doing).toMatchObject({
      until: now + HOUR,
    })
    expect(next(world, before, touched('benchmark', { was: 'overtaken' }), now).state.doing).toEqual(before.doing)
  })

  it('beside sales leaves the lead there, and only its own time is deferred', () => {
    const before = state(withSales({ step: 'story', until: now }))
    expect(next(world, before, deferred('story'), now).state.doing).toMatchObject({
      is: 'withSales',
      beside: { step: 'story', until: now + 5 * DAY },
      until: now + 30 * DAY,
    })
    expect(next(world, before, sent('story'), now).state.doing).toMatchObject({ is: 'withSales', beside: null })
    expect(next(world, before, deferred('benchmark'), now).state.doing).toEqual(before.doing)
  })

  it('is had once, also where the ledger says that it was had before', () => {
    const had = (outcome: TouchOutcome, before: readonly string[] = []) =>
      next(world, state(due('story'), { had: before }), touched('story', outcome), now).state.had
    expect(had({ was: 'sent', at: now }, ['story'])).toEqual(['story'])
    expect(had({ was: 'unknown', at: now })).toEqual(['story'])
    expect(had({ was: 'dropped', reason: 'already_had', at: now })).toEqual(['story'])
    expect(had({ was: 'dropped', reason: 'no_address', at: now })).toEqual([])
  })
})

describe('a lead that has had everything', () => {
  it('does not hear again what was done before its last listening came to its end', () => {
    const end = next(world, state(heard, { missed: null }), { is: 'timer' }, now)
    expect(end.commands).toEqual([{ do: 'settle', why: 'exhausted' }])
    expect(end.state.heardFrom).toBe(now)
    const late: LeadEvent = { kind: 'visited', of: '/jobs', seq: 10, at: now - 1 }
    expect(next(world, end.state, events(late), now + DAY).commands).toEqual([])
  })

  it('is taken back to the listening that it answered in time, and Postgres is told', () => {
    const end = next(world, state(heard), { is: 'timer' }, now)
    const told = next(world, end.state, events(click()), now + DAY)
    expect(told.state.doing).toMatchObject({ is: 'due', step: 'tour' })
    expect(told.commands).toEqual([{ do: 'settle', why: 'passedOver' }])
  })

  it('begins another walk at a sign of life, and says nothing where that finds nothing new', () => {
    const alive = next(world, state(exhausted), settled('signOfLife', { had: ['benchmark'] }), now)
    expect(alive.state).toMatchObject({ pass: 2, doing: { is: 'due', step: 'story' } })
    const had = ['benchmark', 'story', 'tour']
    const nothing = next(world, state(exhausted), settled('signOfLife', { had }), now)
    expect(nothing.state.doing.is).toBe('exhausted')
    expect(nothing.commands).toEqual([])
  })
})

describe('a lead that is listened to', () => {
  it('after a wait is so from the end of the wait, and the settling that brought it there says for what', () => {
    const waits = worldOf([wait('3 days'), listening])
    const lead: LeadEvent = { kind: 'becameLead', seq: 10, at: now }
    const begun = next(waits, state({ is: 'settling', until: now }), settled('start', { events: [lead] }), now)
    expect(begun.commands).toEqual([])
    expect(begun.state.doing).toEqual({ is: 'waiting', step: 'heard', unit: 'day', until: now + 3 * DAY })
  })

  const longer: Doing = { is: 'listening', step: 'heard', unit: 'day', until: now + 5 * DAY }

  it('does not go on while it is paused', () => {
    const paused = { left: { amount: 5, unit: 'day' }, until: now + 90 * DAY } as const
    const after = next(world, state(longer, { paused }), events(click()), now).state
    expect(after.doing).toMatchObject({ is: 'listening', step: 'heard' })
    const resumed = next(world, after, events({ kind: 'resumed', seq: 11, at: now + DAY }), now + DAY).state
    expect(resumed.doing).toMatchObject({ is: 'due', step: 'tour' })
  })

  it('is not taken at an act from the instant at which listening began, nor at one that it knows', () => {
    const from = state(longer, { heardFrom: now - DAY })
    expect(next(world, from, events(click(10, now - DAY)), now).state.doing).toEqual(longer)
    expect(next(world, from, events(click(10, now - DAY + 1)), now).state.doing).toMatchObject({ step: 'tour' })
    expect(next(world, from, events(click(9, now)), now).state).toEqual(from)
  })
})

describe('events that come at once', () => {
  it('are none any more after the one that ends its life', () => {
    const gone: LeadEvent = { kind: 'disqualified', reason: 'no_need', seq: 10, at: now }
    const late: LeadEvent = { kind: 'returned', reason: 'bad_timing', seq: 11, at: now }
    const { state: after, commands } = next(world, state(withSales(null)), events(gone, late), now)
    expect(after).toMatchObject({ lifecycle: 'disqualified', doing: { is: 'ended', reason: 'no_need' } })
    expect(commands).toEqual([{ do: 'settle', why: 'ended' }])
  })

  it('are all taken in, in the order in which they happened, in whatever order they are told', () => {
    const reach = (seq: number, ...channels: State['channels']): LeadEvent => ({
      kind: 'permission',
      channels,
      seq,
      at: now,
    })
    const told = events(reach(12, 'phone'), reach(10), reach(11, 'email', 'phone'))
    const after = next(world, state(exhausted, { channels: ['email'] }), told, now).state
    expect(after).toMatchObject({ channels: ['phone'], cursor: 12 })
  })
})

describe('a lead that cannot be reached', () => {
  it('is dormant for a year from the first, and Postgres is told once', () => {
    const nobody = settled('start', { channels: [] })
    const first = next(world, state({ is: 'settling', until: now }), nobody, now)
    expect(first.commands).toEqual([{ do: 'settle', why: 'dormant' }])
    expect(first.state).toMatchObject({ doing: { is: 'dormant', until: now + 365 * DAY }, bookmark: 'benchmark' })
    const later = next(world, first.state, settled('heartbeat', { channels: [] }), now + 365 * DAY)
    expect(later.commands).toEqual([])
    // 2028 has a day more.
    expect(later.state.doing).toMatchObject({ is: 'dormant', until: now + 731 * DAY })
  })

  it.each<Doing>([
    due('story', now + DAY),
    { is: 'waiting', step: 'heard', unit: 'day', until: now + DAY },
    heard,
    exhausted,
  ])('is dormant at once, and nothing goes out any more, where it was $is', (doing) => {
    const none: LeadEvent = { kind: 'permission', channels: [], seq: 10, at: now }
    const { state: after, commands } = next(world, state(doing), events(none), now)
    expect(after.doing.is).toBe('dormant')
    expect(commands).toEqual([{ do: 'settle', why: 'dormant' }])
  })

  it('keeps its place, and goes on there', () => {
    const none: LeadEvent = { kind: 'permission', channels: [], seq: 10, at: now }
    const dormant = next(world, state(due('story', now + DAY)), events(none), now).state
    expect(dormant).toMatchObject({ bookmark: 'story', doing: { is: 'dormant' } })
    const still = next(world, dormant, events({ ...none, seq: 11 }), now + DAY)
    expect(still.commands).toEqual([])
    const mail: LeadEvent = { kind: 'permission', channels: ['email'], seq: 12, at: now + DAY }
    expect(next(world, dormant, events(mail), now + DAY).commands).toEqual([{ do: 'settle', why: 'heartbeat' }])
    const back = next(world, dormant, settled('heartbeat', { channels: ['email'] }), now + DAY).state
    expect(back.doing).toMatchObject({ is: 'due', step: 'story' })
  })
})

describe('a lead that sales takes', () => {
  const handoff = { promoted: true, handoff: 'h', owner: 'rep', deadlines: [{ act: 'remind', at: now + DAY }] } as const
  const taken = (doing: Doing) =>
    next(world, state(doing), { is: 'judged', verdict: handoff, clock, events: [] }, now).state

  it('keeps its place, and gets beside sales what is declared so, after the rest of the wait that it was in', () => {
    const doing = { is: 'withSales', owner: 'rep', until: now + DAY, beside: { step: 'story' } }
    expect(taken(due('story', now + 2 * DAY))).toMatchObject({ lifecycle: 'mql', bookmark: 'story', doing })
    const beside = (from: Doing): number => {
      const { doing } = taken(from)
      return doing.is === 'withSales' ? (doing.beside?.until ?? 0) - now : 0
    }
    // The window is the whole day, and the lead has its own moment in it.
    expect(beside(due('story', now + 2 * DAY))).toBeGreaterThanOrEqual(2 * DAY)
    expect(beside({ is: 'waiting', step: 'story', unit: 'day', until: now + 6 * DAY })).toBeGreaterThanOrEqual(6 * DAY)
    expect(beside(due('story', now - 2 * DAY))).toBeGreaterThanOrEqual(0)
    // One day for the mail before it, that is not made, and three to wait.
    expect(beside(due('benchmark'))).toBeGreaterThanOrEqual(3 * DAY)
  })

  it('is not asked for again by who became more than a lead meanwhile', () => {
    const asks: LeadEvent = { kind: 'requested', of: 'demo', triggers: [demo.trigger], seq: 10, at: now }
    const asked = (lifecycle: State['lifecycle']) =>
      next(world, state(due('story', now + DAY), { lifecycle }), events(asks), now).commands
    expect(asked('recycled')).toEqual([{ do: 'signalPromotion', trigger: demo.trigger, seq: 10 }])
    expect(asked('opportunity')).toEqual([])
    expect(asked('customer')).toEqual([])
  })

  it('is counted the whole length of a listening that sales interrupted', () => {
    const beside = worldOf([
      email(benchmark),
      listenFor(clicked(benchmark), {
        id: 'heard',
        within: '10 days',
        then: [],
        otherwise: [email(guide, { withSales: true })],
      }),
    ])
    const listening: Doing = { is: 'listening', step: 'heard', unit: 'day', until: now + 9 * DAY }
    const { doing } = next(beside, state(listening), { is: 'judged', verdict: handoff, clock, events: [] }, now).state
    const until = doing.is === 'withSales' ? (doing.beside?.until ?? 0) - now : 0
    expect(until).toBeGreaterThanOrEqual(10 * DAY)
    expect(until).toBeLessThan(12 * DAY)
  })
})

describe('a chase', () => {
  const chased = (change: object): Input => ({ is: 'chased', deadlines: [], clock, events: [], ...change })

  it('gives the lead to who has it from now on, with the deadlines that remain', () => {
    const remaining = [{ act: 'takeBack', at: now + 9 * DAY }] as const
    const after = next(world, state(withSales(null)), chased({ owner: 'ben', deadlines: remaining }), now).state
    expect(after.doing).toMatchObject({ owner: 'ben', deadlines: remaining, until: now + 9 * DAY })
    const kept = next(world, state(withSales(null)), chased({ deadlines: remaining }), now).state
    expect(kept.doing).toMatchObject({ owner: 'rep' })
  })

  it('of a call that is still to be made comes again a day later', () => {
    const answer = chased({ owner: 'ben', deadlines: [{ act: 'remind', at: now + 9 * DAY }] })
    expect(next(callWorld, state(calling), answer, now).state.doing).toEqual({ ...calling, until: now + DAY })
    const early = { ...calling, until: now + 1 }
    expect(next(callWorld, state(early), answer, now).state.doing).toEqual(early)
  })

  it('of one who is on its way by now changes nothing', () => {
    const before = state(due('story'))
    expect(next(world, before, chased({ owner: 'ben' }), now + DAY).state).toEqual(before)
  })
})

describe('an answer about a call', () => {
  it('that somebody is to make says who has until when, and the lead is listened to from when it was due', () => {
    const outcome = { was: 'assigned', task: 'task', budget: 2, until: now + 2 * DAY } as const
    const after = next(callWorld, state(due('call', now - HOUR)), touched('call', outcome), now).state
    expect(after).toMatchObject({ had: ['call'], lastTouchAt: now, heardFrom: now - HOUR })
    expect(after.doing).toEqual({ ...calling, budget: 2, until: now + 2 * DAY })
  })

  const called = (result: 'reached' | 'no_answer', task = 'task'): Input =>
    events({ kind: 'called', task, result, seq: 10, at: now })

  it('that is told twice leaves the call where it is', () => {
    const outcome = { was: 'assigned', task: 'task', budget: 3, until: now } as const
    expect(next(callWorld, state(calling), touched('call', outcome), now).state.doing).toEqual(calling)
    const failed: Input = { is: 'failed', command: { do: 'touch', step: 'call', attempt: 1, due: now } }
    expect(next(callWorld, state(calling), failed, now).state.doing).toEqual(calling)
  })

  it('of another task is about another call', () => {
    const before = state(calling)
    expect(next(callWorld, before, called('reached', 'other'), now).state.doing).toEqual(before.doing)
    expect(next(callWorld, state(due('story', now + DAY)), called('reached'), now).state.doing).toMatchObject({
      step: 'story',
      until: now + DAY,
    })
  })

  it('that nobody gave is tried again as often as the budget allows', () => {
    const after = (attempt: number): Doing =>
      next(callWorld, state({ ...calling, attempt }), called('no_answer'), now).state.doing
    expect(after(2)).toMatchObject({ is: 'due', step: 'call', attempt: 3 })
    expect(after(3)).toMatchObject({ is: 'due', step: 'story', attempt: 1 })
  })
})

describe('a life that ended', () => {
  const over = state({ is: 'ended', reason: 'customer' })

  it.each<[string, Input]>([
    ['an event', events(click(10, now))],
    ['a timer', { is: 'timer' }],
    ['the answer of a touch', sent('story')],
    ['that it settled', settled('ended', { had: ['story'], channels: [] })],
  ])('is changed by nothing: %s', (_, input) => {
    expect(next(world, over, input, now)).toEqual({ state: over, commands: [] })
  })

  it('in one track goes on in another that waited for it', () => {
    const moved = { pinned: { version: 'v', track: world.track }, enrolment: 2, enters: true } as const
    const after = next(world, over, settled('ended', { moved }), now).state
    expect(after).toMatchObject({ enrolment: 2, pass: 1, theme: 'slow-close', doing: { is: 'due', step: 'benchmark' } })
  })
})

describe('a timer', () => {
  it('that fires early changes nothing', () => {
    const before = state(due('story', now + 1))
    expect(next(world, before, { is: 'timer' }, now)).toEqual({ state: before, commands: [] })
    expect(next(world, before, { is: 'timer' }, now + 1).commands).toEqual([
      { do: 'touch', step: 'story', attempt: 1, due: now + 1 },
    ])
  })

  it('is none for a lead whose life ended, also while it was paused', () => {
    const paused = { left: { amount: 1, unit: 'day' }, until: now + DAY } as const
    expect(wakesAt(state({ is: 'ended', reason: 'customer' }, { paused }))).toBeUndefined()
  })

  it('is for what comes first: the touch beside sales, or the deadline of a person', () => {
    const beside = state(withSales({ step: 'story', until: now + DAY }))
    expect(wakesAt(beside)).toBe(now + DAY)
    expect(wakesAt({ ...beside, paused: { left: null, until: now + 90 * DAY } })).toBe(now + 30 * DAY)
    expect(wakesAt(state(withSales(null)))).toBe(now + 30 * DAY)
    expect(next(world, beside, { is: 'timer' }, now + DAY).commands).toMatchObject([{ do: 'touch', step: 'story' }])
    expect(next(world, beside, { is: 'timer' }, now + 30 * DAY).commands).toMatchObject([{ do: 'touch' }])
    expect(next(world, state(withSales(null)), { is: 'timer' }, now + 30 * DAY).commands).toEqual([
      { do: 'chase', what: { handoff: 'h', act: 'takeBack' } },
    ])
    // Only the CRM knows that sales has it, and of no deadline.
    const known = { ...withSales(null), handoff: '', deadlines: [] }
    expect(next(world, state(known), { is: 'timer' }, now + 30 * DAY).commands).toEqual([
      { do: 'chase', what: { handoff: '', act: 'review' } },
    ])
  })
})

describe('the word that operators search by', () => {
  it.each<[Doing, string]>([
    [{ is: 'settling', until: now }, 'nurturing'],
    [due('story'), 'nurturing'],
    [heard, 'nurturing'],
    [{ is: 'waiting', step: 'story', unit: 'day', until: now }, 'nurturing'],
    [withSales(null), 'with_sales'],
    [{ is: 'heldOut', until: now }, 'held_out'],
    [calling, 'calling'],
    [exhausted, 'exhausted'],
    [{ is: 'dormant', until: now }, 'dormant'],
    [{ is: 'ended', reason: 'customer' }, 'ended'],
  ])('of %o is %s, and paused while it is paused', (doing, word) => {
    expect(leadState(state(doing))).toBe(word)
    expect(leadState(state(doing, { paused: { left: null, until: now } }))).toBe('paused')
  })
})
