import { expect, it } from 'vitest'
import { attemptsFor, callResults, worthAnotherAttempt } from '../../core/call.ts'
import { grades } from '../../core/condition.ts'

it('a call is tried as often as the fit of the lead is worth it, and once at least', () => {
  const budgets = (attempts: number) => [...grades].toSorted().map((grade) => attemptsFor(attempts, grade))
  expect([budgets(6), budgets(1)]).toEqual([
    [6, 6, 5, 3],
    [1, 1, 1, 1],
  ])
  expect(attemptsFor(0, 'A')).toBe(1)
})

it('a call that reached nobody is worth another attempt; one that was not made, or went wrong, is none', () => {
  expect(callResults.filter(worthAnotherAttempt)).toEqual(['no_answer', 'call_back'])
})
