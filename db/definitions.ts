import type { Quality } from '../core/quality.ts'
import type { Track } from '../core/track.ts'
import { only, type Sql } from './pool.ts'

/**
 * Published versions never change, so what was read once is kept. What is current does change and is asked for anew.
 */
export class Definitions {
  readonly #tracks = new Map<string, PublishedTrack>()
  readonly #templates = new Map<string, unknown>()
  readonly #qualities = new Map<string, Quality>()

  async track(sql: Sql, name: string, version: string): Promise<PublishedTrack> {
    const key = `${name} ${version}`
    const known = this.#tracks.get(key)
    if (known) return known
    const { rows } = await sql.query<PublishedTrack>(
      `select name, version, compiled as track, templates from track_version where name = $1 and version = $2`,
      [name, version],
    )
    const found = only(rows, `version ${version} of track ${name} is published`)
    this.#tracks.set(key, found)
    return found
  }

  /** The compiled template, as `mail/` published it. */
  async template<Compiled>(sql: Sql, name: string, version: string): Promise<Compiled> {
    const key = `${name} ${version}`
    let found = this.#templates.get(key)
    if (found === undefined) {
      const { rows } = await sql.query<{ compiled: unknown }>(
        `select compiled from template_version where name = $1 and version = $2`,
        [name, version],
      )
      found = only(rows, `version ${version} of template ${name} is published`).compiled
      this.#templates.set(key, found)
    }
    return found as Compiled
  }

  /** The quality definition that holds now. */
  async quality(sql: Sql): Promise<{ readonly version: string; readonly quality: Quality }> {
    const { rows } = await sql.query<{ version: string | null }>(`select ${qualityColumn} as version`)
    return this.qualityOf(sql, rows[0]?.version ?? null)
  }

  /** A version of the quality definition, as {@link qualityColumn} names it. */
  async qualityOf(sql: Sql, version: string | null): Promise<{ readonly version: string; readonly quality: Quality }> {
    if (version === null) throw new NotPublished('no quality definition is published: run `perennial publish`')
    const known = this.#qualities.get(version)
    if (known) return { version, quality: known }
    const { rows } = await sql.query<{ definition: Quality }>(
      `select definition from quality_version where version = $1`,
      [version],
    )
    const quality = only(rows, `quality definition ${version}`).definition
    this.#qualities.set(version, quality)
    return { version, quality }
  }
}

/** The version of the quality definition that holds, as a column; null where none is published. */
export const qualityColumn = `(select version from published where kind = 'quality' and name = 'quality' order by at desc limit 1)`

/** Something is asked for that nobody published yet; the message says what to do. */
export class NotPublished extends Error {
  override readonly name = 'NotPublished'
}

export interface PublishedTrack {
  readonly name: string
  readonly version: string
  readonly track: Track
  /** Template name to the version that this version of the track sends. */
  readonly templates: Readonly<Record<string, string>>
}

export async function currentVersion(
  sql: Sql,
  kind: 'track' | 'template' | 'quality',
  name: string,
): Promise<string | undefined> {
  const { rows } = await sql.query<{ version: string }>(
    `select version from published where kind = $1 and name = $2 order by at desc limit 1`,
    [kind, name],
  )
  return rows[0]?.version
}

/** All published tracks with their current versions, as a column. */
export const currentTracksColumn = `(select coalesce(jsonb_agg(jsonb_build_object('name', name, 'version', version) order by name), '[]')
  from (select distinct on (name) name, version from published where kind = 'track' order by name, at desc) current)`

/** The names of all published tracks, with their current versions. */
export async function currentTracks(sql: Sql): Promise<readonly { name: string; version: string }[]> {
  const { rows } = await sql.query<{ tracks: readonly { name: string; version: string }[] }>(
    `select ${currentTracksColumn} as tracks`,
  )
  return rows[0]?.tracks ?? []
}
