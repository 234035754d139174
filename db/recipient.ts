import type { Rep } from '../core/programme.ts'
import { asEvent } from './events.ts'
import { entryColumns, nextTouchId, type AttemptKey, type Entry, type LedgerState } from './ledger.ts'
import { factsColumn, leadColumns, UnknownLead, withClock, type Lead, type LeadRow } from './leads.ts'
import { lifeColumns, type Life, type LifeRow } from './life.ts'
import { instant, msOf, statement, type Sql } from './pool.ts'
import { stopsColumn, type Stop } from './stops.ts'

/** The lead that is to get a touch: everything by which an attempt at it is judged, and what fills its content. */
export interface Recipient extends Life<Lead> {
  /** What an earlier try of the same attempt left in the ledger; null where this is the first. */
  readonly entry: Entry | null
  /** The touch's number: of that entry, or of the one that is to be. */
  readonly touchId: number
  readonly others: readonly Other[]
  /** When touches reached the lead in the 31 days before it is due: what its frequency caps count. */
  readonly touchedAt: readonly number[]
  readonly stops: readonly Stop[]
  readonly facts: Readonly<Record<string, string>>
  /** Who owns the lead in sales. */
  readonly rep: Rep | null
}

/** An attempt that the lead had, may have had or is about to have. */
export interface Other {
  readonly id: number
  readonly content: string
  /** The attempt's number, where it is of another touch; null for an attempt at this touch itself. */
  readonly attempt: number | null
  readonly state: LedgerState
  /** Its process is dead: no lease holds it any more. */
  readonly isOver: boolean
}

type Row = LifeRow<LeadRow> &
  Pick<Recipient, 'entry' | 'others' | 'touchedAt' | 'stops' | 'facts' | 'rep'> & { readonly nextId: number }

const columns = `${leadColumns}, ${lifeColumns},
  (select to_jsonb(e) from (select ${entryColumns} from touch
     where lead_id = l.id and enrolment = $3 and step = $4 and pass = $5 and attempt = $6) e) as entry,
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'content', content, 'state', state, 'isOver', lease_until < clock_timestamp(),
       'attempt', case when enrolment = $3 and step = $4 and pass = $5 then null else attempt end)), '[]')
     from touch where lead_id = l.id and state in ('claimed', 'sending', 'sent', 'unknown') and ($7::text is null or content = $7)) as others,
  (select coalesce(jsonb_agg(${msOf('settled_at')}), '[]')
     from touch where lead_id = l.id and state = 'sent' and settled_at > least((select clock_now()), $8) - interval '31 days') as "touchedAt",
  ${nextTouchId} as "nextId", ${stopsColumn} as stops, ${factsColumn} as facts,
  (select jsonb_build_object('id', id, 'name', name, 'email', email, 'phone', phone) from rep where id = l.owner) as rep`

const reading = statement(`select ${columns} from lead l where l.id = $1`)

/**
 * Reads the lead that this attempt is for in one statement, under the lock that the caller holds.
 * @param due when it was due, ms: a fast clock may be weeks further, and it counts as made then
 * @param content what it would bring; null where it chooses, and all that the lead had has to be known
 */
export async function readRecipient(
  tx: Sql,
  key: AttemptKey,
  { cursor, content, due }: { readonly cursor: number; readonly content: string | null; readonly due: number },
): Promise<Recipient> {
  const { enrolment, step, pass, attempt } = key
  const { rows } = await tx.query<Row>(reading(key.lead, cursor, enrolment, step, pass, attempt, content, instant(due)))
  if (rows[0] === undefined) throw new UnknownLead(key.lead)
  const { entry, nextId, unheard, quality, others, touchedAt, stops, facts, rep, ...lead } = rows[0]
  const touchId = entry?.id ?? nextId
  const known = { unheard: unheard.map(asEvent), quality, entry, touchId, others, touchedAt, stops, facts, rep }
  return { lead: withClock(lead), ...known }
}

/** A claim of a process that died before its first byte: it sent nothing. */
const isAbandoned = ({ state, isOver }: Other): boolean => state === 'claimed' && isOver

/** Whether the lead has this content by another touch. A call that is tried again has its content by each attempt. */
export function hasContent({ others }: Recipient, content: string, attempt: number): boolean {
  return others.some((other) => other.content === content && other.attempt === attempt && !isAbandoned(other))
}

/** The contents that the lead had, or may have had, by whatever touch. A claim alone sent nothing. */
export function hadContents({ others }: Recipient): readonly string[] {
  return others.filter(({ state }) => state !== 'claimed').map(({ content }) => content)
}

/** Gives up what stands in the way of this content though its process is dead. */
export async function giveUpAbandoned(
  tx: Sql,
  { others }: Recipient,
  { content, attempt }: { readonly content: string; readonly attempt: number },
): Promise<void> {
  const abandoned = others.filter(
    (other) => other.content === content && other.attempt === attempt && isAbandoned(other),
  )
  if (abandoned.length === 0) return
  await tx.query(
    `update touch set state = 'refused', reason = 'abandoned', settled_at = clock_now() where id = any($1)`,
    [abandoned.map(({ id }) => id)],
  )
}
