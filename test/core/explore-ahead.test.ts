/** What may still come of a track, from where a lead stands: steps, texts, and the facts that are asked for soon. */
import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { call, choose, clicked, email, listenFor, stage, track, wait, type Draft } from '../../core/dsl.ts'
import { aheadOf, factsSoon, firstFrom, goesOnAt, textsIn, waysFrom } from '../../core/explore-ahead.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import { stepOf, type Track } from '../../core/track.ts'
import { anyDay } from './any-time.ts'
import {
  benchmark,
  checklist,
  demo,
  everyReason,
  guide,
  role,
  size,
  sound,
  start as now,
  story,
  tour,
} from './lives.ts'

function tracked(stages: Readonly<Record<string, readonly Draft[]>>): Track {
  const drafts = Object.entries(stages).map(([name, steps]) => [name, stage('…', steps)] as const)
  const onReturn = {
    ...everyReason({ rest: '2 weeks' } as const),
    no_response: { rest: '2 weeks', resume: 'b' },
    wrong_contact: { rest: '2 weeks', resume: 'b', open: email(tour, { id: 'opening' }) },
  } as const
  const cadence = anyDay
  const whole = { goal: 'a demo', theme: 't', salesReady: [demo], cadence, onReturn: onReturn as never }
  return sound(compileTrack(track('first', { ...whole, stages: Object.fromEntries(drafts) })))
}
const bySize = choose(size, { small: [email(story)], large: [], otherwise: [] })
const byRole = choose(role, { cfo: [email(checklist)], student: [], otherwise: [] })
const two = tracked({ a: [email(benchmark), bySize, wait('1 day')], b: [email(guide), byRole] })

const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'a', theme: 't', cursor: 0 } as const
const state = (doing: Doing, change: Partial<State> = {}): State => ({
  ...born(birth),
  channels: ['email'],
  ...change,
  doing,
})
const due = (step: string): Doing => ({ is: 'due', step, attempt: 1, unit: 'day', until: now })
const waiting = (step: string): Doing => ({ is: 'waiting', step, unit: 'day', until: now })
const resting = (reason: 'bad_timing' | 'no_response' | 'wrong_contact' | 'timeframe'): Doing => ({
  is: 'resting',
  reason,
  resume: null,
  theme: null,
  unit: 'week',
  until: now,
})
const exhausted: Doing = { is: 'exhausted', until: now }

describe('the way ahead', () => {
  it('goes on behind the end of a stage in the next, and ends with the last', () => {
    expect(firstFrom(two, null, 'a')).toEqual(['guide'])
    expect(firstFrom(two, 'benchmark', 'a')).toEqual(['benchmark'])
    expect(firstFrom(two, null, 'b')).toEqual([])
    expect(waysFrom(two, stepOf(two, 'benchmark'))).toEqual(['choose-size'])
    expect(new Set(waysFrom(two, stepOf(two, 'choose-size')))).toEqual(new Set(['story', 'choose-size~1-day']))
    expect(waysFrom(two, stepOf(two, 'choose-size~1-day'))).toEqual(['guide'])
  })

  it('has the texts, facts and steps of all that may still come, and of the step itself', () => {
    const late = aheadOf(two, 'guide')
    expect([...late.steps]).toEqual(['guide', 'choose-role', 'checklist'])
    expect([...late.facts]).toEqual(['role'])
    expect([late.texts.has('guide'), late.texts.has('checklist'), late.texts.has('benchmark')]).toEqual([
      true,
      true,
      false,
    ])
    expect([...aheadOf(two, 'benchmark').facts]).toEqual(['size', 'role'])
  })

  it('finds a text however deep it stands', () => {
    expect(textsIn({ a: 'x', b: [1, null, { c: 'y' }], d: true })).toEqual(['x', 'y'])
  })
})

describe('a life goes on', () => {
  it.each<[string, State, readonly string[]]>([
    ['at the step where it is', state(due('guide')), ['guide']],
    ['nowhere where it has no place', state(exhausted), []],
    ['at its bookmark', state(exhausted, { bookmark: 'story' }), ['story']],
    ['after a return at its bookmark', state(resting('bad_timing'), { bookmark: 'story' }), ['story']],
    [
      'after a return at the beginning of its stage, without one',
      state(resting('bad_timing'), { stage: 'b' }),
      ['guide'],
    ],
    [
      'after a return in a stage that is gone, at the beginning',
      state(resting('bad_timing'), { stage: 'c' }),
      ['benchmark'],
    ],
    ['after a return where its reason says', state(resting('no_response'), { bookmark: 'story' }), ['guide']],
    ['after a return with what its reason opens', state(resting('wrong_contact'), { bookmark: 'story' }), ['opening']],
    ['after a day that it named at its bookmark', state(resting('timeframe'), { bookmark: 'story' }), ['story']],
  ])('%s', (_, at, steps) => {
    expect(goesOnAt(two, at)).toEqual(steps)
  })
})

describe('the facts that are asked for soon', () => {
  const soon = (doing: Doing, change: Partial<State> = {}, of = two): readonly string[] =>
    factsSoon(of, state(doing, change))

  it('are those up to the next touch that the lead gets', () => {
    expect(soon(waiting('choose-size'))).toEqual(['size'])
    expect(soon(waiting('benchmark'))).toEqual([])
    expect(soon(exhausted)).toEqual([])
  })

  it('are those behind the touch that is made now, too', () => {
    expect(soon(due('benchmark'))).toEqual(['size'])
    const calls = tracked({ a: [call('Who?', { due: '1 day', id: 'call' }), byRole], b: [email(guide)] })
    const calling: Doing = { is: 'calling', step: 'call', task: 't', attempt: 1, budget: 1, until: now }
    expect(soon(calling, { channels: ['phone'] }, calls)).toEqual(['role'])
    expect(soon(waiting('call'), { channels: ['phone'] }, calls)).toEqual([])
    expect(soon(waiting('call'), { channels: ['email'] }, calls)).toEqual(['role'])
  })

  it('are those behind a touch that is passed over', () => {
    expect(soon(waiting('benchmark'), { had: ['benchmark'] })).toEqual(['size'])
    expect(soon(waiting('benchmark'), { channels: ['phone'] })).toEqual(['size', 'role'])
    expect(soon(waiting('choose-size'), { had: ['guide', 'story'] })).toEqual(['size', 'role'])
  })

  it('are found though ways come together', () => {
    const heard = listenFor(clicked(benchmark), { id: 'heard', within: '2 days', then: [], otherwise: [] })
    const joined = tracked({ a: [email(benchmark), heard, bySize], b: [email(guide)] })
    expect(soon({ is: 'listening', step: 'heard', unit: 'day', until: now }, {}, joined)).toEqual(['size'])
  })
})
