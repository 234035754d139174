/** What a change of a track does to the leads that are in it: which touches they gain, which they lose, and who is past it. */
import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { advance, cast, choose, clicked, email, listenFor, stage, track, wait, type Draft } from '../../core/dsl.ts'
import { effectOf, openPlaces, pastIt, type InFlight } from '../../core/effect.ts'
import { standIns } from '../../core/onto.ts'
import type { Track } from '../../core/track.ts'
import { benchmark, checklist, demo, everyReason, guide, role, sound, story, tour } from './lives.ts'

const version = (recognise: readonly Draft[], compare: readonly Draft[] = [email(story)]): Track =>
  sound(
    compileTrack(
      track('first', {
        goal: '…',
        theme: 'slow-close',
        cadence: { zone: 'lead', days: ['Mon'], between: ['09:00', '10:00'], atMost: '1 touch a week' },
        stages: { recognise: stage('…', recognise), compare: stage('…', compare) },
        salesReady: [demo],
        onReturn: everyReason({ rest: '2 weeks' as const }),
      }),
    ),
  )

const inFlight = (group: Partial<InFlight>): InFlight => ({
  version: '1',
  step: null,
  stage: 'recognise',
  doing: 'waiting',
  had: [],
  leads: 10,
  ...group,
})
const idOf = ({ steps }: Track, content: string): string =>
  steps.find((step) => 'content' in step && step.content === content)!.id

/** `will` and `may` of each touch that is gained and lost. */
function told(from: Track, to: Track, groups: readonly Partial<InFlight>[], said = standIns(from, to)) {
  const { gains, losses } = effectOf(from, to, said, groups.map(inFlight))
  const short = (all: typeof gains) => Object.fromEntries(all.map(({ says, will, may }) => [says, [will, may]]))
  return { gains: short(gains), losses: short(losses) }
}

const was = version([email(benchmark), wait('1 week'), email(checklist)])
const withTour = version([email(benchmark), email(tour), wait('1 week'), email(checklist)])

describe('a touch that is added', () => {
  it('is for those before it that did not have it; who is behind it does not go back', () => {
    const groups = [
      { leads: 1 },
      { step: idOf(was, 'benchmark'), leads: 2 },
      { step: idOf(was, 'checklist'), had: ['benchmark'], leads: 4 },
      { step: null, stage: 'compare', leads: 8 },
      { step: idOf(was, 'benchmark'), had: ['tour'], leads: 16 },
    ]
    expect(told(was, withTour, groups)).toEqual({ gains: { 'mail tour': [3, 0] }, losses: {} })
    expect(effectOf(was, withTour, {}, [inFlight({})]).gains[0]?.step).toBe(idOf(withTour, 'tour'))
  })

  it('is lost the other way round', () => {
    expect(told(withTour, was, [{ leads: 3 }])).toEqual({ gains: {}, losses: { 'mail tour': [3, 0] } })
  })

  it('on one way of a fork is for some of them, and for all where every way has it', () => {
    const forked = (cfo: readonly Draft[], student: readonly Draft[], otherwise: readonly Draft[]) =>
      version([email(benchmark), choose(role, { cfo, student, otherwise }), email(checklist)])
    expect(told(was, forked([email(tour)], [], []), [{}]).gains).toEqual({ 'mail tour': [0, 10] })
    const everyWay = forked([email(tour, { id: 'a' })], [email(tour, { id: 'b' })], [email(tour, { id: 'c' })])
    expect(told(was, everyWay, [{}]).gains).toEqual({ 'mail tour': [10, 0] })
    expect(told(was, everyWay, [{}, { step: idOf(was, 'checklist') }]).losses).toEqual({})
  })

  it('in a later stage is for those in the stages before it', () => {
    const later = version([email(benchmark), wait('1 week'), email(checklist), advance], [email(story), email(tour)])
    expect(told(was, later, [{ step: idOf(was, 'benchmark') }]).gains).toEqual({ 'mail tour': [10, 0] })
  })

  it('by a cast is each of its pieces, of which nobody knows who gets it', () => {
    const piece = { ...guide, stage: 'recognise' }
    const casting = version([
      email(benchmark),
      wait('1 week'),
      email(checklist),
      cast({ from: [piece, tour], id: 'pick' }),
    ])
    const one = version([email(benchmark), wait('1 week'), email(checklist), cast({ from: [piece], id: 'pick' })])
    expect(told(was, casting, [{ had: ['tour'] }, {}]).gains).toEqual({
      'mail guide, by pick': [0, 20],
      'mail tour, by pick': [0, 10],
    })
    expect(Object.values(told(was, one, [{}]).gains)).toEqual([[10, 0]])
    // One new piece wakes who has had everything, also beside one that is known.
    const done = { doing: 'exhausted', had: ['benchmark', 'checklist', 'story', 'guide'] }
    expect(told(one, casting, [done]).gains).toEqual({ 'mail tour, by pick': [0, 10] })
  })
})

