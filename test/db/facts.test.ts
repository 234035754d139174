import { expect, test } from 'vitest'
import { agreedNow } from '../../db/agreed.ts'
import { eventsAfter } from '../../db/events.ts'
import { identified } from '../identified.ts'
import { takeIn } from '../../db/ingest.ts'
import { factsOf } from '../../db/leads.ts'
import { inTransaction } from '../../db/pool.ts'
import { openDoors } from '../edge/edge-fixture.ts'

const now = Date.UTC(2027, 0, 4)

test('a fact that comes late and is older than what is known is kept, and changes nothing', async () => {
  const doors = await openDoors()
  const { pool, definitions } = doors
  const told = (facts: Record<string, string>, at: number, act?: { kind: 'visited'; of: string }) =>
    inTransaction(pool, async (tx) => {
      const one = { lead, ...(act ? { act } : {}), facts, at, messageId: `told/${at}`, source: 'test', actor: 'test' }
      await takeIn(tx, await agreedNow(tx, definitions), [one])
    })
  const lead = await inTransaction(pool, async (tx) => {
    const found = await identified(tx, { aliases: [], email: 'ann@norwind.test', lifecycle: 'lead' })
    return found.lead
  })
  const prices = { kind: 'visited', of: '/pricing' } as const
  await told({}, now - 2_000, prices)
  await told({ sector: 'retail' }, now)
  await told({ sector: 'freight' }, now - 1_000, prices)
  expect(await factsOf(pool, lead)).toEqual({ sector: 'retail' })
  const { rows } = await pool.query(`select value from fact where lead_id = $1 order by at`, [lead])
  expect(rows.map(({ value }) => value)).toEqual(['freight', 'retail'])
  // Of a freight company this would have been the trigger `reads-prices`.
  const [last] = (await eventsAfter(pool, lead, 0)).slice(-1)
  expect(last?.event).toEqual({ seq: 3, at: now - 1_000, kind: 'visited', of: '/pricing' })
  await doors.close()
})
