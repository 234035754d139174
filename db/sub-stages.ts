import type { Definitions } from './definitions.ts'
import { lockLead } from './leads.ts'
import { instant, type Sql } from './pool.ts'

export type SubStaged =
  | { readonly done: true; readonly lifecycle: string }
  | { readonly done: false; readonly sentence: string }

/**
 * Puts a lead into a sub-stage of its lifecycle stage, as the quality definition splits it (R3). The engine itself decides
 * nothing by it; it is left when the lifecycle stage is.
 */
export async function enterSubStage(
  tx: Sql,
  definitions: Definitions,
  leadId: string,
  name: string,
  actor: string,
): Promise<SubStaged> {
  const lead = await lockLead(tx, leadId)
  const { quality } = await definitions.quality(tx)
  const known = quality.subStages[lead.lifecycle] ?? []
  if (!known.includes(name)) {
    const sentence =
      known.length === 0
        ? `the quality definition splits ${lead.lifecycle} into no sub-stages`
        : `${lead.lifecycle} has no sub-stage "${name}"; it may be ${known.join(', ')}`
    return { done: false, sentence }
  }
  await tx.query(
    `with entered as (update lead set sub_stage = $2 where id = $1)
     insert into lifecycle_change (lead_id, seq, at, was, became, sub_stage, because, actor)
     values ($1, $3, $4, $5, $5, $2, 'sub-stage', $6)
     on conflict (lead_id, seq, became) do update set sub_stage = excluded.sub_stage, at = excluded.at, actor = excluded.actor`,
    [leadId, name, lead.lastSeq, instant(lead.clock.now), lead.lifecycle, actor],
  )
  return { done: true, lifecycle: lead.lifecycle }
}
