import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeNotices } from '../../db/notices.ts'
import { takeBatch, takeLead } from '../../db/outbox.ts'
import { openDoors, type Doors } from '../edge/edge-fixture.ts'

/** What has failed for days is still tried again, and holds up nobody else. */
describe('after thousands of tries', () => {
  let doors: Doors
  beforeAll(async () => {
    doors = await openDoors()
  })
  afterAll(() => doors.close())

  test('what a workflow must hear waits for another minute, and stays', async () => {
    const lead = await doors.lead({ sector: 'freight' })
    await doors.pool.query(`update outbox set tries = 5000`)
    const batch = await takeLead(doors.pool, lead)
    await batch?.settle(new Map([[lead, new Error('Temporal is down')]]))
    expect(await takeBatch(doors.pool, 'start', 10)).toBeUndefined()
    const { rows } = await doors.pool.query(
      `select tries, failure, try_at < clock_timestamp() + interval '65 seconds' as soon from outbox where lead_id = $1`,
      [lead],
    )
    expect(rows).toEqual([{ tries: 5001, failure: 'Temporal is down', soon: true }])
  })

  test('a mail to a rep that never arrives stands in the way of no other', async () => {
    const lost = await doors.handedOver(await doors.lead({ sector: 'freight' }))
    await doors.pool.query(`update notice set tries = 5000 where handoff_id = $1`, [lost.id])
    const other = await doors.handedOver(await doors.lead({ sector: 'freight' }))
    const taken = await takeNotices(doors.pool, 20)
    expect(taken.map(({ handoff }) => handoff)).toEqual([lost.id, other.id])
  })
})
