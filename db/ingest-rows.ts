import type { LeadEventKind } from '../core/event.ts'
import type { ScoreEntry } from '../core/score.ts'
import { instant, statement, type Sql } from './pool.ts'

/** The rows that events leave behind, in their order. Instants are ms. */
export interface TakenRows {
  readonly events: {
    readonly lead: string
    readonly seq: number
    /** The sender's id. */
    readonly id: string
    readonly kind: LeadEventKind
    readonly of: string | null
    readonly at: number
    readonly data: Readonly<Record<string, unknown>>
    /** Whether the lead's life must hear of it. */
    readonly matters: boolean
    readonly actor: string
  }[]
  readonly facts: {
    readonly lead: string
    readonly seq: number
    readonly name: string
    readonly value: string
    readonly at: number
    readonly source: string
    readonly actor: string
  }[]
  readonly scores: (ScoreEntry & { readonly lead: string; readonly account: string | null; readonly seq: number })[]
}

const writing = statement(
  `with told as (
     select * from jsonb_to_recordset($1) as t(lead text, seq bigint, id text, kind text, of text, at timestamptz, data jsonb, matters boolean, actor text)),
   added as (
     insert into event (lead_id, seq, message_id, kind, of, at, data, matters, actor)
     select lead, seq, id, kind, of, at, data, matters, actor from told),
   counted as (
     update lead set last_seq = newest.seq from (select lead, max(seq) as seq from told group by lead) as newest where lead.id = newest.lead),
   waits as (insert into outbox (lead_id, kind, seq) select lead, 'signal', seq from told where matters),
   scored as (
     insert into score_entry (lead_id, account_id, seq, at, cause, points, half_life_days, theme)
     select lead, account, seq, at, cause, points, "halfLifeDays", theme from jsonb_to_recordset($2)
       as t(lead text, account text, seq bigint, at timestamptz, cause text, points float8, "halfLifeDays" float8, theme text)),
   learned as (
     insert into fact (lead_id, name, value, at, source, actor, seq)
     select lead, name, value, at, source, actor, seq from jsonb_to_recordset($3)
       as t(lead text, seq bigint, name text, value text, at timestamptz, source text, actor text))
   select pg_notify('outbox', 'signal') where exists (select from told where matters)`,
)

/**
 * Writes them in one statement, and tells the relay where a life must hear of something.
 * @throws SQLSTATE 23505 where another transaction took in an event of the same id, of another lead, meanwhile
 */
export async function writeTaken(tx: Sql, { events, facts, scores }: TakenRows): Promise<void> {
  if (events.length === 0) return
  await tx.query(writing(json(events), json(scores), json(facts)))
}

const json = (rows: readonly { readonly at: number }[]): string =>
  JSON.stringify(rows.map((row) => ({ ...row, at: instant(row.at) })))
