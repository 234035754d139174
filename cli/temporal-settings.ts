import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { Mistake } from './mistake.ts'

/** Where leads' workflows run. */
export interface TemporalSettings {
  readonly temporalAddress: string
  readonly temporalApiKey: string | undefined
  readonly namespace: string
  readonly taskQueue: string
}

const runningStack = z.object({ temporalAddress: z.string() })

/**
 * Temporal of the environment; that of the demo which runs in this folder only where the database is the demo's too: two
 * that do not belong together would be mended into one another.
 */
export function findTemporal(env: Readonly<Record<string, string | undefined>> = process.env): TemporalSettings {
  return {
    temporalAddress: env['TEMPORAL_ADDRESS'] || addressOfDemo(env),
    temporalApiKey: env['TEMPORAL_API_KEY'] || undefined,
    namespace: env['TEMPORAL_NAMESPACE'] || 'default',
    taskQueue: env['TASK_QUEUE'] || 'perennial',
  }
}

function addressOfDemo(env: Readonly<Record<string, string | undefined>>): string {
  const file = join('.perennial', 'stack.json')
  if (!env['DATABASE_URL'] && existsSync(file)) {
    return runningStack.parse(JSON.parse(readFileSync(file, 'utf8'))).temporalAddress
  }
  throw new Mistake(
    'There is no Temporal to work with: TEMPORAL_ADDRESS is not set, as host:port. Set it beside DATABASE_URL, with TEMPORAL_NAMESPACE and TASK_QUEUE where the workers have them.',
  )
}
