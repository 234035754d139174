/** What a pause keeps, and what its end makes of it. */
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import { email, stage, track } from '../../core/dsl.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { next } from '../../core/next.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import { benchmark, demo, everyReason, sound } from './lives.ts'

/** A Tuesday, ten in the morning. */
const now = Date.UTC(2027, 0, 5, 10)
const compiled = sound(
  compileTrack(
    track('first', {
      goal: 'a demo',
      theme: 'slow-close',
      cadence: { zone: 'lead', days: ['Tue', 'Wed', 'Thu'], between: ['09:00', '11:00'], atMost: '1 touch a day' },
      stages: { only: stage('…', [email(benchmark, { withSales: true })]) },
      salesReady: [demo],
      onReturn: everyReason({ rest: '2 weeks' } as const),
    }),
  ),
)
const world = { track: compiled, calendar: plainCalendar } as const
const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'only', theme: 't', cursor: 0 } as const
const state = (doing: Doing, paused: State['paused'] = null): State => ({
  ...born(birth),
  channels: ['email'],
  doing,
  paused,
})
const told = (before: State, kind: 'paused' | 'resumed', at = now) =>
  next(world, before, { is: 'events', events: [{ kind, seq: 1, at }] }, at)
const due = (until: number): Doing => ({ is: 'due', step: 'benchmark', attempt: 1, unit: 'day', until })
const left = (amount: number, until = now + 90 * DAY) => ({ left: { amount, unit: 'day' }, until }) as const

describe('a pause', () => {
  it('that is asked for again is the same pause', () => {
    const paused = state(due(now + DAY), left(3, now + 9 * DAY))
    expect(told(paused, 'paused').state.paused).toEqual(paused.paused)
  })

  it('keeps what is left of a wait, and nothing of a deadline', () => {
    expect(told(state(due(now + 2 * DAY)), 'paused').state.paused).toEqual(left(2))
    expect(told(state({ is: 'exhausted', until: now + DAY }), 'paused').state.paused).toEqual({
      left: null,
      until: now + 90 * DAY,
    })
  })

  it('that is told days later keeps what was left when it was asked for', () => {
    const paused = [{ kind: 'paused', seq: 1, at: now - 2 * DAY }] as const
    const late = next(world, state(due(now + DAY)), { is: 'events', events: paused }, now)
    expect(late.state.paused).toEqual(left(3, now + 88 * DAY))
  })

  it('keeps nothing of a wait that is over', () => {
    expect(told(state(due(now - DAY)), 'paused').state.paused).toMatchObject({ left: { amount: 0 } })
  })
})

describe('the end of a pause', () => {
  const until = ({ state: { doing } }: ReturnType<typeof told>): number => ('until' in doing ? doing.until - now : 0)

  it('is nothing where there was none', () => {
    const running = state(due(now + DAY))
    expect(told(running, 'resumed').state).toEqual({ ...running, cursor: 1 })
  })

  it('lets the touch go at what is left, where that is allowed', () => {
    const resumed = told(state(due(now - 9 * DAY), left(2)), 'resumed')
    expect(resumed.state.paused).toBeNull()
    expect(until(resumed)).toBe(2 * DAY)
  })

  it('finds another moment where the pause moved it out of the window', () => {
    // Three days on it is Friday: the next window opens on Tuesday at nine.
    const moved = until(told(state(due(now - 9 * DAY), left(3)), 'resumed'))
    expect(moved).toBeGreaterThanOrEqual(7 * DAY - HOUR)
    expect(moved).toBeLessThan(7 * DAY + HOUR)
  })

  it('leaves a moment where it is that the pause did not move, though it is none of the window', () => {
    expect(until(told(state(due(now + 3 * DAY), left(3)), 'resumed'))).toBe(3 * DAY)
  })

  it('leaves a deadline where it is', () => {
    const exhausted = state({ is: 'exhausted', until: now + DAY }, { left: null, until: now + 90 * DAY })
    expect(told(exhausted, 'resumed').state.doing).toEqual({ is: 'exhausted', until: now + DAY })
  })

  it('finds a new moment for what was to go out beside sales meanwhile, and leaves what is yet to come', () => {
    const doing = (at: number): Doing => ({
      is: 'withSales',
      handoff: 'h',
      owner: 'rep',
      deadlines: [],
      beside: { step: 'benchmark', until: at },
      until: now + 30 * DAY,
    })
    const beside = (at: number): number => {
      const after = told(state(doing(at), { left: null, until: now + 90 * DAY }), 'resumed').state.doing
      return after.is === 'withSales' ? (after.beside?.until ?? 0) - now : 0
    }
    expect(beside(now - 3 * DAY)).toBeGreaterThanOrEqual(0)
    expect(beside(now - 3 * DAY)).toBeLessThan(2 * DAY)
    expect(beside(now)).toBe(0)
    expect(beside(now + 3 * DAY)).toBe(3 * DAY)
  })
})
