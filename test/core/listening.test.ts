import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import { actKey } from '../../core/condition.ts'
import {
  advance,
  call,
  cast,
  choose,
  clicked,
  email,
  exit,
  listenFor,
  split,
  stage,
  track,
  visited,
  wait,
} from '../../core/dsl.ts'
import type { LeadEvent } from '../../core/event.ts'
import { alwaysHeard, covers, listensFor } from '../../core/listening.ts'
import { next, type Input } from '../../core/next.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import { kindOf } from '../../core/steps.ts'
import { benchmark, checklist, demo, everyReason, size, sound, story } from './lives.ts'

const compiled = sound(
  compileTrack(
    track('first', {
      goal: 'a demo',
      theme: 'slow-close',
      cadence: { zone: 'lead', days: ['Tue'], between: ['09:30', '11:30'], atMost: '2 touches a week' },
      stages: {
        recognise: stage('…', [
          email(benchmark),
          wait('3 days'),
          choose(size, {
            small: [listenFor(clicked(benchmark), { within: '1 week', then: [], otherwise: [] })],
            large: [],
            otherwise: [],
          }),
          call('Who decides?', { due: '1 day' }),
        ]),
        compare: stage('…', [
          listenFor(visited('/pricing'), { within: '1 week', then: [], otherwise: [] }),
          email(checklist),
          listenFor(clicked(checklist), { within: '1 week', then: [], otherwise: [] }),
          email(story),
        ]),
      },
      salesReady: [demo],
      onReturn: everyReason({ rest: '1 day' } as const),
    }),
  ),
)

function listened(doing: Doing, change: Partial<State> = {}): readonly string[] {
  const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'recognise', theme: 't', cursor: 0 } as const
  const state: State = { ...born(birth), channels: ['email', 'phone'], ...change, doing }
  return listensFor(compiled, state).acts.map(actKey)
}
const until = 0
const waiting: Doing = { is: 'waiting', step: 'choose-size', until, unit: 'day' }

describe('what a lead listens for', () => {
  it('is what any way to its next touch asks', () => {
    expect(listened(waiting)).toEqual(['clicked benchmark'])
  })

  it('lies behind a touch that it cannot get, too', () => {
    expect(listened(waiting, { channels: ['email'] })).toEqual(['clicked benchmark', 'visited /pricing'])
    expect(listened(waiting, { channels: ['phone'], had: ['call-who-decides'] })).toEqual([
      'clicked benchmark',
      'visited /pricing',
      'clicked checklist',
    ])
  })

  it('lies in the next stage, where a call is the last of its own', () => {
    const calling: Doing = { is: 'calling', step: 'call-who-decides', task: 't', attempt: 1, budget: 3, until }
    expect(listened(calling)).toEqual(['visited /pricing'])
  })

  it('is nothing that a step asks for which only waits, sends or sorts', () => {
    const cadence = { zone: 'lead', days: ['Tue'], between: ['09:30', '11:30'], atMost: '2 touches a week' } as const
    const arms = split('opening', { goal: demo, variants: { one: [], other: [] } })
    const bySize = choose(size, { small: [], large: [], otherwise: [] })
    const some = [
      email(benchmark),
      wait('1 day'),
      cast({ from: [story] }),
      arms,
      bySize,
      call('Who?', { due: '1 day' }),
      advance,
    ]
    const draft = track('first', {
      goal: 'a demo',
      theme: 'slow-close',
      cadence,
      stages: { recognise: stage('…', some) },
      salesReady: [demo],
      onReturn: everyReason({ rest: '1 day' } as const),
    })
    const asking = sound(compileTrack(draft)).steps.filter((step) => kindOf(step).acts(step).length > 0)
    expect(asking).toEqual([])
  })

  it('is no mere sign of life while somebody is to call it', () => {
    const calling: Doing = { is: 'calling', step: 'call-who-decides', task: 't', attempt: 1, budget: 3, until }
    const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'recognise', theme: 't', cursor: 0 } as const
    expect(listensFor(compiled, { ...born(birth), doing: calling }).life).toBe(false)
  })

  it('is nothing while a touch is due, and with sales', () => {
    expect(listened({ is: 'due', step: 'benchmark', attempt: 1, until, unit: 'day' })).toEqual([])
    expect(listened({ is: 'dormant', until })).toEqual([])
  })

  it('is any sign of life, once it has had everything', () => {
    const state = born({ lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'compare', theme: 't', cursor: 0 })
    expect(listensFor(compiled, { ...state, doing: { is: 'exhausted', until } })).toEqual({ acts: [], life: true })
  })
})

