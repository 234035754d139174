/** The touch that goes on while sales has the lead: the next one declared so, on the way of a lead that does nothing. */
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  anyOf,
  cast,
  choose,
  clicked,
  email,
  known,
  listenFor,
  split,
  stage,
  track,
  wait,
  type Draft,
} from '../../core/dsl.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { born, type State } from '../../core/state.ts'
import { template } from '../../core/template.ts'
import { besideSales } from '../../core/walk.ts'
import { anyDay } from './any-time.ts'
import { benchmark, demo, everyReason, guide, size, sound, start as now, story } from './lives.ts'

const withSales = true
const birth = {
  lead: 'ada',
  enrolment: 1,
  lifecycle: 'mql',
  stage: 'recognise',
  theme: 'slow-close',
  cursor: 9,
} as const

function beside(steps: readonly Draft[], change: Partial<State> = {}) {
  const draft = track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    cadence: anyDay,
    stages: { recognise: stage('…', steps) },
    salesReady: [demo],
    onReturn: everyReason({ rest: '2 weeks' } as const),
  })
  const compiled = sound(compileTrack(draft))
  const state: State = { ...born(birth), channels: ['email', 'phone'], ...change }
  return besideSales({ track: compiled, calendar: plainCalendar }, state, compiled.stages[0]!.first, now)
}

describe('beside sales', () => {
  const bold = email(story, { withSales })

  it('comes the first that is declared so, after the waits before it', () => {
    const found = beside([email(benchmark), wait('3 days'), bold, email(guide, { withSales })])
    expect(found?.step).toBe('story')
    expect(found?.until).toBeGreaterThanOrEqual(now + 3 * DAY)
    expect(found?.until).toBeLessThan(now + 4 * DAY)
  })

  it('comes nothing where nothing is declared so', () => {
    expect(beside([email(benchmark), email(story)])).toBeNull()
  })

  it('comes nothing that the lead had, or may not be sent', () => {
    expect(beside([bold], { had: ['story'] })).toBeNull()
    expect(beside([bold, email(guide, { withSales })], { had: ['story'] })?.step).toBe('guide')
    expect(beside([bold], { channels: ['phone'] })).toBeNull()
  })

  it('comes nothing to a lead that is held out', () => {
    expect(beside([bold], { heldOut: true })).toBeNull()
  })

  it('comes what stands on the way that fits the lead', () => {
    const bySize = choose(size, { small: [bold], large: [email(guide, { withSales })], otherwise: [] })
    expect(beside([bySize], { facts: { size: 'small' } })?.step).toBe('story')
    expect(beside([bySize], { facts: { size: 'large' } })?.step).toBe('guide')
    expect(beside([bySize])).toBeNull()
  })

  it('comes what stands in the variant of the lead', () => {
    const arms = (name: string): Draft =>
      split(name, { goal: demo, variants: { one: [bold], other: [email(guide, { withSales })] } })
    const names = Array.from({ length: 20 }, (_, i) => `experiment ${i}`)
    const found = names.map((name) => beside([arms(name)])?.step)
    expect(new Set(found)).toEqual(new Set(['guide', 'story']))
    expect(names.map((name) => beside([arms(name)])?.step)).toEqual(found)
  })

  it('comes what stands on the way of a listening that the facts answer, or else after its whole length', () => {
    const hears = listenFor(anyOf(clicked(benchmark), known(size, 'large')), {
      within: '10 days',
      then: [bold],
      otherwise: [email(guide, { withSales })],
    })
    const answered = beside([hears], { facts: { size: 'large' } })
    expect(answered?.step).toBe('story')
    expect(answered?.until).toBeLessThan(now + DAY)
    const silent = beside([hears], { heard: { 'clicked benchmark': 1 } })
    expect(silent?.step).toBe('guide')
    expect(silent?.until).toBeGreaterThanOrEqual(now + 10 * DAY)
  })

  it('comes a cast that has something left for the day on which it would go', () => {
    const spring = template('spring', {
      subject: 'Hello',
      theme: 'slow-close',
      stage: 'recognise',
      purpose: 'educate',
      available: { from: '2027-01-20', through: '2027-02-10' },
    })
    const casts = (...from: readonly (typeof guide)[]): Draft => cast({ from, withSales, id: 'cast' })
    expect(beside([casts(story)])?.step).toBe('cast')
    expect(beside([casts(story)], { had: ['story'] })).toBeNull()
    expect(beside([casts(spring)])).toBeNull()
    expect(beside([wait('20 days'), casts(spring)])?.step).toBe('cast')
  })
})
