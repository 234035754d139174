import { openPlaces } from '../core/effect.ts'
import { checkStandIns, standIns } from '../core/onto.ts'
import type { Definitions } from '../db/definitions.ts'
import { inFlight } from '../db/in-flight.ts'
import { startMove } from '../db/moves.ts'
import { inTransaction, type Pool, type Sql } from '../db/pool.ts'
import { lastPublication, publications, tryLockPublishing, versionsAt, type By } from '../db/publications.ts'
import { publishBy, versionsOf, type Published } from '../db/publish.ts'
import { runningIn } from './plan.ts'
import { PlanRefused, type Plan } from './plan-file.ts'

/** What became of a plan. */
export interface Applied {
  /** The number of the publication; null where nothing changed. */
  readonly number: number | null
  readonly changed: readonly Published[]
  /** Tracks whose leads move now, with how many there are. */
  readonly moving: readonly { readonly track: string; readonly leads: number }[]
}

/** Publishes exactly what the plan holds, and lets leads move by its rules; refuses where the ground moved since. */
export function applyPlan(pool: Pool, definitions: Definitions, plan: Plan, by: By): Promise<Applied> {
  return inTransaction(pool, async (tx) => {
    await takeTurn(tx)
    await refuseMovedGround(tx, plan)
    const moves = await movesOf(tx, definitions, plan)
    const { number, changed } = await publishBy(tx, plan.publication, by)
    if (number !== null) for (const { move } of moves) await startMove(tx, number, move)
    return { number, changed, moving: moves.map(({ move, leads }) => ({ track: move.track, leads })) }
  })
}

export async function takeTurn(tx: Sql): Promise<void> {
  if (await tryLockPublishing(tx)) return
  throw new PlanRefused('Somebody else is publishing at this moment. See `perennial versions`, and make the plan anew.')
}

/** What the plan was made against must still hold: what is current, and which versions leads run. */
async function refuseMovedGround(tx: Sql, { against }: Plan): Promise<void> {
  const anew = 'Make the plan anew, and look at it again.'
  if ((await lastPublication(tx)) !== against.publication) {
    const [last] = await publications(tx, 1)
    const what = last === undefined ? 'something' : `publication ${last.number} by ${last.actor}`
    throw new PlanRefused(`Since the plan was made, ${what} came in between. ${anew}`)
  }
  const current = await versionsAt(tx)
  const differing = (['track', 'template', 'quality'] as const).find(
    (kind) => JSON.stringify(current[kind]) !== JSON.stringify(against.versions[kind]),
  )
  if (differing)
    throw new PlanRefused(`What is published of each ${differing} is not what the plan was made against. ${anew}`)
  for (const track of Object.keys(current.track)) {
    const running = runningIn(new Map([[track, await inFlight(tx, track)]]))[track] ?? []
    const strange = running.filter((version) => !(against.running[track] ?? []).includes(version))
    // Whoever enters meanwhile runs what is current.
    const unknown = strange.filter((version) => version !== current.track[track])
    if (unknown.length > 0) {
      throw new PlanRefused(
        `Leads in track ${track} run version ${unknown.join(', ')} since the plan was made. ${anew}`,
      )
    }
  }
}

async function movesOf(
  tx: Sql,
  definitions: Definitions,
  { against, leads, publication }: Plan,
): Promise<readonly { move: Parameters<typeof startMove>[2]; leads: number }[]> {
  const moves: { move: Parameters<typeof startMove>[2]; leads: number }[] = []
  for (const [name, { rule, standIns: said }] of Object.entries(leads)) {
    const version = against.versions.track[name]
    const becomes = versionsOf(publication).find((part) => part.kind === 'track' && part.name === name)
    const to = publication.tracks.find((track) => track.name === name)
    if (version === undefined || becomes === undefined || to === undefined) {
      throw new PlanRefused(`The plan has a rule for track ${name}, which it does not change. Take the rule out.`)
    }
    if (rule === 'finish' || becomes.version === version) continue
    const { track: from } = await definitions.track(tx, name, version)
    const wrong = checkStandIns(from, to, said)
    if (wrong.length > 0) throw new PlanRefused(`${wrong.join('; ')}. Correct what stands in.`)
    const here = (await inFlight(tx, name)).filter((group) => group.version === version)
    const mapping = standIns(from, to, said)
    const open = openPlaces(from, to, said, here)
    if (open.length > 0) {
      const places = open.map(({ step, leads }) => `${step} (${leads}; next comes ${mapping[step] ?? 'the end'})`)
      throw new PlanRefused(
        `Leads of track ${name} stand at steps that are gone: ${places.join(', ')}. Say what stands in: --map ${open[0]?.step}=${mapping[open[0]?.step ?? ''] ?? 'end'}.`,
      )
    }
    const count = here.reduce((sum, group) => sum + group.leads, 0)
    moves.push({ leads: count, move: { track: name, from: version, to: becomes.version, standIns: mapping, said } })
  }
  return moves
}
