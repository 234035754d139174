/** A lead that is taken on into another version of its track, while it lives. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import { advance, call, clicked, email, listenFor, stage, track, wait, type Draft } from '../../core/dsl.ts'
import { checkStandIns, standIns, turnedRound, type StandIns } from '../../core/onto.ts'
import { live, traceOf, type History, type Weather } from '../../core/simulate.ts'
import type { Happening, Person, Scripted } from '../../core/simulated-lead.ts'
import { wakesAt } from '../../core/state.ts'
import type { Track } from '../../core/track.ts'
import { anyDay } from './any-time.ts'
import {
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  fates,
  guide,
  office,
  person,
  programme,
  script,
  scriptInOneTrack,
  sound,
  start,
  story,
  tour,
  until,
} from './lives.ts'

function version(stages: Readonly<Record<string, readonly Draft[]>>, rest: '2 weeks' | '3 weeks' = '2 weeks'): Track {
  const drafts = Object.entries(stages).map(([name, steps]) => [name, stage('…', steps)] as const)
  return sound(
    compileTrack(
      track('first', {
        goal: 'a demo',
        theme: 'slow-close',
        salesReady: [demo],
        cadence: anyDay,
        stages: Object.fromEntries(drafts),
        onReturn: everyReason({ rest }),
      }),
    ),
  )
}

const cfo: Person = {
  track: 'first',
  calendar: { zone: 'UTC', transitions: [[0, 0]], holidays: [] },
  lifecycle: 'lead',
  channels: ['email', 'phone'],
  facts: { size: 'large', role: 'cfo' },
}

type Day = readonly [day: number, what: Happening]

function lived(from: Track, happens: readonly Day[]): History {
  const events = happens.map(([day, what]): Scripted => ({ at: start + day * DAY, what }))
  return live({ tracks: { first: from }, quality: definition, office }, cfo, events, { from: start, until })
}

const movesTo = (to: Track, said?: StandIns): Happening => ({ republished: to, ...(said ? { standIns: said } : {}) })
const got = ({ sent }: History): readonly string[] => sent.map(({ content }) => content)
const day = ({ sent }: History, content: string): number => {
  const found = sent.find((one) => one.content === content)
  if (found === undefined) throw new Error(`${content} never came, only ${sent.map((one) => one.content).join(', ')}`)
  return (found.at - start) / DAY
}
const isAt = ({ doings }: History, at: number): string =>
  doings.findLast((one) => one.at <= start + at * DAY)?.doing.is ?? 'unborn'

const three = version({ recognise: [email(benchmark), wait('10 days'), email(story), wait('10 days'), email(tour)] })

describe('a lead that is moved', () => {
  it('keeps what is left of its wait where its step is the same, and gets what is new after it', () => {
    const slower = version({
      recognise: [
        email(benchmark),
        wait('30 days'),
        email(story),
        wait('5 days'),
        email(guide),
        wait('10 days'),
        email(tour),
      ],
    })
    const history = lived(three, [[4, movesTo(slower)]])
    expect(got(history)).toEqual(['benchmark', 'story', 'guide', 'tour'])
    expect(day(history, 'story')).toBe(day(lived(three, []), 'story'))
  })

  it('never gets twice what it had, though that comes later now', () => {
    const turned = version({
      recognise: [email(story), wait('10 days'), email(tour), wait('10 days'), email(benchmark)],
    })
    expect(got(lived(three, [[4, movesTo(turned)]]))).toEqual(['benchmark', 'story', 'tour'])
  })

  it('gets what stands in for the step that is gone, after the rest of its wait', () => {
    const other = version({ recognise: [email(benchmark), wait('10 days'), email(checklist), email(tour)] })
    const history = lived(three, [[4, movesTo(other, { story: 'checklist' })]])
    expect(got(history)).toEqual(['benchmark', 'checklist', 'tour'])
    expect(day(history, 'checklist')).toBeCloseTo(day(lived(three, []), 'story'), 0)
  })

  it('goes on after its stage where its step is gone and nothing stands in for it', () => {
    const staged = version({ recognise: [email(benchmark), wait('10 days'), email(story)], compare: [email(tour)] })
    const short = version({ recognise: [email(benchmark)], compare: [email(guide), email(tour)] })
    expect(got(lived(staged, [[4, movesTo(short, { story: null })]]))).toEqual(['benchmark', 'guide', 'tour'])
  })

  it('is listened to for what the new version asks, from then on', () => {
    const listens = (to: typeof benchmark) =>
      version({
        recognise: [
          email(benchmark),
          {
            ...listenFor(clicked(to), { within: '20 days', then: [email(story)], otherwise: [email(tour)] }),
            id: 'hears',
          },
        ],
      })
    const clicks = (at: number): Day => [at, { act: 'clicked', of: 'guide' }]
    const move: Day = [4, movesTo(listens(guide))]
    expect(got(lived(listens(benchmark), [clicks(3), move]))).toEqual(['benchmark', 'tour'])
    const heard = lived(listens(benchmark), [move, clicks(6)])
    expect(got(heard)).toEqual(['benchmark', 'story'])
    expect(day(heard, 'story')).toBeLessThan(7)
  })

  it('stays with sales, and goes on in the new version when it comes back', () => {
    const more = version({ recognise: [email(benchmark), wait('10 days'), email(guide), email(story)] }, '3 weeks')
    const history = lived(three, [
      [3, { act: 'requested', of: 'demo' }],
      [4, movesTo(more, { story: 'guide' })],
      [5, { returned: 'bad_timing' }],
    ])
    expect(isAt(history, 4.5)).toBe('withSales')
    expect(history.handoffs).toHaveLength(1)
    expect(got(history)).toEqual(['benchmark', 'guide', 'story'])
    expect(day(history, 'guide')).toBeGreaterThan(5 + 21)
  })

  it('keeps its rest, and resumes in the new version', () => {
    const more = version({ recognise: [email(benchmark), email(guide), email(story)] }, '3 weeks')
    const history = lived(three, [
      [3, { act: 'requested', of: 'demo' }],
      [4, { returned: 'bad_timing' }],
      [5, movesTo(more)],
    ])
    expect(isAt(history, 6)).toBe('resting')
    expect(day(history, 'story')).toBeCloseTo(4 + 14, 0)
  })

  it('stays paused with what is left of its wait', () => {
    const slower = version({ recognise: [email(benchmark), wait('30 days'), email(story)] })
    const history = lived(three, [
      [4, { pause: true }],
      [20, movesTo(slower)],
      [40, { pause: false }],
    ])
    expect(day(history, 'story')).toBeCloseTo(day(lived(three, []), 'story') + 36, 3)
  })

  it('wakes for what is new where it had everything, and sleeps on where nothing is', () => {
    const more = version({ recognise: [email(benchmark), email(story), email(guide), email(tour)] })
    expect(got(lived(three, [[60, movesTo(more)]]))).toEqual(['benchmark', 'story', 'tour', 'guide'])
    const less = version({ recognise: [email(tour), email(benchmark)] })
    const asleep = lived(three, [[60, movesTo(less)]])
    expect(got(asleep)).toEqual(['benchmark', 'story', 'tour'])
    expect(isAt(asleep, 61)).toBe('exhausted')
  })

  it('stays out of reach, and goes on from its place when it may be reached again', () => {
    const more = version({ recognise: [email(benchmark), email(guide), email(story)] })
    const history = lived(three, [
      [4, { mayReach: [] }],
      [5, movesTo(more, { story: 'guide' })],
      [6, { mayReach: ['email'] }],
    ])
    expect(isAt(history, 5.5)).toBe('dormant')
    expect(got(history)).toEqual(['benchmark', 'guide', 'story'])
  })

  const calling = version({ recognise: [email(benchmark), call('Who decides?', { due: '9 days' }), email(story)] })

  it('keeps an open call that the new version has too', () => {
    const more = version({
      recognise: [email(benchmark), call('Who decides?', { due: '2 days' }), email(guide), email(story)],
    })
    const history = lived(calling, [
      [2, movesTo(more)],
      [4, { call: 'reached' }],
    ])
    expect(got(history)).toEqual(['benchmark', 'call-who-decides', 'guide', 'story'])
    expect(day(history, 'guide')).toBeGreaterThanOrEqual(4)
  })

  it('goes on without waiting for an open call that the new version lacks; nobody has to make it any more', () => {
    const history = lived(calling, [
      [2, movesTo(version({ recognise: [email(benchmark), email(story)] }))],
      [4, { call: 'reached' }],
    ])
    expect(got(history)).toEqual(['benchmark', 'call-who-decides', 'story'])
    expect(day(history, 'story')).toBeLessThan(3)
    expect(history.events.map(({ kind }) => kind)).toEqual(['moved'])
  })

  it('makes another call where that stands in for an open one', () => {
    const other = version({ recognise: [email(benchmark), call('What slows you?', { due: '2 days' }), email(story)] })
    const history = lived(calling, [[2, movesTo(other, { 'call-who-decides': 'call-what-slows-you' })]])
    expect(got(history)).toEqual(['benchmark', 'call-who-decides', 'call-what-slows-you', 'story'])
  })

  it('gets the mail that a call has become', () => {
    const mailed = version({ recognise: [email(benchmark), email(guide, { id: 'call-who-decides' }), email(story)] })
    const history = lived(calling, [[2, movesTo(mailed)]])
    expect(got(history)).toEqual(['benchmark', 'call-who-decides', 'guide', 'story'])
    expect(day(history, 'guide')).toBeLessThan(3)
  })

  it('waits to the end of its listening where nobody listens at that step any more', () => {
    const hears = listenFor(clicked(benchmark), { within: '20 days', then: [], otherwise: [email(tour)] })
    const listened = version({ recognise: [email(benchmark), { ...hears, id: 'hears' }] })
    const waits = version({ recognise: [email(benchmark), wait('1 day', { id: 'hears' }), email(story)] })
    const history = lived(listened, [[4, movesTo(waits)]])
    expect(got(history)).toEqual(['benchmark', 'story'])
    expect(isAt(history, 5)).toBe('due')
    expect(day(history, 'story')).toBeGreaterThanOrEqual(day(lived(listened, []), 'tour'))
  })

  it('stays paused for what stands in for its step, too', () => {
    const other = version({ recognise: [email(benchmark), wait('10 days'), email(checklist)] })
    const history = lived(three, [
      [4, { pause: true }],
      [20, movesTo(other, { story: 'checklist' })],
      [40, { pause: false }],
    ])
    expect(day(history, 'checklist')).toBeGreaterThanOrEqual(day(lived(three, []), 'story') + 36 - 1)
  })

  it('comes back by a second move to where it was, with nothing sent twice', () => {
    const added = version({ recognise: [email(benchmark), wait('10 days'), email(guide), email(story), email(tour)] })
    const history = lived(three, [
      [4, movesTo(added, { story: 'guide' })],
      [6, movesTo(three)],
    ])
    expect(got(history)).toEqual(['benchmark', 'story', 'tour'])
    expect(day(history, 'story')).toBeCloseTo(day(lived(three, []), 'story'), 0)
  })
})

describe('a lead that is moved while sales has it', () => {
  const beside = { withSales: true } as const
  const before = version({ recognise: [email(benchmark), wait('10 days'), email(story, beside), email(tour)] })
  const taken: readonly Day[] = [
    [3, { act: 'requested', of: 'demo' }],
    [3.5, { sales: 'opportunity' }],
  ]
  const moved = (to: Track, said?: StandIns) => lived(before, [...taken, [4, movesTo(to, said)]])
  const planned = day(lived(before, taken), 'story')

  it('gets what it was to get beside sales, when it was to get it', () => {
    const slower = version({ recognise: [email(benchmark), wait('30 days'), email(story, beside)] })
    expect(got(moved(slower))).toEqual(['benchmark', 'story'])
    expect(day(moved(slower), 'story')).toBe(planned)
  })

  it('gets what stands in for that, no sooner than it was to come', () => {
    const other = version({ recognise: [email(benchmark), wait('10 days'), email(guide, beside)] })
    const history = moved(other, { story: 'guide' })
    expect(got(history)).toEqual(['benchmark', 'guide'])
    expect(day(history, 'guide')).toBeGreaterThanOrEqual(planned)
    expect(day(history, 'guide')).toBeLessThan(planned + 2)
  })

  it.each<[string, Draft]>([
    ['it is not for a lead with sales any more', email(story)],
    ['it is a mail now that the lead had', { ...email(benchmark, beside), id: 'story' }],
    ['it is no touch any more', wait('1 day', { id: 'story' })],
  ])('gets what comes after it where %s', (_, step) => {
    const opening = email(benchmark, { id: 'opening' })
    const from = version({ recognise: [opening, wait('10 days'), email(story, beside)] })
    const to = version({ recognise: [opening, wait('10 days'), step, wait('5 days'), email(tour, beside)] })
    const history = lived(from, [...taken, [4, movesTo(to)]])
    expect(got(history)).toEqual(['benchmark', 'tour'])
    // A lead has its own moment in the window of each touch.
    expect(day(history, 'tour')).toBeGreaterThan(planned + 4)
    expect(day(history, 'tour')).toBeLessThan(planned + 6)
  })

  it('gets nothing more beside sales where that came to the end of its stage', () => {
    const short = version({ recognise: [email(benchmark)] })
    expect(got(moved(short, { story: null }))).toEqual(['benchmark'])
  })
})

const moves = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 * DAY }), fc.integer({ min: 0, max: 4 })), {
  maxLength: 4,
})
/** Five versions of a track: other steps under other ids, and some under the same. */
const versions = fc
  .tuple(programme, programme, programme, programme, programme)
  .map((all) => all.map(({ tracks }) => tracks['first']!))

