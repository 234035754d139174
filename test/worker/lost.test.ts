import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Client, Connection } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openPool, type Pool } from '../../db/pool.ts'
import { lost, type Lost, type Place } from '../../worker/lost.ts'
import { historyOf } from '../../worker/measure-histories.ts'
import { bundledHere } from '../../worker/workflow-code.ts'
import { undoing } from '../../worker/undoing.ts'
import { workflowIdOf } from '../../workflows/messages.ts'
import { freshDatabase, temporalAddress } from '../stack-fixture.ts'
import type { lead as workflow } from './lost-workflows.ts'

/** A judge of lost leads that finds none says little unless it finds those that are. */

const taskQueue = `lost-${randomUUID()}`
const idOf = (name: string): string => `${name}-${taskQueue}`
const undo = undoing()
let place: Place
let pool: Pool

beforeAll(async () => {
  const database = await freshDatabase()
  undo.push(() => database.drop())
  pool = openPool(database.databaseUrl)
  undo.push(() => pool.end())
  const native = await NativeConnection.connect({ address: temporalAddress() })
  undo.push(() => native.close())
  const connection = await Connection.connect({ address: temporalAddress() })
  undo.push(() => connection.close())
  const client = new Client({ connection })
  place = { pool, client, taskQueue }

  const worker = await Worker.create({
    connection: native,
    taskQueue,
    ...bundledHere(fileURLToPath(new URL('lost-workflows.ts', import.meta.url))),
  })
  const ran = worker.run()
  undo.push(async () => {
    worker.shutdown()
    await ran
  })
})
afterAll(() => undo.run())

/** Once its first task is over, whatever came of it. */
async function lives(name: string, does: Parameters<typeof workflow>[0]): Promise<void> {
  const workflowId = workflowIdOf(idOf(name))
  await place.client.workflow.start<typeof workflow>('lead', { workflowId, taskQueue, args: [does] })
  undo.push(() =>
    place.client.workflow
      .getHandle(workflowId)
      .terminate('over')
      .then(undefined, () => {}),
  )
  await vi.waitFor(async () => expect((await historyOf(place.client, idOf(name)))?.events?.length).toBeGreaterThan(3), {
    timeout: 60_000,
  })
}

async function known(name: string): Promise<string> {
  await pool.query(`insert into lead (id, lifecycle, lifecycle_since, created_at) values ($1, 'lead', now(), now())`, [
    idOf(name),
  ])
  return idOf(name)
}

test('a lead is lost that nothing would ever move again, and it is said what shows it', async () => {
  await lives('ann', 'sleeps')
  await lives('ben', 'waits for nothing')
  await lives('cid', 'fails and is tried again')
  await lives('eve', 'waits for nothing')
  await place.client.workflow.getHandle(workflowIdOf(idOf('eve'))).terminate('on purpose')
  const all = await Promise.all(['ann', 'ben', 'cid', 'dan', 'eve'].map(known))
  const found: readonly Lost[] = await lost(place, all, 300)
  expect(found.toSorted((a, b) => a.lead.localeCompare(b.lead))).toEqual([
    {
      lead: idOf('ben'),
      what: 'its workflow runs and waits for nothing: its event 4 is the last, with workflowTaskCompletedEventAttributes',
    },
    { lead: idOf('dan'), what: 'its life is not over, and its workflow does not run' },
    { lead: idOf('eve'), what: 'its life is not over, and its workflow does not run' },
  ])
})
