import pg from 'pg'

/**
 * Calls `wake` with whatever is announced on the channel, until stopped. A broken connection is made anew; what was
 * announced meanwhile is not told, so the caller is woken without a word, and looks by itself now and then.
 */
export function listen(databaseUrl: string, channel: string, wake: (word?: string) => void): { stop(): Promise<void> } {
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let isStopped = false

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({ connectionString: databaseUrl, keepAlive: true, connectionTimeoutMillis: 10_000 })
    client = fresh
    fresh.on('error', () => {})
    fresh.on('end', again)
    // Releases before announced no word.
    fresh.on('notification', ({ payload }) => wake(payload || undefined))
    await fresh.connect()
    await fresh.query(`listen ${channel}`)
    wake()
  }
  const again = (): void => {
    if (isStopped) return
    clearTimeout(retry)
    retry = setTimeout(start, 1_000)
  }
  const start = (): void => void connect().catch(again)
  start()

  return {
    async stop() {
      isStopped = true
      clearTimeout(retry)
      await client?.end().catch(() => {})
    },
  }
}
