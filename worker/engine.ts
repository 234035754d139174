import type { Logger } from 'pino'
import { Definitions } from '../db/definitions.ts'
import { openPool } from '../db/pool.ts'
import { createEdge, serveEdge } from '../edge/server.ts'
import { startLives } from './lives.ts'
import type { Settings } from './settings.ts'
import { undoing } from './undoing.ts'

export type Role = 'worker' | 'edge'

export interface Engine {
  /** Where the edge listens; absent on a worker. */
  readonly edgeUrl?: string
  /** Rejects when the worker dies of a defect. */
  readonly failed: Promise<never>
  /** Real ms for which work lay waiting of late; 0 on an edge. */
  readonly lag: () => Promise<number>
  /** Lets what is under way finish, then ends; nothing is lost by not calling it. */
  stop(): Promise<void>
}

/** Real ms for an answer of Postgres: less than an activity has, so that it ends before another is begun in its place. */
const patienceMs = 25_000

/** Starts what one process does: leads' lives (`worker`), the doors (`edge`), or both. */
export async function startEngine(settings: Settings, roles: readonly Role[], log: Logger): Promise<Engine> {
  const undo = undoing()
  const pool = openPool(settings.databaseUrl, { max: 30, patienceMs })
  undo.push(() => pool.end())
  const definitions = new Definitions()
  try {
    let failed = new Promise<never>(() => {})
    let lag = (): Promise<number> => Promise.resolve(0)
    if (roles.includes('worker')) {
      const lives = await startLives(settings, pool, definitions, log)
      undo.push(() => lives.stop())
      ;({ failed, lag } = lives)
    }
    if (!roles.includes('edge')) return { failed, lag, stop: undo.run }
    const { publicUrl, linkKeys, brand } = settings.letterhead
    const app = createEdge({
      pool,
      definitions,
      publicUrl,
      linkKeys,
      brandName: brand.name ?? brand.address,
      apiKeys: settings.apiKeys,
      log,
    })
    const served = await serveEdge(app, settings.port, settings.host)
    undo.push(() => served.close())
    return { failed, lag, stop: undo.run, edgeUrl: served.url }
  } catch (error) {
    await undo.run()
    throw error
  }
}
