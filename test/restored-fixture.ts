import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { searchAttributes } from '../core/search-attributes.ts'
import type { Child } from '../worker/children.ts'
import { portChooser } from '../worker/ports.ts'
import { startTemporal } from '../worker/temporal-server.ts'
import { scratchFolder } from './scratch.ts'
import { withServer } from './template-database.ts'

/** A Temporal server of one's own, always at the same address, whose store can be lost or set back. */
export interface OwnTemporal {
  readonly address: string
  /** Keeps a copy of its store. */
  backUp(): Promise<void>
  /** Puts the copy in the place of its store. */
  setBack(): Promise<void>
  /** Begins with an empty store. */
  lose(): Promise<void>
  stop(): Promise<void>
}

export async function ownTemporal(): Promise<OwnTemporal> {
  const folder = scratchFolder('temporal')
  const store = (suffix = ''): string[] =>
    ['', '-wal', '-shm'].map((part) => join(folder.path, `temporal.db${suffix}${part}`))
  const port = await portChooser(() => {})({ name: 'Temporal', given: 0, usual: 0 })
  let child: Child | undefined

  const start = (): Promise<string> =>
    startTemporal({
      dataDir: folder.path,
      port,
      searchAttributes,
      ephemeral: false,
      log: () => {},
      keep: (started) => void (child = started),
    })
  const change = async (change: () => void): Promise<void> => {
    await child?.stop()
    change()
    await start()
  }
  const copy = (from: string[], to: string[]): void => {
    for (const file of to) rmSync(file, { force: true })
    from.forEach((file, i) => existsSync(file) && cpSync(file, to[i] ?? ''))
  }

  return {
    address: await start(),
    backUp: () => change(() => copy(store(), store('.kept'))),
    setBack: () => change(() => copy(store('.kept'), store())),
    lose: () => change(() => copy([], store())),
    async stop() {
      await child?.stop()
      folder.remove()
    },
  }
}

/** Keeps a copy of a database from which nobody reads meanwhile; gives what puts it back. */
export async function backUpDatabase(databaseUrl: string): Promise<() => Promise<void>> {
  const name = new URL(databaseUrl).pathname.slice(1)
  const kept = `${name}_kept`
  const server = inject('databaseUrl')
  const copy = (from: string, to: string): Promise<void> =>
    withServer(server, async (client) => {
      await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = any($1)`, [[from, to]])
      await client.query(`drop database if exists ${to} with (force)`)
      await client.query(`create database ${to} template ${from}`)
    })
  await copy(name, kept)
  return async () => {
    await copy(kept, name)
    await withServer(server, (client) => client.query(`drop database ${kept} with (force)`))
  }
}
