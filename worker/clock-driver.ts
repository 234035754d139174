import { tick } from '../db/clock.ts'
import type { Pool } from '../db/pool.ts'
import { loop, type Loop } from './loop.ts'

/** A touch that starts later than this in real seconds after it was due shows that the work falls behind the clock. */
const tolerableLag = 3

/** What is further back than this, in real seconds of a clock at full speed, says nothing of how it goes now. */
const present = 10

/** However slow the machine, the clock goes on: were it to stand, nothing new would ever show that it may run again. */
const slowest = 1 / 20

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
      // Whoever sleeps reckons with the pace that it fell asleep at: it is changed seldom.
      if (sinceChange >= 20) {
        const lag = await lagInSeconds(pool, rate)
        const wanted = lag > tolerableLag ? pace / 1.5 : lag < tolerableLag / 2 ? pace * 1.25 : pace
        const possible = Math.max(1, rate * slowest, Math.min(rate, wanted))
        if (possible !== pace) sinceChange = 0
        pace = possible
      }
      await tick(pool, pace)
      return false
    },
    onFailure,
  )
}

/**
 * Real seconds by which the work falls behind: by which the newest touches started after they were due, or for which lives
 * wait that are to begin. 0 where all is well.
 */
async function lagInSeconds(pool: Pool, rate: number): Promise<number> {
  const { rows } = await pool.query<{ touches: number | null; beginnings: number | null }>(
    `select
       (select avg(extract(epoch from claimed_at - due_at))::float8
        from (select claimed_at, due_at from touch order by id desc limit 50) newest
        where claimed_at > clock_now() - $1 * interval '1 second') as touches,
       (select extract(epoch from clock_now() - min(started_at))::float8
        from enrolment join lead on lead.id = lead_id and enrolment = number
        where state->'doing' = '{"is":"settling","until":0}') as beginnings`,
    [present * rate],
  )
  const [{ touches, beginnings } = { touches: null, beginnings: null }] = rows
  return Math.max(touches ?? 0, beginnings ?? 0) / rate
}
