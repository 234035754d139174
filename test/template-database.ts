import pg from 'pg'
import { migrate } from '../db/migrate.ts'

const template = 'perennial_template'

/** Any number will do, as long as all test files take the same. */
const lock = 72_335_439

/**
 * The name of a database with all migrations applied, to copy from. Whoever asks first makes it, so that a migration
 * that fails breaks only the tests that need a database.
 */
export async function templateDatabase(serverUrl: string): Promise<string> {
  await withServer(serverUrl, async (server) => {
    await server.query('SELECT pg_advisory_lock($1)', [lock])
    const { rowCount } = await server.query('SELECT FROM pg_database WHERE datname = $1', [template])
    if (rowCount) return
    const draft = `${template}_draft`
    await server.query(`DROP DATABASE IF EXISTS ${draft}`)
    await server.query(`CREATE DATABASE ${draft}`)
    await migrate(withDatabase(serverUrl, draft))
    await server.query(`ALTER DATABASE ${draft} RENAME TO ${template}`)
  })
  return template
}

/** Works on a connection of its own, and gives it back with all locks that it held. */
export async function withServer(url: string, work: (server: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

/** The URL of another database on the same server. */
export function withDatabase(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl)
  url.pathname = `/${name}`
  return url.href
}
