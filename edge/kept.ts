/** Of the time, at most this share goes into making it anew, however often it is asked for. */
const share = 0.1

/** Keeps what is dear to make for ten times as long as making it took; those who ask meanwhile share it. */
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
      setTimeout(forget, (performance.now() - began) / share).unref()
      return value
    } catch (error) {
      forget()
      throw error
    }
  }
}
