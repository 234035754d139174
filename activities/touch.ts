import { randomUUID } from 'node:crypto'
import { ApplicationFailure, Context } from '@temporalio/activity'
import { admit, type Admission } from '../core/admit.ts'
import type { Activities, Asked, Touched, TouchOutcome } from '../core/contract.ts'
import { listensFor } from '../core/listening.ts'
import { next } from '../core/next.ts'
import { spreadOf } from '../core/state.ts'
import { stepOf, type EmailStep, type TouchStep } from '../core/track.ts'
import { raiseAlert } from '../db/alerts.ts'
import { readClock } from '../db/clock.ts'
import { suppress } from '../db/consent.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import {
  claim,
  entryOf,
  hadContent,
  keyText,
  markSending,
  resend,
  settleEntry,
  touchedAt,
  type AttemptKey,
  type Entry,
  type Frozen,
  type Settlement,
} from '../db/ledger.ts'
import { lockLead, storeLife, type Lead } from '../db/leads.ts'
import { inTransaction, type Sql } from '../db/pool.ts'
import { isStopped } from '../db/stops.ts'
import { mayReceive } from '../mail/allow.ts'
import { messageIdOf } from '../mail/message.ts'
import type { SendOutcome } from '../mail/send.ts'
import { common } from './answer.ts'
import { assignCall, assigned } from './call-task.ts'
import type { Deps } from './deps.ts'
import { letterFor, renderFor } from './letter.ts'
import { calendarFor } from './place.ts'

type TouchAsked = Parameters<Activities['touch']>[0]

/** A touch under way in this process. */
interface Claimed {
  readonly id: number
  /** The instant that it counts as made, ms. */
  readonly at: number
  readonly token: string
  readonly lead: Lead
  /** Set where an earlier attempt froze it: the same bytes go again. */
  readonly frozen: Frozen | null
}

type Opening = { readonly settled: TouchOutcome } | { readonly busyFor: number } | { readonly claimed: Claimed }

/**
 * One whole touch: claims it in the ledger under the lead's lock, where permission, caps, window and stage are judged;
 * renders, sends, records, and registers what the lead listens for until the next. Whatever dies in between, nothing goes
 * twice: a retry finds the ledger's row and acts on it (I3).
 */
export function touch(deps: Deps): Activities['touch'] {
  return async (asked) => {
    const published = await deps.definitions.track(deps.pool, asked.track, asked.version)
    const step = stepOf(published.track, asked.step)
    if (step.kind !== 'email' && step.kind !== 'call') throw new Error(`step ${step.id} is no touch`)
    const key = {
      lead: asked.state.lead,
      enrolment: asked.state.enrolment,
      step: step.id,
      pass: asked.state.pass,
      attempt: asked.attempt,
    }

    const opening = await inTransaction(deps.pool, (tx) => open(tx, deps, published, step, key, asked))
    if ('busyFor' in opening) {
      throw ApplicationFailure.create({
        message: `another process holds ${keyText(key)}`,
        type: 'Held',
        nextRetryDelay: Math.ceil(opening.busyFor) + 1_000,
      })
    }
    if ('settled' in opening) {
      return inTransaction(deps.pool, async (tx) => close(tx, deps, published, asked, opening.settled))
    }
    const { claimed } = opening
    if (step.kind === 'call') {
      return inTransaction(deps.pool, async (tx) => {
        const outcome = await assignCall(tx, deps, step, key, claimed)
        return close(tx, deps, published, asked, outcome)
      })
    }
    const sent = await send(deps, published, step, key, claimed)
    const touched = await inTransaction(deps.pool, async (tx) => {
      const outcome = await record(tx, key, claimed, sent, asked)
      return close(tx, deps, published, asked, outcome)
    })
    const { outcome } = touched
    if (outcome.was === 'deferred' && outcome.reason === 'server_down') {
      throw ApplicationFailure.create({
        message: 'our mail server cannot be reached',
        type: 'ServerDown',
        nextRetryDelay: 10_000,
      })
    }
    return touched
  }
}

