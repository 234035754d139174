/** Of the time, at most this share goes into making it anew, however often it is asked for. */
const share = 0.1

/** Nobody gets to see anything older, ms: that it took long once, on a busy machine, says little of the next time. */
const oldest = 2_000

/** Keeps what is dear to make for ten times as long as making it took, up to two seconds; those who ask meanwhile share it. */
export function kept<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= fresh()
    return made
  }

  async function fresh(): Promise<T> {
    const began = performance.now()
    const forget = (): void => {
      made = undefined
    }
    try {
      const value = await make()
      setTimeout(forget, Math.min(oldest, (performance.now() - began) / share)).unref()
      return value
    } catch (error) {
      forget()
      throw error
    }
  }
}
