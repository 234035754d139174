import type { LeadEvent } from '../core/event.ts'
import { eventsAfter } from './events.ts'
import { inTransaction, type Pool, type Sql } from './pool.ts'

/** What one lead's workflow must hear: that it begins, or what happened. */
export interface Delivery {
  readonly lead: string
  readonly start: boolean
  readonly events: readonly LeadEvent[]
  readonly tries: number
}

export async function announceStart(tx: Sql, lead: string): Promise<void> {
  await tx.query(`insert into outbox (lead_id, kind) values ($1, 'start')`, [lead])
  await tx.query(`select pg_notify('outbox', '')`)
}

/** Leads that have something to hear, those waiting longest first. */
export async function leadsToTell(sql: Sql, limit: number): Promise<readonly string[]> {
  const { rows } = await sql.query<{ lead_id: string }>(
    `select lead_id from outbox where try_at <= clock_timestamp() group by lead_id order by min(id) limit $1`,
    [limit],
  )
  return rows.map(({ lead_id }) => lead_id)
}

/**
 * Delivers everything that one lead has to hear, in its own order and by one relay at a time; at least once, since a
 * delivery that is not confirmed is made again. `deliver` throws to have it tried later.
 */
export async function tellLead(
  pool: Pool,
  lead: string,
  deliver: (tx: Sql, delivery: Delivery) => Promise<void>,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { rows: locks } = await tx.query<{ locked: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as locked`,
      [lead],
    )
    if (!locks[0]?.locked) return
    const { rows } = await tx.query<{ id: number; kind: string; seq: number | null; tries: number }>(
      `select id, kind, seq, tries from outbox where lead_id = $1 order by id limit 500`,
      [lead],
    )
    if (rows.length === 0) return
    const seqs = rows.flatMap(({ seq }) => (seq === null ? [] : [seq]))
    const stored = seqs.length === 0 ? [] : await eventsAfter(tx, lead, Math.min(...seqs) - 1)
    const ids = rows.map(({ id }) => id)
    try {
      await deliver(tx, {
        lead,
        start: rows.some(({ kind }) => kind === 'start'),
        events: stored.filter(({ event }) => seqs.includes(event.seq)).map(({ event }) => event),
        tries: rows[0]?.tries ?? 0,
      })
      await tx.query(`delete from outbox where id = any($1)`, [ids])
    } catch (error) {
      await tx.query(
        `update outbox set tries = tries + 1, failure = $2,
           try_at = clock_timestamp() + power(2, least(tries, 6)) * interval '1 second' where id = any($1)`,
        [ids, error instanceof Error ? error.message : String(error)],
      )
    }
  })
}