describe('what a lead listens for from now on', () => {
  const now = Date.UTC(2027, 0, 4, 8)
  const utc = { zone: 'UTC', transitions: [[0, 0]], holidays: [] } as const
  const world = { track: compiled, calendar: utc }
  const clock = { now, real: now, rate: 1 }
  const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'recognise', theme: 't', cursor: 9 } as const
  const before: State = {
    ...born(birth),
    channels: ['email', 'phone'],
    heardFrom: now - DAY,
    doing: { ...waiting, until: now + DAY },
  }
  const mayReach = (...channels: State['channels']): LeadEvent => ({ kind: 'permission', channels, seq: 10, at: now })
  const events = (...some: readonly LeadEvent[]): Input => ({ is: 'events', events: some })

  it('is registered where no activity brought it there, and counts from there', () => {
    const after = next(world, before, events(mayReach('email')), now)
    expect(after.state.heardFrom).toBe(now)
    expect(after.commands).toEqual([{ do: 'settle', why: 'passedOver' }])
  })

  it('is registered already where it was listened to for that and more', () => {
    const onMailOnly: State = { ...before, channels: ['email'] }
    const after = next(world, onMailOnly, events(mayReach('email', 'phone')), now)
    expect(after.commands).toEqual([])
    expect(after.state.heardFrom).toBe(now - DAY)
  })

  it('is asked for once, however much comes at once', () => {
    const moved: LeadEvent = { kind: 'moved', seq: 11, at: now }
    expect(next(world, before, events(mayReach('email'), moved), now).commands).toEqual([
      { do: 'settle', why: 'moved' },
    ])
  })

  it('was registered by the touch, and by the settling, that brought the lead there', () => {
    const due: State = { ...before, doing: { is: 'due', step: 'benchmark', attempt: 1, until: now, unit: 'day' } }
    const outcome = { was: 'sent', at: now } as const
    const visit: LeadEvent = { kind: 'visited', of: '/jobs', seq: 10, at: now - 1 }
    for (const told of [[], [visit]]) {
      expect(
        next(world, due, { is: 'touched', step: 'benchmark', outcome, clock, events: told }, now).commands,
      ).toEqual([])
      const settling: State = { ...before, doing: { is: 'settling', until: now }, had: ['benchmark'] }
      const answer = { calendar: utc, facts: {}, channels: ['email', 'phone'] as const, had: ['benchmark'], clock }
      const start: Input = { is: 'settled', why: 'start', ...answer, events: told }
      const begun = next(world, settling, start, now)
      expect(begun.state.doing).toMatchObject({ is: 'due', step: 'call-who-decides' })
      expect(begun.commands).toEqual([])
    }
  })

  it('of a listening that is over is what was done in its time, with its last instant and without its first', () => {
    const [from, until] = [now - 9 * DAY, now - 2 * DAY]
    const step = compiled.steps.find(({ kind, stage }) => kind === 'listen' && stage === 'recognise')!.id
    const missed = { step, from, until, heard: {}, facts: {} }
    const after = (at: number, kind: 'clicked' | 'visited' = 'clicked', of = 'benchmark'): Doing => {
      const exhausted: State = {
        ...before,
        missed,
        heardFrom: now - DAY,
        doing: { is: 'waiting', step: 'call-who-decides', until: now + DAY, unit: 'day' },
      }
      return next(world, exhausted, events({ kind, of, seq: 10, at }), now).state.doing
    }
    const onItsWay = { is: 'waiting' }
    expect(after(from)).toMatchObject(onItsWay)
    expect(after(from + 1)).toMatchObject({ is: 'due', step: 'call-who-decides' })
    expect(after(until)).toMatchObject({ is: 'due', step: 'call-who-decides' })
    expect(after(until + 1)).toMatchObject(onItsWay)
    expect(after(until, 'visited', '/pricing')).toMatchObject(onItsWay)
  })
})

describe('what rules count', () => {
  const ruled = sound(
    compileTrack(
      track('ruled', {
        goal: 'a demo',
        theme: 'slow-close',
        cadence: { zone: 'lead', days: ['Tue'], between: ['09:30', '11:30'], atMost: '2 touches a week' },
        stages: { only: stage('…', [email(benchmark), email(story)]) },
        salesReady: [demo],
        onReturn: everyReason({ rest: '1 day' } as const),
        rules: [exit('looks for a job', visited('/jobs', { times: 2 }))],
      }),
    ),
  )
  const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'only', theme: 't', cursor: 0 } as const
  const acts = (doing: Doing): readonly string[] => listensFor(ruled, { ...born(birth), doing }).acts.map(actKey)

  it('is heard whatever the lead does, until its life ends', () => {
    expect(acts({ is: 'exhausted', until })).toEqual(['visited /jobs'])
    expect(acts({ is: 'dormant', until })).toEqual(['visited /jobs'])
    expect(acts({ is: 'ended', reason: 'customer' })).toEqual([])
    expect(alwaysHeard(ruled)).toMatchObject({ acts: [{ of: '/jobs' }], life: false })
    expect(alwaysHeard(compiled)).toEqual({ acts: [], life: false })
  })

  it('is no sign of life that is waited for', () => {
    expect(listensFor(ruled, { ...born(birth), doing: { is: 'dormant', until } }).life).toBe(false)
    expect(listensFor(ruled, { ...born(birth), doing: { is: 'exhausted', until } }).life).toBe(true)
  })
})

describe('one listening covers another', () => {
  const click = { acts: [{ on: 'clicked', of: 'benchmark', times: 1 }], life: false } as const
  const nothing = { acts: [], life: false }
  const life = { acts: [], life: true }

  it('where it hears all of it', () => {
    expect(covers(click, click) && covers(click, nothing) && covers(life, click) && covers(life, life)).toBe(true)
    expect(covers(nothing, click) || covers(click, life)).toBe(false)
  })

  it('only where it hears each of its acts', () => {
    const visit = { on: 'visited', of: '/pricing', times: 1 } as const
    const both = { acts: [...click.acts, visit], life: false }
    expect(covers(both, click)).toBe(true)
    expect(covers(click, both)).toBe(false)
  })
})
