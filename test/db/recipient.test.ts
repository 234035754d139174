import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLead } from '../../db/leads.ts'
import { readRecipient } from '../../db/recipient.ts'
import { openDoors, type Doors } from '../edge/edge-fixture.ts'

let doors: Doors
beforeAll(async () => {
  doors = await openDoors()
})
afterAll(() => doors.close())

const day = 24 * 60

test('caps count the touches before a touch was due, however far the clock is by now', async () => {
  const lead = await doors.lead()
  await doors.sent(lead, 'why-late', 36 * day)
  const { clock } = await readLead(doors.pool, lead)
  const touchedBefore = async (daysAgo: number): Promise<number> => {
    const key = { lead, enrolment: 1, step: 'next', pass: 1, attempt: 1 }
    const due = clock.now - daysAgo * day * 60_000
    return (await readRecipient(doors.pool, key, { cursor: 0, content: null, due })).touchedAt.length
  }
  expect([await touchedBefore(0), await touchedBefore(30)]).toEqual([0, 1])
})
