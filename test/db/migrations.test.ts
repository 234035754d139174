import { randomBytes } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { migrate, type MigrateOptions } from '../../db/migrate.ts'
import { readLead } from '../../db/leads.ts'
import { openPool } from '../../db/pool.ts'
import { undoing } from '../../worker/undoing.ts'
import { scratchFolder } from '../scratch.ts'
import { withDatabase, withServer } from '../template-database.ts'

/**
 * A release expands the schema and the one after it contracts, so that the release before goes on working. Here every
 * earlier schema holds what the code of its time wrote, and that code goes on writing while the schema is raised to
 * today's. A migration needs a file beside the others in schemas/: what its code began to write.
 */
const migrations = readdirSync('db/migrations').toSorted()
const numbers = migrations.map((file) => file.slice(0, 4))
const written = (number: string): string => readFileSync(join('test', 'db', 'schemas', `${number}.sql`), 'utf8')

const undo = undoing()
afterAll(() => undo.run())

async function emptyDatabase(): Promise<{ url: string; sql: pg.Client }> {
  const server = inject('databaseUrl')
  const name = `schema_${randomBytes(6).toString('hex')}`
  await withServer(server, (client) => client.query(`create database ${name}`))
  undo.push(() => withServer(server, (client) => client.query(`drop database ${name} with (force)`)))
  return { url: withDatabase(server, name), sql: await connect(withDatabase(server, name)) }
}

async function connect(url: string): Promise<pg.Client> {
  const sql = new pg.Client({ connectionString: url })
  sql.on('error', () => {})
  await sql.connect()
  undo.push(() => sql.end())
  return sql
}

/** A business lives once more, as the code of the schema `number` wrote it. */
async function live(sql: pg.Client, number: string, n: number): Promise<void> {
  for (const earlier of numbers.slice(0, numbers.indexOf(number) + 1)) {
    await sql.query(written(earlier).replaceAll('{n}', String(n)))
  }
}

function unlessDeadlock(error: unknown): false {
  if (error instanceof Error && 'code' in error && error.code === '40P01') return false
  throw error
}

