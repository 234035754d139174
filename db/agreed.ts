import type { ClockReading } from '../core/contract.ts'
import type { Quality } from '../core/quality.ts'
import type { PinnedTrack } from '../core/track.ts'
import { clockColumns } from './clock.ts'
import { currentTracksColumn, qualityColumn, type Definitions } from './definitions.ts'
import { only, statement, type Sql } from './pool.ts'

/** What is agreed at this moment, by which all that comes in is judged. */
export interface Agreed {
  readonly definitions: Definitions
  readonly quality: Quality
  /** Tracks that a lead enters by what it does or tells. */
  readonly entered: readonly PinnedTrack[]
  readonly clock: ClockReading
}

const reading = statement(`select ${clockColumns}, ${qualityColumn} as version, ${currentTracksColumn} as tracks`)

/**
 * Reads it in one statement.
 * @throws NotPublished where no quality definition is published
 */
export async function agreedNow(sql: Sql, definitions: Definitions): Promise<Agreed> {
  const { rows } = await sql.query<
    ClockReading & { version: string | null; tracks: readonly { readonly name: string; readonly version: string }[] }
  >(reading())
  const { version, tracks, ...clock } = only(rows, 'clock')
  const { quality } = await definitions.qualityOf(sql, version)
  const entered: PinnedTrack[] = []
  for (const current of tracks) {
    const { track } = await definitions.track(sql, current.name, current.version)
    if (track.entry?.on) entered.push({ track, version: current.version })
  }
  return { definitions, quality, entered, clock }
}
