import { expect, test } from 'vitest'
import type { Cadence } from '../../core/cadence.ts'
import { cadenceInWords, timeOfDay } from '../../core/cadence-words.ts'

const cadence: Cadence = {
  zone: 'lead',
  days: ['Tue', 'Wed'],
  between: [570, 690],
  holidays: 'skip',
  atMost: [
    { touches: 1, per: 'day' },
    { touches: 2, per: 'week' },
  ],
}

test('a cadence is told with its days, its hours, whose clock that is, and its caps', () => {
  expect(cadenceInWords(cadence)).toBe(
    "Tue, Wed, 09:30 to 11:30 in the lead's zone; at most 1 touch a day and 2 touches a week",
  )
  expect(cadenceInWords({ ...cadence, zone: 'Europe/Berlin', holidays: 'ignore', atMost: [] })).toBe(
    'Tue, Wed, 09:30 to 11:30 Europe/Berlin; also on holidays',
  )
})

test('a time of day has two digits of each', () => {
  expect([0, 5, 570, 1439].map(timeOfDay)).toEqual(['00:00', '00:05', '09:30', '23:59'])
})
