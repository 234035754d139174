import type { Channel } from '../core/channel.ts'
import { instant, msOf, statement, type Sql } from './pool.ts'

/** Names one attempt at one touch, whatever run, retry or reset makes it (I3). */
export interface AttemptKey {
  readonly lead: string
  readonly enrolment: number
  readonly step: string
  readonly pass: number
  readonly attempt: number
}

export type LedgerState = 'claimed' | 'sending' | 'sent' | 'refused' | 'deferred' | 'unknown'

/** A row of the send ledger. */
export interface Entry {
  readonly id: number
  readonly content: string
  readonly state: LedgerState
  readonly reason: string | null
  readonly messageId: string | null
  readonly settledAt: number | null
  /** How often it was claimed; while our own mail server is down, that is once. */
  readonly tries: number
  /** Milliseconds of real time for which another process still holds it; 0 or less: free. */
  readonly leaseLeft: number
  readonly frozen: Frozen | null
}

/** What makes the bytes on the wire: of a mail its values, of a webhook its body. A second try sends the same. */
export type Frozen = MailValues | string

/** What a published template was filled in with: the version never changes, so the same values make the same mail. */
export interface MailValues {
  readonly template: string
  readonly version: string
  /** Null: the template's own. */
  readonly language: string | null
  readonly values: Readonly<Record<string, string | number | readonly string[]>>
}

/** Of an {@link Entry}, within JSON as well. */
export const entryColumns = `id, content, state, reason, message_id as "messageId", ${msOf('settled_at')} as "settledAt", tries,
  (extract(epoch from lease_until - clock_timestamp()) * 1000)::float8 as "leaseLeft", frozen`

export const keyText = (key: AttemptKey): string =>
  `${key.lead}/${key.enrolment}/${key.step}/${key.pass}/${key.attempt}`

export async function entryOf(tx: Sql, key: AttemptKey): Promise<Entry | undefined> {
  const { rows } = await tx.query<Entry>(
    `select ${entryColumns} from touch where lead_id = $1 and enrolment = $2 and step = $3 and pass = $4 and attempt = $5`,
    [key.lead, key.enrolment, key.step, key.pass, key.attempt],
  )
  return rows[0]
}

export interface Claim {
  /** The row's, where the attempt has one already; else {@link nextTouchId}. */
  readonly id: number
  readonly key: AttemptKey
  readonly channel: Channel
  readonly content: string
  readonly track: string
  readonly version: string
  readonly template: string | null
  readonly templateVersion: string | null
  readonly due: number
  readonly now: number
  readonly messageId: string | null
  readonly token: string
  /** Real time for which the claim holds; longer than any attempt may last. */
  readonly leaseMs: number
  /**
   * `sending`: the first byte may leave as soon as this is committed. `claimed`: it is made by what follows. Or how it was decided
   * at once: such an attempt is kept too, so that it can be said why nothing came.
   */
  readonly state: 'sending' | 'claimed' | 'refused' | 'deferred'
  readonly reason: string | null
  /** What is being sent; null where nothing is. */
  readonly frozen: Frozen | null
}

/** A number for a touch that is not in the ledger yet, as a column: the links of a mail bear it before its row is written. */
export const nextTouchId = `nextval('touch_id_seq')`

/** What {@link claim} asks; each use of it on the wire bears its name. */
export const claiming = statement(
  `insert into touch (lead_id, enrolment, step, pass, attempt, channel, content, track, version, template, template_version,
       state, reason, settled_at, due_at, claimed_at, message_id, claim_token, lease_until, id, frozen)
     overriding system value
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $17, $18, case when $17 in ('refused', 'deferred') then $13::timestamptz end,
       $12, $13, $14, $15, clock_timestamp() + $16 * interval '1 ms', $19, $20)
     on conflict (lead_id, enrolment, step, pass, attempt) do update set
       state = excluded.state, reason = excluded.reason, settled_at = excluded.settled_at, claimed_at = excluded.claimed_at, claim_token = excluded.claim_token, lease_until = excluded.lease_until,
       frozen = excluded.frozen, content = excluded.content, template = excluded.template, template_version = excluded.template_version,
       tries = touch.tries + (touch.reason is distinct from 'server_down')::int
     returning case when state <> 'sending' then set_config('synchronous_commit', 'off', true) end`,
)

