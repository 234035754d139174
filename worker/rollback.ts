import { standIns, turnedRound } from '../core/onto.ts'
import { NotPublished, type Definitions } from '../db/definitions.ts'
import { inFlight } from '../db/in-flight.ts'
import { cameByMove, endMoves, lastMoveTo, startMove } from '../db/moves.ts'
import { inTransaction, type Pool, type Sql } from '../db/pool.ts'
import { makeCurrent, newPublication, publicationNamed, versionsAt, type By, type Kind } from '../db/publications.ts'
import type { Published } from '../db/publish.ts'
import { takeTurn } from './apply.ts'
import { PlanRefused } from './plan-file.ts'

export interface RolledBack {
  readonly number: number
  /** The publication that holds again. */
  readonly to: number
  readonly changed: readonly Published[]
  /** What was first published later: it stays, since there is nothing before it. */
  readonly staying: readonly Omit<Published, 'version'>[]
  readonly tracks: readonly {
    readonly track: string
    readonly from: string
    readonly to: string
    readonly rule: 'finish' | 'move'
    /** Leads in flight on the version that goes: those that a move had brought to it, those that entered on it. */
    readonly cameByMove: number
    readonly entered: number
    /** Of these, leads with an open call that the version lacks which comes back. */
    readonly callsOpen: number
  }[]
}

/**
 * Makes current again what an earlier publication had made so: the same versions. Leads go back by the rule by which they
 * came, or by the one given.
 * @param to number of a publication, or a version; without it, what held before the last one
 */
export function rollback(
  pool: Pool,
  definitions: Definitions,
  to: string | undefined,
  by: By,
  rule?: 'finish' | 'move',
): Promise<RolledBack> {
  return inTransaction(pool, async (tx) => {
    await takeTurn(tx)
    const target = to === undefined ? await before(tx) : await publicationNamed(tx, to)
    const [current, then] = [await versionsAt(tx), await versionsAt(tx, target)]
    const kinds = Object.keys(current) as Kind[]
    const changed = kinds.flatMap((kind) =>
      Object.entries(then[kind]).flatMap(([name, version]) =>
        current[kind][name] === version ? [] : [{ kind, name, version }],
      ),
    )
    if (changed.length === 0)
      throw new PlanRefused(`What publication ${target} made current is current. Nothing was changed.`)
    const staying = kinds.flatMap((kind) =>
      Object.keys(current[kind]).flatMap((name) => (name in then[kind] ? [] : [{ kind, name }])),
    )
    const number = await newPublication(tx, by, target)
    const tracks: RolledBack['tracks'][number][] = []
    for (const part of changed) {
      await makeCurrent(tx, part, number, by.actor)
      if (part.kind !== 'track') continue
      const versions = { track: part.name, from: current.track[part.name]!, to: part.version }
      tracks.push(await takeBack(tx, definitions, number, versions, rule))
    }
    return { number, to: target, changed, staying, tracks }
  })
}

/** What held before the last publication; a rollback counts as that which it brought back. */
async function before(tx: Sql): Promise<number> {
  const { rows } = await tx.query<{ id: number | null }>(
    `select (select coalesce(p.back_to, p.id) from publication p where p.id < coalesce(last.back_to, last.id)
             order by p.id desc limit 1) as id
     from (select id, back_to from publication order by id desc limit 1) last`,
  )
  const id = rows[0]?.id ?? null
  if (id === null)
    throw new NotPublished('there is nothing before what is published: `perennial versions` lists it all')
  return id
}

async function takeBack(
  tx: Sql,
  definitions: Definitions,
  publication: number,
  versions: { readonly track: string; readonly from: string; readonly to: string },
  asked: 'finish' | 'move' | undefined,
): Promise<RolledBack['tracks'][number]> {
  const { track, from, to } = versions
  const came = await lastMoveTo(tx, track, from)
  await endMoves(tx, track)
  const rule = asked ?? (came === undefined ? 'finish' : 'move')
  const { track: leaving } = await definitions.track(tx, track, from)
  const { track: coming } = await definitions.track(tx, track, to)
  if (rule === 'move') {
    const said = came?.from === to ? turnedRound(came.said, coming) : {}
    await startMove(tx, publication, { track, from, to, said, standIns: standIns(leaving, coming, said) })
  }
  const here = (await inFlight(tx, track)).filter(({ version }) => version === from)
  const all = here.reduce((sum, { leads }) => sum + leads, 0)
  const moved = await cameByMove(tx, track, from)
  const callsOpen = here
    .filter(({ doing, step }) => doing === 'calling' && !coming.steps.some(({ id }) => id === step))
    .reduce((sum, { leads }) => sum + leads, 0)
  return { ...versions, rule, cameByMove: moved, entered: all - moved, callsOpen }
}
