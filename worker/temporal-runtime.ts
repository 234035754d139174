import { DefaultLogger, Runtime, type LogEntry } from '@temporalio/worker'
import type { Logger } from 'pino'

let isInstalled = false

const levels = { TRACE: 'debug', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const

/**
 * Sets up what all workers of this process share, once: their log goes into ours, and signals are left to us, who end
 * things in their order.
 */
export function installRuntime(log: Logger): void {
  if (isInstalled) return
  isInstalled = true
  const logger = new DefaultLogger('WARN', ({ level, message, meta }: LogEntry) => {
    log[levels[level]]({ temporal: meta }, message)
  })
  // What the native part has to say would go to the console, through whatever is drawn there.
  Runtime.install({ logger, shutdownSignals: [], telemetryOptions: { logging: { forward: {} } } })
}
