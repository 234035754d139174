import { openPool, type Pool } from '../db/pool.ts'
import { gist } from './bench-statements.ts'

interface Asked {
  readonly text: string
  readonly values: readonly unknown[]
}

/** Remembers each different statement that goes through the pool from now on, as it was first asked. */
export function rememberStatements(pool: Pool): () => readonly Asked[] {
  const asked = new Map<string, Asked>()
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: readonly unknown[]) => unknown
    client.query = ((...args: readonly unknown[]) => {
      const [text, values] = args
      if (typeof text === 'string' && !asked.has(text))
        asked.set(text, { text, values: Array.isArray(values) ? values : [] })
      return query(...args)
    }) as typeof client.query
  })
  return () => [...asked.values()]
}

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Node[]
}

/** Statements that would read a whole table of more than so many rows, as `EXPLAIN` says it; in words. */
export async function wholeReads(pool: Pool, asked: readonly Asked[], rows: number): Promise<readonly string[]> {
  const large = await largeTables(pool, rows)
  const found: string[] = []
  for (const { text, values } of asked) {
    if (!/^\s*(select|insert|update|delete|with)\b/i.test(text)) continue
    const explained = await pool.query<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
      `explain (format json) ${text}`,
      [...values],
    )
    for (const { 'QUERY PLAN': plans } of explained.rows)
      for (const { Plan } of plans)
        for (const table of scanned(Plan)) if (large.includes(table)) found.push(`reads all of ${table}: ${gist(text)}`)
  }
  return found
}

function scanned(node: Node): readonly string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : []
  return [...own, ...(node.Plans ?? []).flatMap(scanned)]
}

async function largeTables(pool: Pool, rows: number): Promise<readonly string[]> {
  const found = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > $1`,
    [rows],
  )
  return found.rows.map(({ name }) => name)
}

/**
 * How often each table of more than so many rows was read from end to end while the work was done, whatever read it:
 * functions and foreign keys, too, which `EXPLAIN` does not show.
 */
export async function wholeReadsDuring(
  databaseUrl: string,
  rows: number,
  work: (pool: Pool) => Promise<void>,
): Promise<Readonly<Record<string, number>>> {
  const before = await counts(databaseUrl, rows)
  const pool = openPool(databaseUrl)
  try {
    await work(pool)
  } finally {
    // A backend says what it did by the time that it ends.
    await pool.end()
  }
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  const after = await counts(databaseUrl, rows)
  return Object.fromEntries(
    Object.entries(after)
      .map(([table, times]) => [table, times - (before[table] ?? 0)] as const)
      .filter(([, times]) => times > 0),
  )
}

async function counts(databaseUrl: string, rows: number): Promise<Record<string, number>> {
  const pool = openPool(databaseUrl, { max: 1 })
  try {
    const large = await largeTables(pool, rows)
    const { rows: read } = await pool.query<{ table: string; times: number }>(
      `select relname as table, seq_scan as times from pg_stat_user_tables where relname = any($1)`,
      [large],
    )
    return Object.fromEntries(read.map(({ table, times }) => [table, times]))
  } finally {
    await pool.end()
  }
}
