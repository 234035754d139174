import { expect, test } from 'vitest'
import { eventsAfter } from '../../db/events.ts'
import { findOrCreate } from '../../db/identify.ts'
import { takeIn } from '../../db/ingest.ts'
import { factsOf } from '../../db/leads.ts'
import { inTransaction } from '../../db/pool.ts'
import { openDoors } from '../edge/edge-fixture.ts'

const now = Date.UTC(2027, 0, 4)

test('a fact that comes late and is older than what is known is kept, and changes nothing', async () => {
  const doors = await openDoors()
  const { pool, definitions } = doors
  const told = (facts: Record<string, string>, at: number, act?: { kind: 'requested'; of: string }) =>
    inTransaction(pool, (tx) =>
      takeIn(tx, definitions, lead, {
        ...(act ? { act } : {}),
        facts,
        at,
        messageId: `told/${at}`,
        source: 'test',
        actor: 'test',
      }),
    )
  const lead = await inTransaction(pool, async (tx) => {
    const found = await findOrCreate(tx, { aliases: [], email: 'ann@norwind.test', lifecycle: 'lead' }, 'test')
    return found.lead
  })
  const demo = { kind: 'requested', of: 'demo' } as const
  await told({ sector: 'freight' }, now)
  await told({ sector: 'retail' }, now - 1_000, demo)
  expect(await factsOf(pool, lead)).toEqual({ sector: 'freight' })
  const { rows } = await pool.query(`select value from fact where lead_id = $1 order by at`, [lead])
  expect(rows.map(({ value }) => value)).toEqual(['retail', 'freight'])
  expect((await eventsAfter(pool, lead, 1)).map(({ event }) => event)).toMatchObject([
    { kind: 'requested', of: 'demo' },
  ])
  await doors.close()
})
