import { expect, test } from 'vitest'
import { visited } from '../../core/dsl.ts'
import { entriesFor } from '../../core/scoring.ts'

test.each([
  [{ amount: 30, unit: 'day' }, 30],
  [{ amount: 2, unit: 'week' }, 14],
  [{ amount: 3, unit: 'month' }, 90],
  [{ amount: 10, unit: 'business day' }, 14],
  [{ amount: 12, unit: 'hour' }, 0.5],
] as const)('interest fades with a half-life of %j', (halfLife, halfLifeDays) => {
  const interest = [{ act: visited('/docs'), points: 20, halfLife, theme: null }]
  const [entry] = entriesFor({ interest }, { kind: 'visited', of: '/docs' }, { at: 5, theme: 'controls' })
  expect(entry).toEqual({ at: 5, cause: 'visited /docs', points: 20, halfLifeDays, theme: 'controls' })
})
