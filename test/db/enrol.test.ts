import { expect, test } from 'vitest'
import { enrol } from '../../db/enrol.ts'
import { identified } from '../identified.ts'
import { inTransaction } from '../../db/pool.ts'
import { openDoors } from '../edge/edge-fixture.ts'

test('a lead that sales has begins no life in a track: it would be told to wait every hour, for ever', async () => {
  const doors = await openDoors()
  const { pool, definitions } = doors
  const lead = await inTransaction(pool, async (tx) => {
    const found = await identified(tx, { aliases: [], email: 'bo@norwind.test', lifecycle: 'lead' })
    await tx.query(`update lead set lifecycle = 'opportunity' where id = $1`, [found.lead])
    return found.lead
  })
  expect(await inTransaction(pool, (tx) => enrol(tx, definitions, lead, 'on-time', 'test'))).toEqual({
    enrolled: false,
    sentence: 'sales has the lead: it is opportunity',
  })
  await doors.close()
})
