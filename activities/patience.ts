import { setTimeout as delay } from 'node:timers/promises'
import { isPassing } from '../db/passing.ts'

/** With SMTP's own deadlines it stays within the time that an activity has. */
const patienceMs = 15_000

/**
 * Does again what a server that is away kept from being done, for a little while. For what must not be forgotten: that a mail
 * was taken is known here and nowhere else, and without its record it would be in doubt for good. What it does must come
 * to the same when it was done already, since an answer may be lost after a commit.
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs
  for (let pause = 100; ; pause = Math.min(2 * pause, 2_000)) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error) || performance.now() + pause > until) throw error
      await delay(pause)
    }
  }
}