async function open(
  tx: Sql,
  deps: Deps,
  published: PublishedTrack,
  step: TouchStep,
  key: AttemptKey,
  asked: TouchAsked,
): Promise<Opening> {
  const lead = await lockLead(tx, key.lead)
  const entry = await entryOf(tx, key)
  const before = entry && (await alreadyDecided(tx, step, lead, entry, deps))
  if (before) return before
  const channel = step.kind === 'email' ? 'email' : 'phone'
  const address = channel === 'email' ? lead.email : lead.phone
  const { quality } = await deps.definitions.quality(tx)
  const admission = admit(
    {
      lifecycle: lead.lifecycle,
      paused: lead.pausedAt !== null,
      enrolment: lead.enrolment,
      hasAddress: address !== null,
      allowListed: channel === 'phone' || (address !== null && mayReceive(deps.sendTo, address)),
      channels: lead.channels,
      touchedAt: await touchedAt(tx, lead),
      hadContent: await hadContent(tx, key, step.content),
      stopped: await isStopped(tx, {
        track: asked.track,
        step: step.id,
        template: step.kind === 'email' ? step.template : null,
      }),
    },
    {
      enrolment: key.enrolment,
      channel,
      withSales: step.withSales,
      due: asked.due,
      cadence: published.track.cadence,
      calendar: calendarFor(lead, published.track, quality.office, lead.clock.now),
      spread: spreadOf(asked.state, step.id),
    },
    lead.clock.now,
    lead.clock.rate,
  )
  const unrecorded =
    !admission.admitted &&
    (admission.was === 'overtaken' || (admission.was === 'deferred' && admission.reason === 'early'))
  if (unrecorded) return { settled: outcomeOf(admission, lead.clock.now) }

  const token = randomUUID()
  const id = await claim(tx, {
    key,
    channel,
    content: step.content,
    track: asked.track,
    version: asked.version,
    template: step.kind === 'email' ? step.template : null,
    templateVersion: step.kind === 'email' ? (published.templates[step.template] ?? null) : null,
    due: asked.due,
    now: lead.clock.now,
    messageId: step.kind === 'email' ? messageIdOf(keyText(key), domainOf(deps)) : null,
    token,
    leaseMs: deps.leaseMs,
    state: admission.admitted ? 'claimed' : admission.was === 'dropped' ? 'refused' : 'deferred',
    reason: 'reason' in admission ? admission.reason : null,
  })
  return admission.admitted
    ? { claimed: { id, at: admission.at, token, lead, frozen: null } }
    : { settled: outcomeOf(admission, lead.clock.now) }
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
async function alreadyDecided(
  tx: Sql,
  step: TouchStep,
  lead: Lead,
  entry: Entry,
  deps: Deps,
): Promise<Opening | undefined> {
  const at = entry.settledAt ?? lead.clock.now
  switch (entry.state) {
    case 'sent':
      return { settled: step.kind === 'call' ? await assigned(tx, entry.id) : { was: 'sent', at } }
    case 'refused':
      return { settled: { was: 'dropped', reason: (entry.reason ?? 'failed') as 'failed', at } }
    case 'unknown':
      return { settled: { was: 'unknown', at } }
    case 'claimed':
      // Nothing has left the process that claimed it: once its lease is over, the touch is judged anew.
      return entry.leaseLeft > 0 ? { busyFor: entry.leaseLeft } : undefined
    case 'sending':
      return entry.leaseLeft > 0 ? { busyFor: entry.leaseLeft } : await inDoubt(tx, step, lead, entry, deps)
    case 'deferred':
      return undefined
  }
}

/** The process died between the first byte and the record: nobody can know whether the mail left. */
async function inDoubt(tx: Sql, step: TouchStep, lead: Lead, entry: Entry, deps: Deps): Promise<Opening> {
  if (step.kind === 'email' && step.onUnknown === 'resend') {
    const token = randomUUID()
    await resend(tx, entry.id, token, deps.leaseMs)
    return { claimed: { id: entry.id, at: lead.clock.now, token, lead, frozen: entry.frozen } }
  }
  await park(tx, lead, entry.id, null, 'the process died while it was sending')
  return { settled: { was: 'unknown', at: lead.clock.now } }
}

async function park(tx: Sql, lead: Lead, id: number, token: string | null, reason: string): Promise<void> {
  await settleEntry(tx, id, token, { state: 'unknown', reason, at: lead.clock.now, response: null })
  await raiseAlert(tx, {
    lead: lead.id,
    at: lead.clock.now,
    what: 'unknown delivery',
    detail: `Touch ${id}: ${reason}. Settle it by \`perennial touch ${id} --sent\` or \`--not-sent\`.`,
  })
}

async function send(
  deps: Deps,
  published: PublishedTrack,
  step: EmailStep,
  key: AttemptKey,
  claimed: Claimed,
): Promise<SendOutcome | { lost: true }> {
  const frozen = claimed.frozen ?? (await renderFor(deps, published, step, claimed.lead, claimed.id))
  const letter = await letterFor(deps, published, step, keyText(key), claimed.lead, claimed.id, frozen)
  if ('refused' in letter) return { refused: 'bad_address', code: 0, response: letter.why }
  if (claimed.frozen === null && !(await markSending(deps.pool, claimed.id, claimed.token, frozen)))
    return { lost: true }
  return deps.sender.send(letter.ok, Context.current().cancellationSignal)
}

/** The longest that a receiving side may put a mail off before it counts as refused. */
const mostTries = 8

async function record(
  tx: Sql,
  key: AttemptKey,
  { id, token, at }: Claimed,
  sent: SendOutcome | { lost: true },
  asked: Asked & { due: number },
): Promise<TouchOutcome> {
  const lead = await lockLead(tx, key.lead)
  const { now, rate } = lead.clock
  const settle = (settlement: Omit<Settlement, 'at'>): Promise<boolean> =>
    settleEntry(tx, id, token, { ...settlement, at })
  if ('lost' in sent)
    throw ApplicationFailure.create({
      message: `another process took over touch ${id}`,
      type: 'Held',
      nextRetryDelay: 1_000,
    })
  if ('sent' in sent) {
    await settle({ state: 'sent', reason: null, response: sent.response })
    return { was: 'sent', at }
  }
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
  await park(tx, lead, id, token, sent.unknown)
  return { was: 'unknown', at: now }
}

/** Stores where the life stands and reads what it has to hear, in the transaction that recorded the outcome. */
async function close(
  tx: Sql,
  deps: Deps,
  published: PublishedTrack,
  asked: TouchAsked,
  outcome: TouchOutcome,
): Promise<Touched> {
  const { state, step } = asked
  const lead = await lockLead(tx, state.lead)
  const { quality } = await deps.definitions.quality(tx)
  const calendar = calendarFor(lead, published.track, quality.office, lead.clock.now)
  const answer: Touched = { is: 'touched', step, outcome, clock: await readClock(tx), events: [] }
  const after = next({ track: published.track, calendar }, state, answer, lead.clock.now).state
  const listens = listensFor(published.track, after)
  if (lead.enrolment === state.enrolment) await storeLife(tx, lead.id, { state, after, listens })
  return { ...answer, ...(await common(tx, state, listens)) }
}

function domainOf({ letterhead }: Deps): string {
  return letterhead.brand.address.slice(letterhead.brand.address.lastIndexOf('@') + 1)
}