describe('leads', () => {
  it('that are held out get nothing, in whatever version', () => {
    expect(told(was, withTour, [{ doing: 'held_out' }])).toEqual({ gains: {}, losses: {} })
  })

  it('that have had everything are woken only by what is new to the track and to them', () => {
    const done = { doing: 'exhausted', had: ['benchmark', 'checklist', 'story'] }
    expect(told(was, withTour, [done]).gains).toEqual({ 'mail tour': [10, 0] })
    expect(told(was, withTour, [{ ...done, had: [...done.had, 'tour'] }]).gains).toEqual({})
    expect(told(withTour, version([email(tour), email(benchmark)]), [done]).gains).toEqual({})
    // What it missed of the old ones comes with what is new.
    expect(told(was, withTour, [{ ...done, had: ['benchmark', 'story'] }]).gains).toEqual({
      'mail tour': [10, 0],
      'mail checklist': [10, 0],
    })
    expect(told(withTour, was, [done]).losses).toEqual({})
  })

  it('that are paused without a step have had everything, too; paused at a step they go on', () => {
    const paused = { doing: 'paused', had: ['benchmark', 'checklist', 'story'] }
    const shorter = version([email(benchmark)])
    expect(told(was, shorter, [{ doing: 'paused' }]).losses).toEqual({})
    expect(told(was, shorter, [{ doing: 'paused', step: idOf(was, 'benchmark') }]).losses).toEqual({
      'mail checklist': [10, 0],
    })
    expect(told(was, withTour, [paused]).gains).toEqual({ 'mail tour': [10, 0] })
  })

  it('at a step that is gone go on where somebody said, or behind its stage', () => {
    const gone = version([email(tour), wait('1 week'), email(guide)])
    const at = idOf(was, 'checklist')
    const lost = (said: Readonly<Record<string, string | null>>) => told(was, gone, [{ step: at }], said)
    expect(lost({ [at]: idOf(gone, 'guide') })).toEqual({
      gains: { 'mail guide': [10, 0] },
      losses: { 'mail checklist': [10, 0] },
    })
    expect(lost({ [at]: null }).gains).toEqual({})
    // Where nobody said anything, they begin their stage anew.
    expect(lost({}).gains).toEqual({ 'mail tour': [10, 0], 'mail guide': [10, 0] })
  })

  it('at a step that listens go on to what stands on its ways', () => {
    const listening = (then: readonly Draft[]) =>
      version([email(benchmark), listenFor(clicked(benchmark), { within: '2 weeks', then, otherwise: [] })])
    const from = listening([])
    const at = from.steps.find(({ kind }) => kind === 'listen')!.id
    expect(told(from, listening([email(tour)]), [{ step: at }]).gains).toEqual({ 'mail tour': [0, 10] })
  })
})

it('leads that had a content keep it', () => {
  const groups = [
    inFlight({ had: ['tour'], leads: 3 }),
    inFlight({ leads: 5 }),
    inFlight({ had: ['a', 'tour'], leads: 4 }),
  ]
  expect(pastIt(groups, 'tour')).toBe(7)
})

it('places that are gone are open as long as leads stand there and nobody said what stands in; a wait is no place', () => {
  const short = version([email(benchmark)])
  const at = idOf(was, 'checklist')
  const standing = [
    inFlight({ step: at, leads: 3 }),
    inFlight({ step: at, leads: 2 }),
    inFlight({ step: idOf(was, 'story') }),
  ]
  const waits = was.steps.find(({ kind }) => kind === 'wait')!.id
  expect(openPlaces(was, short, {}, standing)).toEqual([{ step: at, leads: 5 }])
  expect(openPlaces(was, short, { [at]: null }, standing)).toEqual([])
  expect(openPlaces(was, short, {}, [inFlight({ step: waits }), inFlight({})])).toEqual([])
})
