/** How a lead is taken from one version of its track into another, and back. */
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import type { Onto } from '../../core/contract.ts'
import {
  advance,
  call,
  choose,
  clicked,
  email,
  listenFor,
  stage,
  track,
  visited,
  wait,
  type Draft,
} from '../../core/dsl.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { moveOn, ontoFor } from '../../core/moving.ts'
import { checkStandIns, firstOf, isPlace, standIns, turnedRound } from '../../core/onto.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import type { Track } from '../../core/track.ts'
import { benchmark, checklist, demo, everyReason, guide, size, sound, start as now, story, tour } from './lives.ts'

function version(stages: Readonly<Record<string, readonly Draft[]>>): Track {
  const drafts = Object.entries(stages).map(([name, steps]) => [name, stage('…', steps)] as const)
  const draft = track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    cadence: { zone: 'lead', days: ['Tue', 'Wed'], between: ['09:30', '11:30'], atMost: '2 touches a week' },
    stages: Object.fromEntries(drafts),
    salesReady: [demo],
    onReturn: everyReason({ rest: '2 weeks' } as const),
  })
  return sound(compileTrack(draft))
}

const listening = (to: 'mail' | 'prices'): Draft =>
  listenFor(to === 'mail' ? clicked(benchmark) : visited('/pricing'), {
    id: 'heard',
    within: '10 days',
    then: [],
    otherwise: [],
  })
const old = version({ a: [email(benchmark), wait('2 days'), email(checklist)], b: [email(story), email(tour)] })

describe('what stands in for a step that is gone', () => {
  it('is the first step after it that is still there', () => {
    expect(standIns(old, version({ a: [email(benchmark)], b: [email(tour)] }))).toMatchObject({
      checklist: 'tour',
      story: 'tour',
    })
  })

  it('is the end of its stage where nothing comes after it, or the first step of all where that is gone, too', () => {
    expect(standIns(old, version({ a: [email(benchmark)], b: [email(story)] }))).toMatchObject({ tour: null })
    expect(standIns(old, version({ a: [email(guide)] }))).toMatchObject({ tour: 'guide', benchmark: null })
  })

  it('is what somebody said, where there is such a step to stand in for', () => {
    const newer = version({ a: [email(benchmark), email(guide)], b: [email(story), email(tour)] })
    const said = { checklist: 'guide', never: 'guide', story: 'story' }
    expect(standIns(old, newer, said)).toMatchObject({ checklist: 'guide' })
    expect(standIns(old, newer, said)).not.toHaveProperty('never')
    expect(standIns(old, newer, said)).not.toHaveProperty('story')
  })

  it('stands for the first of them on the way back, and a step that is there in both for itself', () => {
    const said = { benchmark: 'guide', checklist: 'guide', story: 'tour', tour: null }
    expect(turnedRound(said, old)).toEqual({ guide: 'benchmark' })
  })

  it('is refused where it stands for nothing, stands nowhere, or ends no stage', () => {
    const newer = version({ a: [email(benchmark)], c: [email(guide)] })
    const refused = (said: Record<string, string | null>) => checkStandIns(old, newer, said)
    expect(refused({ checklist: 'guide', benchmark: null })).toEqual([])
    expect(refused({ never: 'guide' })).toEqual(['track first as it is published has no step never'])
    expect(refused({ checklist: 'never' })).toEqual(['track first has no step never in its new version'])
    expect(refused({ story: null })).toEqual(['story cannot end its stage b: the new version has no such stage'])
  })

  it('of a lead without a step is the first of its stage, or of the first that has one', () => {
    expect([firstOf(old, 'a'), firstOf(old, 'b'), firstOf(old, 'gone')]).toEqual(['benchmark', 'story', 'benchmark'])
  })
})

