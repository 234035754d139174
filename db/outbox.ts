import pg from 'pg'
import type { LeadEvent } from '../core/event.ts'
import { asEvent, type EventRow } from './events.ts'
import { msOf, type Pool, type Sql } from './pool.ts'

/** What a workflow must hear: what happened, or that it begins. */
export type Word = 'signal' | 'start'

/** What one lead's workflow must hear, all of it. */
export interface Delivery {
  readonly lead: string
  readonly start: boolean
  /** In the lead's own order. */
  readonly events: readonly LeadEvent[]
}

/** Deliveries that nobody else makes until they are settled, in a transaction of their own. */
export interface Batch {
  readonly tx: Sql
  readonly deliveries: readonly Delivery[]
  /**
   * Ends the batch: what was told is gone, what failed is tried later. It must be called, and once.
   * @param failures by lead, why it could not be told
   * @returns whether there is more for these leads, which was held up by the batch
   */
  settle(failures: ReadonlyMap<string, unknown>): Promise<boolean>
  /** Ends the batch as if it had never been taken, after what went wrong with the transaction. */
  abandon(error: unknown): void
}

export async function announceStart(tx: Sql, lead: string): Promise<void> {
  await tx.query(
    `with told as (insert into outbox (lead_id, kind) values ($1, 'start')) select pg_notify('outbox', 'start')`,
    [lead],
  )
}

/**
 * Takes what so many leads have to hear, those first that have waited longest for a word of this kind. One that is told by
 * somebody else just now is left out: a lead hears everything in its own order. Undefined where there is nobody.
 */
export function takeBatch(pool: Pool, word: Word, leads: number): Promise<Batch | undefined> {
  return take(
    pool,
    `select lead_id from (
       select lead_id from (
         select lead_id, try_at from outbox where kind = '${word}' and try_at <= statement_timestamp()
         order by try_at limit ${leads * 20}) due
       group by lead_id order by min(try_at) offset 0) each
     where ${isHeld} limit ${leads}`,
  )
}

/** Takes what one lead has to hear, however long it would wait else. */
export function takeLead(pool: Pool, lead: string): Promise<Batch | undefined> {
  return take(
    pool,
    `select lead_id from (select lead_id from outbox where lead_id = ${pg.escapeLiteral(lead)} limit 1) one where ${isHeld}`,
  )
}

/** Holds a lead until the transaction ends, where nobody else does. */
const isHeld = `pg_try_advisory_xact_lock(hashtextextended(lead_id, 0))`

/** What is told is read after the lock: whoever had the lead before may have told it meanwhile. */
const words = `select o.lead_id as lead, o.id, o.kind as word, e.seq, ${msOf('e.at')} as at, e.kind, e.of, e.data, e.matters
  from unnest($1::text[]) as held(lead)
  cross join lateral (select id, lead_id, kind, seq from outbox where lead_id = held.lead order by id limit 500) o
  left join event e on e.lead_id = o.lead_id and e.seq = o.seq
  order by o.id`

type WordRow = { readonly lead: string; readonly id: number; readonly word: Word } & (
  | EventRow
  | { readonly [K in keyof EventRow]: null }
)

async function take(pool: Pool, holding: string): Promise<Batch | undefined> {
  const tx = await pool.connect()
  try {
    const held = await several<{ lead_id: string }>(tx, `begin; ${holding}`)
    const leads = held.map(({ lead_id }) => lead_id)
    const { rows } = leads.length === 0 ? { rows: [] } : await tx.query<WordRow>(words, [leads])
    if (rows.length > 0) return batchOf(tx, rows)
    await tx.query('rollback')
    tx.release()
    return undefined
  } catch (error) {
    tx.release(asError(error))
    throw error
  }
}

function batchOf(tx: pg.PoolClient, rows: readonly WordRow[]): Batch {
  const byLead = new Map<string, WordRow[]>()
  for (const row of rows) byLead.set(row.lead, [...(byLead.get(row.lead) ?? []), row])
  return {
    tx,
    deliveries: [...byLead].map(([lead, told]) => ({
      lead,
      start: told.some(({ word }) => word === 'start'),
      events: told.flatMap((row) => (row.seq === null ? [] : [asEvent(row).event])),
    })),
    async settle(failures) {
      try {
        const idsOf = (failed: boolean): readonly number[] =>
          rows.filter(({ lead }) => failures.has(lead) === failed).map(({ id }) => id)
        if (failures.size > 0) await putOff(tx, rows, failures)
        const leads = [...byLead.keys()].map((lead) => pg.escapeLiteral(lead)).join()
        const left = await several(
          tx,
          `delete from outbox where id in (${idsOf(false).join() || 'null'}); commit;
           select from outbox where lead_id in (${leads}) and try_at <= statement_timestamp() limit 1`,
        )
        tx.release()
        return left.length > 0
      } catch (error) {
        tx.release(asError(error))
        throw error
      }
    },
    abandon: (error) => tx.release(asError(error)),
  }
}

/** What failed waits twice as long every time, for a minute at most. */
async function putOff(tx: Sql, rows: readonly WordRow[], failures: ReadonlyMap<string, unknown>): Promise<void> {
  const failed = rows.flatMap(({ id, lead }) =>
    failures.has(lead) ? [{ id, failure: asError(failures.get(lead)).message }] : [],
  )
  await tx.query(
    `update outbox set tries = tries + 1, failure = failed.failure,
       try_at = clock_timestamp() + power(2, least(tries, 6)) * interval '1 second'
     from jsonb_to_recordset($1) as failed(id bigint, failure text) where outbox.id = failed.id`,
    [JSON.stringify(failed)],
  )
}

/** Statements without parameters, in one round trip. @returns the rows of the last that answers with rows */
async function several<Row extends pg.QueryResultRow>(tx: Sql, statements: string): Promise<readonly Row[]> {
  const results = (await tx.query<Row>(statements)) as unknown as readonly pg.QueryResult<Row>[]
  return results.at(-1)?.rows ?? []
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
