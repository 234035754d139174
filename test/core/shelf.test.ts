/** A place in a track that was put aside while another track had the lead, and what comes of it afterwards. */
import { describe, expect, it, test } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import { call, clicked, email, exit, listenFor, stage, track, visited, wait } from '../../core/dsl.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { shelve, unshelve } from '../../core/shelf.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import { benchmark, checklist, demo, everyReason, sound } from './lives.ts'

/** A Tuesday, ten in the morning. */
const now = Date.UTC(2027, 0, 5, 10)
/** Another track had it so long. */
const later = now + 40 * DAY
const draft = {
  goal: 'a demo',
  theme: 'slow-close',
  cadence: { zone: 'lead', days: ['Tue', 'Wed', 'Thu'], between: ['09:00', '11:00'], atMost: '1 touch a day' },
  stages: {
    first: stage('…', [{ ...email(benchmark), id: 'mail' }]),
    second: stage('…', [
      { ...listenFor(clicked(benchmark), { within: '2 weeks', then: [], otherwise: [wait('1 week')] }), id: 'ear' },
      { ...call('Ask', { due: '1 day' }), id: 'call' },
      { ...email(checklist), id: 'last' },
    ]),
  },
  salesReady: [demo],
  onReturn: everyReason({ rest: '2 weeks' } as const),
} as const
const world = { track: sound(compileTrack(track('first', draft))), calendar: plainCalendar } as const
const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'second', theme: 't', cursor: 0 } as const
const all: Partial<State> = { channels: ['email', 'phone'], lastTouchAt: now - 30 * DAY }

const state = (doing: Doing, rest: Partial<State> = {}): State => ({ ...born(birth), ...all, doing, ...rest })
/** What comes of a place that was put aside, for a lead of whom this is true afterwards. */
const back = (before: State, since: Partial<State> = {}) =>
  unshelve(
    world,
    { ...born(birth), ...all, enrolment: 3, doing: { is: 'exhausted', until: later }, ...since },
    shelve(world, before, now),
    later,
  )

const due = { is: 'due', step: 'last', attempt: 1, until: now + 3 * DAY, unit: 'day' } as const
const waiting = { is: 'waiting', step: 'ear', until: now + 3 * DAY, unit: 'day' } as const
const listening = { is: 'listening', step: 'ear', until: now + 5 * DAY, unit: 'week' } as const
const calling = { is: 'calling', step: 'call', task: 'c', attempt: 1, budget: 3, until: now + DAY } as const
const resting = {
  is: 'resting',
  reason: 'bad_timing',
  resume: null,
  theme: null,
  until: now + 60 * DAY,
  unit: 'day',
} as const
const withSales = {
  is: 'withSales',
  handoff: 'h',
  owner: 'o',
  deadlines: [],
  beside: null,
  until: now + 2 * DAY,
} as const

describe('a lead that comes back to a place that was put aside', () => {
  it('waits for what was left of its wait', () => {
    expect(back(state(waiting)).state.doing).toEqual({ ...waiting, until: later + 3 * DAY })
    expect(back(state(listening)).state.doing).toEqual({ ...listening, until: later + 5 * DAY })
    const { doing } = back(state(due)).state
    expect(doing).toMatchObject({ is: 'due', step: 'last', attempt: 1 })
    expect('until' in doing && doing.until).toBeGreaterThanOrEqual(later + 3 * DAY)
  })

  it('waits for what a pause had left of it', () => {
    const paused = { left: { amount: 1, unit: 'day' }, until: now + 90 * DAY } as const
    expect(back(state(waiting, { paused })).state.doing).toEqual({ ...waiting, until: later + DAY })
  })

  it('is called anew', () => {
    expect(back(state(calling)).state.doing).toMatchObject({ is: 'due', step: 'call', attempt: 1 })
  })

  it('rests until the same day: a rest runs on meanwhile', () => {
    expect(shelve(world, state(resting), now).left).toBeNull()
    expect(back(state(resting))).toMatchObject({
      state: { doing: resting, enrolment: 3, stage: 'second' },
      commands: [],
    })
  })

  test.each([
    ['sales had it', withSales],
    ['it had had everything', { is: 'exhausted', until: now + DAY }],
    ['it could not be reached', { is: 'dormant', until: now + DAY }],
    ['nothing was known of it yet', { is: 'settling', until: now }],
  ] as const)('goes on from where it stood, or from the beginning of its stage, where %s', (_, doing) => {
    expect(back(state(doing, { bookmark: 'last' })).state.doing).toMatchObject({ is: 'due', step: 'last' })
    expect(back(state(doing)).state.doing).toMatchObject({ is: 'listening', step: 'ear' })
  })
})

describe('of a lead that gets nothing by now', () => {
  test.each([due, waiting, listening, calling])('no place is gone on from: $is', (doing) => {
    expect(back(state(doing), { channels: [] }).state).toMatchObject({ doing: { is: 'dormant' }, bookmark: doing.step })
    expect(back(state(doing), { heldOut: true }).state).toMatchObject({
      doing: { is: 'heldOut' },
      bookmark: doing.step,
    })
  })

  it('Postgres learns that it has had everything', () => {
    expect(back(state(due), { channels: ['phone'] })).toMatchObject({
      state: { doing: { is: 'exhausted' } },
      commands: [{ do: 'settle', why: 'exhausted' }],
    })
  })
})

describe('the acts that rules count', () => {
  const rules = [exit('looks for a job', visited('/jobs', { times: 3 }))]
  const ruledWorld = { ...world, track: sound(compileTrack(track('first', { ...draft, rules }))) }
  const ruled = (times: number, from: number): State['ruled'] => ({
    did: { 'visited /jobs': times },
    from,
    noted: [],
    judging: 0,
  })
  const backWith = (then: State['ruled'], since: State['ruled']): State => {
    const shelf = shelve(ruledWorld, state(due, then && { ruled: then }), now)
    return unshelve(ruledWorld, { ...state(due), ...(since && { ruled: since }) }, shelf, later).state
  }

  it('are those of before, and what is counted is what comes from now on', () => {
    expect(backWith(ruled(2, 5), ruled(0, 9))).toMatchObject({ ruled: ruled(2, 9), doing: { is: 'due' } })
    expect(backWith(ruled(3, 5), ruled(0, 9)).doing).toMatchObject({ is: 'ended', reason: 'looks for a job' })
  })

  it('are none where its track had no rules then, or has none now', () => {
    expect(backWith(undefined, ruled(0, 9)).ruled).toEqual(ruled(0, 9))
    expect(backWith(ruled(2, 5), undefined).ruled).toBeUndefined()
  })
})
