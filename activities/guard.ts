import { ApplicationFailure, Context } from '@temporalio/activity'

/** Well below the heartbeat timeout; most activities are over before the first. */
const beatEveryMs = 3_000

type Activity = (...args: never[]) => Promise<unknown>

/**
 * Sorts what an activity throws: a server that is down or busy is tried again; anything else is a defect, which no retry
 * mends. What leaves for Temporal names codes and places, never data (I7); the whole error goes to the log.
 */
export function guarded<T extends Activity>(name: string, activity: T, log: (line: string, error: unknown) => void): T {
  const wrapped = async (...args: Parameters<T>): Promise<unknown> => {
    const context = Context.current()
    const beating = setInterval(() => context.heartbeat(), beatEveryMs)
    try {
      return await activity(...args)
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error
      const code = codeOf(error)
      log(`${name} failed${code === undefined ? '' : ` (${code})`}`, error)
      if (isPassing(error)) throw ApplicationFailure.retryable(`a server did not answer: ${code}`, 'Unreachable')
      throw ApplicationFailure.nonRetryable(
        `${name} has a defect; the worker's log shows it: ${placeOf(error)}`,
        'Defect',
      )
    } finally {
      clearInterval(beating)
    }
  }
  return wrapped as T
}

/** Postgres classes: connection, resources, operator intervention, rollback, and a row that another holds. */
const passing = /^(08|53|57|40|55|XX)/
const network = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|CONNECTION)/

/** Whether it failed for a server that is down or busy, and may well succeed later. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error)
  if (code === undefined) return false
  return network.test(code) || (/^[0-9A-Z]{5}$/.test(code) && passing.test(code))
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== undefined)
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  // pg says these without a code.
  const said = error instanceof Error ? error.message : ''
  return /connection terminated|timeout exceeded|read timeout|client has encountered|connection error|not queryable/i.test(
    said,
  )
    ? 'CONNECTION'
    : undefined
}

function placeOf(error: unknown): string {
  const frame =
    error instanceof Error ? error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) : undefined
  const [, file] = /([\w.-]+\.[jt]s:\d+)/.exec(frame ?? '') ?? []
  return `${error instanceof Error ? error.name : typeof error} at ${file ?? 'an unknown place'}`
}
