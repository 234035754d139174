/** Which piece a cast chooses, over catalogues by chance. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import type { TouchOutcome } from '../../core/contract.ts'
import { cast, email, stage, track, type Draft } from '../../core/dsl.ts'
import { bestPiece, mailsOf, naming, pieceFor, type Piece, type Reader } from '../../core/pieces.ts'
import type { TouchStep } from '../../core/steps.ts'
import type { Track } from '../../core/track.ts'
import { anyDay } from './any-time.ts'
import { benchmark, demo, everyReason, guide, sound, story, tour } from './lives.ts'

const themes = ['slow-close', 'controls', 'integration'] as const
const stages = ['recognise', 'compare', 'stay-close'] as const
const dates = ['2027-01-10', '2027-03-01', '2027-06-30'] as const

const date = fc.option(fc.constantFrom(...dates))
const contents = Array.from('abcdefghijklmnop')

const piece = fc.record({
  content: fc.constantFrom(...contents),
  template: fc.constant('mail'),
  given: fc.constant({}),
  theme: fc.constantFrom(...themes),
  stage: fc.constantFrom(...stages),
  purpose: fc.constantFrom('educate' as const, 'prove' as const, 'promote' as const),
  priority: fc.constantFrom(0, 0, 0, 1, 5, -1),
  from: date,
  through: date,
})
const catalogue: fc.Arbitrary<readonly Piece[]> = fc.uniqueArray(piece, {
  selector: ({ content }) => content,
  maxLength: 16,
})
const reader: fc.Arbitrary<Reader> = fc.record({
  theme: fc.constantFrom(...themes),
  fallback: fc.constantFrom(...themes),
  stages: fc.constantFrom(['recognise'], ['compare', 'recognise'], ['stay-close', 'compare', 'recognise']),
  had: fc.subarray(contents),
  day: fc.constantFrom(...dates.map(dayOf), dayOf('2027-02-01'), dayOf('2028-01-01')),
})

/** What the rules in words say, one by one. */
function mayGet({ content, theme, stage, from, through }: Piece, who: Reader): boolean {
  const isOpen = (from === null || dayOf(from) <= who.day!) && (through === null || who.day! <= dayOf(through))
  return (
    (theme === who.theme || theme === who.fallback) &&
    who.stages.includes(stage) &&
    !who.had.includes(content) &&
    isOpen
  )
}

