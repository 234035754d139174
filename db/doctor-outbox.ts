import type { Sql } from './pool.ts'

/** What a lead's workflow should have heard long ago. */
export interface Untold {
  readonly lead: string
  readonly rows: number
  /** When the first of it was written, ms of real time. */
  readonly since: number
  readonly tries: number
  /** Why it could not be told the last time. */
  readonly failure: string | null
  /** Postgres has such a lead. */
  readonly isKnown: boolean
}

const isStuck = `max(tries) >= 3 or min(made_at) < clock_timestamp() - interval '10 minutes'`
const columns = `lead_id as lead, count(*) as rows, min(made_at) as since, max(tries) as tries,
  (array_agg(failure order by id desc) filter (where failure is not null))[1] as failure,
  exists(select from lead where lead.id = outbox.lead_id) as "isKnown"`

/** The next leads, in the order of their ids, for whom something is stuck in the outbox. */
export async function untoldAfter(sql: Sql, lead: string, limit: number): Promise<readonly Untold[]> {
  const { rows } = await sql.query<Untold>(
    `select ${columns} from outbox where lead_id > $1 group by lead_id having ${isStuck} order by lead_id limit $2`,
    [lead, limit],
  )
  return rows
}

/** Why what is stuck for this lead is stuck; undefined where nothing is any more. */
export async function untoldOf(sql: Sql, lead: string): Promise<Untold | undefined> {
  const { rows } = await sql.query<Untold>(
    `select ${columns} from outbox where lead_id = $1 group by lead_id having ${isStuck}`,
    [lead],
  )
  return rows[0]
}

/** Drops what is to be told to a lead that there is not. */
export async function dropUntold(sql: Sql, lead: string): Promise<void> {
  await sql.query(`delete from outbox where lead_id = $1 and not exists (select from lead where id = $1)`, [lead])
}
