import type { ClockReading } from '../core/contract.ts'
import type { LeadEvent } from '../core/event.ts'
import type { State } from '../core/state.ts'
import { clockColumns } from './clock.ts'
import { qualityColumn } from './definitions.ts'
import { asEvent, eventsColumnAfter, type EventRow } from './events.ts'
import type { Lead } from './leads.ts'
import type { Sql } from './pool.ts'

/** What a lead's workflow begins with, as far as Postgres keeps it. */
export interface Beginning extends Pick<Lead, 'id' | 'zone' | 'country'> {
  readonly track: string
  readonly version: string
  readonly state: State
  /** What mattered since the state. */
  readonly unheard: readonly LeadEvent[]
  readonly clock: ClockReading
  /** The version of the quality definition that holds; null where none is published. */
  readonly quality: string | null
}

type Row = Omit<Beginning, 'unheard' | 'clock' | 'track'> &
  ClockReading & { readonly unheard: readonly EventRow[]; readonly track: string | null }

/**
 * Reads what the lives of these leads begin with; null where a lead has no life, or one that ended. Leads that nobody
 * knows are left out.
 */
export async function readBeginnings(
  sql: Sql,
  leads: readonly string[],
): Promise<ReadonlyMap<string, Beginning | null>> {
  const { rows } = await sql.query<Row>(
    `with held as materialized (select ${clockColumns}, ${qualityColumn} as quality)
     select l.id, l.zone, l.country, l.version, l.state, held.*,
       case when l.version is null or l.state is null or l.doing = 'ended' then null else l.track end as track,
       ${eventsColumnAfter(`(l.state->>'cursor')::bigint`)} as unheard
     from held cross join lead l where l.id = any($1)`,
    [leads],
  )
  return new Map(
    rows.map(({ track, unheard, now, real, rate, ...rest }) => [
      rest.id,
      track === null
        ? null
        : {
            ...rest,
            track,
            unheard: unheard.map(asEvent).flatMap(({ matters, event }) => (matters ? [event] : [])),
            clock: { now, real, rate },
          },
    ]),
  )
}
