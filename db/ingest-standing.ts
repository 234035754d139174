import { actsOf, isAct } from '../core/condition.ts'
import type { Quality } from '../core/quality.ts'
import { actCounts, knownIds, type ActCount } from './events.ts'
import type { Incoming } from './ingest.ts'
import { holdLeads, UnknownLead, type Lead } from './leads.ts'
import { msOf, statement, type Sql } from './pool.ts'

/** What judges an event of a lead: it stands locked, and goes on with each event that is taken in. */
export interface Standing extends Pick<
  Lead,
  'id' | 'accountId' | 'lifecycle' | 'track' | 'version' | 'doing' | 'listens'
> {
  lastSeq: number
  /** The newest value of each fact, and of when it is, ms. */
  readonly facts: Record<string, { readonly value: string; readonly at: number }>
  /** How often it did each act since it was last handed to sales; empty where no condition asks. */
  counts: ActCount[]
}

const reading = statement(
  `select l.id, l.account_id as "accountId", l.lifecycle, l.track, l.version, l.doing, l.listens, l.last_seq as "lastSeq",
     (select coalesce(jsonb_object_agg(name, jsonb_build_object('value', value, 'at', ${msOf('at')})), '{}')
      from (select distinct on (name) name, value, at from fact where lead_id = l.id order by name, at desc, seq desc) known) as facts
   from lead l where l.id = any($1)`,
)

/** How the leads of these events stand, locked until the transaction ends, and which of the events were taken in before. */
export async function standingOf(
  tx: Sql,
  quality: Quality,
  incoming: readonly Incoming[],
): Promise<{ readonly leads: ReadonlyMap<string, Standing>; readonly known: Set<string> }> {
  const ids = [...new Set(incoming.map(({ lead }) => lead))]
  await holdLeads(tx, ids)
  const { rows } = await tx.query<Standing>(reading(ids))
  const leads = new Map(rows.map((row) => [row.id, { ...row, counts: [] as ActCount[] }]))
  for (const id of ids) if (!leads.has(id)) throw new UnknownLead(id)
  const known = await knownIds(
    tx,
    incoming.map(({ messageId }) => messageId),
  )
  const asked = incoming.filter((one) => asksHistory(quality, leads.get(one.lead), one))
  for (const count of await actCounts(tx, [...new Set(asked.map(({ lead }) => lead))])) {
    leads.get(count.lead)?.counts.push(count)
  }
  return { leads, known }
}

/** Whether a condition that this event could meet asks what the lead did before. */
function asksHistory(quality: Quality, lead: Standing | undefined, { act }: Incoming): boolean {
  if (lead?.lifecycle === 'subscriber' && actsOf(quality.becomesLead).length > 0) return true
  return act !== undefined && quality.triggers.some(({ when }) => actsOf(when).some((wanted) => isAct(wanted, act)))
}
