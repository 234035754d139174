import type { Channel } from '../core/channel.ts'
import type { ClockReading } from '../core/contract.ts'
import type { Lifecycle } from '../core/lifecycle.ts'
import type { Listens } from '../core/listening.ts'
import { leadState, wakesAt, type LeadState, type State } from '../core/state.ts'
import { clockColumns } from './clock.ts'
import type { Arm } from './hold-out.ts'
import { instant, statement, type Sql } from './pool.ts'

/** A lead as its locked row says: what is true of it. */
export interface Lead {
  readonly id: string
  readonly email: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly company: string | null
  readonly jobTitle: string | null
  readonly phone: string | null
  readonly country: string | null
  readonly zone: string | null
  readonly language: string
  readonly accountId: string | null
  readonly lifecycle: Lifecycle
  readonly owner: string | null
  readonly pausedAt: number | null
  readonly track: string | null
  readonly version: string | null
  readonly enrolment: number
  readonly state: State | null
  readonly doing: LeadState | null
  /** When its life goes on by itself, ms. */
  readonly wakesAt: number | null
  readonly listens: Listens
  /** Frozen at its first enrolment. */
  readonly arm: Arm
  lastSeq: number
  readonly channels: readonly Channel[]
  readonly clock: ClockReading
}

/** A row of {@link leadColumns}. */
export type LeadRow = Omit<Lead, 'clock'> & ClockReading

/** Of `lead l`. */
export const leadColumns = `l.id, l.email, l.first_name as "firstName", l.last_name as "lastName", l.company, l.job_title as "jobTitle",
  l.phone, l.country, l.zone, l.language, l.account_id as "accountId", l.lifecycle, l.owner, l.paused_at as "pausedAt",
  l.arm, l.track, l.version, l.enrolment, l.state, l.doing, l.wakes_at as "wakesAt", l.listens, l.last_seq as "lastSeq", usable_channels(l) as channels, ${clockColumns}`

/** Nobody has this id; the message says where to look. */
export class UnknownLead extends Error {
  override readonly name = 'UnknownLead'
  constructor(id: string) {
    super(`there is no lead ${id}: give its id, an address or an id of another system that an import brought`)
  }
}

/**
 * Locks the lead's row until the transaction ends. Everything that changes a lead holds this lock: it is what makes one
 * judge of caps, pauses and races.
 */
export async function lockLead(tx: Sql, id: string): Promise<Lead> {
  const [, lead] = await Promise.all([holdLead(tx, id), readLead(tx, id)])
  return lead
}

const holding = statement(`select from lead where id = $1 for update`)
const holdingAll = statement(`select from lead where id = any($1) order by id for update`)

/**
 * Only locks. What is to be true under the lock is read by a later statement: one that waited for the lock sees the other
 * tables as they were before it waited, and would miss a permission that was withdrawn meanwhile.
 */
export async function holdLead(tx: Sql, id: string): Promise<void> {
  await tx.query(holding(id))
}

/** {@link holdLead} for many, in one order, so that callers wait for each other and not in a circle. */
export async function holdLeads(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.query(holdingAll(ids))
}

export async function readLead(sql: Sql, id: string): Promise<Lead> {
  const { rows } = await sql.query<LeadRow>(`select ${leadColumns} from lead l where l.id = $1`, [id])
  if (rows[0] === undefined) throw new UnknownLead(id)
  return withClock(rows[0])
}

/** A row with the columns of the clock, as one that has a clock. */
export function withClock<Row extends ClockReading>({
  now,
  real,
  rate,
  ...row
}: Row): Omit<Row, keyof ClockReading> & {
  readonly clock: ClockReading
} {
  return { ...row, clock: { now, real, rate } }
}

/** The lead that goes by this name: its id, else an address, else an id of another system (`source:id`). */
export async function findLead(sql: Sql, name: string): Promise<string | undefined> {
  const [source, ...rest] = name.split(':')
  const { rows } = await sql.query<{ id: string }>(
    `select coalesce(merged_into, id) as id from lead
     where id = $1 or lower(email) = lower($1)
        or id in (select lead_id from lead_alias where (source = $2 and alias = $3) or ($3 = '' and alias = $1))
     order by id = $1 desc, coalesce(lower(email) = lower($1) and merged_into is null, false) desc, id limit 1`,
    [name, source, rest.join(':')],
  )
  return rows[0]?.id
}

