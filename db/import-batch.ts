import { readClock } from './clock.ts'
import type { Definitions } from './definitions.ts'
import { enrolRows, type Enrolled } from './import-enrol.ts'
import { tellFacts } from './import-facts.ts'
import { changePermissions, type Permission } from './import-permissions.ts'
import { findOrCreate, type Person } from './identify.ts'
import type { Sql } from './pool.ts'

/** One row of a list, as it is to enter. */
export interface ListRow {
  /** Where it stands in the file; with the import it names the row. */
  readonly line: number
  readonly person: Person
  readonly facts: Readonly<Record<string, string>>
  readonly permissions: readonly Permission[]
  readonly track: string | null
}

/** Who imports what. */
export interface ListOrigin {
  /** The import. */
  readonly id: string
  /** The name of the list, which facts carry as their source. */
  readonly source: string
  readonly actor: string
}

/** A row whose lead is known. */
export interface MetRow extends ListRow {
  /** Names the row for ever: what it told counts once. */
  readonly name: string
  readonly lead: string
  readonly created: boolean
}

/** What became of a row. */
export interface TakenRow {
  readonly lead: string
  /** `repeated`: an earlier row of the same list made the lead. */
  readonly was: 'new' | 'matched' | 'repeated'
  /** A known lead of whom more is known now. */
  readonly updated: boolean
  /** How many channels the list opens that somebody withdrew or barred before: they stay closed. */
  readonly keptClosed: number
  readonly enrolled: Enrolled
}

/**
 * Takes rows of a list in, in the caller's transaction: people, facts, permission, enrolment. A row that was taken in
 * before changes nothing, however often it comes. A list fills what is empty, and never reopens what somebody closed.
 */
export async function takeRows(
  tx: Sql,
  definitions: Definitions,
  list: ListOrigin,
  rows: readonly ListRow[],
): Promise<readonly TakenRow[]> {
  const people = rows.map(({ person }) => person)
  const identified = await findOrCreate(tx, people, list.actor)
  const met = rows.map((row, i) => ({ ...row, ...identified[i]!, name: `import/${list.id}/${row.line}` }))
  const { now } = await readClock(tx)
  const told = await tellFacts(tx, definitions, list, met, now)
  const permissions = await changePermissions(tx, list, met, now)
  const repeated = await repeatedIn(tx, list, met)
  const enrolled = await enrolRows(tx, definitions, met, { actor: list.actor, now })
  return met.map((row) => ({
    lead: row.lead,
    was: row.created ? 'new' : repeated.has(row.name) ? 'repeated' : 'matched',
    updated: !row.created && (row.filled || told.has(row.name) || permissions.changed.has(row.name)),
    keptClosed: permissions.keptClosed.get(row.name) ?? 0,
    enrolled: enrolled.get(row.name) ?? null,
  }))
}

/** Rows whose lead an earlier row of this list made. */
async function repeatedIn(tx: Sql, list: ListOrigin, rows: readonly MetRow[]): Promise<ReadonlySet<string>> {
  const { rows: births } = await tx.query<{ lead: string; name: string }>(
    `select lead_id as lead, message_id as name from event where lead_id = any($1) and seq = 1 and starts_with(message_id, $2)`,
    [rows.map(({ lead }) => lead), `import/${list.id}/`],
  )
  const bornBy = new Map(births.map(({ lead, name }) => [lead, name]))
  return new Set(rows.filter(({ lead, name }) => (bornBy.get(lead) ?? name) !== name).map(({ name }) => name))
}