describe('the piece of a cast', () => {
  it('is one that the lead may get, and there is one whenever it may get any', () => {
    fc.assert(
      fc.property(catalogue, reader, (pieces, who) => {
        const best = bestPiece(pieces, who)
        expect(best === undefined).toBe(!pieces.some((one) => mayGet(one, who)))
        if (best) expect(mayGet(best, who)).toBe(true)
      }),
    )
  })

  it('is of its own theme, near its stage and of high priority before it is anything else', () => {
    fc.assert(
      fc.property(catalogue, reader, (pieces, who) => {
        const best = bestPiece(pieces, who)
        const worth = (one: Piece): readonly number[] => [
          one.theme === who.theme ? 0 : 1,
          who.stages.indexOf(one.stage),
          -one.priority,
          ['educate', 'prove', 'promote'].indexOf(one.purpose),
        ]
        const others = pieces.filter((one) => mayGet(one, who) && one !== best)
        for (const other of others) {
          const at = worth(best!).findIndex((rank, i) => rank !== worth(other)[i])
          expect(at === -1 ? best!.content < other.content : worth(best!)[at]! < worth(other)[at]!).toBe(true)
        }
      }),
    )
  })

  it('does not depend on the order in which the pieces stand', () => {
    fc.assert(
      fc.property(catalogue, reader, fc.infiniteStream(fc.nat(1000)), (pieces, who, keys) => {
        const shuffled = pieces.map((one) => ({ one, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key)
        expect(
          bestPiece(
            shuffled.map(({ one }) => one),
            who,
          ),
        ).toBe(bestPiece(pieces, who))
      }),
    )
  })

  it('falls through to the next one, until each was had once and none is left', () => {
    fc.assert(
      fc.property(catalogue, reader, (pieces, who) => {
        const had: string[] = [...who.had]
        const got: string[] = []
        for (let best = bestPiece(pieces, { ...who, had }); best; best = bestPiece(pieces, { ...who, had })) {
          got.push(best.content)
          had.push(best.content)
        }
        expect(new Set(got).size).toBe(got.length)
        expect(got.toSorted()).toEqual(
          pieces
            .filter((one) => mayGet(one, who))
            .map(({ content }) => content)
            .toSorted(),
        )
      }),
    )
  })

  it('goes on the first and on the last of its days, and on none that nobody knows', () => {
    const facts = {
      template: 'mail',
      given: {},
      theme: 'controls',
      stage: 'recognise',
      purpose: 'educate',
      priority: 0,
    } as const
    const who = { theme: 'controls', fallback: 'controls', stages: ['recognise'], had: [] }
    const days = [null, ...['2027-02-28', '2027-03-01', '2027-03-09', '2027-03-10'].map(dayOf)]
    const goesOn = (from: string | null, through: string | null): readonly boolean[] =>
      days.map((day) => bestPiece([{ ...facts, content: 'a', from, through }], { ...who, day }) !== undefined)
    expect(goesOn('2027-03-01', '2027-03-09')).toEqual([false, false, true, true, false])
    expect(goesOn(null, '2027-03-09')).toEqual([false, true, true, true, false])
    expect(goesOn('2027-03-01', null)).toEqual([false, false, true, true, true])
    expect(goesOn(null, null)).toEqual([true, true, true, true, true])
  })

  it('has no dates where no day is asked for', () => {
    fc.assert(
      fc.property(catalogue, reader, (pieces, who) => {
        const best = bestPiece(pieces, { ...who, day: null })
        if (best) expect([best.from, best.through]).toEqual([null, null])
      }),
    )
  })
})

function trackOf(...steps: readonly Draft[]): Track {
  const draft = track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    cadence: anyDay,
    stages: { recognise: stage('…', steps) },
    salesReady: [demo],
    onReturn: everyReason({ rest: '2 weeks' } as const),
  })
  return sound(compileTrack(draft))
}
const stepOf = (of: Track, id: string): TouchStep => of.steps.find((step) => step.id === id) as TouchStep

describe('of all pieces of a track', () => {
  const two = trackOf(cast({ from: [guide, story], id: 'one' }), cast({ from: [tour], id: 'other' }))
  const pieceOf = (id: string, had: readonly string[], without?: readonly string[]): string | undefined => {
    const step = stepOf(two, id)
    if (step.kind !== 'cast') throw new Error(`${id} is no cast`)
    return pieceFor(two, step, { theme: 'slow-close', had }, null, without)?.content
  }

  it('a cast sends only its own', () => {
    expect(pieceOf('one', [])).toBe('guide')
    expect(pieceOf('one', ['guide'])).toBe('story')
    expect(pieceOf('one', ['guide', 'story'])).toBeUndefined()
    expect(pieceOf('other', [])).toBe('tour')
  })

  it('those do not count that it cannot send now, beside what the lead had', () => {
    expect(pieceOf('one', [], ['guide'])).toBe('story')
    expect(pieceOf('one', ['guide'], ['story'])).toBeUndefined()
  })
})

it('what came of a cast says which piece it was, where one went or may have gone', () => {
  const both = trackOf(email(benchmark), cast({ from: [guide], id: 'cast' }))
  const sent: TouchOutcome = { was: 'sent', at: 1 }
  const unknown: TouchOutcome = { was: 'unknown', at: 1 }
  const dropped: TouchOutcome = { was: 'dropped', reason: 'no_address', at: 1 }
  const named = (id: string, outcome: TouchOutcome) => naming(stepOf(both, id), 'guide', outcome)
  expect(named('cast', sent)).toEqual({ ...sent, content: 'guide' })
  expect(named('cast', unknown)).toEqual({ ...unknown, content: 'guide' })
  expect(named('cast', dropped)).toEqual(dropped)
  expect(named('benchmark', sent)).toEqual(sent)
})

it('the mails of a track are those of its steps, and every piece of its casts', () => {
  const benchmarked = { content: 'benchmark', template: 'benchmark', step: 'benchmark' }
  expect(mailsOf(trackOf(email(benchmark)))).toEqual([benchmarked])
  expect(mailsOf(trackOf(email(benchmark), cast({ from: [guide, tour] })))).toEqual([
    benchmarked,
    { content: 'guide', template: 'guide', step: null },
    { content: 'tour', template: 'tour', step: null },
  ])
})
