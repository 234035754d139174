import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { Definitions } from '../db/definitions.ts'
import { listen } from '../db/listen.ts'
import { workflowIdOf } from '../workflows/messages.ts'
import { benchLog, endWorkflows, startWorkflows } from './bench-bare.ts'
import { prepared } from './bench-database.ts'
import { compared, inTurn } from './bench-figures.ts'
import { bringLeads } from './bench-leads.ts'
import { benchProgramme } from './bench-programme.ts'
import type { Benchmark } from './bench-stage.ts'
import { startRelay, startsAtOnce } from './relay.ts'
import { undoing } from './undoing.ts'

const later = 86_400_000

/** Leads a second through import, until the workflow of each is started, beside bare starts. No worker runs on either side. */
export const benchEnrol: Benchmark = async (stage) => {
  const { quick, runs, servers, tell, note } = stage
  const leads = quick ? 60 : 3_000
  const programme = await benchProgramme({ touches: 5, apart: '1 week', between: ['09:00', '17:00'] })
  const base = await prepared(stage, programme, 0)
  const connection = await Connection.connect({ address: await servers.temporal() })
  const client = new Client({ connection })

  const ours = (count = leads): Promise<number> =>
    base.withCopy(async (pool, databaseUrl) => {
      const undo = undoing()
      const deps = { pool, client, definitions: new Definitions(), taskQueue: `enrol-${randomUUID()}` }
      const telling = startRelay(deps, (error) => benchLog.error({ err: error }, 'the relay'))
      undo.push(() => telling.stop())
      const listening = listen(databaseUrl, 'outbox', (word) => telling.wake(word))
      undo.push(() => listening.stop())
      let ids: readonly string[] = []
      try {
        const began = performance.now()
        ids = await bringLeads(pool, count)
        for (;;) {
          const { rowCount } = await pool.query(`select from outbox limit 1`)
          if (rowCount === 0) break
          await delay(5)
        }
        return (count * 1_000) / (performance.now() - began)
      } finally {
        await undo.run()
        await endWorkflows(client, ids.map(workflowIdOf))
      }
    })
  const bare = async (count = leads): Promise<number> => {
    const wakes = Array.from({ length: count }, () => [Date.now() + later])
    const began = performance.now()
    const ids = await startWorkflows(client, `bare-${randomUUID()}`, wakes, startsAtOnce)
    const rate = (count * 1_000) / (performance.now() - began)
    await endWorkflows(client, ids)
    return rate
  }

  try {
    const few = Math.ceil(leads / 6)
    await ours(few)
    await bare(few)
    const pairs = await inTurn(
      runs,
      () => ours(),
      () => bare(),
    )
    tell(
      compared(pairs, {
        name: 'enrol',
        unit: 'leads/s',
        besideWhat: `bare workflow.start, ${startsAtOnce} at once as in the relay`,
        least: 0.8,
      }),
    )
    note(
      `A list of ${leads.toLocaleString('en')} leads a run, with facts and a permission, read, identified, enrolled and told to Temporal; no worker runs on either side.`,
    )
  } finally {
    await connection.close()
  }
}
