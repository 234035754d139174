import { expect, test } from 'vitest'
import { didYouMean } from '../../core/did-you-mean.ts'

test.each([
  ['stroy', ['tour', 'story'], 'Did you mean story?'],
  ['Story', ['story'], 'Did you mean story?'],
  // Three letters are too many for a short word, wherever they are, and not for one of nine.
  ['ab', ['abxyz'], 'There are: abxyz.'],
  ['xyzab', ['ab'], 'There are: ab.'],
  ['benchmark', ['benchmarking', 'tour'], 'Did you mean benchmarking?'],
  ['price', ['tour', 'story'], 'There are: story, tour.'],
  ['price', [], 'There is none yet.'],
])('for %s of %j it is said: %s', (word, choices, said) => {
  expect(didYouMean(word, choices)).toBe(said)
})
