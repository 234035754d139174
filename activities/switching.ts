import { isShelved, takesOver } from '../core/arbitration.ts'
import type { Asked, Settled, SettleReason } from '../core/contract.ts'
import { entryOf } from '../core/entry.ts'
import { isWithSales } from '../core/lifecycle.ts'
import type { Shelf } from '../core/shelf.ts'
import { shelve } from '../core/shelf.ts'
import type { World } from '../core/walk.ts'
import { currentVersion } from '../db/definitions.ts'
import { moveTo } from '../db/enrol.ts'
import type { Lead } from '../db/leads.ts'
import { only, type Sql } from '../db/pool.ts'
import { letWait, waitingTracks, waitNoMore } from '../db/waiting.ts'
import type { Deps } from './deps.ts'

export type Came = NonNullable<Settled['moved']>

/** Lets a track that waits take the lead over, where the one that has it lets it go; puts that one's place aside. */
export async function switchTrack(
  tx: Sql,
  deps: Deps,
  { state, why, ...asked }: Asked & { readonly why: SettleReason },
  lead: Lead,
  world: World,
): Promise<Came | undefined> {
  if (lead.enrolment !== state.enrolment || isWithSales(lead.lifecycle)) return undefined
  if (lead.lifecycle === 'customer' || lead.lifecycle === 'disqualified') {
    if (why === 'ended') await waitNoMore(tx, lead.id, null)
    return undefined
  }
  const { track } = world
  const next = takesOver(await waitingTracks(tx, lead.id), track, why, state)
  if (next === undefined) return undefined
  const version = next.version ?? (await currentVersion(tx, 'track', next.track))
  if (version === undefined) return undefined
  const { now } = lead.clock
  await waitNoMore(tx, lead.id, next.track)
  if (isShelved(track, state)) {
    const { priority } = entryOf(track)
    const place = { version: asked.version, position: shelve(world, state, now), continues: lead.enrolment }
    await letWait(tx, lead.id, { track: track.name, priority, actor: 'engine' }, now, place)
  }
  const because = why === 'ended' || why === 'exhausted' ? why : `displaced by ${next.track}`
  await moveTo(tx, lead.id, { track: next.track, version }, now, because, next)
  return cameHere(tx, deps, { ...lead, track: next.track, version, enrolment: lead.enrolment + 1 })
}

/** How the lead came into the enrolment that it is in: the same answer, however often it is asked for. */
export async function cameHere(
  tx: Sql,
  deps: Deps,
  { id, track: name, version, enrolment }: Pick<Lead, 'id' | 'track' | 'version' | 'enrolment'>,
): Promise<Came> {
  const { rows } = await tx.query<{ since: number; position: Shelf | null; entered: boolean }>(
    `select since, position, entered from enrolment where lead_id = $1 and number = $2`,
    [id, enrolment],
  )
  const { since, position, entered } = only(rows, `enrolment ${enrolment} of lead ${id}`)
  const there = await deps.definitions.track(tx, name ?? '', version ?? '')
  return {
    pinned: { version: there.version, track: there.track },
    enrolment,
    since,
    ...(position ? { resumes: position } : {}),
    ...(entered ? { enters: true as const } : {}),
  }
}
