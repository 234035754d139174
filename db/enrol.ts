import { addSpan } from '../core/calendar.ts'
import { actsOf, isAct } from '../core/condition.ts'
import { entryOf, judgeEntry, type Applicant } from '../core/entry.ts'
import { fitOf } from '../core/quality.ts'
import { isWithSales } from '../core/lifecycle.ts'
import type { Shelf } from '../core/shelf.ts'
import { born } from '../core/state.ts'
import type { PinnedTrack, Track } from '../core/track.ts'
import { calendarOf } from './calendar.ts'
import { currentVersion, NotPublished, type Definitions } from './definitions.ts'
import { allActs, append } from './events.ts'
import { armsOf } from './hold-out.ts'
import { factsOf, lockLead, storeLife, type Lead } from './leads.ts'
import { announceStart } from './outbox.ts'
import { instant, type Sql } from './pool.ts'
import { keepRefusal } from './refusals.ts'
import { letWait, waitNoMore } from './waiting.ts'

export type Enrolled =
  /** `displaces`: the track that gives way as soon as the lead's life is told. */
  | { readonly enrolled: true; readonly number: number; readonly displaces?: string }
  /** One lead, one conversation; or the track's own rules keep it out. `waits`: it enters when the lead is let go. */
  | { readonly enrolled: false; readonly waits?: true; readonly sentence: string }

/**
 * Lets a lead enter a track, in the caller's transaction, where the track's rules and those of one conversation allow it; a
 * refusal is kept with its reason. A life that begins pins the current version and announces its start; the relay starts
 * the workflow once this is committed, at the rate that Temporal carries. A life that runs is told that a track waits.
 */
export async function enrol(
  tx: Sql,
  definitions: Definitions,
  leadId: string,
  trackName: string,
  actor: string,
  options: { readonly again?: boolean } = {},
): Promise<Enrolled> {
  const lead = await lockLead(tx, leadId)
  const version = await currentVersion(tx, 'track', trackName)
  if (version === undefined) throw new NotPublished(`track ${trackName} is not published: run \`perennial publish\``)
  const { track } = await definitions.track(tx, trackName, version)
  const { now } = lead.clock
  const { priority } = entryOf(track)
  const verdict = judgeEntry(track, await applicant(tx, definitions, lead, track, options.again ?? false), now)
  if (!verdict.enters && !verdict.waits) {
    const because = verdict.because
    await keepRefusal(tx, leadId, { track: trackName, because, at: now, actor })
    return { enrolled: false, sentence: because }
  }
  if (!verdict.enters) {
    await letWait(tx, leadId, { track: trackName, priority, actor }, now)
    return { enrolled: false, waits: true, sentence: `it waits: ${verdict.because}` }
  }
  if (lead.track !== null && lead.doing !== 'ended') {
    const isNew = await letWait(tx, leadId, { track: trackName, priority, actor }, now)
    if (isNew) await tellOfEntry(tx, lead, actor)
    return { enrolled: true, number: lead.enrolment + 1, displaces: verdict.displaces ?? lead.track }
  }
  return { enrolled: true, number: await begin(tx, definitions, lead, { track, version }, actor) }
}

async function tellOfEntry(tx: Sql, lead: Lead, actor: string): Promise<void> {
  await append(tx, lead, {
    kind: 'entering',
    at: lead.clock.now,
    messageId: `${lead.id}/entering/${lead.lastSeq + 1}`,
    matters: true,
    actor,
  })
}

async function begin(
  tx: Sql,
  definitions: Definitions,
  lead: Lead,
  { track, version }: PinnedTrack,
  actor: string,
): Promise<number> {
  const number = lead.enrolment + 1
  const arm = number === 1 ? (await armsOf(tx, definitions, [lead])).get(lead.id) : lead.arm
  const state = born({
    lead: lead.id,
    enrolment: number,
    lifecycle: lead.lifecycle,
    stage: track.stages[0]?.name ?? '',
    theme: track.theme,
    cursor: lead.lastSeq,
    ...(arm === 'held_out' ? { heldOut: true } : {}),
  })
  await tx.query(`update lead set track = $2, version = $3, enrolment = $4, arm = $5 where id = $1`, [
    lead.id,
    track.name,
    version,
    number,
    arm,
  ])
  await tx.query(
    `insert into enrolment (lead_id, number, track, version, started_at, since, actor) values ($1, $2, $3, $4, $5, $6, $7)`,
    [lead.id, number, track.name, version, instant(lead.clock.now), lead.lastSeq, actor],
  )
  await waitNoMore(tx, lead.id, track.name)
  await storeLife(tx, lead.id, { state, after: state, listens: { acts: [], life: false } })
  await announceStart(tx, lead.id)
  return number
}

