import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { explain, interest, interestByTheme, treat, worth, type ScoreEntry } from '../../core/score.ts'

const now = Date.UTC(2027, 0, 4)
const ago = (days: number): number => now - days * DAY
const clicked: ScoreEntry = {
  at: ago(30),
  cause: 'clicked benchmark',
  points: 10,
  halfLifeDays: 30,
  theme: 'slow-close',
}
const fit = { grade: 'B', points: 10, because: [{ fact: 'size', value: 'large', points: 10 }] } as const

const entries = fc.array(
  fc.record({
    at: fc.integer({ min: ago(400), max: now }),
    cause: fc.constantFrom('clicked benchmark', 'visited /pricing'),
    points: fc.integer({ min: -20, max: 50 }),
    halfLifeDays: fc.constantFrom(null, 7, 30, 90),
    theme: fc.constantFrom(null, 'slow-close', 'controls'),
  }),
)
const later = fc.integer({ min: 0, max: 500 }).map((days) => now + days * DAY)

describe('what an act is worth', () => {
  it('halves with every half-life, and is nothing before it was done', () => {
    expect(worth(clicked, ago(31))).toBe(0)
    expect(worth(clicked, ago(30))).toBe(10)
    expect(worth(clicked, now)).toBe(5)
    expect(worth(clicked, now + 30 * DAY)).toBe(2.5)
  })

  it('stays where it has no half-life', () => {
    expect(worth({ ...clicked, halfLifeDays: null }, now + 9999 * DAY)).toBe(10)
  })
})

describe('a return', () => {
  it.each([
    ['keep', 1],
    ['halve', 0.5],
    ['reset', 0],
  ] as const)('with %s leaves its share, on that day and on every later one, in every theme', (treatment, share) => {
    fc.assert(
      fc.property(entries, later, (ledger, day) => {
        const after = [...ledger, ...treat(ledger, treatment, now, 'returned')]
        for (const theme of [undefined, 'slow-close', 'controls']) {
          expect(interest(after, day, theme)).toBeCloseTo(share * interest(ledger, day, theme), 6)
        }
      }),
    )
  })

  it('needs no line in the ledger for what is worth nothing', () => {
    expect(treat([{ ...clicked, at: now + DAY }], 'halve', now, 'returned')).toEqual([])
    expect(treat([clicked], 'halve', now, 'returned')).toEqual([
      { at: now, cause: 'returned', points: -2.5, halfLifeDays: 30, theme: 'slow-close' },
    ])
  })

  it('counts what is done after it in full', () => {
    const reset = [clicked, ...treat([clicked], 'reset', now, 'reset: returned, bad_timing')]
    expect(interest([...reset, { ...clicked, at: now }], now)).toBe(10)
  })
})

describe('the score', () => {
  it('is the same in whatever order its lines are read', () => {
    fc.assert(
      fc.property(entries, later, (ledger, day) => {
        expect(interest(ledger.toReversed(), day)).toBeCloseTo(interest(ledger, day), 6)
      }),
    )
  })

  it('names the strongest theme first', () => {
    const controls = { ...clicked, theme: 'controls', points: 99 }
    expect(interestByTheme([clicked, controls], now).map(({ theme }) => theme)).toEqual(['controls', 'slow-close'])
  })

  it('names themes of the same strength in one order, whatever came first, and no theme where an act had none', () => {
    const controls = { ...clicked, theme: 'controls' }
    const anything = { ...clicked, theme: null }
    for (const ledger of [
      [clicked, controls, anything],
      [anything, controls, clicked],
    ]) {
      expect(interestByTheme(ledger, now)).toEqual([
        { theme: 'controls', points: 5 },
        { theme: 'slow-close', points: 5 },
      ])
    }
  })

  it('says in words what made it, what that is worth today, and why', () => {
    const ledger = [
      clicked,
      { ...clicked, at: ago(1), points: 8 },
      ...treat([clicked], 'halve', now, 'halved: returned, bad_timing'),
    ]
    expect(explain(ledger, fit, now)).toEqual([
      'Fit B: size is large (+10)',
      'Interest 10.3: slow-close 10.3',
      '+12.8 clicked benchmark 2 times, last yesterday, +18 when new',
      '−2.5 halved: returned, bad_timing today',
    ])
  })

  it('says what weighs most first, be it for or against, and leaves out what is yet to come', () => {
    const visited = { ...clicked, cause: 'visited /jobs', points: -30, theme: null, halfLifeDays: null, at: ago(3) }
    const asked = { ...clicked, cause: 'asked for a demo', at: now + DAY }
    expect(explain([clicked, visited, asked], fit, now).slice(1)).toEqual([
      'Interest -25: slow-close 5',
      '−30 visited /jobs 3 days ago',
      '+5 clicked benchmark 30 days ago, +10 when new',
    ])
  })

  it('names every theme that still counts, and every fact that speaks for the fit', () => {
    const because = [...fit.because, { fact: 'role', value: 'student', points: -4.25 }]
    const ledger = [clicked, { ...clicked, theme: 'controls' }, { ...clicked, theme: 'faded', points: 0.09 }]
    expect(explain(ledger, { ...fit, because }, now).slice(0, 2)).toEqual([
      'Fit B: size is large (+10), role is student (−4.3)',
      'Interest 10: controls 5, slow-close 5',
    ])
  })

  it('says what is worth nothing as nothing, and names a theme for as long as it would round to something', () => {
    const because = [{ fact: 'size', value: 'small', points: 0 }]
    const barely = { ...clicked, at: now, points: 0.05 }
    expect(explain([barely], { ...fit, because }, now).slice(0, 2)).toEqual([
      'Fit B: size is small (+0)',
      'Interest 0.1: slow-close 0.1',
    ])
  })

  it('says so where nothing is known', () => {
    expect(explain([], { grade: 'D', points: 0, because: [] }, now)).toEqual([
      'Fit D: nothing known speaks for it',
      'Interest 0',
    ])
  })
})
