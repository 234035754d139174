/** Where a lead goes on: in another track or version, after a rest, where a rule sent it, by another permission. */
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import type { Touched } from '../../core/contract.ts'
import { call, email, stage, track, wait } from '../../core/dsl.ts'
import type { LeadEvent } from '../../core/event.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { next, type Input } from '../../core/next.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import type { Track } from '../../core/track.ts'
import type { World } from '../../core/walk.ts'
import { clock, settled } from './any-time.ts'
import { benchmark, checklist, demo, everyReason, guide, sound, start as now, story } from './lives.ts'

const compiled = sound(
  compileTrack(
    track('first', {
      goal: 'a demo',
      theme: 'slow-close',
      cadence: {
        zone: 'lead',
        days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
        holidays: 'ignore',
        between: ['00:00', '24:00'],
        atMost: '9 touches a day',
      },
      stages: {
        recognise: stage('…', [email(benchmark), wait('3 days'), call('Who decides?', { id: 'call', due: '1 day' })]),
        compare: stage('…', [email(story), email(checklist)]),
      },
      salesReady: [demo],
      onReturn: {
        ...everyReason({ rest: '2 weeks' } as const),
        no_budget_now: { rest: '1 day', resume: 'compare', open: email(guide) },
      },
    }),
  ),
)
const world: World = { track: compiled, calendar: plainCalendar }
const following: Track = { ...compiled, follows: { themes: ['controls'], from: 5, ahead: 5 } }

const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'recognise', theme: 'old', cursor: 9 } as const
const state = (doing: Doing, change: Partial<State> = {}): State => ({
  ...born(birth),
  channels: ['email', 'phone'],
  heard: { 'clicked story': 1 },
  heardFrom: now - 30 * DAY,
  pass: 4,
  ...change,
  doing,
})
const events = (...some: readonly LeadEvent[]): Input => ({ is: 'events', events: some })
const due = (step: string, until = now): Doing => ({ is: 'due', step, attempt: 1, unit: 'day', until })
const resting = (
  change: Partial<{ resume: string | null; theme: string | null; reason: 'bad_timing' | 'no_budget_now' }>,
) => ({ is: 'resting', reason: 'bad_timing', resume: null, theme: null, until: now, unit: 'week', ...change }) as const

describe('in another track', () => {
  const moved = { pinned: { version: 'v', track: compiled }, enrolment: 2 }
  const arrives = (doing: Doing, change: Partial<State> = {}, into = compiled) => {
    const before = state(doing, { stage: 'gone', bookmark: 'gone', ...change })
    return next({ ...world, track: into }, before, settled('resume', { moved, facts: change.facts ?? {} }), now).state
  }

  it('a lead begins at the first stage, on its first walk, and nothing was heard', () => {
    expect(arrives(due('gone'))).toMatchObject({
      enrolment: 2,
      pass: 1,
      stage: 'recognise',
      theme: 'old',
      heard: {},
      heardFrom: now,
      doing: { is: 'due', step: 'benchmark' },
    })
  })

  it('a lead that comes from a rest begins where its return said, if there is such a stage', () => {
    expect(arrives(resting({ resume: 'compare' }))).toMatchObject({ stage: 'compare', doing: { step: 'story' } })
    expect(arrives(resting({ resume: 'elsewhere' }))).toMatchObject({
      stage: 'recognise',
      doing: { step: 'benchmark' },
    })
    expect(arrives(resting({}))).toMatchObject({ stage: 'recognise', doing: { step: 'benchmark' } })
  })

  it('has the theme that its return named, else of its interest where the track follows that, else of the track', () => {
    const controls = { facts: { interest: 'controls' } }
    expect(arrives(resting({ theme: 'named' }), controls, following).theme).toBe('named')
    expect(arrives(resting({}), controls, following).theme).toBe('controls')
    expect(arrives(resting({}), controls).theme).toBe('slow-close')
    expect(arrives(resting({}), {}, following).theme).toBe('slow-close')
  })

  it('a lead that sales has stays there, and gets nothing of the former track beside', () => {
    const beside = { step: 'gone', until: now + DAY }
    const doing = { is: 'withSales', handoff: 'h', owner: 'rep', deadlines: [], beside, until: now + 9 * DAY } as const
    expect(arrives(doing)).toMatchObject({ stage: 'recognise', doing: { ...doing, beside: null } })
  })
})

