import type { BehaviourKind, LeadEvent, LeadEventKind } from '../core/event.ts'
import type { Lead } from './leads.ts'
import { instant, msOf, statement, type Sql } from './pool.ts'

export interface NewEvent {
  readonly kind: LeadEventKind
  readonly of?: string
  readonly at: number
  /** The sender's id: the same id counts once (I4). */
  readonly messageId: string
  /** What the workflow is told beside kind and `of`. Never personal data. */
  readonly data?: Readonly<Record<string, unknown>>
  /** Whether the lead's life must hear of it. */
  readonly matters: boolean
  readonly actor: string
  /** Free text; stays in Postgres. */
  readonly note?: string
}

const knowing = statement(`select message_id as id from event where message_id = any($1)`)

/** Those of the senders' ids with which an event was taken in before. */
export async function knownIds(sql: Sql, messageIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>(knowing(messageIds))
  return new Set(rows.map(({ id }) => id))
}

/**
 * Appends an event in the locked lead's own order, and where it matters, what tells its workflow. Returns its number, or
 * undefined when the id was known: the same event counts once.
 */
export async function append(tx: Sql, lead: Lead, event: NewEvent): Promise<number | undefined> {
  const seq = lead.lastSeq + 1
  const { rowCount } = await tx.query(
    `with added as (
       insert into event (lead_id, seq, message_id, kind, of, at, data, matters, actor, note)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (message_id) do nothing returning lead_id, seq, matters),
     counted as (update lead set last_seq = $2 where id in (select lead_id from added)),
     told as (insert into outbox (lead_id, kind, seq) select lead_id, 'signal', seq from added where matters)
     select case when matters then pg_notify('outbox', 'signal') end from added`,
    [
      lead.id,
      seq,
      event.messageId,
      event.kind,
      event.of ?? null,
      instant(event.at),
      JSON.stringify(event.data ?? {}),
      event.matters,
      event.actor,
      event.note ?? null,
    ],
  )
  if (rowCount === 0) return undefined
  lead.lastSeq = seq
  return seq
}

export interface StoredEvent {
  readonly event: LeadEvent
  readonly matters: boolean
}

/** An event as its row says. */
export interface EventRow {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly of: string | null
  readonly data: object
  readonly matters: boolean
}

/** The events of `lead l` after a position, in its own order, as a column; {@link asEvent} reads each. */
export const eventsColumnAfter = (position: string): string =>
  `(select coalesce(jsonb_agg(jsonb_build_object('seq', seq, 'at', ${msOf('at')}, 'kind', kind, 'of', of,
  'data', data, 'matters', matters) order by seq), '[]') from event where lead_id = l.id and seq > ${position})`

/** The lead's events after a position, in its own order. */
export async function eventsAfter(sql: Sql, lead: string, cursor: number): Promise<readonly StoredEvent[]> {
  const { rows } = await sql.query<{ events: readonly EventRow[] }>(
    `select ${eventsColumnAfter('$2')} as events from lead l where l.id = $1`,
    [lead, cursor],
  )
  return rows.flatMap(({ events }) => events.map(asEvent))
}

export function asEvent({ matters, seq, at, kind, of, data }: EventRow): StoredEvent {
  return { matters, event: { seq, at, kind, ...(of === null ? {} : { of }), ...data } as LeadEvent }
}

export interface ActCount {
  readonly kind: BehaviourKind
  readonly of: string
  readonly times: number
}

/** How often leads did each act since they were last handed to sales: what promoted one once promotes it by new acts only. */
export async function actCounts(
  sql: Sql,
  leads: readonly string[],
): Promise<readonly (ActCount & { readonly lead: string })[]> {
  if (leads.length === 0) return []
  const { rows } = await sql.query<ActCount & { lead: string }>(
    `select l.id as lead, e.kind, e.of, count(*) as times from unnest($1::text[]) as l(id)
     cross join lateral (select coalesce(max(seq), 0) as seq from handoff where lead_id = l.id) as handed
     join event e on e.lead_id = l.id and e.seq > handed.seq and e.of is not null
     group by l.id, e.kind, e.of`,
    [leads],
  )
  return rows
}

/** How often the lead did each act, ever. */
export async function allActs(sql: Sql, lead: string): Promise<readonly ActCount[]> {
  const { rows } = await sql.query<ActCount>(
    `select kind, of, count(*) as times from event where lead_id = $1 and of is not null group by kind, of`,
    [lead],
  )
  return rows
}
