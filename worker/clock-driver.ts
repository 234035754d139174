import { tick } from '../db/clock.ts'
import type { Pool } from '../db/pool.ts'
import { loop, type Loop } from './loop.ts'

/** A touch that starts later than this in real seconds after it was due shows that the work falls behind the clock. */
const tolerableLag = 3

/**
 * Drives the fast clock: it stands still when this stops, and runs slower while touches start late, so that months pass as
 * fast as this machine can carry them and no faster.
 * @param rate clock ms per real ms when nothing is late
 */
export function driveClock(pool: Pool, rate: number, onFailure: (error: unknown) => void): Loop {
  let pace = rate
  let sinceChange = 0
  return loop(
    250,
    async () => {
      sinceChange += 1
      // Every change of pace wakes sleepers early once: it is changed seldom.
      if (sinceChange >= 20) {
        const lag = await lagInSeconds(pool, rate)
        const wanted = lag > tolerableLag ? pace / 2 : lag < tolerableLag / 2 ? Math.min(rate, pace * 1.5) : pace
        if (wanted !== pace) sinceChange = 0
        pace = Math.max(1, wanted)
      }
      await tick(pool, pace)
      return false
    },
    onFailure,
  )
}

/** Real seconds by which the newest touches started after they were due. */
async function lagInSeconds(pool: Pool, rate: number): Promise<number> {
  const { rows } = await pool.query<{ lag: number | null }>(
    `select avg(extract(epoch from claimed_at - due_at))::float8 as lag from (select claimed_at, due_at from touch order by id desc limit 50) newest`,
  )
  return (rows[0]?.lag ?? 0) / rate
}
