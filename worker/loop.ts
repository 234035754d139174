/** A job that looks for work again and again, at once when woken. */
export interface Loop {
  wake(): void
  stop(): Promise<void>
}

/**
 * Runs `work` until stopped: again at once while it finds something (`true`), after `every` ms else. A failure is told and
 * waits longer, up to half a minute: nothing is lost by it, since what is to be done lies in Postgres.
 */
export function loop(every: number, work: () => Promise<boolean>, onFailure: (error: unknown) => void): Loop {
  const stopping = new AbortController()
  let isWoken = false
  let failures = 0
  let rouse: (() => void) | undefined

  const rest = (ms: number): Promise<void> => {
    if (isWoken || stopping.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      rouse = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      isWoken = false
      let found = false
      try {
        found = await work()
        failures = 0
      } catch (error) {
        failures += 1
        onFailure(error)
      }
      if (failures > 0) {
        isWoken = false
        await rest(Math.min(30_000, 500 * 2 ** failures))
      } else if (!found) await rest(every)
    }
  }
  const done = run()

  return {
    wake() {
      isWoken = true
      if (failures === 0) rouse?.()
    },
    async stop() {
      stopping.abort()
      rouse?.()
      await done
    },
  }
}
