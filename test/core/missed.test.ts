/** What was done before a listening came to its end, and is told only after it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  allOf,
  call,
  clicked,
  email,
  known,
  listenFor,
  stage,
  track,
  visited,
  wait,
  type Draft,
} from '../../core/dsl.ts'
import type { LeadEvent } from '../../core/event.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { next } from '../../core/next.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import type { World } from '../../core/walk.ts'
import { anyDay, clock } from './any-time.ts'
import { demo, everyReason, guide, size, sound, start as now, story, tour } from './lives.ts'

function worldOf(heard: Draft): World {
  const draft = track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    cadence: anyDay,
    stages: {
      recognise: stage('…', [
        heard,
        email(guide),
        call('Who decides?', { id: 'call', due: '1 day' }),
        email(story),
        listenFor(visited('/jobs'), { id: 'later', within: '1 week', then: [], otherwise: [] }),
      ]),
    },
    salesReady: [demo],
    onReturn: everyReason({ rest: '2 weeks' } as const),
  })
  return { track: sound(compileTrack(draft)), calendar: plainCalendar }
}
const hears = (asks: Parameters<typeof listenFor>[0]): World =>
  worldOf(listenFor(asks, { id: 'heard', within: '10 days', then: [email(tour)], otherwise: [] }))
const world = hears(clicked(story))

const from = now - 12 * DAY
const until = now - 2 * DAY
const missed = { step: 'heard', from, until, heard: {}, facts: {} } as const
const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'recognise', theme: 't', cursor: 9 } as const
const state = (doing: Doing, change: Partial<State> = {}): State => ({
  ...born(birth),
  channels: ['email', 'phone'],
  heardFrom: from,
  missed,
  ...change,
  doing,
})
const due: Doing = { is: 'due', step: 'guide', attempt: 1, unit: 'day', until: now + DAY }
const told = (before: State, event: LeadEvent, where = world): State =>
  next(where, before, { is: 'events', events: [event] }, now).state
const click = (at: number): LeadEvent => ({ kind: 'clicked', of: 'story', seq: 10, at })

describe('an act that is told after the end of the listening that asked for it', () => {
  const moment = fc.oneof(
    fc.constantFrom(from - 1, from, from + 1, until - 1, until, until + 1),
    fc.integer({ min: from - DAY, max: now }),
  )

  it('counts where it was done after the beginning, and up to the end', () => {
    fc.assert(
      fc.property(moment, (at) => {
        const after = told(state(due), click(at))
        if (at > from && at <= until) expect(after.doing).toMatchObject({ is: 'due', step: 'tour' })
        else expect(after).toEqual({ ...state(due), cursor: 10 })
      }),
    )
  })

  it('does not count where it was done at the very beginning: that is when the touch before it was made', () => {
    expect(told(state(due), click(from)).heard).toEqual({})
  })

  it('counts beside the facts of that time', () => {
    const asks = hears(allOf(clicked(story), known(size, 'large')))
    const facts = told(state(due), { kind: 'facts', facts: { size: 'large' }, seq: 10, at: until }, asks)
    expect(facts.doing).toEqual(due)
    expect(told(facts, { ...click(until), seq: 11 }, asks).doing).toMatchObject({ step: 'tour' })
    const early = told(state(due), { kind: 'facts', facts: { size: 'large' }, seq: 10, at: from }, asks)
    expect(told(early, { ...click(until), seq: 11 }, asks).doing).toEqual(due)
    const late = told(state(due), { kind: 'facts', facts: { size: 'large' }, seq: 10, at: until + 1 }, asks)
    expect(told(late, { ...click(until), seq: 11 }, asks).doing).toEqual(due)
  })

  it.each<[string, Doing]>([
    ['is about to be touched', due],
    ['waits', { is: 'waiting', step: 'guide', unit: 'day', until: now + DAY }],
    ['is listened to for something else', { is: 'listening', step: 'later', unit: 'day', until: now + DAY }],
    ['has had everything', { is: 'exhausted', until: now + DAY }],
  ])('takes back a lead that %s', (_, doing) => {
    const back = next(world, state(doing), { is: 'events', events: [click(until)] }, now)
    expect(back.state.doing).toMatchObject({ is: 'due', step: 'tour' })
    // Postgres knows only of the last of them that it stands nowhere on its way.
    expect(back.commands).toEqual(doing.is === 'exhausted' ? [{ do: 'settle', why: 'passedOver' }] : [])
  })

  it('takes back nobody who cannot be reached any more', () => {
    const before = state({ is: 'exhausted', until: now + DAY }, { channels: [] })
    const { state: after, commands } = next(world, before, { is: 'events', events: [click(until)] }, now)
    expect(after.doing.is).toBe('dormant')
    expect(commands).toEqual([{ do: 'settle', why: 'dormant' }])
  })

  it.each<Doing>([
    { is: 'settling', until: now },
    { is: 'calling', step: 'call', task: 'task', attempt: 1, budget: 3, until: now + DAY },
    { is: 'resting', reason: 'bad_timing', resume: null, theme: null, unit: 'day', until: now + DAY },
    { is: 'withSales', handoff: 'h', owner: 'rep', deadlines: [], beside: null, until: now + DAY },
    { is: 'dormant', until: now + DAY },
    { is: 'heldOut', until: now + DAY },
  ])('leaves alone a lead that is on another way: $is', (doing) => {
    const before = state(doing, doing.is === 'dormant' ? { channels: [] } : {})
    const after = told(before, click(until))
    expect(after.doing).toEqual(doing)
    expect(after.bookmark).toBe(before.bookmark)
  })

  it('has Postgres listen for what lies on the way that it leads to, also where more came with it', () => {
    const docs = listenFor(visited('/docs'), { id: 'docs', within: '1 week', then: [], otherwise: [] })
    const then = [wait('3 days'), docs]
    const where = worldOf(listenFor(clicked(story), { id: 'heard', within: '10 days', then, otherwise: [] }))
    const asks: LeadEvent = { kind: 'requested', of: 'demo', triggers: [demo.trigger], seq: 11, at: now }
    const promotion = { do: 'signalPromotion', trigger: demo.trigger, seq: 11 }
    const settle = { do: 'settle', why: 'passedOver' }
    const both = next(where, state(due), { is: 'events', events: [click(until), asks] }, now)
    expect(both.state).toMatchObject({ heardFrom: now, doing: { is: 'waiting', step: 'docs' } })
    expect(both.commands).toEqual([promotion, settle])
    const one = next(where, state(due), { is: 'events', events: [click(until)] }, now)
    expect(one.commands).toEqual([settle])
    // The act asked for a promotion itself, and that was refused.
    const told = state(due, { missed: { ...missed, heard: { 'clicked story': 1 } } })
    const refused = { is: 'judged', verdict: { promoted: false, because: [] }, clock, events: [] } as const
    const after = next(where, told, refused, now)
    expect(after.state).toMatchObject({ heardFrom: now, doing: { is: 'waiting', step: 'docs' } })
    expect(after.commands).toEqual([settle])
  })

  it('means nothing where nobody listens at that step any more', () => {
    expect(told(state(due), click(until), worldOf(wait('1 day', { id: 'heard' }))).doing).toEqual(due)
  })
})
