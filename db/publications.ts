import { NotPublished } from './definitions.ts'
import { only, type Sql } from './pool.ts'

/** Any number will do, as long as everybody who publishes takes the same. */
const publishing = 7_306_101

export type Kind = 'track' | 'template' | 'quality'

/** Who makes something current, and why. */
export interface By {
  readonly actor: string
  readonly because?: string | undefined
}

/** One publication: everything that became current by it. */
export interface PublicationRecord {
  readonly number: number
  readonly at: number
  readonly actor: string
  readonly because: string | null
  /** The publication whose versions it made current again. */
  readonly backTo: number | null
  readonly parts: readonly { readonly kind: Kind; readonly name: string; readonly version: string }[]
  readonly moves: readonly MoveCount[]
}

/** How far the leads are that a publication moves from one version of a track to another. */
export interface MoveCount {
  readonly track: string
  readonly from: string
  readonly to: string
  /** Leads that were told, and of these those that have moved. */
  readonly told: number
  readonly moved: number
  readonly isOver: boolean
}

/** Lets one transaction at a time publish; the next waits. */
export async function lockPublishing(tx: Sql): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock($1)`, [publishing])
}

/** The same, but says no where somebody else publishes at this moment. */
export async function tryLockPublishing(tx: Sql): Promise<boolean> {
  const { rows } = await tx.query<{ locked: boolean }>(`select pg_try_advisory_xact_lock($1) as locked`, [publishing])
  return only(rows, 'answer').locked
}

/** Writes down that something is published. @param backTo the publication that comes back by it */
export async function newPublication(tx: Sql, { actor, because }: By, backTo: number | null = null): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into publication (at, actor, because, back_to) values (clock_timestamp(), $1, $2, $3) returning id`,
    [actor, because ?? null, backTo],
  )
  return only(rows, 'publication').id
}

/** Makes a version current, where it is not. */
export async function makeCurrent(
  tx: Sql,
  part: { readonly kind: Kind; readonly name: string; readonly version: string },
  publication: number,
  actor: string,
): Promise<void> {
  await tx.query(
    `insert into published (kind, name, version, at, actor, publication) values ($1, $2, $3, clock_timestamp(), $4, $5)`,
    [part.kind, part.name, part.version, actor, publication],
  )
}

export type Versions = Readonly<Record<Kind, Readonly<Record<string, string>>>>

/** What is current, by kind and name; or what was, right after an earlier publication. */
export async function versionsAt(sql: Sql, publication: number | null = null): Promise<Versions> {
  const { rows } = await sql.query<{ kind: Kind; name: string; version: string }>(
    `select distinct on (kind, name) kind, name, version from published
     where $1::bigint is null or publication <= $1 or publication is null order by kind, name, at desc`,
    [publication],
  )
  const of = (kind: Kind): Record<string, string> =>
    Object.fromEntries(rows.filter((row) => row.kind === kind).map(({ name, version }) => [name, version]))
  return { track: of('track'), template: of('template'), quality: of('quality') }
}

/** The newest publication; null where nothing was published yet. */
export async function lastPublication(sql: Sql): Promise<number | null> {
  const { rows } = await sql.query<{ id: number | null }>(`select max(id) as id from publication`)
  return rows[0]?.id ?? null
}

/**
 * The publication that this names: its number, or a version that became current by it. A rollback stands for what it brought
 * back.
 * @throws {NotPublished} where there is none
 */
export async function publicationNamed(sql: Sql, name: string): Promise<number> {
  const { rows } = await sql.query<{ id: number | null }>(
    `select coalesce(back_to, id) as id from publication
     where id = coalesce((select id from publication where id::text = $1),
       (select max(publication) from published where version = $1))`,
    [name],
  )
  const id = rows[0]?.id ?? null
  if (id === null)
    throw new NotPublished(`no publication or version is called ${name}: \`perennial versions\` lists them`)
  return id
}

/** What was published, the newest first. */
export async function publications(sql: Sql, limit: number): Promise<readonly PublicationRecord[]> {
  const { rows } = await sql.query<PublicationRecord>(
    `select p.id as number, at, actor, because, back_to as "backTo",
       coalesce((select jsonb_agg(jsonb_build_object('kind', kind, 'name', name, 'version', version) order by kind, name)
                 from published where publication = p.id), '[]') as parts,
       coalesce((select jsonb_agg(jsonb_build_object('track', m.track, 'from', m.from_version, 'to', m.to_version,
                   'told', told, 'moved', moved, 'isOver', m.ended_at is not null) order by m.id)
                 from track_move m, lateral (select count(*) as told, count(moved_at) as moved from lead_move where move = m.id) n
                 where m.publication = p.id), '[]') as moves
     from publication p order by id desc limit $1`,
    [limit],
  )
  return rows
}
