import { openPool, type Pool } from '../db/pool.ts'
import { bringLeads } from './bench-leads.ts'
import type { Stage } from './bench-stage.ts'
import { publishProgramme, type LoadedProgramme } from './programme.ts'

/** A database with leads, to copy from: every run begins with the same ones. */
export interface Prepared {
  /** Works on a copy of its own, which is gone afterwards. */
  withCopy<T>(work: (pool: Pool, databaseUrl: string) => Promise<T>): Promise<T>
  readonly leads: readonly string[]
}

/** As many as an engine has. */
export const connections = 30

/** Publishes a programme and enrols so many leads in its track for benchmarks. */
export async function prepared(
  { servers, log }: Pick<Stage, 'servers' | 'log'>,
  programme: LoadedProgramme,
  leads: number,
  first: (pool: Pool) => Promise<void> = () => Promise.resolve(),
): Promise<Prepared> {
  const { databaseUrl } = await servers.database()
  const pool = openPool(databaseUrl, { max: connections })
  const ids = await (async () => {
    try {
      await first(pool)
      await publishProgramme(pool, programme, 'bench')
      return await bringLeads(pool, leads)
    } finally {
      await pool.end()
    }
  })()
  log(`${leads.toLocaleString('en')} leads are ready`)
  return {
    leads: ids,
    async withCopy(work) {
      const copy = await servers.database(databaseUrl)
      const own = openPool(copy.databaseUrl, { max: connections })
      try {
        return await work(own, copy.databaseUrl)
      } finally {
        await own.end()
        await copy.drop()
      }
    },
  }
}
