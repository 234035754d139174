import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { searchAttributes } from '../core/search-attributes.ts'
import { openLink, type Link } from './chaos-link.ts'
import { postgresWatcher, smtpWatcher, type Doubt } from './chaos-moments.ts'
import { startPart, type Part } from './chaos-part.ts'
import { startChild, type Child } from './children.ts'
import { portChooser } from './ports.ts'
import { startPostgres } from './postgres-server.ts'
import { startTemporal } from './temporal-server.ts'
import type { undoing } from './undoing.ts'

export const partNames = ['worker', 'temporal', 'postgres', 'edge', 'sink'] as const
export type PartName = (typeof partNames)[number]

export const linkNames = [
  'worker to Postgres',
  'worker to Temporal',
  'worker to SMTP',
  'edge to Postgres',
  'people to edge',
] as const
export type LinkName = (typeof linkNames)[number]

/** The stack of a chaos run: every part a process, and the wires between them. */
export interface ChaosStack {
  readonly parts: Readonly<Record<PartName, Part>>
  readonly links: Readonly<Record<LinkName, Link>>
  /** Straight to the parts, past the wires: for whoever judges. */
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly inboxUrl: string
  /** Where the audience reaches the edge. */
  readonly edgeUrl: string
}

export interface ChaosStackOptions {
  readonly folder: string
  readonly apiKey: string
  readonly sender: { readonly name: string; readonly address: string; readonly postalAddress: string }
  readonly leaseMs: number
  /** Workflows that the worker keeps in memory at most; without it, as many as in production. */
  readonly maxCachedWorkflows?: number
  readonly log: (line: string) => void
  readonly doubts: (doubt: Doubt) => void
  readonly undo: ReturnType<typeof undoing>
}

export const taskQueue = 'chaos'

const extension = extname(import.meta.url)
const beside = (name: string): string => fileURLToPath(new URL(`./${name}${extension}`, import.meta.url))
/** Our own sources need their loader; built code needs none. */
const loader = extension === '.ts' ? ['--import', import.meta.resolve('tsx')] : []
/** Generous, for machines that are busy with something else. */
const readyWithinMs = 600_000

/** Starts servers first, then what works with them. What was started ends with `undo`, whatever became of the rest. */
export async function startChaosStack(options: ChaosStackOptions): Promise<ChaosStack> {
  const { folder, log, undo } = options
  const choose = portChooser(log)
  const port = (name: string): Promise<number> => choose({ name, given: 0, usual: 0 })
  const ports = {
    postgres: await port('Postgres'),
    temporal: await port('Temporal'),
    smtp: await port('SMTP'),
    inbox: await port('the inbox'),
    edge: await port('the edge'),
  }

  const run = (name: PartName, begin: (nth: number, keep: (child: Child) => void) => Promise<unknown>): Part => {
    const part = startPart({ name, begin, log })
    undo.push(() => part.stop())
    return part
  }
  const up = async (part: Part): Promise<Part> => {
    if (!(await part.whenUp(readyWithinMs))) throw new Error(`${part.name} does not come up: see ${folder}/logs`)
    return part
  }
  const link = async (to: number, watch?: Parameters<typeof openLink>[1]): Promise<Link> => {
    const opened = await openLink(to, watch)
    undo.push(() => opened.close())
    return opened
  }

  let databaseUrl = ''
  const server = { dataDir: folder, ephemeral: false, log }
  const postgres = await up(
    run('postgres', async (_nth, keep) => {
      databaseUrl = await startPostgres({ ...server, port: ports.postgres, choosePort: portChooser(log), keep })
    }),
  )
  const temporal = await up(
    run('temporal', (_nth, keep) => startTemporal({ ...server, port: ports.temporal, searchAttributes, keep })),
  )
  const sink = await up(
    run('sink', (nth, keep) =>
      script('chaos-sink-main', [], {
        name: `sink-${nth}`,
        env: { FOLDER: join(folder, 'inbox'), SMTP_PORT: String(ports.smtp), HTTP_PORT: String(ports.inbox) },
        keep,
      }),
    ),
  )

  const links = {
    'worker to Postgres': await link(ports.postgres, postgresWatcher),
    'worker to Temporal': await link(ports.temporal),
    'worker to SMTP': await link(ports.smtp, () => smtpWatcher(options.doubts)),
    'edge to Postgres': await link(ports.postgres),
    'people to edge': await link(ports.edge),
  } satisfies Record<LinkName, Link>
  const edgeUrl = `http://127.0.0.1:${links['people to edge'].port}`
  const engine = (role: 'worker' | 'edge', database: Link) => (nth: number, keep: (child: Child) => void) =>
    script('chaos-engine-main', ['--only', role], {
      name: `${role}-${nth}`,
      env: {
        TEMPORAL_ADDRESS: `127.0.0.1:${links['worker to Temporal'].port}`,
        DATABASE_URL: databaseUrl.replace(/:\d+\/(\w+)$/, `:${database.port}/$1`),
        SMTP_URL: `smtp://127.0.0.1:${links['worker to SMTP'].port}`,
        // Every address ends in a sink of our own.
        SEND_TO: 'everyone',
        MAIL_FROM: `${options.sender.name} <${options.sender.address}>`,
        POSTAL_ADDRESS: options.sender.postalAddress,
        PUBLIC_URL: edgeUrl,
        PORT: String(ports.edge),
        HOST: '127.0.0.1',
        API_KEY: options.apiKey,
        LINK_KEYS: 'k1:a-secret-for-chaos-only',
        TASK_QUEUE: taskQueue,
        CLICK_JUDGE_SECONDS: '1',
        LEASE_MS: String(options.leaseMs),
        ...(options.maxCachedWorkflows && { MAX_CACHED_WORKFLOWS: String(options.maxCachedWorkflows) }),
      },
      keep,
    })
  const edge = run('edge', engine('edge', links['edge to Postgres']))
  const worker = run('worker', engine('worker', links['worker to Postgres']))
  await Promise.all([up(edge), up(worker)])
  return {
    parts: { worker, temporal, postgres, edge, sink },
    links,
    databaseUrl,
    temporalAddress: `127.0.0.1:${ports.temporal}`,
    inboxUrl: `http://127.0.0.1:${ports.inbox}`,
    edgeUrl,
  }

  /** Starts one of our own, and waits until it says that it works. */
  async function script(
    entry: string,
    args: readonly string[],
    { name, env, keep }: { name: string; env: Record<string, string>; keep: (child: Child) => void },
  ): Promise<void> {
    const child = await startChild({
      name,
      command: process.execPath,
      args: ['--enable-source-maps', ...loader, beside(entry), ...args],
      marker: beside(entry),
      stopSignals: ['SIGINT', 'SIGKILL'],
      logFile: join(folder, 'logs', `${name}.log`),
      env: { PATH: process.env['PATH'], ...env },
    })
    keep(child)
    let ended: string | undefined
    void child.exited.then((how) => (ended = how))
    while (!readFileSync(child.logFile, 'utf8').includes('"started"')) {
      if (ended !== undefined) throw new Error(`${name} ${ended}. It last said: ${child.lastWords().slice(-300)}`)
      await delay(50)
    }
  }
}
