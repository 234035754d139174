import type { Channel } from '../core/channel.ts'
import { randomUUID } from 'node:crypto'
import type { AttemptKey } from './ledger.ts'
import { instant, type Sql } from './pool.ts'

/** A touch of the ledger that nobody works on, though it is not settled. */
export interface OpenTouch {
  readonly id: number
  readonly lead: string
  readonly step: string
  readonly state: 'claimed' | 'sending' | 'unknown'
  readonly reason: string | null
  /** When its process last said that it was at it, ms of real time. */
  readonly leaseUntil: number
}

/** Long past what a retry takes: the longest pause between two tries of an activity is a minute. */
const long = `interval '10 minutes'`

/** Touches in doubt, and those whose lease has been over for long, in the order of their numbers. */
export async function openTouchesAfter(sql: Sql, id: number, limit: number): Promise<readonly OpenTouch[]> {
  const { rows } = await sql.query<OpenTouch>(
    `select id, lead_id as lead, step, state, reason, lease_until as "leaseUntil" from touch
     where id > $1 and (state = 'unknown' or (state in ('claimed', 'sending') and lease_until < clock_timestamp() - ${long}))
     order by id limit $2`,
    [id, limit],
  )
  return rows
}

/** Whether nobody has taken the touch up since; holds it until the transaction ends. */
export async function isStillOpen(tx: Sql, { id, state }: OpenTouch): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select from touch where id = $1 and state = $2 and lease_until < clock_timestamp() - ${long} for update`,
    [id, state],
  )
  return rowCount === 1
}

/** Gives up a claim whose process died before its first byte: it sent nothing, and may be claimed anew. */
export async function giveUpClaim(tx: Sql, id: number): Promise<void> {
  await tx.query(
    `update touch set state = 'deferred', reason = 'overtaken', settled_at = clock_now() where id = $1 and state = 'claimed'`,
    [id],
  )
}

/** A touch that went out, as the workflow remembers it. */
export interface RememberedTouch {
  readonly key: AttemptKey
  readonly channel: Channel
  readonly content: string
  readonly track: string
  readonly version: string
  readonly was: 'sent' | 'unknown'
  readonly at: number
}

/**
 * Writes into the ledger what went out before the database was set back, so that it never goes again. A claim of the same
 * content is given up: whoever holds it finds that out before the first byte. Where the same content is on its way already,
 * or went out, by another key, the ledger knows enough: nobody gets it once more. The caller holds the lead's lock.
 */
export async function rememberTouch(tx: Sql, { key, at, ...touch }: RememberedTouch): Promise<void> {
  await tx.query(
    `update touch set state = 'deferred', reason = 'overtaken' where lead_id = $1 and content = $2 and state = 'claimed'
       and not (enrolment = $3 and step = $4 and pass = $5 and attempt = $6)`,
    [key.lead, touch.content, key.enrolment, key.step, key.pass, key.attempt],
  )
  const { rowCount: isKnown } = await tx.query(
    `select from touch where lead_id = $1 and content = $2 and attempt = $3 and state in ('sending', 'sent', 'unknown')
       and not (enrolment = $4 and step = $5 and pass = $6)`,
    [key.lead, touch.content, key.attempt, key.enrolment, key.step, key.pass],
  )
  if (isKnown) return
  await tx.query(
    `insert into touch (lead_id, enrolment, step, pass, attempt, channel, content, track, version, state, reason, due_at,
       claimed_at, settled_at, claim_token, lease_until, response)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $12, $13, clock_timestamp(), 'known from its workflow only')
     on conflict (lead_id, enrolment, step, pass, attempt) do update set state = $10, reason = $11, settled_at = $12,
       claim_token = $13, content = $7, frozen = null, response = excluded.response
       where touch.state not in ('sending', 'sent', 'unknown')`,
    [
      key.lead,
      key.enrolment,
      key.step,
      key.pass,
      key.attempt,
      touch.channel,
      touch.content,
      touch.track,
      touch.version,
      touch.was,
      touch.was === 'unknown' ? 'in doubt before the database was set back' : null,
      instant(at),
      randomUUID(),
    ],
  )
}
