import { parseArgs } from 'node:util'
import pino from 'pino'
import { searchAttributes } from '../core/search-attributes.ts'
import { migrate } from '../db/migrate.ts'
import { startEngine, type Role } from './engine.ts'
import { readEnv } from './env.ts'
import { ensureSearchAttributes } from './search-attributes.ts'
import type { Settings } from './settings.ts'
import { temporalConnection } from './temporal-connection.ts'

/**
 * The production entry: worker and edge, or one of them, against servers that the environment names.
 * @param changes what no environment may say
 */
export async function start(args: readonly string[], changes: Pick<Settings, 'leaseMs'> = {}): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { only: { type: 'string' } } })
  const roles = rolesOf(values.only)
  const env = readEnv(process.env)
  if ('problems' in env) {
    console.error(
      `Perennial does not start. ${env.problems.length === 1 ? 'This is' : 'These are'} missing or wrong in the environment:`,
    )
    for (const problem of env.problems) console.error(`  ${problem}`)
    console.error('README.md, "Running it for real", says what each variable means.')
    process.exitCode = 1
    return
  }
  const settings = { ...env.ok, ...changes }
  const log = pino({ name: 'perennial', redact: ['*.email', '*.apiKey', '*.secret'] })
  await migrate(settings.databaseUrl)
  if (roles.includes('worker')) {
    await ensureSearchAttributes(temporalConnection(settings), settings.temporalNamespace, searchAttributes)
  }
  const engine = await startEngine(settings, roles, log)
  log.info({ roles, edge: engine.edgeUrl }, 'started')
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve)
  })
  await Promise.race([ended, engine.failed])
  log.info('stopping: what is under way is finished first')
  await engine.stop()
}

function rolesOf(only: string | undefined): readonly Role[] {
  if (only === undefined) return ['worker', 'edge']
  if (only === 'worker' || only === 'edge') return [only]
  console.error(`--only takes worker or edge, not "${only}"`)
  process.exit(1)
}