describe('a lead that is taken on', () => {
  const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'a', theme: 't', cursor: 0 } as const
  const onto = (from: Track, to: Track, doing: Doing, had: readonly string[] = []) => {
    const state: State = { ...born(birth), channels: ['email'], had, doing }
    const world = { track: to, calendar: plainCalendar } as const
    return ontoFor(from, world, state, standIns(from, to), now)
  }
  const exhausted: Doing = { is: 'exhausted', until: now + DAY }

  it('wakes for content that is new to it and was not in its version, and for no other', () => {
    const more = version({ a: [email(benchmark), email(guide)] })
    expect(onto(old, more, exhausted).wakes).toBe(true)
    expect(onto(old, more, exhausted, ['guide']).wakes).toBe(false)
    expect(onto(old, version({ a: [email(story), wait('9 days'), email(benchmark)] }), exhausted).wakes).toBe(false)
  })

  it('hears more where it listens for what it did not listen for before', () => {
    const waits: Doing = { is: 'listening', step: 'heard', unit: 'day', until: now + DAY }
    const toMail = version({ a: [email(benchmark), listening('mail')] })
    const toPrices = version({ a: [email(benchmark), listening('prices')] })
    expect(onto(toMail, toMail, waits).hearsMore).toBe(false)
    expect(onto(toMail, toPrices, waits).hearsMore).toBe(true)
  })

  const moved = (to: Track, from: State, onto: Partial<Onto> = {}) =>
    moveOn({ track: to, calendar: plainCalendar }, from, { steps: {}, hearsMore: false, wakes: false, ...onto }, now)
  const state = (doing: Doing, change: Partial<State> = {}): State => ({
    ...born(birth),
    channels: ['email'],
    ...change,
    doing,
  })

  it('is listened to anew from now on only for what it was not listened to for', () => {
    const waits: Doing = { is: 'listening', step: 'heard', unit: 'day', until: now + DAY }
    const to = version({ a: [email(benchmark), listening('prices')] })
    const before = state(waits, { heardFrom: now - DAY })
    expect(moved(to, before).state.heardFrom).toBe(now - DAY)
    expect(moved(to, before, { hearsMore: true }).state.heardFrom).toBe(now)
  })

  it('may still be told late of what a listening missed, as long as that is there', () => {
    const missed: State['missed'] = { step: 'heard', from: now - DAY, until: now, heard: {}, facts: {} }
    const due: Doing = { is: 'due', step: 'story', attempt: 1, unit: 'day', until: now + DAY }
    const before = state(due, { missed, had: ['benchmark'] })
    const to = version({ a: [email(benchmark), listening('mail'), email(story)] })
    expect(moved(to, before).state.missed).toEqual(missed)
    expect(moved(to, before, { steps: { heard: 'story' } }).state.missed).toBeNull()
  })

  it('has had everything at once where nothing is left for it, and Postgres is told', () => {
    const due: Doing = { is: 'due', step: 'checklist', attempt: 1, unit: 'day', until: now + DAY }
    const to = version({ a: [email(benchmark)] })
    const { state: after, commands } = moved(to, state(due, { had: ['benchmark'] }), { steps: { checklist: null } })
    expect(after.doing.is).toBe('exhausted')
    expect(commands).toEqual([{ do: 'settle', why: 'exhausted' }])
  })

  it('sleeps on where nothing is new, though it may not have had all', () => {
    const before = state(exhausted, { had: ['benchmark'] })
    expect(moved(old, before)).toEqual({ state: before, commands: [] })
  })

  it('goes on with its wait as it was, in the unit in which a pause would keep it', () => {
    const bySize = choose(size, { small: [], large: [], otherwise: [] }, { id: 'by size' })
    const waits: Doing = { is: 'waiting', step: 'by size', unit: 'business day', until: now + 3 * DAY }
    const to = version({ a: [email(benchmark), bySize, email(guide)] })
    expect(moved(to, state(waits)).state.doing).toEqual(waits)
  })

  it('falls dormant where it cannot be reached by now and its step is gone', () => {
    const due: Doing = { is: 'due', step: 'checklist', attempt: 1, unit: 'day', until: now + DAY }
    const to = version({ a: [email(benchmark), listening('mail')] })
    const after = moved(to, state(due, { channels: [] }), { steps: { checklist: 'heard' } })
    expect(after.state).toMatchObject({ bookmark: 'heard', doing: { is: 'dormant' } })
  })

  it('is in the stage of what stands in for its step', () => {
    const due: Doing = { is: 'due', step: 'checklist', attempt: 1, unit: 'day', until: now + DAY }
    expect(moved(old, state(due), { steps: { checklist: 'story' } }).state).toMatchObject({
      stage: 'b',
      doing: { is: 'due', step: 'story' },
    })
  })

  it('sleeps on undisturbed where what is new cannot reach it', () => {
    const before = state(exhausted, { had: ['benchmark'] })
    const to = version({ a: [email(benchmark), call('Who decides?', { due: '2 days' })] })
    expect(moved(to, before, { wakes: true })).toEqual({ state: before, commands: [] })
  })

  it('begins in the new version where it had not begun in the old one', () => {
    const begins = moved(version({ c: [email(guide)] }), state({ is: 'settling', until: now }))
    expect(begins.state).toMatchObject({ stage: 'c', doing: { is: 'due', step: 'guide' } })
  })
})

it('a wait and an advance are no places at which a lead stands', () => {
  const { steps } = version({ a: [email(benchmark), wait('2 days'), listening('mail'), advance], b: [email(story)] })
  expect(steps.filter(isPlace).map(({ id }) => id)).toEqual(['benchmark', 'heard', 'story'])
})
