import { expect, test } from 'vitest'
import {
  disqualifyReasons,
  isDisqualifyReason,
  isRecycleReason,
  recycleReasons,
  spokenRecycleReasons,
} from '../../core/reasons.ts'

test('a reason is of one kind: for a while, or lastingly', () => {
  expect(recycleReasons.every(isRecycleReason)).toBe(true)
  expect(disqualifyReasons.every(isDisqualifyReason)).toBe(true)
  expect(recycleReasons.some(isDisqualifyReason)).toBe(false)
  expect(disqualifyReasons.some(isRecycleReason)).toBe(false)
})

test('nobody but the engine says that a lead was left untouched', () => {
  const spoken: readonly string[] = spokenRecycleReasons
  expect(recycleReasons.filter((reason) => !spoken.includes(reason))).toEqual(['untouched'])
})
