import { instant, type Sql } from './pool.ts'

/** What is not to go out: everything, a track, or one touch by the name of its step or template. */
export interface Stop {
  readonly scope: 'all' | 'track' | 'touch'
  readonly name: string
}

/** Stops sending from the next claim on; a stop that runs already goes on. */
export async function stopSending(
  sql: Sql,
  stop: Stop,
  by: { at: number; actor: string; reason: string | null },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `insert into stop (scope, name, since, actor, reason) values ($1, $2, $3, $4, $5) on conflict (scope, name) where ended_at is null do nothing`,
    [stop.scope, stop.name, instant(by.at), by.actor, by.reason],
  )
  return rowCount === 1
}

/** Lets sending go on; what waited comes in its own windows, not at once. False when nothing was stopped. */
export async function resumeSending(sql: Sql, stop: Stop, by: { at: number; actor: string }): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update stop set ended_at = $3, ended_by = $4 where scope = $1 and name = $2 and ended_at is null`,
    [stop.scope, stop.name, instant(by.at), by.actor],
  )
  return (rowCount ?? 0) > 0
}

/** A stop that holds now. */
export interface RunningStop extends Stop {
  readonly since: number
  readonly actor: string
  readonly reason: string | null
}

export async function runningStops(sql: Sql): Promise<readonly RunningStop[]> {
  const { rows } = await sql.query<RunningStop>(
    `select scope, name, since, actor, reason from stop where ended_at is null order by since`,
  )
  return rows
}

/** The stops that hold now, as a column. */
export const stopsColumn = `(select coalesce(jsonb_agg(jsonb_build_object('scope', scope, 'name', name)), '[]') from stop where ended_at is null)`

export function isStopped(
  stops: readonly Stop[],
  touch: { readonly track: string; readonly step: string; readonly template: string | null },
): boolean {
  return stops.some(
    ({ scope, name }) =>
      scope === 'all' ||
      name === (scope === 'track' ? touch.track : touch.step) ||
      (scope === 'touch' && name === touch.template),
  )
}
