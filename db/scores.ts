import type { ScoreEntry } from '../core/score.ts'
import type { Lead } from './leads.ts'
import { instant, type Sql } from './pool.ts'

/** Adds lines to the lead's score ledger; `seq` is the event that caused them. */
export async function addScores(tx: Sql, lead: Lead, seq: number, entries: readonly ScoreEntry[]): Promise<void> {
  for (const { at, cause, points, halfLifeDays, theme } of entries) {
    await tx.query(
      `insert into score_entry (lead_id, account_id, seq, at, cause, points, half_life_days, theme)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [lead.id, lead.accountId, seq, instant(at), cause, points, halfLifeDays, theme],
    )
  }
}

/** The lead's score ledger, oldest first. */
export async function scoresOf(sql: Sql, lead: string): Promise<readonly ScoreEntry[]> {
  const { rows } = await sql.query<ScoreEntry>(
    `select at, cause, points, half_life_days as "halfLifeDays", theme from score_entry where lead_id = $1 order by seq, id`,
    [lead],
  )
  return rows
}

/** Whether an event has had its effect on the score already. */
export async function isScored(sql: Sql, lead: string, seq: number): Promise<boolean> {
  const { rowCount } = await sql.query(`select from score_entry where lead_id = $1 and seq = $2`, [lead, seq])
  return (rowCount ?? 0) > 0
}
