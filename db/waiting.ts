import type { Waiting } from '../core/arbitration.ts'
import type { Shelf } from '../core/shelf.ts'
import { instant, type Sql } from './pool.ts'

/** A track that waits for a lead, with the place to go on from where it was displaced. */
export interface WaitingTrack extends Waiting {
  readonly version: string | null
  readonly position: Shelf | null
  readonly continues: number | null
  readonly actor: string
}

/** The tracks that wait for a lead. */
export async function waitingTracks(sql: Sql, lead: string): Promise<readonly WaitingTrack[]> {
  const { rows } = await sql.query<WaitingTrack>(
    `select track, priority, since, version, position, continues, actor, position is not null as displaced
     from waiting_track where lead_id = $1 order by priority desc, since, track`,
    [lead],
  )
  return rows
}

/** Lets a track wait for a lead; false where it waits already. */
export async function letWait(
  tx: Sql,
  lead: string,
  waits: { readonly track: string; readonly priority: number; readonly actor: string },
  at: number,
  from: { readonly version: string; readonly position: Shelf; readonly continues: number } | null = null,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into waiting_track (lead_id, track, priority, since, version, position, continues, actor)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      lead,
      waits.track,
      waits.priority,
      instant(at),
      from?.version ?? null,
      from ? JSON.stringify(from.position) : null,
      from?.continues ?? null,
      waits.actor,
    ],
  )
  return rowCount === 1
}

export async function waitNoMore(tx: Sql, lead: string, track: string | null): Promise<void> {
  await tx.query(`delete from waiting_track where lead_id = $1 and ($2::text is null or track = $2)`, [lead, track])
}
