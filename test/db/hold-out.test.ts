import { expect, test } from 'vitest'
import { Definitions } from '../../db/definitions.ts'
import { enrol } from '../../db/enrol.ts'
import { identified } from '../identified.ts'
import { readLead } from '../../db/leads.ts'
import { inTransaction, type Pool } from '../../db/pool.ts'
import { agreed, publishSmallProgramme } from '../programme-fixture.ts'
import { openDoors } from '../edge/edge-fixture.ts'

async function enrolled(pool: Pool, email: string): Promise<string> {
  return inTransaction(pool, async (tx) => {
    const { lead } = await identified(tx, { aliases: [], email, lifecycle: 'lead' })
    await enrol(tx, new Definitions(), lead, 'on-time', 'test')
    return (await readLead(tx, lead)).arm
  })
}

test('colleagues are in one arm, and stay in it when the share changes', async () => {
  const doors = await openDoors()
  await publishSmallProgramme(doors.pool, { quality: { ...agreed, holdOut: 0.5 } })
  const accounts = Array.from({ length: 40 }, (_, i) => `firm-${i}.test`)
  const first = await Promise.all(accounts.map((account) => enrolled(doors.pool, `ada@${account}`)))
  const heldOut = first.filter((arm) => arm === 'held_out').length
  // 40 draws at one half: outside of 8 to 32 once in 10,000 times, and the draw is the same on every machine.
  expect(heldOut).toBeGreaterThan(8)
  expect(heldOut).toBeLessThan(32)
  await publishSmallProgramme(doors.pool, { quality: { ...agreed, holdOut: 0 } })
  expect(await Promise.all(accounts.map((account) => enrolled(doors.pool, `bo@${account}`)))).toEqual(first)
  await doors.close()
})
