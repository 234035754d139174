import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PG_MIGRATE_LOCK_ID, runner } from 'node-pg-migrate'
import pg from 'pg'

export interface MigrateOptions {
  /** Where the migrations are; those of this release when not given. */
  readonly folder?: string
  /** How many to apply at most; all when not given. */
  readonly count?: number
  /**
   * How long one statement may wait for a lock, ms. Whoever wants the same table waits behind it for as long. Well
   * below Postgres' deadlock_timeout (1 s): of two that wait for each other it is then the migration that gives way.
   */
  readonly lockMs?: number
  /** How often a migration that got no lock is begun anew, and after how long, ms. */
  readonly tries?: number
  readonly pauseMs?: number
}

/**
 * Applies every migration that the database does not have yet, one process at a time. Returns their names.
 *
 * It runs while workers and edges work: no statement waits long for a lock, since all that want the table queue up behind
 * it. One that gets none is rolled back, and tried again after a pause in which the others go on.
 * @throws when some statement got no lock in all its tries, and what a migration itself runs into
 */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<readonly string[]> {
  const { folder = join(packageRoot(), 'db', 'migrations'), count = Infinity, lockMs = 300 } = options
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    await onlyOne(client)
    await client.query(`set lock_timeout = ${lockMs}`)
    const applied: string[] = []
    while (applied.length < count) {
      const name = await applyOne(client, folder, options)
      if (name === undefined) break
      applied.push(name)
    }
    return applied
  } finally {
    await client.end()
  }
}

async function applyOne(client: pg.Client, folder: string, options: MigrateOptions): Promise<string | undefined> {
  const { tries = 40, pauseMs = 1_500 } = options
  for (let left = tries; ; left--) {
    try {
      const [done] = await runner({
        dbClient: client,
        dir: folder,
        direction: 'up',
        count: 1,
        migrationsTable: 'migration',
        noLock: true,
        log: () => {},
      })
      return done?.name
    } catch (error) {
      await client.query('rollback')
      if (!gotNoLock(error)) throw error
      if (left <= 1) throw new Error(noLock(tries), { cause: error })
      await delay(pauseMs)
    }
  }
}

/**
 * Waits until no other process migrates. It asks again and again: one that waits within a statement would hold back the
 * other's `create index concurrently`, which waits for every statement to end.
 */
async function onlyOne(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${PG_MIGRATE_LOCK_ID}) as mine`)
    if (rows[0]?.mine) return
    await delay(250)
  }
}

function gotNoLock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01')
}

function noLock(tries: number): string {
  return [
    `The migration got no lock on a table in ${tries} tries: some transaction holds it all the time. Nothing of it was applied, and everything runs on as before.`,
    "Find who holds it, end that session, and start again: select pid, state, xact_start, query from pg_stat_activity where xact_start < now() - interval '10 seconds';",
  ].join('\n')
}

/** The folder of package.json: SQL stays there, whether the code runs from source or from dist/. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
