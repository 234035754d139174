import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare } from '../../core/compare.ts'

describe('two variants', () => {
  // The example (a) of Newcombe's paper: 56/70 against 48/80, 0.2000 with 0.0524 to 0.3339.
  it('differ by what the paper says', () => {
    const { difference, verdict } = compare({ reached: 56, of: 70 }, { reached: 48, of: 80 })
    expect(difference.share).toBeCloseTo(0.2, 4)
    expect(difference.from).toBeCloseTo(0.0524, 4)
    expect(difference.to).toBeCloseTo(0.3339, 4)
    expect(verdict).toBe('better')
  })

  it('cannot be told apart where few came, and say how many would do', () => {
    expect(compare({ reached: 3, of: 20 }, { reached: 1, of: 20 })).toMatchObject({
      verdict: 'too few to tell',
      needed: 138,
    })
    expect(compare({ reached: 0, of: 0 }, { reached: 0, of: 0 })).toMatchObject({
      verdict: 'too few to tell',
      needed: null,
    })
  })

  it('are told apart the same way from both sides', () => {
    const counted = fc.nat(1000).chain((of) => fc.record({ reached: fc.nat(of), of: fc.constant(of) }))
    fc.assert(
      fc.property(counted, counted, (a, b) => {
        const there = compare(a, b)
        const back = compare(b, a)
        expect(back.difference.from).toBeCloseTo(-there.difference.to, 10)
        expect(there.verdict === 'better').toBe(back.verdict === 'worse')
      }),
    )
  })
})
