import { expect, it } from 'vitest'
import { randomOf, seedAt, seedOf, shareAt } from '../../core/random.ts'

it('the same seed draws the same population in every version of Perennial: what it once gave, it gives for good', () => {
  const random = randomOf(seedOf('seed'))
  expect([seedOf('seed'), seedOf(''), seedOf('site', 7), seedAt(7, 0), seedAt(7, 1)]).toEqual([
    -2105115856, -524634864, 1782061902, -456573687, -84222363,
  ])
  expect([random(), random(), random()]).toEqual([0.3847449980676174, 0.27534350100904703, 0.6750087076798081])
})

it('a number falls on the name whose share it is in, and on none in what the shares leave', () => {
  const at = (number: number) =>
    shareAt(
      [
        ['a', 0.25],
        ['b', 0],
        ['c', 0.5],
      ],
      number,
    )
  expect([0, 0.24, 0.25, 0.7499, 0.75, 0.99].map(at)).toEqual(['a', 'a', 'c', 'c', undefined, undefined])
})
