import { expect, test } from 'vitest'
import { findOrCreate } from '../../db/identify.ts'
import { findLead } from '../../db/leads.ts'
import { inTransaction } from '../../db/pool.ts'
import { openDoors } from '../edge/edge-fixture.ts'

test('an address names its own lead, whatever another system calls somebody else', async () => {
  const doors = await openDoors()
  const { pool } = doors
  const find = (email: string, alias: string) =>
    inTransaction(pool, async (tx) => {
      const found = await findOrCreate(tx, { aliases: [{ source: 'segment', alias }], email }, 'test')
      return found.lead
    })
  await find('zoe@norwind.test', 'cy@norwind.test')
  const cy = await find('cy@norwind.test', 'u-2')
  expect(await findLead(pool, 'cy@norwind.test')).toBe(cy)
  expect(await findLead(pool, 'segment:u-2')).toBe(cy)
  await doors.close()
})
