/** What is kept of a life to be counted, held against all the states that it went through. */
import { describe, expect, it } from 'vitest'
import { behaviour } from '../../core/behaviour.ts'
import { compileBehaviour } from '../../core/compile-behaviour.ts'
import { compileTrack } from '../../core/compile.ts'
import { email, stage, track, wait } from '../../core/dsl.ts'
import { tally } from '../../core/figures.ts'
import { draw } from '../../core/population-lead.ts'
import { layOut } from '../../core/population-rates.ts'
import type { Population } from '../../core/population.ts'
import { liveNth, simulatePopulation } from '../../core/simulate-population.ts'
import { liveOn } from '../../core/simulate.ts'
import type { State } from '../../core/state.ts'
import { benchmark, checklist, definition, demo, everyReason, office, sound, start, story, tour } from './lives.ts'

const short = sound(
  compileTrack(
    track('first', {
      goal: '…',
      theme: 'slow-close',
      cadence: {
        zone: 'lead',
        days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
        between: ['09:30', '11:30'],
        atMost: '3 touches a week',
      },
      stages: {
        recognise: stage('…', [email(benchmark), wait('3 days')]),
        compare: stage('…', [email(checklist, { withSales: true }), wait('1 month'), email(tour)]),
      },
      salesReady: [demo],
      onReturn: everyReason({ rest: '2 weeks' as const, resume: 'recognise' as const, open: email(story) }),
    }),
  ),
)
const lively = behaviour({
  who: { facts: { size: { large: 1 }, role: { cfo: 1 } }, channels: { email: 0.9 }, tempers: [] },
  mails: { clicks: { educate: 0.4 }, unsubscribes: 0.1, bounces: 0.1 },
  visits: [{ path: '/pricing', perMonth: 0.5 }],
  requests: [{ what: 'demo', perMail: 0.4, fromTouch: 1, tells: { size: { large: 1 } } }],
})
const population: Population = {
  programme: { tracks: { first: short }, quality: definition, office },
  mails: Object.fromEntries(
    [benchmark, checklist, story, tour].map(({ name, purpose }) => [name, { purpose, theme: 'slow-close' }]),
  ),
  behaviour: sound(compileBehaviour(lively)),
  places: [],
  track: 'first',
  leads: 25,
  days: 200,
  from: start,
  seed: 'kept',
}
const rates = layOut(population)
const numbers = Array.from({ length: population.leads }, (_, nth) => nth)

/** Every state that the lead of a number goes through, and when. */
function statesOf(nth: number): { readonly at: number; readonly state: State }[] {
  const states: { at: number; state: State }[] = []
  const { person, from, until, outside } = draw(rates, nth)
  const watch = (at: number, state: State): void => void states.push({ at, state })
  liveOn(population.programme, person, [], { from, until }, { outside, watch })
  return states
}

const isHeld = ({ doing }: State): boolean => doing.is === 'withSales' || doing.is === 'ended'

/** The longest of the gaps between what came to it, for each time in which it was nurtured. */
function silenceIn(states: readonly { readonly at: number; readonly state: State }[], until: number): number {
  const gaps: number[] = []
  let nurtured: number[] = []
  const over = (at: number): void => {
    const marks = [...nurtured, at].toSorted((a, b) => a - b)
    gaps.push(...marks.slice(1).map((mark, i) => mark - (marks[i] ?? mark)))
    nurtured = []
  }
  let before: State | undefined
  for (const { at, state } of states) {
    const wasHeld = before !== undefined && isHeld(before)
    if (!isHeld(state) && (before === undefined || wasHeld)) nurtured = [at]
    if (nurtured.length > 0 && state.lastTouchAt !== (before?.lastTouchAt ?? null))
      nurtured.push(state.lastTouchAt ?? at)
    if (isHeld(state) && nurtured.length > 0) over(at)
    before = state
  }
  if (nurtured.length > 0) over(until)
  return Math.max(0, ...gaps)
}

describe('of the life of a lead is kept', () => {
  it.each(numbers)('what its states say: lead %i', (nth) => {
    const states = statesOf(nth)
    const { from, until, isExhausted, stages, silenceMs } = liveNth(rates, nth)
    expect(from).toBe(states[0]?.at)
    expect(isExhausted).toBe(states.some(({ state }) => state.doing.is === 'exhausted'))
    expect(stages).toEqual([...new Set(states.map(({ state }) => `first/${state.stage}`))])
    expect(silenceMs).toBe(silenceIn(states, until))
  })

  it('all that can come: these are lives of every kind', () => {
    const lives = numbers.map((nth) => liveNth(rates, nth))
    const was = numbers.flatMap((nth) => statesOf(nth).map(({ state }) => state.doing.is))
    expect(new Set(lives.map(({ isExhausted }) => isExhausted)).size).toBe(2)
    expect(new Set(lives.map(({ stages }) => stages.length))).toEqual(new Set([1, 2]))
    const beside = lives.filter(({ lead }) =>
      lead.sent.some(({ lifecycle }) => lifecycle !== 'lead' && lifecycle !== 'recycled'),
    )
    expect(beside.length).toBeGreaterThan(0)
    expect(lives.some(({ lead }) => lead.sent.at(-1)?.content === 'tour' && lead.had.includes('story'))).toBe(true)
    expect(was).toEqual(expect.arrayContaining(['withSales', 'resting', 'exhausted', 'dormant', 'ended']))
  })
})

describe('a small population', () => {
  it('is the sum of its lives, and tells of each as it is over', () => {
    const counted = tally(office, start, population.programme.tracks)
    for (const nth of numbers) counted.add(liveNth(rates, nth))
    const told: number[] = []
    expect(simulatePopulation(population, (nth) => told.push(nth))).toEqual(counted.figures())
    expect(told).toEqual(numbers)
    expect(simulatePopulation(population).leads).toBe(numbers.length)
  })
})
