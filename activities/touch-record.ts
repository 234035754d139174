import type { TouchOutcome } from '../core/contract.ts'
import type { EmailStep } from '../core/step-email.ts'
import { raiseAlert } from '../db/alerts.ts'
import { suppress } from '../db/consent.ts'
import { endLease, entryOf, settleEntry, type AttemptKey, type Settlement } from '../db/ledger.ts'
import { readLead, type Lead } from '../db/leads.ts'
import type { Sql } from '../db/pool.ts'
import type { SendOutcome } from '../mail/send.ts'
import type { Claimed } from './claimed.ts'
import type { TouchAsked } from './touch-claim.ts'

/** The longest that a receiving side may put a mail off before it counts as refused. */
const mostTries = 8

/** Records what became of a mail that this process tried to send in vain. Holds the lead's lock. */
export async function recordTouch(
  tx: Sql,
  key: AttemptKey,
  onUnknown: EmailStep['onUnknown'],
  { id, token, at }: Claimed,
  sent: Exclude<SendOutcome, { sent: true }>,
  asked: TouchAsked,
): Promise<TouchOutcome> {
  const settle = (settlement: Omit<Settlement, 'at'>): Promise<boolean> =>
    settleEntry(tx, id, token, { ...settlement, at })
  const lead = await readLead(tx, key.lead)
  const { now, rate } = lead.clock
  if ('refused' in sent) {
    const reason = sent.refused === 'bad_address' ? 'bad_address' : 'refused_by_policy'
    await settle({ state: 'refused', reason, response: sent.response })
    if (reason === 'bad_address') {
      await suppress(tx, lead, {
        channel: 'email',
        reason: 'bad_address',
        at: now,
        actor: 'receiver',
        messageId: `touch/${id}`,
      })
    }
    return { was: 'dropped', reason, at }
  }
  if ('deferred' in sent) {
    const entry = await entryOf(tx, key)
    if ((entry?.tries ?? 0) >= mostTries) {
      await settle({ state: 'refused', reason: 'refused_by_policy', response: sent.response })
      return { was: 'dropped', reason: 'refused_by_policy', at }
    }
    await settle({ state: 'deferred', reason: 'deferred_by_receiver', response: sent.response })
    // Greylisting lasts minutes of real time, whatever the clock.
    return {
      was: 'deferred',
      reason: 'deferred_by_receiver',
      until: Math.max(now, asked.due) + 15 * 60_000 * Math.max(1, Math.min(rate, 96)),
    }
  }
  if ('notSent' in sent) {
    await settle({ state: 'deferred', reason: 'server_down', response: sent.notSent })
    return { was: 'deferred', reason: 'server_down', until: now }
  }
  if (onUnknown === 'resend') {
    await endLease(tx, id, token)
    return { was: 'deferred', reason: 'in_doubt', until: now }
  }
  await park(tx, lead, id, token, sent.unknown)
  return { was: 'unknown', at: now }
}

/** Nobody can know whether it left: it waits for a person, and is not sent again. */
export async function park(tx: Sql, lead: Lead, id: number, token: string | null, reason: string): Promise<void> {
  await settleEntry(tx, id, token, { state: 'unknown', reason, at: lead.clock.now, response: null })
  await raiseAlert(tx, {
    lead: lead.id,
    at: lead.clock.now,
    what: 'unknown delivery',
    detail: `Touch ${id}: ${reason}. Settle it by \`perennial touch ${id} --sent\` or \`--not-sent\`.`,
  })
}