/**
 * Claims the attempt for this process. A row that was deferred, or claimed by a process that died before its first byte,
 * is claimed anew; the caller has looked at every other state before. Holds the lead's lock.
 *
 * Only the commit of what is being sent waits for the disk: from any other claim nothing follows before a settlement is
 * committed, and that waits for all that was written before it. A claim that is lost with Postgres is made again.
 */
export async function claim(sql: Sql, { key, ...with_ }: Claim): Promise<void> {
  await sql.query(
    claiming(
      key.lead,
      key.enrolment,
      key.step,
      key.pass,
      key.attempt,
      with_.channel,
      with_.content,
      with_.track,
      with_.version,
      with_.template,
      with_.templateVersion,
      instant(with_.due),
      instant(with_.now),
      with_.messageId,
      with_.token,
      with_.leaseMs,
      with_.state,
      with_.reason,
      with_.id,
      with_.frozen === null ? null : JSON.stringify(with_.frozen),
    ),
  )
}

/**
 * Lets go of a claim with which nothing was sent, as its own process knows; the next attempt may claim it at once. Under the lead's
 * lock: a claim whose commit is only slow has ended then.
 */
export async function letGo(
  sql: Sql,
  key: AttemptKey,
  token: string,
  reason: 'server_down' | 'overtaken',
): Promise<void> {
  await sql.query(
    `update touch set state = 'deferred', reason = $7, settled_at = clock_now(), frozen = null
     where lead_id = $1 and enrolment = $2 and step = $3 and pass = $4 and attempt = $5 and claim_token = $6 and state in ('claimed', 'sending')`,
    [key.lead, key.enrolment, key.step, key.pass, key.attempt, token, reason],
  )
}

/** Takes over an attempt whose process died in the middle of sending, to send the same once more. */
export async function resend(tx: Sql, id: number, token: string, leaseMs: number): Promise<void> {
  const { rowCount } = await tx.query(
    `update touch set claim_token = $2, tries = tries + 1, lease_until = clock_timestamp() + $3 * interval '1 ms'
     where id = $1 and state = 'sending'`,
    [id, token, leaseMs],
  )
  if (rowCount !== 1) throw new Error(`touch ${id} is not being sent any more`)
}

/** Lets go of an attempt whose outcome is in doubt, so that the next one may take it over at once. */
export async function endLease(tx: Sql, id: number, token: string): Promise<void> {
  await tx.query(`update touch set lease_until = clock_timestamp() where id = $1 and claim_token = $2`, [id, token])
}

/** What became of an attempt. */
export interface Settlement {
  readonly state: 'sent' | 'refused' | 'deferred' | 'unknown'
  readonly reason: string | null
  readonly at: number
  readonly response: string | null
}

const settling = statement(
  `update touch set state = $3, reason = $4, settled_at = $5, response = $6, frozen = case when $3 = 'unknown' then frozen end
     where id = $1 and ($2::uuid is null or claim_token = $2) and state in ('claimed', 'sending')`,
)

/**
 * Records what became of an attempt; only the holder of the claim may. What was frozen is let go but where it may be
 * needed again.
 */
export async function settleEntry(tx: Sql, id: number, token: string | null, settlement: Settlement): Promise<boolean> {
  const { rowCount } = await tx.query(
    settling(id, token, settlement.state, settlement.reason, instant(settlement.at), settlement.response),
  )
  return rowCount === 1
}

/** Contents that the lead had, or may have had. A claim alone sent nothing. */
export async function contentsHad(sql: Sql, lead: string): Promise<readonly string[]> {
  const { rows } = await sql.query<{ content: string }>(
    `select distinct content from touch where lead_id = $1 and state in ('sending', 'sent', 'unknown')`,
    [lead],
  )
  return rows.map(({ content }) => content)
}
