import { versionOf } from '../core/hash.ts'
import type { Rep } from '../core/programme.ts'
import type { Quality } from '../core/quality.ts'
import type { Track } from '../core/track.ts'
import { currentVersion } from './definitions.ts'
import type { Sql } from './pool.ts'

/** Everything that is published together. */
export interface Publication {
  readonly tracks: readonly Track[]
  /** `compiled` is the plain JSON that `mail/` renders from. */
  readonly templates: readonly { readonly name: string; readonly version: string; readonly compiled: unknown }[]
  readonly quality: Quality
  readonly reps: readonly Rep[]
}

/** What became current by a publication; what was current already is not named. */
export interface Published {
  readonly kind: 'track' | 'template' | 'quality'
  readonly name: string
  readonly version: string
}

/**
 * Makes these the current versions, within one transaction of the caller. A version once published stays as it is: leads
 * that run it go on running it.
 */
export async function publish(tx: Sql, publication: Publication, actor: string): Promise<readonly Published[]> {
  const { tracks, templates, quality, reps } = publication
  const changed: Published[] = []
  const makeCurrent = async (kind: Published['kind'], name: string, version: string): Promise<void> => {
    if ((await currentVersion(tx, kind, name)) === version) return
    await tx.query(
      `insert into published (kind, name, version, at, actor) values ($1, $2, $3, clock_timestamp(), $4)`,
      [kind, name, version, actor],
    )
    changed.push({ kind, name, version })
  }
  for (const rep of reps) {
    await tx.query(
      `insert into rep (id, name, email, phone) values ($1, $2, $3, $4)
       on conflict (id) do update set name = $2, email = $3, phone = $4, active = true`,
      [rep.id, rep.name, rep.email, rep.phone ?? null],
    )
  }
  for (const template of templates) {
    await tx.query(`insert into template_version values ($1, $2, $3, clock_now(), $4) on conflict do nothing`, [
      template.name,
      template.version,
      JSON.stringify(template.compiled),
      actor,
    ])
    await makeCurrent('template', template.name, template.version)
  }
  const versionByTemplate = new Map(templates.map(({ name, version }) => [name, version]))
  for (const track of tracks) {
    const sends = Object.fromEntries(
      track.steps.flatMap((step) =>
        step.kind === 'email' ? [[step.template, versionByTemplate.get(step.template)]] : [],
      ),
    )
    const version = versionOf({ track, sends })
    await tx.query(`insert into track_version values ($1, $2, $3, $4, clock_now(), $5) on conflict do nothing`, [
      track.name,
      version,
      JSON.stringify(track),
      JSON.stringify(sends),
      actor,
    ])
    await makeCurrent('track', track.name, version)
  }
  const version = versionOf(quality)
  await tx.query(`insert into quality_version values ($1, $2, clock_now(), $3) on conflict do nothing`, [
    version,
    JSON.stringify(quality),
    actor,
  ])
  await makeCurrent('quality', 'quality', version)
  return changed
}
