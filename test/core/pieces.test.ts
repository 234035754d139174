/** Which piece a cast chooses, over catalogues by chance. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf } from '../../core/calendar.ts'
import { bestPiece, type Piece, type Reader } from '../../core/pieces.ts'

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

  it('has no dates where no day is asked for', () => {
    fc.assert(
      fc.property(catalogue, reader, (pieces, who) => {
        const best = bestPiece(pieces, { ...who, day: null })
        if (best) expect([best.from, best.through]).toEqual([null, null])
      }),
    )
  })
})
