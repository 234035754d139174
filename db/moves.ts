import type { StandIns } from '../core/onto.ts'
import { append } from './events.ts'
import { lockLead } from './leads.ts'
import { inTransaction, only, type Pool, type Sql } from './pool.ts'

/** Leads that go on from one version of a track in another. */
export interface TrackMove {
  readonly track: string
  readonly from: string
  readonly to: string
  readonly standIns: StandIns
  /** Of the stand-ins, those that a person gave. */
  readonly said: StandIns
}

/** Lets the leads on a version move to another, a few at a time; the worker does it. Earlier moves away from it are over. */
export async function startMove(tx: Sql, publication: number, move: TrackMove): Promise<void> {
  await tx.query(
    `insert into track_move (publication, track, from_version, to_version, stand_ins, said) values ($1, $2, $3, $4, $5, $6)`,
    [publication, move.track, move.from, move.to, JSON.stringify(move.standIns), JSON.stringify(move.said)],
  )
}

/** Ends the moves of a track that are under way: who has not moved yet stays. Waits for those who move at this moment. */
export async function endMoves(tx: Sql, track: string): Promise<void> {
  await tx.query(`update track_move set ended_at = clock_timestamp() where track = $1 and ended_at is null`, [track])
}

/** Ends what moves leads away from a version that has become current again. */
export async function endMovesFrom(
  tx: Sql,
  current: { readonly name: string; readonly version: string },
): Promise<void> {
  await tx.query(
    `update track_move set ended_at = clock_timestamp() where track = $1 and from_version = $2 and ended_at is null`,
    [current.name, current.version],
  )
}

/** A move looks for leads at least for so long: who enters while it is published comes a little later. */
const looksFor = `interval '1 minute'`

/**
 * Tells the next leads that they move; each in a transaction of its own, so that what was done stays done. Returns whether
 * there may be more. How many a second is up to the caller, since each costs its workflow an activity.
 */
export async function tellMoves(pool: Pool, limit: number): Promise<boolean> {
  const { rows } = await pool.query<{ move: number; lead: string }>(
    `select m.id as move, l.id as lead from track_move m, lateral (
       select id from lead where track = m.track and version = m.from_version and doing is distinct from 'ended'
         and not exists (select from lead_move told where told.move = m.id and told.lead_id = lead.id)
       limit $1) l
     where m.ended_at is null limit $1`,
    [limit],
  )
  for (const { move, lead } of rows) await inTransaction(pool, (tx) => tellLead(tx, move, lead))
  if (rows.length === 0) {
    await pool.query(
      `update track_move set ended_at = clock_timestamp() where ended_at is null and made_at < clock_timestamp() - ${looksFor}
         and not exists (select from lead_move m join lead on lead.id = m.lead_id where m.move = track_move.id
           and m.moved_at is null and lead.track = track_move.track and lead.version = from_version
           and lead.doing is distinct from 'ended')`,
    )
  }
  return rows.length > 0
}

async function tellLead(tx: Sql, move: number, id: string): Promise<void> {
  const lead = await lockLead(tx, id)
  const { rowCount } = await tx.query(
    `insert into lead_move (move, lead_id) select id, $2 from track_move
     where id = $1 and ended_at is null and track = $3 and from_version = $4 on conflict do nothing`,
    [move, id, lead.track, lead.version],
  )
  if (rowCount === 0 || lead.doing === 'ended') return
  await append(tx, lead, {
    kind: 'moved',
    at: lead.clock.now,
    messageId: `move/${move}/${id}`,
    matters: true,
    actor: 'engine',
  })
}

/** The move of a lead that is under way from the version that it runs; holds it until the transaction ends. */
export async function moveOf(
  tx: Sql,
  lead: string,
  runs: { readonly track: string; readonly version: string },
): Promise<{ readonly move: number; readonly to: string } | undefined> {
  const { rows } = await tx.query<{ move: number; to: string }>(
    `select m.id as move, m.to_version as "to" from track_move m join lead_move l on l.move = m.id
     where l.lead_id = $1 and l.moved_at is null and m.track = $2 and m.from_version = $3 and m.ended_at is null
     order by m.id desc limit 1 for share of m`,
    [lead, runs.track, runs.version],
  )
  return rows[0]
}

export async function markMoved(tx: Sql, move: number, lead: string, enrolment: number): Promise<void> {
  await tx.query(`update lead_move set moved_at = clock_timestamp(), enrolment = $3 where move = $1 and lead_id = $2`, [
    move,
    lead,
    enrolment,
  ])
}

/** How the lead came to an enrolment, where that was by a move to another version. */
export async function cameBy(
  tx: Sql,
  lead: string,
  enrolment: number,
): Promise<{ readonly track: string; readonly from: string; readonly standIns: StandIns } | undefined> {
  const { rows } = await tx.query<{ track: string; from: string; standIns: StandIns }>(
    `select m.track, m.from_version as "from", m.stand_ins as "standIns"
     from lead_move l join track_move m on m.id = l.move where l.lead_id = $1 and l.enrolment = $2`,
    [lead, enrolment],
  )
  return rows[0]
}

/** How many leads in flight run a version to which a move brought them. */
export async function cameByMove(sql: Sql, track: string, version: string): Promise<number> {
  const { rows } = await sql.query<{ leads: number }>(
    `select count(*) as leads from lead l join lead_move m on m.lead_id = l.id and m.enrolment = l.enrolment
     where l.track = $1 and l.version = $2 and l.doing is distinct from 'ended' and l.merged_into is null`,
    [track, version],
  )
  return only(rows, 'count').leads
}

/** The last move that brought leads to a version. */
export async function lastMoveTo(
  sql: Sql,
  track: string,
  version: string,
): Promise<{ readonly from: string; readonly said: StandIns } | undefined> {
  const { rows } = await sql.query<{ from: string; said: StandIns }>(
    `select from_version as "from", said from track_move where track = $1 and to_version = $2 order by id desc limit 1`,
    [track, version],
  )
  return rows[0]
}
