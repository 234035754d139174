import { entryOf } from '../core/entry.ts'
import type { Lifecycle } from '../core/lifecycle.ts'
import { born, leadState, wakesAt } from '../core/state.ts'
import { currentVersion, NotPublished, type Definitions } from './definitions.ts'
import { enrol } from './enrol.ts'
import type { MetRow } from './import-batch.ts'
import { armsOf } from './hold-out.ts'
import { instant, type Sql } from './pool.ts'

/** Null: the list names no track for it. */
export type Enrolled = { readonly track: string } | { readonly not: string } | null

/** Enrols the leads of rows, and tells for each row, by name, what became of it. */
export async function enrolRows(
  tx: Sql,
  definitions: Definitions,
  rows: readonly MetRow[],
  by: { readonly actor: string; readonly now: number },
): Promise<ReadonlyMap<string, Enrolled>> {
  const enrolled = new Map<string, Enrolled>()
  // By what a list says of somebody, a track may have let them enter already.
  const lived = await tracksOf(tx, rows)
  const isNew = (row: MetRow): boolean => row.created && !lived.has(row.lead)
  const newcomers = rows.filter(isNew)
  for (const track of new Set(newcomers.map((row) => row.track))) {
    const group = newcomers.filter((row) => row.track === track)
    if (track === null) for (const { name } of group) enrolled.set(name, null)
    else if (await asksOfLeads(tx, definitions, track)) {
      for (const row of group) enrolled.set(row.name, await enrolKnown(tx, definitions, row, undefined, by.actor))
    } else {
      await enrolNewcomers(tx, definitions, group, track, by)
      for (const { name } of group) enrolled.set(name, { track })
    }
  }
  const known = rows.filter((row) => !isNew(row))
  for (const row of known) enrolled.set(row.name, await enrolKnown(tx, definitions, row, lived.get(row.lead), by.actor))
  return enrolled
}

/** Whether the track does not let everybody enter. */
async function asksOfLeads(tx: Sql, definitions: Definitions, name: string): Promise<boolean> {
  const version = await currentVersion(tx, 'track', name)
  if (version === undefined) return false
  const { when, refuse } = entryOf((await definitions.track(tx, name, version)).track)
  return when !== null || refuse.length > 0
}

/** A list begins a lead's first life in a track, never a second: how the first one ended has its reasons. */
async function enrolKnown(
  tx: Sql,
  definitions: Definitions,
  row: MetRow,
  lived: string | undefined,
  actor: string,
): Promise<Enrolled> {
  if (row.track === null) return null
  if (lived !== undefined) return { not: `it is or was in track ${lived}` }
  const enrolled = await enrol(tx, definitions, row.lead, row.track, actor)
  return enrolled.enrolled ? { track: row.track } : { not: enrolled.sentence }
}

/** The track of every lead that ever was in one. */
async function tracksOf(tx: Sql, rows: readonly MetRow[]): Promise<ReadonlyMap<string, string>> {
  const { rows: lived } = await tx.query<{ id: string; track: string }>(
    `select id, track from lead where id = any($1) and enrolment > 0`,
    [rows.map(({ lead }) => lead)],
  )
  return new Map(lived.map(({ id, track }) => [id, track]))
}

/** What `enrol` does, for many leads that nobody else knows yet. */
async function enrolNewcomers(
  tx: Sql,
  definitions: Definitions,
  rows: readonly MetRow[],
  trackName: string,
  by: { readonly actor: string; readonly now: number },
): Promise<void> {
  const version = await currentVersion(tx, 'track', trackName)
  if (version === undefined) throw new NotPublished(`track ${trackName} is not published: run \`perennial publish\``)
  const { track } = await definitions.track(tx, trackName, version)
  const { rows: leads } = await tx.query<{
    id: string
    lifecycle: Lifecycle
    cursor: number
    accountId: string | null
  }>(`select id, lifecycle, last_seq as cursor, account_id as "accountId" from lead where id = any($1)`, [
    rows.map(({ lead }) => lead),
  ])
  const arms = await armsOf(tx, definitions, leads)
  const beginnings = leads.map(({ id, lifecycle, cursor }) => {
    const stage = track.stages[0]?.name ?? ''
    const arm = arms.get(id) ?? 'treated'
    const heldOut = arm === 'held_out' ? { heldOut: true as const } : {}
    const state = born({ lead: id, enrolment: 1, lifecycle, stage, theme: track.theme, cursor, ...heldOut })
    const wakes = wakesAt(state)
    return { lead: id, state, arm, doing: leadState(state), wakes: wakes === undefined ? null : instant(wakes) }
  })
  await tx.query(
    `with beginning as (select * from jsonb_to_recordset($1) as t(lead text, arm text, state jsonb, doing text, wakes timestamptz)),
     moved as (
       update lead set track = $2, version = $3, enrolment = 1, state = beginning.state, arm = beginning.arm,
         doing = beginning.doing, wakes_at = beginning.wakes
       from beginning where id = beginning.lead),
     told as (insert into outbox (lead_id, kind) select lead, 'start' from beginning)
     insert into enrolment (lead_id, number, track, version, started_at, actor)
     select lead, 1, $2, $3, $4, $5 from beginning`,
    [JSON.stringify(beginnings), trackName, version, instant(by.now), by.actor],
  )
  await tx.query(`select pg_notify('outbox', 'start')`)
}
