import { ApplicationFailure, Context } from '@temporalio/activity'
import { codeOf, isPassing } from '../db/passing.ts'

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

function placeOf(error: unknown): string {
  const frame =
    error instanceof Error ? error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) : undefined
  const [, file] = /([\w.-]+\.[jt]s:\d+)/.exec(frame ?? '') ?? []
  return `${error instanceof Error ? error.name : typeof error} at ${file ?? 'an unknown place'}`
}
