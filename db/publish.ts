import { versionOf } from '../core/hash.ts'
import { mailsOf } from '../core/pieces.ts'
import type { Rep } from '../core/programme.ts'
import type { Quality } from '../core/quality.ts'
import type { Track } from '../core/track.ts'
import { endMovesFrom } from './moves.ts'
import { lockPublishing, makeCurrent, newPublication, versionsAt, type By, type Kind } from './publications.ts'
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
  readonly kind: Kind
  readonly name: string
  readonly version: string
}

/** Template name to the version that a track sends. */
export function sendsOf(track: Track, templates: Publication['templates']): Record<string, string | undefined> {
  const versions = new Map(templates.map(({ name, version }) => [name, version]))
  return Object.fromEntries(mailsOf(track).map(({ template }) => [template, versions.get(template)]))
}

/** Every part of a publication with its version, which is the hash of its content. */
export function versionsOf({ tracks, templates, quality }: Publication): readonly Published[] {
  return [
    ...templates.map(({ name, version }) => ({ kind: 'template' as const, name, version })),
    ...tracks.map((track) => ({
      kind: 'track' as const,
      name: track.name,
      version: versionOf({ track, sends: sendsOf(track, templates) }),
    })),
    { kind: 'quality', name: 'quality', version: versionOf(quality) },
  ]
}

/**
 * Makes these the current versions, within one transaction of the caller. A version once published stays as it is: leads
 * that run it go on running it.
 */
export async function publish(tx: Sql, publication: Publication, actor: string): Promise<readonly Published[]> {
  return (await publishBy(tx, publication, { actor })).changed
}

/** The same, with the reason kept; `number` is null where nothing changed. */
export async function publishBy(
  tx: Sql,
  publication: Publication,
  by: By,
): Promise<{ readonly number: number | null; readonly changed: readonly Published[] }> {
  await lockPublishing(tx)
  const { tracks, templates, quality, reps } = publication
  const parts = versionsOf(publication)
  const version = (kind: Kind, name: string): string =>
    parts.find((part) => part.kind === kind && part.name === name)?.version ?? ''
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
      by.actor,
    ])
  }
  for (const track of tracks) {
    await tx.query(`insert into track_version values ($1, $2, $3, $4, clock_now(), $5) on conflict do nothing`, [
      track.name,
      version('track', track.name),
      JSON.stringify(track),
      JSON.stringify(sendsOf(track, templates)),
      by.actor,
    ])
  }
  await tx.query(`insert into quality_version values ($1, $2, clock_now(), $3) on conflict do nothing`, [
    version('quality', 'quality'),
    JSON.stringify(quality),
    by.actor,
  ])
  const current = await versionsAt(tx)
  const changed = parts.filter(({ kind, name, version }) => current[kind][name] !== version)
  if (changed.length === 0) return { number: null, changed }
  const number = await newPublication(tx, by)
  for (const part of changed) {
    await makeCurrent(tx, part, number, by.actor)
    if (part.kind === 'track') await endMovesFrom(tx, part)
  }
  return { number, changed }
}