/** The facts of `lead l` as they are known now, as a column: the newest value of each. */
export const factsColumn = `(select coalesce(jsonb_object_agg(name, value), '{}')
  from (select distinct on (name) name, value from fact where lead_id = l.id order by name, at desc, seq desc) known)`

/** The lead's facts as they are known now. */
export async function factsOf(sql: Sql, lead: string): Promise<Record<string, string>> {
  const { rows } = await sql.query<{ facts: Record<string, string> }>(
    `select ${factsColumn} as facts from lead l where l.id = $1`,
    [lead],
  )
  return rows[0]?.facts ?? {}
}

/**
 * Up to which event a touch found nothing that is news to what its life listens for since; null where it read none, and it
 * stays as it was. Whatever else stores a life may listen for something new: the next touch reads all.
 */
export type Skimmed = number | null

/** What {@link storeLife} may ask for of the row: nothing where `$7` is null. */
const still = `($7::int is null or (enrolment = $7 and ($8::bigint is null or last_seq = $8) and state is not distinct from $9::jsonb))`

/** Keeps which variant of an experiment the lead came to, and when. */
const exposed = `with exposed as (
  insert into exposure (lead_id, experiment, variant, at)
  select $1, key, value, clock_now() from jsonb_each_text($11::jsonb) where exists (select from lead where id = $1 and ${still})
  on conflict do nothing)`

const standing = `update lead set state = $2, doing = $3, wakes_at = $4, listens = $5, step = $6, skimmed = coalesce($10, skimmed)
  where id = $1 and ${still}`
const storing = statement(standing)
const storingExposed = statement(`${exposed} ${standing}`)

/**
 * Stores where the life stands: the state that its activity was given, from which it can be begun again, and what follows
 * from it (what it does now, when it goes on by itself, what it listens for).
 * @param unchanged only where this is still so: its life has not gone on meanwhile, as it does when another attempt at the same
 *   activity has ended first; with `lastSeq`, nothing happened to the lead at all
 * @returns whether it is stored
 */
export async function storeLife(
  sql: Sql,
  lead: string,
  life: { readonly state: State; readonly after: State; readonly listens: Listens; readonly skimmed?: Skimmed },
  unchanged?: Pick<Lead, 'enrolment' | 'state'> & Partial<Pick<Lead, 'lastSeq'>>,
): Promise<boolean> {
  const { skimmed = 0 } = life
  const wakes = wakesAt(life.after)
  const values = [
    lead,
    JSON.stringify(life.state),
    leadState(life.after),
    wakes === undefined ? null : instant(wakes),
    JSON.stringify(life.listens),
    standsAt(life.after),
    unchanged?.enrolment ?? null,
    unchanged?.lastSeq ?? null,
    unchanged?.state ? JSON.stringify(unchanged.state) : null,
    skimmed,
  ]
  const { arms } = life.after
  const { rowCount } = await sql.query(arms ? storingExposed(...values, JSON.stringify(arms)) : storing(...values))
  return rowCount === 1
}

/** The step that the lead waits for, or goes on with when it is back on its way. */
function standsAt({ doing, bookmark }: State): string | null {
  if ('step' in doing) return doing.step
  return doing.is === 'resting' || doing.is === 'withSales' || doing.is === 'dormant' ? bookmark : null
}

/** Moves the lead to another lifecycle stage and keeps the record of it (R2). */
export async function changeLifecycle(
  tx: Sql,
  lead: Lead,
  became: Lifecycle,
  change: { readonly at: number; readonly seq: number; readonly because: string; readonly actor: string },
): Promise<void> {
  await tx.query(
    `with moved as (update lead set lifecycle = $2, lifecycle_since = $3, sub_stage = null where id = $1)
     insert into lifecycle_change (lead_id, seq, at, was, became, because, actor) values ($1, $4, $3, $5, $2, $6, $7)`,
    [lead.id, became, instant(change.at), change.seq, lead.lifecycle, change.because, change.actor],
  )
}
