/** That paths are followed once where they go on alike, and nowhere else. */
import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import {
  call,
  choose,
  clicked,
  email,
  fact,
  listenFor,
  stage,
  track,
  visited,
  wait,
  type Draft,
  type TrackDraft,
} from '../../core/dsl.ts'
import { choicesAt, take } from '../../core/explore-choices.ts'
import type { Moment } from '../../core/explore-moment.ts'
import { explore, follow, type Exploration } from '../../core/explore.ts'
import { anyDay } from './any-time.ts'
import { benchmark, checklist, definition, demo, everyReason, guide, office, sound, story, tour } from './lives.ts'

function explored(steps: readonly Draft[], change: Partial<TrackDraft> = {}, most?: number): Exploration {
  const compiled = sound(
    compileTrack(
      track('first', {
        goal: 'a demo',
        theme: 'slow-close',
        salesReady: [demo],
        cadence: anyDay,
        stages: { recognise: stage('…', steps) },
        onReturn: everyReason({ rest: '2 weeks' } as const),
        ...change,
      }),
    ),
  )
  return explore({ tracks: { first: compiled }, quality, office }, compiled, most)
}
/** All leads are graded alike. */
const quality = { ...definition, fit: { ...definition.fit, points: [] } }

/** One way for small companies, another one for all others. */
const bySize = (small: readonly Draft[], otherwise: readonly Draft[], id = 'size'): Draft =>
  choose(fact('size', ['small']), { small, otherwise }, { id })

/** All that may come of a life: whatever happens for so many choices, and then nothing any more. */
function comes(moment: Moment, choices: number): readonly unknown[] {
  const ways = choicesAt(moment, quality.facts)
  return (choices > 0 ? ways : ways.slice(-1)).map((choice) => {
    const then = take(moment, choice)
    if (then === undefined) return choice
    const sent = then.lead.sent.slice(moment.lead.sent.length)
    const touches = sent.map(({ step, attempt, at }) => `${step} ${attempt} after ${at - moment.now}`)
    return [choice, then.state.doing.is, then.now - moment.now, touches, comes(then, choices - 1)]
  })
}

const onTuesdays = { ...anyDay, days: ['Tue'], between: ['09:30', '11:30'] } as const
const listens = (otherwise: Draft, id: string): Draft =>
  listenFor(visited('/x'), { within: '3 days', then: [], otherwise: [otherwise], id })

describe('what is taken for the same goes on alike', () => {
  it.each<[string, readonly Draft[], Partial<TrackDraft['cadence']>?]>([
    [
      'the step',
      [email(benchmark), bySize([listens(email(story), 'small')], [listens(email(tour), 'other')]), email(guide)],
    ],
    [
      'the attempt',
      [
        bySize([email(benchmark), wait('8 days')], []),
        call('Who decides?', { due: '2 days', attempts: 6, between: '8 days' }),
      ],
    ],
    [
      'the touches that a cap of a week counts',
      [bySize([email(story)], []), wait('1 day'), email(tour), wait('2 hours'), email(guide)],
      { days: ['Tue', 'Thu', 'Fri'], atMost: '2 touches a week' },
    ],
    [
      'the touches that a cap of a month counts',
      [bySize([email(story)], []), wait('8 days'), email(tour), wait('1 day'), email(guide)],
      { atMost: ['9 touches a day', '2 touches a month'] },
    ],
    [
      'the facts that are still asked for',
      [email(benchmark), bySize([], []), wait('1 day'), email(guide), bySize([email(story)], [email(tour)], 'again')],
    ],
    [
      'the mails that it had, where they come again',
      [
        bySize([email(story)], []),
        wait('8 days'),
        email(tour),
        wait('1 day'),
        email(guide),
        wait('1 day'),
        email(story, { id: 'again' }),
        email(checklist),
      ],
    ],
  ])('%s', (_, steps, cadence) => {
    const { moments } = explored(steps, { cadence: { ...onTuesdays, ...cadence } })
    let together = 0
    for (const { moment, ways } of moments) {
      for (const { to, choice } of ways) {
        const there = moments[to]!.moment
        if (there.from === moment) continue
        together += 1
        // After a return less is tried: what is taken for the same may try more.
        const [one, other] = [follow(moment, [choice]), there].map((each) => ({ ...each, returned: 'untouched' }))
        expect(comes(one!, 2)).toEqual(comes(other!, 2))
      }
    }
    expect(together).toBeGreaterThan(0)
  })
})

