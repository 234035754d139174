import { calendarFor } from '../activities/place.ts'
import { busiestOf, countComing, noLoad, type Busiest } from '../core/busiest.ts'
import { comingAfterMove, comingTouch } from '../core/coming.ts'
import type { StandIns } from '../core/onto.ts'
import type { Quality } from '../core/quality.ts'
import type { Track } from '../core/track.ts'
import type { World } from '../core/walk.ts'
import { calendarOf } from '../db/calendar.ts'
import { readClock } from '../db/clock.ts'
import { livesIn } from '../db/in-flight.ts'
import type { Sql } from '../db/pool.ts'

/** The days to which a move of the leads on a version adds most: of each lead, the next touch with the move and without it. */
export async function busiestDays(
  sql: Sql,
  move: { readonly from: Track; readonly version: string; readonly to: Track; readonly standIns: StandIns },
  office: Quality['office'],
): Promise<readonly Busiest[]> {
  const { from, to, version, standIns } = move
  const { now } = await readClock(sql)
  const load = noLoad()
  for await (const { state, zone, country } of livesIn(sql, from.name, version)) {
    const worldOf = (track: Track): World => ({ track, calendar: calendarFor({ zone, country }, track, office, now) })
    countComing(load, calendarOf(office, now), {
      before: comingTouch(worldOf(from), state, now),
      after: comingAfterMove(from, worldOf(to), state, standIns, now),
    })
  }
  return busiestOf(load)
}