/** What the rules of an entry ask of a lead. */
async function applicant(
  tx: Sql,
  definitions: Definitions,
  lead: Lead,
  track: Track,
  again: boolean,
): Promise<Applicant> {
  const { quality } = await definitions.quality(tx)
  const { when, refuse } = entryOf(track)
  const asked = [...(when ? [when] : []), ...refuse.map((one) => one.when)]
  const facts = asked.length > 0 ? await factsOf(tx, lead.id) : {}
  const counts = asked.some((one) => actsOf(one).length > 0) ? await allActs(tx, lead.id) : []
  const was = await lastIn(tx, lead.id, track.name)
  const cooldown = entryOf(track).again?.after
  return {
    lifecycle: lead.lifecycle,
    evidence: {
      facts: { ...facts, grade: fitOf(quality, facts).grade },
      grade: fitOf(quality, facts).grade,
      count: (act) => counts.filter((done) => isAct(act, done)).reduce((sum, { times }) => sum + times, 0),
    },
    in: await runningIn(tx, definitions, lead),
    was,
    coolUntil: was && cooldown ? addSpan(calendarOf(quality.office, was.until), was.until, cooldown) : 0,
    again,
  }
}

async function runningIn(tx: Sql, definitions: Definitions, lead: Lead): Promise<Applicant['in']> {
  const { track: name, version, doing, lifecycle } = lead
  if (name === null || version === null || doing === 'ended') return null
  // Sales may have taken it since it had everything: then another track waits, whatever the row says it did before.
  if (doing === 'exhausted' && !isWithSales(lifecycle)) return null
  const { track } = await definitions.track(tx, name, version)
  return { track: name, priority: entryOf(track).priority }
}

/** How a lead was in a track before; going on in it after a move is no entry. */
async function lastIn(tx: Sql, lead: string, track: string): Promise<Applicant['was']> {
  const { rows } = await tx.query<{ times: number; until: number | null; because: string | null }>(
    `select count(*) filter (where continues is null) as times, max(ended_at) as until,
       (array_agg(ended_because order by number desc))[1] as because
     from enrolment where lead_id = $1 and track = $2`,
    [lead, track],
  )
  const { times = 0, until = null, because = null } = rows[0] ?? {}
  return times === 0 ? null : { times, until: until ?? 0, because: because ?? 'it has had everything' }
}

/** Moves a running life to another track or version, in the caller's transaction. */
export async function moveTo(
  tx: Sql,
  leadId: string,
  to: { track: string; version: string },
  at: number,
  because: string,
  from: { readonly continues?: number | null; readonly position?: Shelf | null; readonly actor?: string } = {},
): Promise<number> {
  const lead = await lockLead(tx, leadId)
  const number = lead.enrolment + 1
  const continues = from.continues === undefined && to.track === lead.track ? lead.enrolment : (from.continues ?? null)
  await tx.query(
    `update enrolment set ended_at = $3, ended_because = $4 where lead_id = $1 and number = $2 and ended_at is null`,
    [leadId, lead.enrolment, instant(at), because],
  )
  await tx.query(
    `insert into enrolment (lead_id, number, track, version, started_at, since, continues, position, entered, actor)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      leadId,
      number,
      to.track,
      to.version,
      instant(at),
      lead.lastSeq,
      continues,
      from.position ? JSON.stringify(from.position) : null,
      from.position === null,
      from.actor ?? 'engine',
    ],
  )
  await tx.query(`update lead set track = $2, version = $3, enrolment = $4 where id = $1`, [
    leadId,
    to.track,
    to.version,
    number,
  ])
  return number
}