describe('after a rest', () => {
  const resumed = (doing: Doing, change: Partial<State> = {}) =>
    next(world, state(doing, change), settled('resume', { had: ['benchmark'] }), now).state

  it('another walk begins, at the stage and with the theme that the return named, and nothing was heard', () => {
    expect(resumed(resting({ resume: 'compare', theme: 'controls' }))).toMatchObject({
      pass: 5,
      stage: 'compare',
      theme: 'controls',
      heard: {},
      heardFrom: now,
      doing: { is: 'due', step: 'story' },
    })
  })

  it('it goes on where it was, where no stage was named or the one that was is gone', () => {
    const place = { bookmark: 'checklist', stage: 'compare' }
    expect(resumed(resting({}), place)).toMatchObject({ pass: 5, theme: 'old', doing: { step: 'checklist' } })
    expect(resumed(resting({ resume: 'gone' }), place)).toMatchObject({ doing: { step: 'checklist' } })
    expect(resumed(resting({ resume: 'gone' }), { bookmark: null })).toMatchObject({ doing: { step: 'call' } })
  })

  it('the mail that opens it comes first', () => {
    const opened = resumed(resting({ resume: 'compare', reason: 'no_budget_now' }))
    const open = compiled.onReturn.no_budget_now.open
    expect(open).not.toBeNull()
    expect(opened.doing).toMatchObject({ is: 'due', step: open })
  })

  it('that is over by now nothing changes', () => {
    const before = state(due('story', now + DAY), { had: ['benchmark'] })
    expect(next(world, before, settled('resume', { had: ['benchmark'] }), now)).toEqual({ state: before, commands: [] })
  })
})

describe('where a rule sent it', () => {
  const to = { track: null, stage: 'compare', theme: null, goal: null }
  const sent = (change: Partial<{ track: string | null; stage: string | null; theme: string | null }>) => {
    const doing: Doing = { is: 'settling', until: now, to: { ...to, ...change } }
    return next(world, state(doing, { bookmark: 'call' }), settled('ruled', { had: ['benchmark'] }), now).state
  }

  it('another walk begins at that stage, with that theme or its own', () => {
    expect(sent({})).toMatchObject({ pass: 5, stage: 'compare', theme: 'old', doing: { step: 'story' }, heard: {} })
    expect(sent({ theme: 'controls' })).toMatchObject({ stage: 'compare', theme: 'controls' })
    expect(sent({ track: 'first' })).toMatchObject({ stage: 'compare', doing: { step: 'story' } })
  })

  it('it goes on where it was, where that stage or that track is gone', () => {
    for (const gone of [{ stage: 'gone' }, { stage: null }, { track: 'gone' }]) {
      expect(sent(gone)).toMatchObject({ stage: 'recognise', doing: { step: 'call' } })
    }
  })

  it('it begins a life anew that was cut off there, and one that was not begins at its start', () => {
    const cut: Doing = { is: 'settling', until: now, to }
    const start: Input = { is: 'start' }
    expect(next(world, state(cut), start, now)).toMatchObject({
      state: { doing: cut },
      commands: [{ do: 'settle', why: 'ruled' }],
    })
    for (const doing of [{ is: 'settling', until: 0 } as const, due('story')]) {
      expect(next(world, state(doing), start, now)).toMatchObject({
        state: { doing: { is: 'settling', until: now } },
        commands: [{ do: 'settle', why: 'start' }],
      })
    }
  })

  it('an answer that comes when it is on its way again changes nothing', () => {
    const before = state(due('story', now + DAY))
    expect(next(world, before, settled('ruled'), now).state.doing).toEqual(before.doing)
  })
})

describe('a lead that is held out', () => {
  it('is looked at once a year, and goes nowhere', () => {
    const before = state({ is: 'heldOut', until: now }, { heldOut: true })
    const after = next(world, before, settled('heartbeat'), now)
    expect(after).toMatchObject({ state: { doing: { is: 'heldOut', until: now + 365 * DAY } }, commands: [] })
    const begun = next(world, state({ is: 'settling', until: now }, { heldOut: true }), settled('start'), now)
    expect(begun).toMatchObject({ state: { doing: { is: 'heldOut' }, bookmark: 'benchmark' }, commands: [] })
  })
})

