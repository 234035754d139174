import { instant, type Sql } from './pool.ts'

/** Something that a person should look at. */
export interface Alert {
  readonly lead: string | null
  readonly at: number
  readonly what: string
  readonly detail: string
}

export async function raiseAlert(sql: Sql, alert: Alert): Promise<void> {
  await sql.query(`insert into alert (lead_id, at, what, detail) values ($1, $2, $3, $4)`, [
    alert.lead,
    instant(alert.at),
    alert.what,
    alert.detail,
  ])
}

/** Takes alerts off the list; those already seen stay as they are. Returns how many were taken off. */
export async function markSeen(
  sql: Sql,
  ids: readonly number[] | 'all',
  by: { at: number; actor: string },
): Promise<number> {
  const { rowCount } = await sql.query(
    `update alert set seen_at = $2, seen_by = $3 where seen_at is null and ($1::bigint[] is null or id = any($1))`,
    [ids === 'all' ? null : ids, instant(by.at), by.actor],
  )
  return rowCount ?? 0
}

export async function unseenAlerts(sql: Sql, limit: number): Promise<readonly (Alert & { id: number })[]> {
  const { rows } = await sql.query<Alert & { id: number }>(
    `select id, lead_id as lead, at, what, detail from alert where seen_at is null order by at desc, id desc limit $1`,
    [limit],
  )
  return rows
}
