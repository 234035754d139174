import type { Channel } from '../core/channel.ts'
import { changeConsent } from './consent.ts'
import { lockLead } from './leads.ts'
import type { Sql } from './pool.ts'

/** The ways in which a person says no by a link in a mail: the mail program's button, or our page. */
const linkBases = ['one_click', 'page'] as const
export type LinkBasis = (typeof linkBases)[number]

/** How a lead stands with mail, for the person themselves. */
export interface MailStanding {
  readonly granted: boolean
  /** They said no by a link, and had said yes before: it can be taken back by a link. */
  readonly canUndo: boolean
}

/** An entry of the record of permission. */
interface Word {
  readonly granted: boolean
  readonly basis: string
}

async function newest(sql: Sql, lead: string, channel: Channel, count: number): Promise<readonly Word[]> {
  const { rows } = await sql.query<Word>(
    `select granted, basis from consent where lead_id = $1 and channel = $2 and topic = 'all' order by id desc limit $3`,
    [lead, channel, count],
  )
  return rows
}

/** What holds on this channel: the newest entry. */
export async function lastWord(sql: Sql, lead: string, channel: Channel): Promise<Word | undefined> {
  return (await newest(sql, lead, channel, 1))[0]
}

export async function mailStanding(sql: Sql, lead: string): Promise<MailStanding> {
  const [last, before] = await newest(sql, lead, 'email', 2)
  const byLink = last !== undefined && !last.granted && linkBases.some((basis) => basis === last.basis)
  return { granted: last?.granted ?? false, canUndo: byLink && before?.granted === true }
}

/** Takes a no by a link; saying it again changes nothing. */
export async function unsubscribe(tx: Sql, leadId: string, basis: LinkBasis, touch: number): Promise<void> {
  const lead = await lockLead(tx, leadId)
  if ((await lastWord(tx, leadId, 'email'))?.granted === false) return
  await say(tx, lead, { granted: false, basis, touch })
}

/** Takes back a no that was said by a link; false where there is none. */
export async function undoUnsubscribe(tx: Sql, leadId: string, touch: number): Promise<boolean> {
  const lead = await lockLead(tx, leadId)
  const { canUndo } = await mailStanding(tx, leadId)
  if (canUndo) await say(tx, lead, { granted: true, basis: 'undo', touch })
  return canUndo
}

async function say(
  tx: Sql,
  lead: Awaited<ReturnType<typeof lockLead>>,
  said: { granted: boolean; basis: string; touch: number },
): Promise<void> {
  await changeConsent(tx, lead, {
    channel: 'email',
    ...said,
    source: 'link',
    at: lead.clock.now,
    actor: 'lead',
    messageId: `link/${lead.id}/${lead.lastSeq + 1}`,
  })
}
