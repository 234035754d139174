import { tick } from '../db/clock.ts'
import type { Pool } from '../db/pool.ts'
import { loop, type Loop } from './loop.ts'

/** A touch that starts later than this in real seconds after it was due shows that the work falls behind the clock. */
const tolerableLag = 3

/** In ticks of the driver: how often it looks whether the work keeps up, and how long it keeps to a pace at least. */
const looksEvery = 8
const paceHolds = 20

/** However slow the machine, the clock goes on: were it to stand, nothing new would ever show that it may run again. */
const slowest = 1 / 20

/**
 * Drives the fast clock: it stands still when this stops, and runs slower while touches start late, so that months pass as
 * fast as this machine can carry them and no faster.
 * @param rate clock ms per real ms when nothing is late
 */
export function driveClock(pool: Pool, rate: number, onFailure: (error: unknown) => void): Loop {
  let pace = rate
  let ticks = 0
  let changedAt = 0
  let seen = 0
  return loop(
    250,
    async () => {
      ticks += 1
      // Whoever sleeps reckons with the pace that it fell asleep at: it is changed seldom.
      if (ticks % looksEvery === 0 && ticks - changedAt >= paceHolds) {
        const { lag, newest } = await look(pool, rate, seen)
        seen = newest
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

/**
 * Real seconds by which the work falls behind: by which even the promptest quarter of the touches made since the last look
 * started after they were due (whoever fell asleep at a slower pace is late without anybody being behind), or for which
 * lives wait that are to begin. 0 where all is well.
 */
async function look(pool: Pool, rate: number, seen: number): Promise<{ lag: number; newest: number }> {
  const { rows } = await pool.query<{ touches: number | null; beginnings: number | null; newest: number | null }>(
    `select
       (select percentile_cont(0.25) within group (order by extract(epoch from claimed_at - due_at))::float8
        from touch where id > $1) as touches,
       (select max(id) from touch) as newest,
       (select extract(epoch from clock_now() - min(started_at))::float8
        from enrolment join lead on lead.id = lead_id and enrolment = number
        where state->'doing' = '{"is":"settling","until":0}') as beginnings`,
    [seen],
  )
  const [{ touches, beginnings, newest } = { touches: null, beginnings: null, newest: null }] = rows
  return { lag: Math.max(touches ?? 0, beginnings ?? 0) / rate, newest: newest ?? seen }
}
