import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { actKey } from '../../core/condition.ts'
import { call, choose, clicked, email, listenFor, stage, track, visited, wait } from '../../core/dsl.ts'
import { covers, listensFor } from '../../core/listening.ts'
import { born, type Doing, type State } from '../../core/state.ts'
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

  it('is nothing while a touch is due, and with sales', () => {
    expect(listened({ is: 'due', step: 'benchmark', attempt: 1, until, unit: 'day' })).toEqual([])
    expect(listened({ is: 'dormant', until })).toEqual([])
  })

  it('is any sign of life, once it has had everything', () => {
    const state = born({ lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'compare', theme: 't', cursor: 0 })
    expect(listensFor(compiled, { ...state, doing: { is: 'exhausted', until } })).toEqual({ acts: [], life: true })
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
})
