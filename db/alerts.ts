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

export async function unseenAlerts(sql: Sql, limit: number): Promise<readonly (Alert & { id: number })[]> {
  const { rows } = await sql.query<Alert & { id: number }>(
    `select id, lead_id as lead, at, what, detail from alert where seen_at is null order by at desc, id desc limit $1`,
    [limit],
  )
  return rows
}
