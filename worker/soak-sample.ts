import { readFileSync } from 'node:fs'
import type { Client } from '@temporalio/client'
import pLimit from 'p-limit'
import { numbers } from '../db/numbers.ts'
import { only, type Pool } from '../db/pool.ts'
import type { ChaosStack, PartName } from './chaos-parts.ts'
import { sampleOf } from './measure-histories.ts'
import { atRest } from './measure-run.ts'

/** Their memory is looked at. The sink keeps every mail and is no part of a deployment. */
export const watched = ['worker', 'edge', 'temporal', 'postgres'] as const satisfies readonly PartName[]

/** How the whole stands at a moment. */
export interface Sample {
  /** Real ms since the first of all. */
  readonly real: number
  /** ms on the clock. */
  readonly at: number
  /** MB; see `memoryOf`. */
  readonly memory: Readonly<Record<(typeof watched)[number], number | undefined>>
  /** Connections to our database, the sampler's own left out. */
  readonly connections: number
  /** Events in the longest history of a few hundred running lives. */
  readonly longestHistory: number
  readonly continuedAsNew: number
  readonly running: number
  readonly outbox: number
  readonly leads: number
  /** Leads that may get something yet: neither through with everything, nor out of reach, won or lost. */
  readonly inFlight: number
  readonly touches: number
  readonly events: number
  readonly tables: Readonly<Record<string, Table>>
}

export interface Table {
  readonly rows: number
  /** With its indexes and what lies outside of the rows. */
  readonly bytes: number
}

/** Running lives whose histories are looked at, at most. */
const lookedAt = 200

export async function takeSample(
  { pool, client, stack }: { readonly pool: Pool; readonly client: Client; readonly stack: ChaosStack },
  since: number,
): Promise<Sample> {
  const real = performance.now() - since
  const [now, counts, tables, histories] = await Promise.all([
    numbers(pool),
    countsOf(pool),
    tablesOf(pool),
    historiesOf(client),
  ])
  const through = Object.entries(now.byDoing).reduce((sum, [doing, some]) => sum + (atRest.has(doing) ? some : 0), 0)
  return {
    real,
    at: now.at,
    memory: Object.fromEntries(watched.map((part) => [part, memoryOf(stack.parts[part].pids())])) as Sample['memory'],
    ...counts,
    ...histories,
    leads: now.leads,
    inFlight: now.leads - through,
    touches: Object.values(now.touches.byState).reduce((sum, some) => sum + some, 0),
    events: now.events,
    tables,
  }
}

/**
 * MB that processes hold, swapped out or not. What they share with each other counts once; files that they have mapped, as
 * the program itself, do not count: their share depends on who else runs it. Undefined where it cannot be read.
 */
export function memoryOf(pids: readonly number[]): number | undefined {
  let kb = 0
  for (const pid of pids) {
    try {
      const lines = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').matchAll(
        /^(Pss_Anon|Pss_Shmem|SwapPss):\s+(\d+) kB/gm,
      )
      for (const [, , held] of lines) kb += Number(held)
    } catch (error) {
      // Postgres ends its own processes now and then; whoever is gone has no memory.
      const isGone = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')
      if (!isGone || process.platform !== 'linux') return undefined
    }
  }
  return kb / 1_024
}

async function countsOf(pool: Pool): Promise<Pick<Sample, 'connections' | 'outbox'>> {
  const { rows } = await pool.query<Pick<Sample, 'connections' | 'outbox'>>(
    `select (select count(*) from outbox) as outbox,
       (select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
          and application_name <> current_setting('application_name')) as connections`,
  )
  return only(rows, 'counts')
}

async function tablesOf(pool: Pool): Promise<Sample['tables']> {
  const { rows: names } = await pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1`,
  )
  const each = names.map(
    ({ name }) =>
      `select '${name}' as name, (select count(*) from ${name}) as rows, pg_total_relation_size('${name}') as bytes`,
  )
  const { rows } = await pool.query<Table & { name: string }>(each.join(' union all '))
  return Object.fromEntries(rows.map(({ name, rows: some, bytes }) => [name, { rows: some, bytes }]))
}

/** The length of a history is not kept where it can be asked for while the life goes on: each is asked by itself. */
async function historiesOf(client: Client): Promise<Pick<Sample, 'longestHistory' | 'continuedAsNew' | 'running'>> {
  const ids: string[] = []
  for await (const { workflowId } of client.workflow.list({ query: `ExecutionStatus = 'Running'`, pageSize: 1_000 }))
    ids.push(workflowId)
  const limit = pLimit(8)
  const lengths = await Promise.all(
    sampleOf(ids, lookedAt).map((id) =>
      limit(async () => (await client.workflow.getHandle(id).describe()).historyLength),
    ),
  )
  const { count } = await client.workflow.count(`ExecutionStatus = 'ContinuedAsNew'`)
  return { longestHistory: Math.max(0, ...lengths), continuedAsNew: count, running: ids.length }
}
