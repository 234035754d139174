/** A command that failed for good: one bad activity never ends a life, and never hurries it. */
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import type { Command } from '../../core/contract.ts'
import { email, exit, stage, track, visited, wait } from '../../core/dsl.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { next } from '../../core/next.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import type { World } from '../../core/walk.ts'
import { anyDay } from './any-time.ts'
import { benchmark, demo, everyReason, sound, start as now, story } from './lives.ts'

const world: World = {
  track: sound(
    compileTrack(
      track('first', {
        goal: 'a demo',
        theme: 'slow-close',
        cadence: anyDay,
        stages: { recognise: stage('…', [email(benchmark), wait('3 days'), email(story, { withSales: true })]) },
        salesReady: [demo],
        onReturn: everyReason({ rest: '2 weeks' } as const),
        rules: [exit('looks for work', visited('/careers'))],
      }),
    ),
  ),
  calendar: plainCalendar,
}
const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'recognise', theme: 't', cursor: 9 } as const
const state = (doing: Doing, change: Partial<State> = {}): State => ({
  ...born(birth),
  channels: ['email', 'phone'],
  ...change,
  doing,
})
const after = (before: State, command: Command): State => next(world, before, { is: 'failed', command }, now).state

const due: Doing = { is: 'due', step: 'benchmark', attempt: 1, unit: 'day', until: now }
const exhausted: Doing = { is: 'exhausted', until: now }
const resting: Doing = { is: 'resting', reason: 'bad_timing', resume: null, theme: null, unit: 'day', until: now }
const withSales = (beside: { step: string; until: number } | null): Doing => ({
  is: 'withSales',
  handoff: 'h',
  owner: 'rep',
  deadlines: [{ act: 'takeBack', at: now }],
  beside,
  until: now,
})
const touch = (step: string): Command => ({ do: 'touch', step, attempt: 1, due: now })
const settle = (why: Extract<Command, { do: 'settle' }>['why']): Command => ({ do: 'settle', why })

describe('a touch that failed for good', () => {
  const untilOf = ({ doing }: State): number => ('until' in doing ? doing.until - now : Number.NaN)

  it('is tried again a day later, within the window', () => {
    const later = after(state(due), touch('benchmark'))
    expect(later.doing).toMatchObject({ is: 'due', step: 'benchmark' })
    expect(untilOf(later)).toBeGreaterThanOrEqual(DAY)
    expect(untilOf(later)).toBeLessThan(2 * DAY + HOUR)
  })

  it('beside sales leaves every deadline of a person as it is', () => {
    const { doing } = after(state(withSales({ step: 'story', until: now })), touch('story'))
    expect(doing).toMatchObject({ is: 'withSales', until: now, beside: { step: 'story' } })
    if (doing.is === 'withSales') expect(doing.beside?.until).toBeGreaterThanOrEqual(now + DAY)
  })

  it('that is no longer due changes nothing', () => {
    for (const doing of [due, exhausted, withSales(null)]) {
      const before = state(doing)
      expect(after(before, touch('story'))).toEqual(before)
    }
  })
})

describe('a change of position that failed for good', () => {
  it.each<[string, Doing]>([
    ['begins', { is: 'settling', until: now }],
    ['comes back from a rest', resting],
    ['has had everything', exhausted],
    ['cannot be reached', { is: 'dormant', until: now }],
    ['is held out', { is: 'heldOut', until: now }],
    ['is with sales', withSales(null)],
  ])('is tried again an hour later where the lead %s', (_, doing) => {
    expect(after(state(doing), settle('heartbeat'))).toEqual(state({ ...doing, until: now + HOUR } as Doing))
  })

  it.each<[string, State]>([
    ['waits for a touch', state(due)],
    ['waits', state({ is: 'waiting', step: 'story', unit: 'day', until: now })],
    ['is listened to', state({ is: 'listening', step: 'heard', unit: 'day', until: now })],
    ['rests, paused', state(resting, { paused: { left: { amount: 3, unit: 'day' }, until: now + DAY } })],
    ['has ended', state({ is: 'ended', reason: 'gone' })],
  ])('delays nothing where the lead %s', (_, before) => {
    expect(after(before, settle('signOfLife'))).toEqual(before)
  })

  it('is tried again where the lead is paused in what no pause freezes', () => {
    const paused = { left: null, until: now + DAY }
    expect(after(state(exhausted, { paused }), settle('heartbeat')).doing).toEqual({ ...exhausted, until: now + HOUR })
  })

  it('into another version leaves the lead in its own', () => {
    const before = state(exhausted)
    expect(after(before, settle('moved'))).toEqual(before)
  })
})

describe('what failed beside the way of the lead', () => {
  const judging: State['ruled'] = { did: {}, from: 0, noted: [], judging: 1 }

  it('a judgement lets the rules act again', () => {
    const failed = after(state(exhausted, { ruled: judging }), { do: 'signalPromotion', trigger: 'demo', seq: 9 })
    expect(failed).toEqual(state(exhausted, { ruled: { ...judging, judging: 0 } }))
  })

  it('a score leaves everything as it is', () => {
    const before = state(exhausted, { ruled: judging })
    expect(after(before, { do: 'updateScores', because: 'bad_timing', treatment: 'halve', seq: 9 })).toEqual(before)
  })

  it("a person's reminder is made an hour later", () => {
    const late = after(state(withSales(null)), { do: 'chase', what: { handoff: 'h', act: 'takeBack' } })
    expect(late.doing).toEqual({ ...withSales(null), until: now + HOUR })
  })
})
