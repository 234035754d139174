import { randomUUID } from 'node:crypto'
import { admit, judgedAt, type Admission } from '../core/admit.ts'
import type { Activities, TouchOutcome } from '../core/contract.ts'
import { naming } from '../core/pieces.ts'
import { spreadOf } from '../core/state.ts'
import { stillDue } from '../core/still-due.ts'
import { channelOf, type TouchStep } from '../core/steps.ts'
import type { World } from '../core/walk.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import type { StoredEvent } from '../db/events.ts'
import { claim, keyText, resend, type AttemptKey, type Claim, type Entry, type Frozen } from '../db/ledger.ts'
import { holdLead, type Lead } from '../db/leads.ts'
import type { Sql } from '../db/pool.ts'
import { giveUpAbandoned, readRecipient, type Recipient } from '../db/recipient.ts'
import { mayReceive } from '../mail/allow.ts'
import { messageIdOf } from '../mail/message.ts'
import { assigned } from './call-task.ts'
import type { Claimed } from './claimed.ts'
import type { Deps } from './deps.ts'
import { freeze } from './freeze.ts'
import { calendarFor } from './place.ts'
import { bringsNow, contentOf, type MailToSend } from './touch-mail.ts'
import { park } from './touch-record.ts'

export type TouchAsked = Parameters<Activities['touch']>[0]

/** What came of the attempt to claim: it is decided already, another process holds it, or it is ours to make. */
export type Opening = { readonly settled: TouchOutcome } | { readonly busyFor: number } | { readonly claimed: Claimed }

/** The most times that a mail in doubt is sent again, where its step asks for that. */
const mostResends = 3

/**
 * Claims the touch under the lead's lock, where permission, caps, window and stage are judged (I2, I3, I8). With the claim of
 * what is sent it is committed that its first byte may leave, and what the bytes are: nothing is to be waited for after it.
 * @param token by which the claim is known as this attempt's
 */
export async function openTouch(
  tx: Sql,
  last: Sql,
  deps: Deps,
  published: PublishedTrack,
  step: TouchStep,
  key: AttemptKey,
  asked: TouchAsked,
  token: string,
): Promise<Opening> {
  const [, recipient] = await Promise.all([
    holdLead(tx, key.lead),
    readRecipient(tx, key, { cursor: asked.state.cursor, content: contentOf(step), due: asked.due }),
  ])
  const { lead, entry } = recipient
  const before = entry && (await alreadyDecided(tx, step, lead, entry))
  if (before) return before
  const channel = channelOf(step)
  const address = channel === 'email' ? lead.email : lead.phone
  const { quality } = await deps.definitions.qualityOf(tx, recipient.quality)
  const { now, rate } = lead.clock
  const calendar = calendarFor(lead, published.track, quality.office, now)
  const at = judgedAt(asked.due, now, rate)
  const isStillDue = isDueYet({ track: published.track, calendar }, asked, recipient.unheard, now)
  if (!isStillDue && entry?.state !== 'sending') return { settled: { was: 'overtaken' } }
  const begun = entry?.state === 'sending' ? entry.content : null
  const brings = await bringsNow(tx, published, step, key.attempt, recipient, {
    state: asked.state,
    calendar,
    at,
    begun,
  })
  const { content, mail } = brings
  const admission = admit(
    {
      lifecycle: lead.lifecycle,
      paused: lead.pausedAt !== null,
      heldOut: lead.arm === 'held_out',
      enrolment: lead.enrolment,
      hasAddress: address !== null,
      allowListed: step.kind === 'call' || mayReceive(deps.sendTo, lead.email ?? ''),
      channels: lead.channels,
      touchedAt: recipient.touchedAt,
      hadContent: brings.hadContent,
      nothingLeft: brings.nothingLeft,
      stopped: brings.stopped,
    },
    {
      enrolment: key.enrolment,
      channel,
      withSales: step.withSales,
      due: asked.due,
      cadence: published.track.cadence,
      calendar,
      spread: spreadOf(asked.state, step.id),
    },
    now,
    rate,
  )
  if (entry?.state === 'sending') {
    const opening = await inDoubt(tx, step, mail, recipient, entry, deps, admission.admitted && isStillDue)
    return 'settled' in opening ? { settled: naming(step, content, opening.settled) } : opening
  }
  const unrecorded =
    !admission.admitted &&
    (admission.was === 'overtaken' || (admission.was === 'deferred' && admission.reason === 'early'))
  if (unrecorded) return { settled: outcomeOf(admission, now) }

  await giveUpAbandoned(tx, recipient, { content, attempt: key.attempt })
  const id = recipient.touchId
  const frozen = admission.admitted
    ? await freeze(tx, deps, published, step, mail, { id, at: admission.at, to: recipient, key: keyText(key) })
    : null
  await claim(last, {
    id,
    key,
    channel,
    content,
    track: asked.track,
    version: asked.version,
    template: mail?.template ?? null,
    templateVersion: mail === null ? null : (published.templates[mail.template] ?? null),
    due: asked.due,
    now,
    messageId: mail !== null ? messageIdOf(keyText(key), domainOf(deps)) : null,
    token,
    leaseMs: deps.leaseMs,
    state: stateOf(admission, frozen),
    reason: 'reason' in admission ? admission.reason : null,
    frozen,
  })
  return admission.admitted
    ? { claimed: { id, at: admission.at, token, to: recipient, mail, frozen } }
    : { settled: outcomeOf(admission, now) }
}

