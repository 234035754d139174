import { clockColumns } from './clock.ts'
import { qualityColumn } from './definitions.ts'
import { asEvent, eventsColumnAfter, type EventRow, type StoredEvent } from './events.ts'
import { UnknownLead, withClock, type Lead, type LeadRow } from './leads.ts'
import { statement, type Sql } from './pool.ts'

/** A lead with what its life has not heard of yet, and by what it is judged now. */
export interface Life<Known> {
  readonly lead: Known
  /** In the lead's own order. */
  readonly unheard: readonly StoredEvent[]
  /** The version of the quality definition that holds; null where none is published. */
  readonly quality: string | null
}

/** A row of `lead l` with {@link lifeColumns}. */
export type LifeRow<Columns> = Columns & { readonly unheard: readonly EventRow[]; readonly quality: string | null }

/**
 * Where to read on for a touch: what its predecessor skimmed holds nothing that is news. A workflow that was set back behind the
 * life as it is stored reads all that came after the position in `$2`.
 */
const position = `case when $2::bigint >= (l.state ->> 'cursor')::bigint then greatest($2::bigint, l.skimmed) else $2::bigint end`

/** Beside columns of `lead l`: what came after the position in `$2`, but for what is known to be no news. */
export const lifeColumns = `${qualityColumn} as quality, ${eventsColumnAfter(position)} as unheard`

/** Where a lead stands in time, and in which of its enrolments. */
export type Standing = Pick<Lead, 'id' | 'enrolment' | 'zone' | 'country' | 'clock'>

type StandingRow = Omit<Standing, 'clock'> & Pick<LeadRow, 'now' | 'real' | 'rate'>

const reading = statement(
  `select l.id, l.enrolment, l.zone, l.country, ${clockColumns}, ${lifeColumns} from lead l where l.id = $1`,
)

/**
 * Reads in one statement where a life stands, under the lock that the caller holds.
 * @param cursor the last event that its workflow has heard
 */
export async function readLife(tx: Sql, id: string, cursor: number): Promise<Life<Standing>> {
  const { rows } = await tx.query<LifeRow<StandingRow>>(reading(id, cursor))
  if (rows[0] === undefined) throw new UnknownLead(id)
  const { unheard, quality, ...lead } = rows[0]
  return { lead: withClock(lead), unheard: unheard.map(asEvent), quality }
}
