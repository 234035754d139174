import { tick } from '../db/clock.ts'
import type { Pool } from '../db/pool.ts'
import { loop, type Loop } from './loop.ts'

/** Work that lies waiting for longer than this, in real ms, shows that the machine falls behind the clock. */
const tolerableLag = 1_500

/** In ticks of the driver: how often it looks whether the work keeps up, and how long it keeps to a pace at least. */
const looksEvery = 8
const paceHolds = 20

/** However slow the machine, the clock goes on: were it to stand, nothing new would ever show that it may run again. */
const slowest = 1 / 20

/**
 * Drives the fast clock: it stands still when this stops, and runs slower while work piles up, so that months pass as fast
 * as this machine can carry them and no faster. What counts is how long work lies waiting, never how late a touch is by the
 * clock: whoever fell asleep at a slower pace wakes late without anybody being behind.
 * @param rate clock ms per real ms when nothing lies waiting
 * @param waiting real ms for which work lies waiting for a worker
 */
export function driveClock(
  pool: Pool,
  rate: number,
  waiting: () => Promise<number>,
  onFailure: (error: unknown) => void,
): Loop {
  let pace = rate
  let ticks = 0
  let changedAt = 0
  return loop(
    250,
    async () => {
      ticks += 1
      // Whoever sleeps reckons with the pace that it fell asleep at: it is changed seldom.
      if (ticks % looksEvery === 0 && ticks - changedAt >= paceHolds) {
        const lag = Math.max(await waiting(), await untold(pool))
        const wanted = lag > tolerableLag ? pace / 1.5 : lag < tolerableLag / 2 ? pace * 1.25 : pace
        const possible = Math.max(1, rate * slowest, Math.min(rate, wanted))
        if (possible !== pace) changedAt = ticks
        pace = possible
      }
      await tick(pool, pace)
      return false
    },
    onFailure,
  )
}

/** Real ms for which the oldest lies that a life is to be told, or begun by. */
async function untold(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ ms: number | null }>(
    `select extract(epoch from clock_timestamp() - min(try_at))::float8 * 1000 as ms from outbox where try_at <= clock_timestamp()`,
  )
  return rows[0]?.ms ?? 0
}
