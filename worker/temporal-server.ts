import { Connection } from '@temporalio/client'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startChild } from './children.ts'
import type { Child } from './children.ts'
import { ensureSearchAttributes, type SearchAttributes } from './search-attributes.ts'
import { findTemporal } from './temporal-binary.ts'

export interface TemporalServerOptions {
  dataDir: string
  port: number
  /** The port of its UI; without one it runs without a UI. */
  uiPort?: number | undefined
  searchAttributes: SearchAttributes
  /** Keep nothing on disk: for tests. */
  ephemeral: boolean
  log: (line: string) => void
  /** Takes the process over, from its first moment: whoever has it ends it. */
  keep: (child: Child) => void
}

const namespace = 'default'
const readyWithinMs = 60_000

/**
 * Starts Temporal's development server and returns its address when it answers and knows the search attributes.
 * @throws when no such server can be found, or when it does not come up
 */
export async function startTemporal(options: TemporalServerOptions): Promise<string> {
  const { dataDir, port, searchAttributes, ephemeral } = options
  const command = await findTemporal({ log: options.log })
  const database = join(dataDir, 'temporal.db')
  const child = await startChild({
    name: 'Temporal',
    command,
    args: serverFlags(options, database),
    marker: ephemeral ? command : database,
    stopSignals: ['SIGINT', 'SIGKILL'],
    logFile: join(dataDir, 'logs', 'temporal.log'),
  })
  options.keep(child)
  const address = `127.0.0.1:${port}`
  await answering(address, child)
  await ensureSearchAttributes({ address }, namespace, searchAttributes)
  return address
}

function serverFlags(options: TemporalServerOptions, database: string): string[] {
  const { port, uiPort, searchAttributes, ephemeral } = options
  const flags = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace]
  flags.push('--log-level', 'error')
  flags.push(...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]))
  if (!ephemeral) flags.push('--db-filename', database)
  for (const [name, type] of Object.entries(searchAttributes)) flags.push('--search-attribute', `${name}=${type}`)
  return flags
}

async function answering(address: string, child: Child): Promise<void> {
  const ended = child.exited.then((how) => {
    throw new Error(`Temporal ${how} before it was ready. It last said:\n${child.lastWords()}`)
  })
  await Promise.race([ended, connected(address)])
}

async function connected(address: string): Promise<void> {
  const deadline = performance.now() + readyWithinMs
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '2 seconds' })
      await connection.close()
      return
    } catch (error) {
      if (performance.now() > deadline) {
        throw new Error(`Temporal at ${address} did not answer within ${readyWithinMs / 1000} s`, { cause: error })
      }
      await delay(50)
    }
  }
}
