import type { Touched, TouchOutcome } from '../core/contract.ts'
import type { LeadEvent } from '../core/event.ts'
import { listensFor, type Listens } from '../core/listening.ts'
import { next } from '../core/next.ts'
import type { State } from '../core/state.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import type { StoredEvent } from '../db/events.ts'
import { settleEntry } from '../db/ledger.ts'
import { holdLead, storeLife, type Skimmed } from '../db/leads.ts'
import { readLife, type Life, type Standing } from '../db/life.ts'
import { inTransaction, type Sql } from '../db/pool.ts'
import { newsFor } from './answer.ts'
import type { Claimed } from './claimed.ts'
import type { Deps } from './deps.ts'
import { calendarFor } from './place.ts'
import type { TouchAsked } from './touch-claim.ts'
import { interestOf } from './touch-mail.ts'

/**
 * Ends a touch in one transaction under the lead's lock: what became of it, where the life stands after it, and what that
 * has to hear.
 */
export function close(
  deps: Deps,
  published: PublishedTrack,
  asked: TouchAsked,
  ending: (tx: Sql) => Promise<TouchOutcome> | TouchOutcome,
  unchanged?: Parameters<typeof storeLife>[3],
): Promise<Touched> {
  const { state } = asked
  return inTransaction(deps.pool, async (tx, last) => {
    const [, outcome] = await Promise.all([holdLead(tx, state.lead), ending(tx)])
    const life = await readLife(tx, state.lead, state.cursor)
    const interest = await interestOf(tx, life.lead, published.track)
    const { touched, ...stands } = await standing(tx, deps, published, asked, life, outcome, interest)
    if (life.lead.enrolment === state.enrolment) await storeLife(last, state.lead, { state, ...stands }, unchanged)
    return touched
  })
}

/**
 * Ends a touch that was sent as {@link close} does. Where nothing happened to the lead since the claim, what that has read is not asked
 * again, and the end is one packet. Where the life has gone on, since an attempt that came later ended first, it stays as that left it.
 */
export async function closeSent(
  deps: Deps,
  published: PublishedTrack,
  asked: TouchAsked,
  { id, token, at, to }: Claimed,
  response: string,
  named: (outcome: TouchOutcome) => TouchOutcome,
): Promise<Touched> {
  const { state } = asked
  const outcome = named({ was: 'sent', at })
  const settle = (tx: Sql): Promise<boolean> =>
    settleEntry(tx, id, token, { state: 'sent', reason: null, at, response })
  const before = { enrolment: state.enrolment, state: to.lead.state }
  const inFull = (): Promise<Touched> =>
    close(deps, published, asked, async (tx) => (await settle(tx), outcome), before)
  // What interests the lead, its claim has not read.
  if (published.track.follows) return inFull()
  const { touched, ...stands } = await standing(deps.pool, deps, published, asked, to, outcome)
  const isStored = await inTransaction(deps.pool, async (tx, last) => {
    const unchanged = { ...before, lastSeq: to.lead.lastSeq }
    const [, , stored] = await Promise.all([
      holdLead(tx, state.lead),
      settle(tx),
      storeLife(last, state.lead, { state, ...stands }, unchanged),
    ])
    return stored
  })
  return isStored ? touched : inFull()
}

interface Stands {
  readonly touched: Touched
  readonly after: State
  readonly listens: Listens
  readonly skimmed: Skimmed
}

/** What a touch answers, and where it leaves the life. */
async function standing(
  sql: Sql,
  { definitions }: Deps,
  { track }: PublishedTrack,
  { state, step }: TouchAsked,
  { lead, quality: version, unheard }: Life<Standing>,
  outcome: TouchOutcome,
  interest?: string | null,
): Promise<Stands> {
  const { clock } = lead
  const { quality } = await definitions.qualityOf(sql, version)
  const calendar = calendarFor(lead, track, quality.office, clock.now)
  const told = interest === undefined ? {} : { interest }
  const answer: Touched = { is: 'touched', step, outcome, ...told, clock, events: [] }
  const after = next({ track, calendar }, state, answer, clock.now).state
  const listens = listensFor(track, after)
  const events = newsFor(listens, unheard)
  const skimmed = skimmedBy(outcome, unheard, events, clock.now)
  return { touched: { ...answer, events }, after, listens, skimmed }
}

/**
 * Up to where the next touch need not read, once this one has ended: news is read until it was heard, since an answer may be lost. An attempt
 * that did not end its touch says nothing of it: what was done since the touch was due counts when it goes out at last. So does, for the
 * touch after it, what is dated ahead.
 */
function skimmedBy(
  { was }: TouchOutcome,
  unheard: readonly StoredEvent[],
  [firstNews]: readonly LeadEvent[],
  now: number,
): Skimmed {
  if (was === 'deferred' || was === 'overtaken') return null
  const kept = unheard.find(({ event }) => event === firstNews || event.at > now)
  return kept ? kept.event.seq - 1 : (unheard.at(-1)?.event.seq ?? null)
}
