import type { ClockReading } from '../core/contract.ts'
import { instant, only, type Sql } from './pool.ts'

/**
 * The columns of a {@link ClockReading}, to be read with whatever else a statement reads. The rate is the present one, so
 * that sleepers do not all wake again and again while the clock is slowed down; that of a clock that stands, the meant one.
 */
export const clockColumns = `clock_now() as now, clock_timestamp() as real,
  coalesce((select case when pace > 0 then pace else rate end from clock), 1) as rate`

/** How the one clock stands. */
export async function readClock(sql: Sql): Promise<ClockReading> {
  const { rows } = await sql.query<{ now: number; real: number; rate: number }>(`select ${clockColumns}`)
  return only(rows, 'clock')
}

/**
 * Makes the clock a faster one, standing still until it is ticked: from now on, or from `startsAt`; a clock that is there
 * goes on from where it stands.
 * @param rate clock ms per real ms
 */
export async function startFastClock(sql: Sql, rate: number, startsAt?: number): Promise<void> {
  await sql.query(
    `insert into clock (now_at, ticked_at, rate, pace) values (coalesce($2, clock_timestamp()), clock_timestamp(), $1, 0)
     on conflict (single) do update set now_at = clock_now(), ticked_at = clock_timestamp(), rate = $1, pace = 0`,
    [rate, startsAt === undefined ? null : instant(startsAt)],
  )
}

/** Keeps the fast clock running for another second, at `pace` times real time; 0 holds it. */
export async function tick(sql: Sql, pace: number): Promise<void> {
  await sql.query(`update clock set now_at = clock_now(), ticked_at = clock_timestamp(), pace = least($1, rate)`, [
    pace,
  ])
}
