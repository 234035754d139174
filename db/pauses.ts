import { append } from './events.ts'
import { lockLead } from './leads.ts'
import { instant, type Sql } from './pool.ts'

/** Pauses a lead's life: from the next claim on nothing goes out, and what is left of its wait is kept. False: it was paused. */
export async function pause(tx: Sql, leadId: string, actor: string): Promise<boolean> {
  const lead = await lockLead(tx, leadId)
  if (lead.pausedAt !== null) return false
  await tx.query(`update lead set paused_at = $2 where id = $1`, [leadId, instant(lead.clock.now)])
  await tell(tx, leadId, 'paused', actor)
  return true
}

/** Lets the lead's life go on with what was left of its wait. False: it was not paused. */
export async function resume(tx: Sql, leadId: string, actor: string): Promise<boolean> {
  const lead = await lockLead(tx, leadId)
  if (lead.pausedAt === null) return false
  await tx.query(`update lead set paused_at = null where id = $1`, [leadId])
  await tell(tx, leadId, 'resumed', actor)
  return true
}

async function tell(tx: Sql, leadId: string, kind: 'paused' | 'resumed', actor: string): Promise<void> {
  const lead = await lockLead(tx, leadId)
  await append(tx, lead, {
    kind,
    at: lead.clock.now,
    messageId: `${leadId}/${kind}/${lead.lastSeq + 1}`,
    matters: true,
    actor,
  })
}