describe('what goes on alike is taken for the same', () => {
  const last = [wait('8 days'), email(tour), email(guide, { id: 'last' })]
  it.each<[string, readonly Draft[]]>([
    ['whatever facts nobody asks for any more', [bySize([], []), ...last]],
    ['whatever mails it had that do not come again', [bySize([email(story)], [email(checklist)]), ...last]],
    [
      'whatever the order of its mails',
      [
        bySize(
          [email(story), wait('8 days'), email(checklist)],
          [email(checklist, { id: 'one' }), wait('8 days'), email(story, { id: 'other' })],
        ),
        ...last,
        email(story, { id: 'story again' }),
        email(checklist, { id: 'checklist again' }),
      ],
    ],
    ['whatever came so long ago that no cap counts it', [bySize([email(story)], [wait('1 day')]), ...last]],
  ])('%s', (_, steps) => {
    const { moments } = explored(steps, { cadence: onTuesdays })
    const fresh = moments.filter(({ moment }) => moment.returned === null).map(({ moment }) => moment.state.doing)
    expect(fresh.filter((doing) => doing.is === 'due' && doing.step === 'last')).toHaveLength(1)
    expect(fresh.filter(({ is }) => is === 'exhausted')).toHaveLength(1)
  })
})

it('at the end nothing matters any more that was decided on the way', () => {
  const ways = [bySize([email(story)], []), wait('8 days'), email(tour), wait('1 day'), bySize([], [], 'again')]
  const { moments } = explored(ways, { cadence: onTuesdays })
  const ends = moments.filter(({ moment }) => moment.returned === null && moment.state.doing.is === 'exhausted')
  expect(ends).toHaveLength(1)
})

it('returns lead on together where they have the same answer, and only there', () => {
  const stages = {
    recognise: stage('…', [email(benchmark), wait('8 days'), email(story)]),
    compare: stage('…', [email(tour)]),
  }
  const onReturn = {
    ...everyReason({ rest: '2 weeks' } as const),
    bad_timing: { rest: '2 weeks', resume: 'compare' },
  } as const
  const { moments } = explored([], { stages, onReturn })
  const to = new Map(
    moments[0]!.ways.flatMap(({ choice, to }) => (choice.is === 'return' ? [[choice.reason, to] as const] : [])),
  )
  expect(to.get('no_budget_now')).toBe(to.get('no_response'))
  expect(to.get('bad_timing')).not.toBe(to.get('no_response'))
})

it('a path on which sales returned nobody never ends where a returned one came first', () => {
  const stages = {
    recognise: stage(
      '…',
      [benchmark, story, checklist].flatMap((each) => [email(each), wait('8 days')]),
    ),
    compare: stage('…', [email(tour), listens(email(guide), 'last')]),
  }
  const onReturn = everyReason({ rest: '2 weeks', resume: 'compare' } as const)
  const { moments } = explored([], { stages, onReturn, cadence: onTuesdays })
  const fresh = moments.filter(({ moment }) => moment.returned === null)
  const before = fresh.flatMap(({ ways }) => ways.filter(({ choice }) => choice.is !== 'return').map(({ to }) => to))
  expect(before.length).toBeGreaterThan(0)
  for (const to of before) expect(moments[to]!.moment.returned).toBeNull()
  expect(moments.length).toBeGreaterThan(fresh.length)
})

const listening = listenFor(clicked(benchmark), { within: '3 days', then: [], otherwise: [] })
const mixed = [
  email(benchmark),
  listening,
  wait('1 day'),
  bySize([email(story)], [email(checklist)]),
  email(tour),
  email(guide),
]

it('what decides a way is decided before anything else happens', () => {
  const { moments } = explored(mixed)
  const kinds = moments.map(({ ways }) => new Set(ways.map(({ choice }) => choice.is)))
  const deciding = kinds.filter((each) => each.has('fact'))
  expect(deciding.length).toBeGreaterThan(0)
  for (const each of deciding) expect([...each]).toEqual(['fact'])
})

it('sales returns a lead from wherever it can be', () => {
  const { moments } = explored(mixed)
  const returned = moments.filter(({ ways }) => ways.some(({ choice }) => choice.is === 'return'))
  const from = new Set(returned.map(({ moment }) => moment.state.doing.is))
  expect([...from].toSorted()).toEqual(['due', 'exhausted', 'listening', 'waiting'])
})

it('a touch that goes out did not wait for the cap on that way', () => {
  const { moments } = explored(mixed, { cadence: { ...anyDay, atMost: '2 touches a week' } })
  const ways = moments.flatMap((each) => each.ways)
  expect(ways.some(({ isCapped }) => isCapped)).toBe(true)
  for (const { isCapped, sent } of ways) expect(isCapped && sent.length > 0).toBe(false)
})

it('it is said where there are more moments than may be explored', () => {
  const all = explored([email(benchmark)]).moments.length
  expect(explored([email(benchmark)], {}, all).isWhole).toBe(true)
  expect(explored([email(benchmark)], {}, all - 1).isWhole).toBe(false)
})
