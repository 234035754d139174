import { searchAttributes } from '../core/search-attributes.ts'
import { startFastClock } from '../db/clock.ts'
import { migrate } from '../db/migrate.ts'
import type { Pool } from '../db/pool.ts'
import { loadProgramme, publishProgramme } from './programme.ts'
import { ensureSearchAttributes } from './search-attributes.ts'
import type { Stack } from './stack.ts'

/**
 * Makes database and Temporal ready for the demo: tables, the shipped programme, search attributes, a fast clock that
 * stands still for now.
 * @param rate clock ms per real ms
 * @throws where the database holds leads that live in real time
 */
export async function prepareForDemo(pool: Pool, stack: Stack, rate: number): Promise<void> {
  await migrate(stack.databaseUrl)
  await refuseRealLeads(pool)
  const loaded = await loadProgramme()
  if ('problems' in loaded) {
    throw new Error(loaded.problems.map(({ where, what, remedy }) => `${where}: ${what}. ${remedy}`).join('\n'))
  }
  await publishProgramme(pool, loaded.ok, 'demo')
  await ensureSearchAttributes({ address: stack.temporalAddress }, 'default', searchAttributes)
  await startFastClock(pool, rate)
}

/** Months would pass for real people. */
async function refuseRealLeads(pool: Pool): Promise<void> {
  const { rows } = await pool.query(`select from lead where not exists (select from clock) limit 1`)
  if (rows.length === 0) return
  throw new Error(
    'DATABASE_URL names a database with leads that live in real time. The demo wants one of its own: an empty one, or none at all.',
  )
}
