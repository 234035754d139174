import { expect, test } from 'vitest'
import { isLifecycle, isWithSales, lifecycles, mayMove, mayPromote } from '../../core/lifecycle.ts'

test('sales has a lead from its promotion until it is a customer or comes back', () => {
  expect(lifecycles.filter(isWithSales)).toEqual(['mql', 'sal', 'sql', 'opportunity'])
})

test('a trigger promotes a lead that nurture has, and no subscriber', () => {
  expect(lifecycles.filter(mayPromote)).toEqual(['lead', 'recycled'])
})

test('sales gives back what it has, and a customer is no lead any more', () => {
  expect(lifecycles.filter((from) => mayMove(from, 'recycled'))).toEqual(lifecycles.filter(isWithSales))
  expect(lifecycles.filter((to) => mayMove('customer', to))).toEqual([])
})

test('a lifecycle stage has one of the names of the glossary', () => {
  expect(lifecycles.every(isLifecycle)).toBe(true)
  expect(isLifecycle('prospect')).toBe(false)
})
