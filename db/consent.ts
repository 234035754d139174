import type { Channel } from '../core/channel.ts'
import { append } from './events.ts'
import { lockLead, type Lead } from './leads.ts'
import { instant, only, type Sql } from './pool.ts'

/** One entry of the append-only record of permission. */
export interface ConsentChange {
  readonly channel: Channel
  readonly granted: boolean
  /** The legal basis or the way it was said: `opt_in`, `legitimate_interest`, `one_click`, `bounced`, … */
  readonly basis: string
  readonly source: string
  readonly at: number
  readonly actor: string
  readonly messageId: string
  /** The touch that it came from, where one is known (R44). */
  readonly touch?: number
}

/** Records a change of permission; one that changes how the lead may be reached is told to its life at once (R29). */
export async function changeConsent(tx: Sql, lead: Lead, change: ConsentChange): Promise<void> {
  await tx.query(
    `insert into consent (lead_id, channel, granted, basis, source, at, touch_id, actor) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      lead.id,
      change.channel,
      change.granted,
      change.basis,
      change.source,
      instant(change.at),
      change.touch ?? null,
      change.actor,
    ],
  )
  await tellPermission(tx, lead, change)
}

/** Bars an address on every list, now and later, whoever imports it. */
export async function suppress(
  tx: Sql,
  lead: Lead,
  barred: {
    readonly channel: Channel
    readonly reason: string
    readonly at: number
    readonly actor: string
    readonly messageId: string
  },
): Promise<void> {
  const address = barred.channel === 'email' ? lead.email : lead.phone
  if (address === null) return
  await tx.query(
    `insert into suppression (key, channel, reason, at, actor) values (suppression_key($1, $2), $1, $3, $4, $5) on conflict do nothing`,
    [barred.channel, address, barred.reason, instant(barred.at), barred.actor],
  )
  await tellPermission(tx, lead, barred)
}

async function tellPermission(
  tx: Sql,
  lead: Lead,
  act: { at: number; actor: string; messageId: string },
): Promise<void> {
  const { channels } = await lockLead(tx, lead.id)
  if (channels.join() === lead.channels.join()) return
  await append(tx, lead, {
    kind: 'permission',
    at: act.at,
    messageId: `${act.messageId}/permission`,
    data: { channels },
    matters: lead.enrolment > 0,
    actor: act.actor,
  })
  if (!channels.includes('phone')) await cancelCalls(tx, lead, act)
}

/** Calls that may no longer be made disappear from the lists of those who would make them. */
async function cancelCalls(tx: Sql, lead: Lead, act: { at: number; actor: string }): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    `update call_task set done_at = $2, result = 'not_made', actor = $3, note = 'permission withdrawn'
     where lead_id = $1 and done_at is null returning id`,
    [lead.id, instant(act.at), act.actor],
  )
  for (const { id } of rows) {
    await append(tx, lead, {
      kind: 'called',
      at: act.at,
      messageId: `call/${id}`,
      data: { task: id, result: 'not_made' },
      matters: true,
      actor: act.actor,
    })
  }
}

/** The newest entry of the record for a channel, for pages that show it. */
export async function consentOf(
  sql: Sql,
  lead: string,
  channel: Channel,
): Promise<{ granted: boolean; at: number } | undefined> {
  const { rows } = await sql.query<{ granted: boolean; at: number }>(
    `select granted, at from consent where lead_id = $1 and channel = $2 and topic = 'all' order by id desc limit 1`,
    [lead, channel],
  )
  return rows.length === 0 ? undefined : only(rows, 'consent')
}
