import { qualityColumn } from './definitions.ts'
import { asEvent, eventsColumn, type EventRow, type StoredEvent } from './events.ts'
import { asLead, leadColumns, UnknownLead, type Lead, type LeadRow } from './leads.ts'
import { statement, type Sql } from './pool.ts'

/** A lead with what its life has not heard of yet, and by what it is judged now. */
export interface Life {
  readonly lead: Lead
  /** In the lead's own order. */
  readonly unheard: readonly StoredEvent[]
  /** The version of the quality definition that holds; null where none is published. */
  readonly quality: string | null
}

/** A row of {@link lifeColumns}. */
export type LifeRow = LeadRow & { readonly unheard: readonly EventRow[]; readonly quality: string | null }

/** Of `lead l`, with what came after the position in `$2`. */
export const lifeColumns = `${leadColumns}, ${qualityColumn} as quality, ${eventsColumn} as unheard`

export function asLife({ unheard, quality, ...lead }: LifeRow): Life {
  return { lead: asLead(lead), unheard: unheard.map(asEvent), quality }
}

const reading = statement(`select ${lifeColumns} from lead l where l.id = $1`)

/**
 * Reads a lead's life in one statement, under the lock that the caller holds.
 * @param cursor the last event that its workflow has heard
 */
export async function readLife(tx: Sql, id: string, cursor: number): Promise<Life> {
  const { rows } = await tx.query<LifeRow>(reading(id, cursor))
  if (rows[0] === undefined) throw new UnknownLead(id)
  return asLife(rows[0])
}
