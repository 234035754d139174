import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import pg from 'pg'

/** Anything that runs SQL: the pool, or one connection within a transaction. */
export type Sql = Pick<pg.Pool, 'query'>
export type Pool = pg.Pool

const { builtins } = pg.types

/** Instants come as ms since the epoch, bigints as numbers: both fit, and core knows no other. */
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMPTZ, (text) => new Date(text).getTime()],
  [builtins.INT8, Number],
])

export interface PoolOptions {
  /** Connections at the most. */
  readonly max?: number
  /** ms that a query or a connection may take; without it, any time. */
  readonly patienceMs?: number
}

/**
 * Opens a pool of connections. One that breaks is replaced; who works on it is told by the query that fails. A network that
 * swallows everything breaks nothing, so a process that must go on by itself says how long it waits.
 */
export function openPool(databaseUrl: string, { max = 10, patienceMs }: PoolOptions = {}): Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    keepAlive: true,
    // A transaction sends what need not wait for an answer together.
    pipeline: true,
    ...(patienceMs !== undefined && { query_timeout: patienceMs, connectionTimeoutMillis: patienceMs }),
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        parsers.get(oid) ?? (pg.types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown),
    },
  })
  pool.on('error', () => {})
  // The pool listens only to those that are idle: one that breaks between two queries of a transaction would end the process.
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

/**
 * Runs `work` in one transaction; whatever it throws rolls everything back. What it asks without waiting in between goes in one
 * packet and is done in that order; `begin` goes with the first.
 *
 * What `work` asks by `last` is committed in the same packet. It must be the end: whatever is asked after it, or after the
 * transaction, is refused.
 */
export async function inTransaction<T>(pool: Pool, work: (tx: Sql, last: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  let isOpen = true
  const ask = (...asked: unknown[]): Promise<pg.QueryResult> => {
    if (!isOpen) return Promise.reject(new Error('a statement came after the end of its transaction'))
    corked(client)
    return (client.query as (...asked: unknown[]) => Promise<pg.QueryResult>)(...asked)
  }
  const end = (): Promise<unknown> => {
    const ended = ask('commit')
    isOpen = false
    return ended
  }
  const askLast = async (...asked: unknown[]): Promise<pg.QueryResult> => {
    const [result] = await Promise.all([ask(...asked), end()])
    return result
  }
  try {
    const begun = ask('begin')
    const [, result] = await Promise.all([
      begun,
      work({ query: ask as Sql['query'] }, { query: askLast as Sql['query'] }),
    ])
    if (isOpen) await end()
    return result
  } catch (error) {
    isOpen = false
    if (isSilence(error)) broken = error
    else {
      await client.query('rollback').catch((reason: unknown) => {
        broken = reason instanceof Error ? reason : new Error(String(reason))
      })
    }
    throw error
  } finally {
    client.release(broken)
  }
}

/** Holds back what the client writes until this turn of the event loop is over: one packet, and one call of the system. */
function corked(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** Postgres did not answer within the patience of the pool: whether it did what it was asked is not known. */
function isSilence(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout'
}

/**
 * A statement that each connection parses and plans once, as `query` takes it: for those of which every touch has need, whose
 * planning costs more than their work. Only for a text that never varies: each is kept by each connection. It is named by its
 * text, so that a name means the same in every release and process.
 */
export function statement(text: string): (...values: unknown[]) => pg.QueryConfig {
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32)
  return (...values) => ({ name, text, values })
}

/** The only row of a query that must have one. */
export function only<Row>(rows: readonly Row[], what: string): Row {
  const [row] = rows
  if (row === undefined) throw new Error(`no ${what}`)
  return row
}

/** An instant as Postgres takes it. */
export function instant(ms: number): Date {
  return new Date(ms)
}

/** An instant as it is read within JSON: ms, as everywhere else. */
export function msOf(column: string): string {
  return `floor(extract(epoch from ${column}) * 1000)::bigint`
}
