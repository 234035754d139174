/** What leads come to next when nobody does anything, and the day to which a change brings most of it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { busiestOf, countComing, noLoad } from '../../core/busiest.ts'
import { DAY } from '../../core/calendar.ts'
import { comingAfterMove, comingTouch } from '../../core/coming.ts'
import { compileTrack } from '../../core/compile.ts'
import { call, choose, clicked, email, listenFor, stage, track, wait, type Draft } from '../../core/dsl.ts'
import { standIns } from '../../core/onto.ts'
import { live, liveOn, type History } from '../../core/simulate.ts'
import { calendarIn, type Happening, type Person, type SimulatedLead } from '../../core/simulated-lead.ts'
import type { State } from '../../core/state.ts'
import type { Track } from '../../core/track.ts'
import type { World } from '../../core/walk.ts'
import {
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  office,
  person,
  programme,
  size,
  sound,
  start,
  story,
  until,
} from './lives.ts'

/** Each attempt at a touch, whatever became of it. */
const attempts = ({
  sent,
  notSent,
}: Pick<History, 'sent' | 'notSent'>): readonly { readonly at: number; readonly step: string }[] =>
  [...sent, ...notSent].toSorted((a, b) => a.at - b.at)

describe('the next touch of a lead that does nothing', () => {
  it('is the one that it gets, when it gets it', () => {
    let seen = 0
    fc.assert(
      fc.property(programme, person, (running, who) => {
        const states: { at: number; state: State; world: World }[] = []
        const watch = (at: number, state: State, lead: SimulatedLead): void => {
          const world = { track: lead.track, calendar: calendarIn(lead, lead.track) }
          if (state.enrolment === lead.enrolment) states.push({ at, state, world })
        }
        const tried = attempts(liveOn(running, who, [], { from: start, until }, { watch }))
        for (const { at, state, world } of states) {
          const coming = comingTouch(world, state, at)
          if (coming === null || coming.at >= until) continue
          seen++
          expect(tried.filter((one) => one.at === coming.at).map(({ step }) => step)).toContain(coming.touch.id)
          expect(tried.filter((one) => one.at > at && one.at < coming.at)).toEqual([])
        }
      }),
      { numRuns: 100 },
    )
    expect(seen).toBeGreaterThan(100)
  })
})

const version = (steps: readonly Draft[]): Track =>
  sound(
    compileTrack(
      track('first', {
        goal: 'a demo',
        theme: 'slow-close',
        salesReady: [demo],
        cadence: { zone: 'lead', days: ['Tue', 'Thu'], between: ['09:00', '11:00'], atMost: '1 touch a week' },
        stages: { recognise: stage('…', steps) },
        onReturn: everyReason({ rest: '2 weeks' } as const),
      }),
    ),
  )

const cfo: Person = { track: 'first', calendar: office, lifecycle: 'lead', channels: ['email', 'phone'], facts: {} }

const waits = email(benchmark)
const listens = listenFor(clicked(benchmark), { within: '3 weeks', then: [], otherwise: [wait('1 week')] })
const was = version([waits, listens, email(checklist)])
const longer = version([waits, listens, email(checklist), wait('1 week'), email(story)])
const called = version([waits, listens, call('Ask', { due: '1 day' }), email(checklist)])

const lived = (happens: readonly (readonly [day: number, what: Happening])[], days: number): History =>
  live(
    { tracks: { first: was }, quality: definition, office },
    cfo,
    happens.map(([day, what]) => ({ at: start + day * DAY, what })),
    { from: start, until: start + days * DAY },
  )
const stateOn = (day: number): State => lived([], day).states.at(-1)!.state

describe('behind waits and listenings that lead to no touch directly', () => {
  const sized = choose(size, { small: [], large: [], otherwise: [] })
  const way = listenFor(clicked(benchmark), { within: '2 weeks', then: [], otherwise: [wait('1 week'), sized] })
  const late = version([email(benchmark), wait('1 week'), way, email(checklist)])

  it('is the one at their end, from each of them', () => {
    const world = { track: late, calendar: office }
    const { states, sent } = live({ tracks: { first: late }, quality: definition, office }, cfo, [], {
      from: start,
      until,
    })
    const last = sent.at(-1)
    const touched = states.findLastIndex(({ at }) => at === sent[0]?.at)
    const between = states.slice(touched).filter(({ at }) => at < (last?.at ?? 0))
    expect(between.map(({ state }) => state.doing.is)).toEqual(['waiting', 'listening', 'waiting', 'due'])
    for (const { at, state } of between)
      expect(comingTouch(world, state, at)).toMatchObject({ at: last?.at, touch: { id: 'checklist' } })
  })
})

describe('of a lead that moves to another version', () => {
  it.each([
    ['has had everything', longer, 60],
    ['is listened to', called, 10],
    ['waits', called, 30],
  ] as const)('that %s, it is the one that it gets', (_, to, day) => {
    const move = standIns(was, to)
    const coming = comingAfterMove(was, { track: to, calendar: office }, stateOn(day), move, start + day * DAY)
    const history = lived([[day, { republished: to, standIns: move }]], 200)
    const tried = attempts(history).find(({ at }) => at >= start + day * DAY)
    expect(coming && { at: coming.at, step: coming.touch.id }).toEqual(tried && { at: tried.at, step: tried.step })
  })
})

describe('the busiest day', () => {
  const loadOf = (to: Track, days: readonly number[]) => {
    const load = noLoad()
    for (const day of days) {
      const [state, now] = [stateOn(day), start + day * DAY]
      const world = { track: was, calendar: office }
      const after = comingAfterMove(was, { ...world, track: to }, state, standIns(was, to), now)
      countComing(load, office, { before: comingTouch(world, state, now), after })
    }
    return busiestOf(load)
  }

  it('is the one to which the change adds most, with its fullest hour', () => {
    expect(loadOf(longer, [60, 60, 60, 10])).toEqual([
      { of: 'mails', date: '2027-03-09', due: 3, without: 0, hour: 10, inHour: 3 },
    ])
  })

  it('is told for mails and calls apart', () => {
    expect(loadOf(called, [10, 10])).toMatchObject([{ of: 'calls', due: 2, without: 0 }])
  })

  it('is none where the change adds nothing', () => {
    expect(loadOf(was, [60, 10])).toEqual([])
  })
})
