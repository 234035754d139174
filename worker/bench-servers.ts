import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { searchAttributes } from '../core/search-attributes.ts'
import { migrate } from '../db/migrate.ts'
import type { Receipts, SinkAsked, SinkSaid } from './bench-sink.ts'
import { startStack } from './stack.ts'
import { undoing } from './undoing.ts'

/** Real servers that nobody else works with. Postgres writes to disk before it answers; Temporal keeps its store in memory. */
export interface BenchServers {
  /** A database with all migrations applied, and empty; or a copy of another that nobody is connected to. */
  database(like?: string): Promise<BenchDatabase>
  /** `host:port` of the Temporal server. */
  temporal(): Promise<string>
  /** An SMTP server in a process of its own. */
  sink(): Promise<Sink>
  /** Those that were started so far. */
  started(): { readonly databaseUrl?: string; readonly temporalAddress?: string }
  stop(): Promise<void>
}

export interface BenchDatabase {
  readonly databaseUrl: string
  drop(): Promise<void>
}

/** Takes every mail and keeps none. */
export interface Sink {
  readonly smtpUrl: string
  /** What came since this was asked before. */
  receipts(): Promise<Receipts>
}

const template = 'bench_template'
const notOurs = 'not started here'

/** Nothing is started before it is asked for. */
export function benchServers(log: (line: string) => void): BenchServers {
  const undo = undoing()
  const started: { databaseUrl?: string; temporalAddress?: string } = {}

  function folder(): string {
    const made = mkdtempSync(join(tmpdir(), 'perennial-bench-'))
    // Postgres may run as another user, who must be able to enter.
    chmodSync(made, 0o755)
    undo.push(() => rmSync(made, { recursive: true, force: true }))
    return made
  }

  const postgres = once(async () => {
    const stack = await startStack({
      dataDir: folder(),
      env: { TEMPORAL_ADDRESS: notOurs, SMTP_URL: notOurs },
      searchAttributes,
      log,
      ports: { postgres: 0 },
    })
    undo.push(() => stack.stop())
    started.databaseUrl = stack.databaseUrl
    await onServer(stack.databaseUrl, `create database ${template}`)
    await migrate(named(stack.databaseUrl, template))
    return stack.databaseUrl
  })

  const temporal = once(async () => {
    const stack = await startStack({
      dataDir: folder(),
      env: { DATABASE_URL: notOurs, SMTP_URL: notOurs },
      searchAttributes,
      log,
      ephemeral: true,
      headless: true,
      ports: { temporal: 0 },
    })
    undo.push(() => stack.stop())
    started.temporalAddress = stack.temporalAddress
    return stack.temporalAddress
  })

  const sink = once(async () => {
    const running = await startSink()
    undo.push(() => running.stop())
    return running
  })

  return {
    async database(like) {
      const server = await postgres()
      const name = `bench_${randomBytes(6).toString('hex')}`
      const copied = like === undefined ? template : new URL(like).pathname.slice(1)
      await onServer(server, `create database ${name} template ${copied}`)
      return {
        databaseUrl: named(server, name),
        drop: () => onServer(server, `drop database ${name} with (force)`),
      }
    },
    temporal,
    sink,
    started: () => started,
    stop: undo.run,
  }
}

/** The work is done when it is first asked for, and never again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined
  return () => (done ??= work())
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The URL of another database on the same server. */
function named(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl)
  url.pathname = `/${name}`
  return url.href
}

async function startSink(): Promise<Sink & { stop(): Promise<void> }> {
  const module = fileURLToPath(new URL(`./bench-sink${extname(import.meta.url)}`, import.meta.url))
  // It ends by itself when the channel to us is gone, however we ended.
  const child = fork(module, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // Who asks it while it ends hears of that by its exit.
  child.on('error', () => {})
  const answer = (): Promise<SinkSaid> =>
    new Promise((resolve, reject) => {
      child.once('message', (said) => resolve(said as SinkSaid))
      void exited.then(() => reject(new Error('the SMTP sink ended although nobody stopped it')))
    })
  const listening = await answer()
  if (!('port' in listening)) throw new Error('the SMTP sink did not say where it listens')
  return {
    smtpUrl: `smtp://127.0.0.1:${listening.port}`,
    async receipts() {
      const said = answer()
      child.send('receipts' satisfies SinkAsked)
      const receipts = await said
      if (!('at' in receipts)) throw new Error('the SMTP sink did not say what came')
      return receipts
    },
    async stop() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