describe('another permission', () => {
  const told = (doing: Doing, channels: State['channels'], change: Partial<State> = {}) =>
    next(world, state(doing, change), events({ kind: 'permission', channels, seq: 10, at: now }), now)

  it('wakes a lead that has had everything, where it is one more', () => {
    const exhausted: Doing = { is: 'exhausted', until: now + DAY }
    const mailOnly = { channels: ['email'] as const }
    expect(told(exhausted, ['email', 'phone'], mailOnly).commands).toEqual([{ do: 'settle', why: 'signOfLife' }])
    expect(told(exhausted, ['email'], mailOnly).commands).toEqual([])
    expect(told(exhausted, ['email']).commands).toEqual([])
  })

  it('lets no touch be due that it does not allow', () => {
    expect(told(due('call', now + DAY), ['email']).state.doing).toMatchObject({ is: 'due', step: 'story' })
    expect(told(due('call', now + DAY), ['phone']).state.doing).toEqual(due('call', now + DAY))
    expect(told(due('benchmark', now + DAY), ['phone']).state.doing).toMatchObject({ is: 'due', step: 'call' })
  })

  it('leaves alone who rests, and whom sales has', () => {
    const rests = resting({})
    expect(told(rests, [])).toMatchObject({ state: { doing: rests, channels: [] }, commands: [] })
  })
})

describe('what else is told', () => {
  const told = (event: LeadEvent, before: State) => next(world, before, events(event), now)
  const became: LeadEvent = { kind: 'becameLead', seq: 10, at: now }

  it('makes a subscriber a lead, and nobody else', () => {
    expect(told(became, state(due('story'), { lifecycle: 'subscriber' })).state.lifecycle).toBe('lead')
    expect(told(became, state(due('story'), { lifecycle: 'recycled' })).state.lifecycle).toBe('recycled')
  })

  it('of a track that waits is looked at, but not while sales has the lead', () => {
    const entering: LeadEvent = { kind: 'entering', seq: 10, at: now }
    const doing = { is: 'withSales', handoff: '', owner: '', deadlines: [], beside: null, until: now + DAY } as const
    expect(told(entering, state(due('story'))).commands).toEqual([{ do: 'settle', why: 'entering' }])
    expect(told(entering, state(doing)).commands).toEqual([])
  })

  it('by sales takes the lead to sales, whatever it was doing', () => {
    const deadlines = [{ act: 'review', at: now + 30 * DAY }] as const
    const at = (kind: 'accepted' | 'qualified' | 'opportunity') =>
      told({ kind, deadlines, seq: 10, at: now }, state(due('story'))).state
    expect([at('accepted'), at('qualified'), at('opportunity')].map(({ lifecycle }) => lifecycle)).toEqual([
      'sal',
      'sql',
      'opportunity',
    ])
    expect(at('opportunity')).toMatchObject({ bookmark: 'story', doing: { is: 'withSales', until: now + 30 * DAY } })
  })

  it('of a return keeps the place that the lead was taken from, and asks for the scores', () => {
    const doing = { is: 'withSales', handoff: 'h', owner: '', deadlines: [], beside: null, until: now } as const
    const returned: LeadEvent = { kind: 'returned', reason: 'bad_timing', seq: 10, at: now }
    expect(told(returned, state(doing, { bookmark: 'call' }))).toMatchObject({
      state: { lifecycle: 'recycled', bookmark: 'call', doing: { is: 'resting', until: now + 14 * DAY } },
      commands: [{ do: 'updateScores', because: 'bad_timing', seq: 10 }],
    })
    expect(told(returned, state(due('story'))).state.bookmark).toBe('story')
  })
})

describe('a touch that was made', () => {
  const sent = (at: number, change: Partial<Touched> = {}): Touched => ({
    is: 'touched',
    step: 'story',
    outcome: { was: 'sent', at },
    clock,
    events: [],
    ...change,
  })

  it('is heard from when it was due, where a fast clock recorded it later, and no later than it was made', () => {
    expect(next(world, state(due('story')), sent(now + DAY), now + DAY).state).toMatchObject({
      heardFrom: now,
      lastTouchAt: now + DAY,
    })
    expect(next(world, state(due('story', now + DAY)), sent(now), now).state.heardFrom).toBe(now)
  })

  it('at the instant from which the lead is heard is news', () => {
    expect(next(world, state(due('story'), { heardFrom: now }), sent(now), now).state.lastTouchAt).toBe(now)
    expect(next(world, state(due('story'), { heardFrom: now + 1 }), sent(now), now).state.lastTouchAt).toBeNull()
  })

  it('by a cast had the piece that it was', () => {
    const outcome = { was: 'sent', at: now, content: 'piece' } as const
    expect(next(world, state(due('story')), sent(now, { outcome }), now).state.had).toEqual(['piece'])
  })

  it('tells the interest that the track follows', () => {
    const ofControls = next(
      { ...world, track: following },
      state(due('story')),
      sent(now, { interest: 'controls' }),
      now,
    )
    expect(ofControls.state.theme).toBe('controls')
    const unknown = next({ ...world, track: following }, state(due('story')), sent(now), now)
    expect(unknown.state.theme).toBe('old')
  })
})
