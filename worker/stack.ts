import { join, resolve } from 'node:path'
import type { Child } from './children.ts'
import { startInbox } from './inbox.ts'
import { portChooser } from './ports.ts'
import { startPostgres } from './postgres-server.ts'
import { claimDataDir } from './run-record.ts'
import { startTemporal } from './temporal-server.ts'
import type { SearchAttributes } from './search-attributes.ts'

export interface StackOptions {
  /** Where the embedded parts keep their data; one run at a time. */
  dataDir: string
  /** Each address that is given is used instead of an embedded part. */
  env: { TEMPORAL_ADDRESS?: string | undefined; DATABASE_URL?: string | undefined; SMTP_URL?: string | undefined }
  searchAttributes: SearchAttributes
  log: (line: string) => void
  /** Keep Temporal in memory, and Postgres without regard for power cuts: for tests. */
  ephemeral?: boolean
  /** Without the Temporal UI. */
  headless?: boolean
  /** Ports that must be used, 0 for any free one; those not given start from the usual ones and evade what is taken. */
  ports?: { temporal?: number; temporalUi?: number; postgres?: number; smtp?: number; inbox?: number }
}

export interface Stack {
  temporalAddress: string
  /** Where the embedded Temporal has its UI. */
  temporalUi?: string
  databaseUrl: string
  smtpUrl: string
  /** Where the embedded inbox can be read. */
  inboxUrl?: string
  /** Ends what this stack started, the last first. */
  stop(): Promise<void>
}

/**
 * Starts what Perennial needs and was not given: Temporal, Postgres, an inbox. All listen on 127.0.0.1 only.
 *
 * Handling signals is left to the caller: on Ctrl-C its own work must end before `stop()`.
 * @throws when another run uses the data folder, a given port is taken, or a part does not come up; what had started
 * by then is ended
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { env, log, searchAttributes, ephemeral = false, headless = false, ports = {} } = options
  const dataDir = resolve(options.dataDir)
  const run = await claimDataDir(dataDir, log)
  const choosePort = portChooser(log)
  const undo: (() => Promise<void> | void)[] = [() => run.release()]

  async function stop(): Promise<void> {
    for (let end = undo.pop(); end; end = undo.pop()) await end()
  }

  function keep(child: Child): void {
    const { record } = child
    let isWanted = true
    run.add(record)
    undo.push(async () => {
      isWanted = false
      await child.stop()
      run.remove(record)
    })
    void reportEnd()

    async function reportEnd(): Promise<void> {
      const how = await child.exited
      if (isWanted) log(`${record.name} ${how} although nobody stopped it: see ${child.logFile}`)
    }
  }

  async function postgres(): Promise<Pick<Stack, 'databaseUrl'>> {
    if (env.DATABASE_URL) return { databaseUrl: env.DATABASE_URL }
    return { databaseUrl: await startPostgres({ dataDir, choosePort, port: ports.postgres, ephemeral, log, keep }) }
  }

  async function temporal(): Promise<Pick<Stack, 'temporalAddress' | 'temporalUi'>> {
    if (env.TEMPORAL_ADDRESS) return { temporalAddress: env.TEMPORAL_ADDRESS }
    const port = await choosePort({ name: 'Temporal', given: ports.temporal, usual: 7233 })
    const server = { dataDir, port, searchAttributes, ephemeral, log, keep }
    if (headless) return { temporalAddress: await startTemporal(server) }
    const uiPort = await choosePort({ name: 'the Temporal UI', given: ports.temporalUi, usual: 8233 })
    return {
      temporalAddress: await startTemporal({ ...server, uiPort }),
      temporalUi: `http://127.0.0.1:${uiPort}`,
    }
  }

  async function mail(): Promise<Pick<Stack, 'smtpUrl' | 'inboxUrl'>> {
    if (env.SMTP_URL) return { smtpUrl: env.SMTP_URL }
    const smtpPort = await choosePort({ name: 'SMTP', given: ports.smtp, usual: 1025 })
    const httpPort = await choosePort({ name: 'the inbox', given: ports.inbox, usual: 8025 })
    const inbox = await startInbox({ folder: join(dataDir, 'inbox'), smtpPort, httpPort })
    undo.push(() => inbox.stop())
    return { smtpUrl: inbox.smtpUrl, inboxUrl: inbox.url }
  }

  try {
    return { ...(await postgres()), ...(await temporal()), ...(await mail()), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
