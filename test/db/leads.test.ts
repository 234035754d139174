import { expect, test } from 'vitest'
import { changeConsent } from '../../db/consent.ts'
import { identified } from '../identified.ts'
import { findLead, lockLead } from '../../db/leads.ts'
import { unsubscribe } from '../../db/permission.ts'
import { inTransaction } from '../../db/pool.ts'
import { openDoors } from '../edge/edge-fixture.ts'

test('an address names its own lead, whatever another system calls somebody else', async () => {
  const doors = await openDoors()
  const { pool } = doors
  const find = (email: string, alias: string) =>
    inTransaction(pool, async (tx) => {
      const found = await identified(tx, { aliases: [{ source: 'segment', alias }], email })
      return found.lead
    })
  await find('zoe@norwind.test', 'cy@norwind.test')
  const cy = await find('cy@norwind.test', 'u-2')
  expect(await findLead(pool, 'cy@norwind.test')).toBe(cy)
  expect(await findLead(pool, 'segment:u-2')).toBe(cy)
  await doors.close()
})

test('who waited for the lock sees the permission that was withdrawn meanwhile', async () => {
  const doors = await openDoors()
  const { pool } = doors
  const id = await inTransaction(pool, async (tx) => {
    const { lead } = await identified(tx, { aliases: [], email: 'zoe@norwind.test' })
    const said = { channel: 'email', granted: true, basis: 'opt_in', source: 'form', actor: 'lead' } as const
    await changeConsent(tx, await lockLead(tx, lead), { ...said, at: 0, messageId: 'form/1' })
    return lead
  })
  let waiting: ReturnType<typeof lockLead> | undefined
  await inTransaction(pool, async (tx) => {
    expect((await lockLead(tx, id)).channels).toEqual(['email'])
    waiting = inTransaction(pool, (other) => lockLead(other, id))
    await expect
      .poll(
        async () =>
          (
            await pool.query(
              `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
            )
          ).rowCount,
      )
      .toBeGreaterThan(0)
    await unsubscribe(tx, id, 'page', 1)
  })
  expect((await waiting)?.channels).toEqual([])
  await doors.close()
})