/** Every row of every table, by table. */
async function everything(sql: pg.Client): Promise<ReadonlyMap<string, readonly Record<string, unknown>[]>> {
  const tables = await sql.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_name <> 'migration' order by 1`,
  )
  const found = new Map<string, readonly Record<string, unknown>[]>()
  for (const { name } of tables.rows) {
    const { rows } = await sql.query<{ row: Record<string, unknown> }>(`select to_jsonb(t) as row from "${name}" t`)
    found.set(
      name,
      rows.map(({ row }) => row),
    )
  }
  return found
}

describe.each(numbers)('schema %s', (number) => {
  test('is filled to the last column by what its code wrote', async () => {
    const { url, sql } = await emptyDatabase()
    await migrate(url, { count: numbers.indexOf(number) + 1 })
    await live(sql, number, 1)
    await live(sql, number, 2)
    const empty = [...(await everything(sql))].flatMap(([table, rows]) => {
      const columns = new Set(rows.flatMap((row) => Object.keys(row)))
      if (columns.size === 0) return [table]
      return [...columns]
        .filter((column) => rows.every((row) => row[column] === null))
        .map((column) => `${table}.${column}`)
    })
    expect(empty).toEqual([])
  })

  test('is raised to the newest while its code goes on writing; every row is there as it was', async () => {
    const { url, sql } = await emptyDatabase()
    await migrate(url, { count: numbers.indexOf(number) + 1 })
    for (const n of [1, 2, 3]) await live(sql, number, n)
    const before = await everything(sql)

    const writer = await connect(url)
    const raised = new AbortController()
    let n = 100
    const writing = (async () => {
      while (!raised.signal.aborted) {
        // On a slow machine the migration gives way too late: then the writer loses, and tries again as every writer of ours does.
        const isDone = await live(writer, number, n).then(() => true, unlessDeadlock)
        if (isDone) n += 1
      }
    })()
    // Where raising it fails, that is what failed; the writer then ends with its connection.
    writing.catch(() => {})
    const applied = await migrate(url).finally(() => raised.abort())
    await writing
    await live(sql, number, 4)

    expect(applied).toEqual(migrations.slice(numbers.indexOf(number) + 1).map((file) => file.replace(/\.\w+$/, '')))
    const after = await everything(sql)
    for (const [table, rows] of before) {
      // Other writings of the same business change these two rows in place.
      if (table === 'clock') continue
      const kept = after.get(table)?.map((row) => only(row, rows[0])) ?? []
      expect(kept, table).toEqual(expect.arrayContaining([...rows]))
    }
    const pool = openPool(url)
    undo.push(() => pool.end())
    for (const each of [1, 4, 100]) {
      expect(await readLead(pool, `l${each}`)).toMatchObject({
        email: `ida${each}@norwind.test`,
        track: 'on-time',
        doing: 'due',
      })
    }
  })
})

/** The row with the columns that it had. */
function only(row: Record<string, unknown>, sample: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([column]) => sample !== undefined && column in sample))
}

describe('a migration that wants a table which somebody holds', () => {
  const folder = scratchFolder('migrations')
  undo.push(async () => folder.remove())
  for (const file of migrations) copyFileSync(join('db', 'migrations', file), join(folder.path, file))
  const next = '9000_lead-note'
  writeFileSync(join(folder.path, `${next}.sql`), '-- Up Migration\nalter table lead add note text;\n')
  // An index on a table that is in use is made without holding the table, which no transaction may do.
  const index = '9001_lead-note-index'
  writeFileSync(
    join(folder.path, `${index}.mjs`),
    `export const up = (pgm) => {
      pgm.noTransaction()
      pgm.sql('create index concurrently lead_note on lead (note)')
    }`,
  )
  const quick: MigrateOptions = { folder: folder.path, lockMs: 200, pauseMs: 300 }

  /** A database of the schema before, and a transaction that has read its leads and does not end. */
  async function held(): Promise<{ url: string; sql: pg.Client; release: () => Promise<unknown> }> {
    const { url, sql } = await emptyDatabase()
    await migrate(url)
    const holder = await connect(url)
    await holder.query('begin')
    await holder.query('select count(*) from lead')
    return { url, sql, release: () => holder.query('commit') }
  }

  test('lets everybody else go on between its tries, and is applied when the table is free', async () => {
    const { url, sql, release } = await held()
    const migrating = migrate(url, { ...quick, tries: 1_000 })
    // Whoever comes after a statement that waits for its lock waits behind it: were it to wait for ever, so would these.
    for (const n of [1, 2, 3]) await live(sql, numbers.at(-1) ?? '', n)
    const { rowCount } = await sql.query(
      `select from information_schema.columns where table_name = 'lead' and column_name = 'note'`,
    )
    expect(rowCount).toBe(0)
    await release()
    expect(await migrating).toEqual([next, index])
  })

  test('gives up in the end: nothing of it is applied, and it says whom to look for', async () => {
    const { url, sql, release } = await held()
    await expect(migrate(url, { ...quick, tries: 2 })).rejects.toThrow(
      /no lock on a table in 2 tries.*Nothing of it was applied.*pg_stat_activity/s,
    )
    expect((await sql.query(`select from migration where name = $1`, [next])).rowCount).toBe(0)
    await release()
    expect(await migrate(url, quick)).toEqual([next, index])
  })

  test('is applied once, however many start at once; a release that does not know it starts all the same', async () => {
    const { url } = await emptyDatabase()
    const names = await Promise.all([1, 2, 3].map(() => migrate(url, quick)))
    expect(names.flat().toSorted()).toEqual([...migrations.map((file) => file.replace(/\.\w+$/, '')), next, index])
    expect(await migrate(url)).toEqual([])
  })
})
