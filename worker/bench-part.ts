import { fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { benchSettings } from './bench-settings.ts'
import { collectInThreads } from './bench-threads.ts'
import type { Role } from './engine.ts'

/** What each kind of part is given, by the name of its module. */
export interface Parts {
  /** Only runs workflows of a benchmark, with activities that do nothing. */
  readonly 'bench-worker-main': {
    readonly temporalAddress: string
    readonly taskQueue: string
    /** Path of the code of its workflows. */
    readonly bundle: string
    readonly maxCachedWorkflows: number
  }
  /** A worker or an edge, as production runs it. Ready, an edge says where it listens. */
  readonly 'bench-engine-main': { readonly role: Role; readonly servers: Parameters<typeof benchSettings>[0] }
}

/** What a part may be asked. */
type Asked = 'cpu' | 'memory' | 'stop'
type Said = { readonly ready: string } | { readonly used: number } | { readonly failed: string }

/** A process of its own, so that what it uses can be told from what measures it. */
export interface Part {
  readonly ready: string
  /** CPU of all its threads so far, ms. */
  cpu(): Promise<number>
  /** Resident memory after a garbage collection in each thread, MB. */
  memory(): Promise<number>
  /** Lets what is under way finish. */
  stop(): Promise<void>
}

const extension = extname(import.meta.url)
/** Our own sources need their loader; built code needs none. */
const loader = extension === '.ts' ? ['--conditions=perennial-source', '--import', import.meta.resolve('tsx')] : []

/**
 * Starts `worker/<name>` as a process of its own. It ends when we end, however that is.
 * @throws where it does not start; the message says why
 */
export async function startPart<Name extends keyof Parts>(name: Name, given: Parts[Name]): Promise<Part> {
  const module = fileURLToPath(new URL(`./${name}${extension}`, import.meta.url))
  const child = fork(module, [JSON.stringify(given)], {
    execArgv: [...loader, '--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const answer = (): Promise<Said> =>
    new Promise((resolve, reject) => {
      child.once('message', (said) => resolve(said as Said))
      void exited.then(() => reject(new Error(`${name} ended although nobody stopped it`)))
    })
  const ask = async (asked: Asked): Promise<number> => {
    const said = answer()
    child.send(asked)
    const answered = await said
    if (!('used' in answered)) throw new Error(`${name} did not say what it uses`)
    return answered.used
  }
  const said = await answer()
  if ('failed' in said) throw new Error(`${name} did not start: ${said.failed}`)
  if (!('ready' in said)) throw new Error(`${name} did not say that it is ready`)
  return {
    ready: said.ready,
    cpu: () => ask('cpu'),
    memory: () => ask('memory'),
    async stop() {
      if (child.connected) child.send('stop' satisfies Asked)
      await exited
    },
  }
}

/** The other side: what a process does that {@link startPart} starts. */
export async function bePart<Name extends keyof Parts>(
  _name: Name,
  start: (given: Parts[Name]) => Promise<{ readonly ready: string; stop(): Promise<void> }>,
): Promise<void> {
  const say = (said: Said): void => void process.send?.(said)
  process.once('disconnect', () => process.exit())
  try {
    const running = await start(JSON.parse(process.argv[2] ?? '{}') as Parts[Name])
    process.on('message', (asked: Asked) => {
      if (asked === 'stop') void running.stop().finally(() => process.disconnect())
      else if (asked === 'cpu') say({ used: cpuMs() })
      else void residentMb().then((used) => say({ used }))
    })
    say({ ready: running.ready })
  } catch (error) {
    say({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    process.disconnect()
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

async function residentMb(): Promise<number> {
  globalThis.gc?.()
  await collectInThreads()
  return process.memoryUsage.rss() / 2 ** 20
}