/** What was taken in before this touch goes before it, though its life has not heard of it yet. */
function isDueYet(world: World, { state, step }: TouchAsked, unheard: readonly StoredEvent[], now: number): boolean {
  const news = unheard.filter(({ matters }) => matters).map(({ event }) => event)
  return stillDue(world, state, step, news, now)
}

function stateOf(admission: Admission, frozen: Frozen | null): Claim['state'] {
  if (admission.admitted) return frozen === null ? 'claimed' : 'sending'
  return admission.was === 'dropped' ? 'refused' : 'deferred'
}

function outcomeOf(admission: Exclude<Admission, { admitted: true }>, now: number): TouchOutcome {
  switch (admission.was) {
    case 'overtaken':
      return { was: 'overtaken' }
    case 'dropped':
      return { was: 'dropped', reason: admission.reason, at: now }
    case 'deferred':
      return { was: 'deferred', reason: admission.reason, until: admission.until }
  }
}

/** What an earlier attempt left in the ledger decides, where it left anything but an open question. */
async function alreadyDecided(tx: Sql, step: TouchStep, lead: Lead, entry: Entry): Promise<Opening | undefined> {
  const at = entry.settledAt ?? lead.clock.now
  switch (entry.state) {
    case 'sent':
      if (step.kind === 'call') return { settled: await assigned(tx, entry.id) }
      return { settled: naming(step, entry.content, { was: 'sent', at }) }
    case 'refused':
      return { settled: { was: 'dropped', reason: (entry.reason ?? 'failed') as 'failed', at } }
    case 'unknown':
      return { settled: naming(step, entry.content, { was: 'unknown', at }) }
    case 'claimed':
    case 'sending':
      // Once its lease is over, its process is dead: the touch is judged anew.
      return entry.leaseLeft > 0 ? { busyFor: entry.leaseLeft } : undefined
    case 'deferred':
      return undefined
  }
}

/**
 * The process died between the first byte and the record: nobody can know whether the mail left. Where its step asks for
 * it, it goes once more, if it may still go now: a permission may be gone since.
 */
async function inDoubt(
  tx: Sql,
  step: TouchStep,
  mail: MailToSend | null,
  to: Recipient,
  entry: Entry,
  deps: Deps,
  mayGo: boolean,
): Promise<{ readonly settled: TouchOutcome } | { readonly claimed: Claimed }> {
  const { lead } = to
  if (mayGo && step.kind !== 'call' && step.onUnknown === 'resend' && entry.tries <= mostResends) {
    const token = randomUUID()
    await resend(tx, entry.id, token, deps.leaseMs)
    return { claimed: { id: entry.id, at: lead.clock.now, token, to, mail, frozen: entry.frozen } }
  }
  await park(tx, lead, entry.id, null, 'the process died while it was sending')
  return { settled: { was: 'unknown', at: lead.clock.now } }
}

function domainOf({ letterhead }: Deps): string {
  return letterhead.brand.address.slice(letterhead.brand.address.lastIndexOf('@') + 1)
}
