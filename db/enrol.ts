import { isWithSales } from '../core/lifecycle.ts'
import { born } from '../core/state.ts'
import { currentVersion, NotPublished, type Definitions } from './definitions.ts'
import { armsOf } from './hold-out.ts'
import { lockLead, storeLife } from './leads.ts'
import { announceStart } from './outbox.ts'
import { instant, type Sql } from './pool.ts'

export type Enrolled =
  | { readonly enrolled: true; readonly number: number }
  /** One lead, one conversation: it is in a track, or sales has it, or its life ended. */
  | { readonly enrolled: false; readonly sentence: string }

/**
 * Begins the lead's life in a track, in the caller's transaction: pins the current version and announces the start; the
 * relay starts the workflow once this is committed, at the rate that Temporal carries.
 */
export async function enrol(
  tx: Sql,
  definitions: Definitions,
  leadId: string,
  trackName: string,
  actor: string,
): Promise<Enrolled> {
  const lead = await lockLead(tx, leadId)
  if (lead.track !== null && lead.doing !== 'ended')
    return { enrolled: false, sentence: `the lead is in track ${lead.track} already` }
  if (lead.lifecycle === 'customer' || lead.lifecycle === 'disqualified') {
    return { enrolled: false, sentence: `the lead is ${lead.lifecycle}` }
  }
  if (isWithSales(lead.lifecycle)) return { enrolled: false, sentence: `sales has the lead: it is ${lead.lifecycle}` }
  const version = await currentVersion(tx, 'track', trackName)
  if (version === undefined) throw new NotPublished(`track ${trackName} is not published: run \`perennial publish\``)
  const { track } = await definitions.track(tx, trackName, version)
  const number = lead.enrolment + 1
  const arm = number === 1 ? (await armsOf(tx, definitions, [lead])).get(leadId) : lead.arm
  const state = born({
    lead: leadId,
    enrolment: number,
    lifecycle: lead.lifecycle,
    stage: track.stages[0]?.name ?? '',
    theme: track.theme,
    cursor: lead.lastSeq,
    ...(arm === 'held_out' ? { heldOut: true } : {}),
  })
  await tx.query(`update lead set track = $2, version = $3, enrolment = $4, arm = $5 where id = $1`, [
    leadId,
    trackName,
    version,
    number,
    arm,
  ])
  await tx.query(
    `insert into enrolment (lead_id, number, track, version, started_at, actor) values ($1, $2, $3, $4, $5, $6)`,
    [leadId, number, trackName, version, instant(lead.clock.now), actor],
  )
  await storeLife(tx, leadId, { state, after: state, listens: { acts: [], life: false } })
  await announceStart(tx, leadId)
  return { enrolled: true, number }
}

/** Moves a running life to another track or version, in the caller's transaction. */
export async function moveTo(
  tx: Sql,
  leadId: string,
  to: { track: string; version: string },
  at: number,
  because: string,
): Promise<number> {
  const lead = await lockLead(tx, leadId)
  const number = lead.enrolment + 1
  await tx.query(`update enrolment set ended_at = $3, ended_because = $4 where lead_id = $1 and number = $2`, [
    leadId,
    lead.enrolment,
    instant(at),
    because,
  ])
  await tx.query(
    `insert into enrolment (lead_id, number, track, version, started_at, actor) values ($1, $2, $3, $4, $5, 'engine')`,
    [leadId, number, to.track, to.version, instant(at)],
  )
  await tx.query(`update lead set track = $2, version = $3, enrolment = $4 where id = $1`, [
    leadId,
    to.track,
    to.version,
    number,
  ])
  return number
}
