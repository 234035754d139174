import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from '../db/pool.ts'

/**
 * Waits until so many leads are told their next touch, and sleep until then.
 * @throws where that does not come about before the deadline, ms since the epoch
 */
export async function allAsleep(pool: Pool, leads: number, deadline = Date.now() + 3_600_000): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ asleep: number }>(
      `select count(*) as asleep from lead where step is not null and wakes_at > clock_now()`,
    )
    const asleep = rows[0]?.asleep ?? 0
    const { rowCount } = await pool.query(`select from outbox limit 1`)
    // Who sleeps only now may have had what it was to sleep until.
    if (Date.now() > deadline) throw new TooLate(`the leads were not asleep in time, ${asleep} of ${leads} are by now`)
    if (asleep >= leads && rowCount === 0) return
    await delay(250)
  }
}

export class TooLate extends Error {
  override readonly name = 'TooLate'
}
