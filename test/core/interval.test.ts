import { describe, expect, it } from 'vitest'
import { wilson } from '../../core/interval.ts'

describe('an interval', () => {
  it('is Wilson’s', () => {
    // Newcombe (1998), Statistics in Medicine 17: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    const figures = [wilson(81, 263), wilson(15, 148), wilson(0, 20), wilson(1, 29)]
    expect(figures.map(({ from, to }) => [from.toFixed(4), to.toFixed(4)])).toEqual([
      ['0.2553', '0.3662'],
      ['0.0624', '0.1605'],
      ['0.0000', '0.1611'],
      ['0.0061', '0.1718'],
    ])
  })

  it('says nothing of nobody', () => expect(wilson(0, 0)).toEqual({ share: 0, from: 0, to: 1 }))
})
