const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How the demo learns that it is to end. */
export interface Ending {
  /** Resolves on a signal, or after the time given to {@link Ending.isUp}. */
  readonly asked: Promise<void>
  /** From now on a signal ends things in their order; before, it ends this process, and its children with it. */
  isUp(forSeconds: number | undefined): void
  /** Leaves signals alone again. */
  forget(): void
}

export function listenForEnding(): Ending {
  let up = false
  let resolve: () => void = () => {}
  const asked = new Promise<void>((done) => (resolve = done))
  let times = 0
  const onSignal = (): void => {
    times += 1
    // npm and a terminal may both pass one Ctrl-C on; only somebody who insists presses it a third time.
    if (!up || times > 3) process.exit(130)
    resolve()
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    asked,
    isUp(forSeconds) {
      up = true
      if (forSeconds !== undefined) setTimeout(resolve, forSeconds * 1000).unref()
    },
    forget() {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
