import type { LeadEvent } from '../core/event.ts'
import { instant, only, type Sql } from './pool.ts'

/** What Postgres has recorded of a lead's life, as far as its workflow must agree with it. */
export interface Recorded {
  readonly lead: string
  /** Why it has no life, where it has none. */
  readonly over: 'merged' | 'in no track' | 'ended' | null
  readonly enrolment: number
  /** The last event of the lead, whether its life must hear of it or not. */
  readonly lastSeq: number
  /** The last event that its life must hear of; 0: none. */
  readonly lastToHear: number
  /** Something for it lies in the outbox. */
  readonly isToBeTold: boolean
  /** The contents that the ledger counts as had, or as tried and refused for good. */
  readonly known: readonly string[]
}

/** A claim or a deferred touch knows nothing of a mail that left; a refusal of ours may have been followed by a mail. */
const columns = `l.id as lead,
  case when l.merged_into is not null then 'merged' when l.track is null or l.state is null then 'in no track'
    when l.doing = 'ended' then 'ended' end as over,
  l.enrolment, l.last_seq as "lastSeq",
  coalesce((select seq from event where lead_id = l.id and matters order by seq desc limit 1), 0) as "lastToHear",
  l.id in (select lead_id from outbox) as "isToBeTold",
  array(select distinct content from touch where lead_id = l.id and (state in ('sending', 'sent', 'unknown')
    or (state = 'refused' and reason in ('not_sent', 'bad_address', 'refused_by_policy'))) order by content) as known`

/** The next leads, in the order of their ids, that have a life which goes on. */
export async function livesAfter(sql: Sql, lead: string, limit: number): Promise<readonly Recorded[]> {
  const { rows } = await sql.query<Recorded>(
    `select ${columns} from lead l where l.id > $1 and l.merged_into is null and l.track is not null
       and l.state is not null and l.doing is distinct from 'ended' order by l.id limit $2`,
    [lead, limit],
  )
  return rows
}

/** What is recorded of these leads, by id; nothing of those whom nobody knows. */
export async function recordedOf(sql: Sql, leads: readonly string[]): Promise<ReadonlyMap<string, Recorded>> {
  const { rows } = await sql.query<Recorded>(`select ${columns} from lead l where l.id = any($1)`, [leads])
  return new Map(rows.map((row) => [row.lead, row]))
}

/** What a workflow was told or made of a lead, by which Postgres can be asked whether it knows of it. */
export interface Traces {
  readonly events: readonly LeadEvent[]
  /** Handoffs and call tasks, by id. */
  readonly made: readonly string[]
}

/** Those of them that Postgres does not have. An event that differs is another one under the same number. */
export async function missingOf(sql: Sql, lead: string, { events, made }: Traces): Promise<Traces> {
  if (events.length === 0 && made.length === 0) return { events, made }
  const { rows } = await sql.query<{ seqs: readonly number[]; made: readonly string[] }>(
    `select array(select seq from unnest($2::bigint[], $3::timestamptz[], $4::text[]) as told(seq, at, kind)
         where not exists (select from event e where e.lead_id = $1 and e.seq = told.seq and e.kind = told.kind
           and abs(extract(epoch from e.at - told.at)) < 0.002)) as seqs,
       array(select id from unnest($5::text[]) as made(id) where not exists (select from handoff where handoff.id = made.id)
         and not exists (select from call_task where call_task.id = made.id)) as made`,
    [lead, events.map(({ seq }) => seq), events.map(({ at }) => instant(at)), events.map(({ kind }) => kind), made],
  )
  const missing = only(rows, 'answer')
  const seqs = new Set(missing.seqs.map(Number))
  return { events: events.filter(({ seq }) => seqs.has(seq)), made: missing.made }
}
