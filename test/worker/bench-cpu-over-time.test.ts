import { expect, test } from 'vitest'
import { usedBy } from '../../worker/bench-cpu-over-time.ts'

const readings = [
  { at: 1_000, used: { worker: 10, Postgres: 2 } },
  { at: 2_000, used: { worker: 12, Postgres: 2 } },
  { at: 4_000, used: { worker: 12, Postgres: 6, Temporal: 1 } },
]

test('what was used by an instant between two readings is its share of what was used between them', () => {
  expect(usedBy(readings, 1_500)).toEqual({ worker: 11, Postgres: 2 })
  expect(usedBy(readings, 3_000)).toMatchObject({ worker: 12, Postgres: 4 })
})

test('at a reading, it is what was read', () => {
  expect(usedBy(readings, 2_000)).toEqual({ worker: 12, Postgres: 2 })
})

test('before the first reading and after the last it is theirs, and a process that came between counts from its first', () => {
  expect(usedBy(readings, 0)).toEqual({ worker: 10, Postgres: 2 })
  expect(usedBy(readings, 9_000)).toEqual({ worker: 12, Postgres: 6, Temporal: 1 })
  expect(usedBy(readings, 3_000)).toMatchObject({ Temporal: 1 })
})