describe('whoever is moved, whenever, by chance', () => {
  it('never gets anything twice (I3), is never without a next action (I1), and never thinks for ever', () => {
    fc.assert(
      fc.property(programme, versions, person, script, moves, fates, (business, others, who, happens, when, become) => {
        const moved = when.map(([after, which]): Scripted => ({ at: start + after, what: movesTo(others[which]!) }))
        const history = live(business, who, [...happens, ...moved], { from: start, until }, { fates: become })
        const contents = history.sent.map(({ content, attempt }) => `${content} ${attempt}`)
        expect(contents).toEqual([...new Set(contents)])
        for (const { at, state } of history.states) {
          if (state.doing.is !== 'ended') expect(wakesAt(state)).toBeLessThan(at + 400 * DAY)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('lives the same life, whatever dies and whatever comes again', () => {
    const weathers: readonly Weather[] = [{ crashes: true }, { echoes: true }, { crashes: true, echoes: true }]
    fc.assert(
      fc.property(programme, versions, person, script, moves, (business, others, who, happens, when) => {
        const moved = when.map(([after, which]): Scripted => ({ at: start + after, what: movesTo(others[which]!) }))
        const trace = (weather: Weather): unknown =>
          traceOf(live(business, who, [...happens, ...moved], { from: start, until }, weather))
        const calm = trace({})
        for (const weather of weathers) expect(trace(weather)).toEqual(calm)
      }),
      { numRuns: 60 },
    )
  })

  it('lives on as before where the version is the same', () => {
    const contents = ({ sent }: History): unknown => sent.map(({ at, step, attempt }) => `${at} ${step} ${attempt}`)
    fc.assert(
      fc.property(programme, person, scriptInOneTrack, moves, (business, who, happens, when) => {
        // A move asks anew what interests the lead, so a cast after it may choose by what it would have heard of later.
        fc.pre(Object.values(business.tracks).every(({ follows }) => follows === undefined))
        const same = when.map(([after]): Scripted => ({ at: start + after, what: movesTo(business.tracks['first']!) }))
        const span = { from: start, until }
        const moved = live(business, who, [...happens, ...same], span)
        expect(contents(moved)).toEqual(contents(live(business, who, happens, span)))
      }),
      { numRuns: 200 },
    )
  })
})

describe('what stands in for a step that is gone', () => {
  const staged = version({
    recognise: [email(benchmark), wait('3 days'), email(story), advance],
    compare: [email(tour), email(guide)],
  })

  it('is the next step that the other version has too', () => {
    const to = version({ recognise: [email(benchmark)], compare: [email(guide)] })
    expect(standIns(staged, to)).toMatchObject({ story: 'guide', tour: 'guide', 'benchmark~3-days': 'guide' })
  })

  it('is the end of the stage where nothing after it is left, or the beginning where the stage is gone too', () => {
    expect(standIns(staged, version({ compare: [email(tour)] }))).toMatchObject({ story: 'tour', guide: null })
    expect(standIns(staged, version({ anew: [email(checklist)] }))).toMatchObject({ guide: 'checklist' })
  })

  it('is what was said, and that is turned round for the way back', () => {
    const to = version({ recognise: [email(benchmark), email(checklist)], compare: [email(tour), email(guide)] })
    expect(standIns(staged, to, { story: 'checklist' })).toMatchObject({ story: 'checklist' })
    expect(turnedRound({ story: 'checklist' }, staged)).toEqual({ checklist: 'story' })
  })

  it('must be there', () => {
    const to = version({ compare: [email(tour)] })
    expect(checkStandIns(staged, to, { story: 'tuor', nothing: 'tour', benchmark: null })).toEqual([
      'track first has no step tuor in its new version',
      'track first as it is published has no step nothing',
      'benchmark cannot end its stage recognise: the new version has no such stage',
    ])
    expect(checkStandIns(staged, to, { guide: null, story: 'tour' })).toEqual([])
  })
})
