import { randomUUID } from 'node:crypto'
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LeadEvent } from '../../core/event.ts'
import { append } from '../../db/events.ts'
import { lockLead } from '../../db/leads.ts'
import { takeBatch } from '../../db/outbox.ts'
import { inTransaction } from '../../db/pool.ts'
import { startRelay, type RelayDeps } from '../../worker/relay.ts'
import { workflowIdOf } from '../../workflows/messages.ts'
import { freshWorld, type World } from '../world.ts'

/** What workflows must hear, on a real server; no worker runs, so that only the relay is seen. */
describe('the relay', () => {
  let world: World
  let connection: Connection
  beforeAll(async () => {
    world = await freshWorld({ lives: false })
    connection = await Connection.connect({ address: world.settings.temporalAddress })
  })
  beforeEach(() => world.pool.query(`delete from outbox`))
  afterAll(async () => {
    await connection.close()
    await world.stop()
  })

  function deps(interceptor: WorkflowClientInterceptor): RelayDeps {
    const client = new Client({ connection, interceptors: { workflow: [interceptor] } })
    return { pool: world.pool, client, definitions: world.definitions, taskQueue: world.settings.taskQueue }
  }

  const unexpected = (error: unknown): never => {
    throw error
  }

  /** The lead does something that its life must hear of. */
  const acts = (lead: string): Promise<number | undefined> =>
    inTransaction(world.pool, async (tx) => {
      const locked = await lockLead(tx, lead)
      const act = { kind: 'visited', of: '/pricing', at: locked.clock.now, messageId: randomUUID() } as const
      return append(tx, locked, { ...act, matters: true, actor: 'lead' })
    })

  const toTell = async (lead: string): Promise<number> =>
    (await world.pool.query(`select from outbox where lead_id = $1`, [lead])).rowCount ?? 0

  const isTold = (lead: string) => world.until(`${lead} is told`, async () => (await toTell(lead)) === 0)

  test('starts that hang hold up neither signals nor, for long, other starts', async () => {
    const hung = await Promise.all(Array.from({ length: 7 }, () => world.lead()))
    const ids = new Set(hung.map(workflowIdOf))
    let open = (): void => {}
    const opened = new Promise<void>((resolve) => (open = resolve))
    const relay = startRelay(
      deps({
        async startWithDetails(input, next) {
          if (ids.has(input.options.workflowId)) await opened
          return next(input)
        },
      }),
      unexpected,
    )
    try {
      const other = await world.lead()
      const running = () => world.client.workflow.getHandle(workflowIdOf(other)).describe()
      await world.until('another lead starts', () => running().catch(() => false as const))
      const known = await world.lead()
      await isTold(known)
      await acts(known)
      relay.wake('signal')
      await isTold(known)
      expect(await Promise.all(hung.map(toTell))).toEqual(hung.map(() => 1))
      open()
      for (const lead of hung) await isTold(lead)
    } finally {
      open()
      await relay.stop()
    }
  })

  test('what cannot be told stays, with the reason, and the rest of its batch is told', async () => {
    const [broken, ...others] = [await world.lead(), await world.lead(), await world.lead()]
    const relay = startRelay(
      deps({
        startWithDetails: (input, next) =>
          input.options.workflowId === workflowIdOf(broken)
            ? Promise.reject(new Error('it cannot be started'))
            : next(input),
      }),
      unexpected,
    )
    try {
      for (const lead of others) await isTold(lead)
      const { rows } = await world.until('it was tried again', async () => {
        const found = await world.pool.query(`select kind, failure from outbox where lead_id = $1 and tries > 1`, [
          broken,
        ])
        return found.rowCount ? found : undefined
      })
      expect(rows).toEqual([{ kind: 'start', failure: 'it cannot be started' }])
    } finally {
      await relay.stop()
    }
  })

  test('of several relays one at a time tells a lead, everything, in its own order', async () => {
    const leads = await Promise.all(Array.from({ length: 5 }, () => world.lead()))
    const busy = new Set<string>()
    const heard = new Map<string, number[]>()
    const overlaps: string[] = []
    const watched: WorkflowClientInterceptor = {
      async signal(input, next) {
        const { workflowId } = input.workflowExecution
        if (busy.has(workflowId)) overlaps.push(workflowId)
        busy.add(workflowId)
        await next(input)
        const [events] = input.args as [readonly LeadEvent[]]
        heard.set(workflowId, [...(heard.get(workflowId) ?? []), ...events.map(({ seq }) => seq)])
        busy.delete(workflowId)
      },
    }
    const relays = [startRelay(deps(watched), unexpected), startRelay(deps(watched), unexpected)]
    const said = new Map<string, number[]>()
    try {
      for (let round = 0; round < 10; round++) {
        for (const lead of leads) {
          const seq = await acts(lead)
          said.set(workflowIdOf(lead), [...(said.get(workflowIdOf(lead)) ?? []), seq ?? 0])
          for (const relay of relays) relay.wake('signal')
        }
      }
      for (const lead of leads) await isTold(lead)
      expect(overlaps).toEqual([])
    } finally {
      await Promise.all(relays.map((relay) => relay.stop()))
    }
    for (const [workflowId, seqs] of heard) {
      // The first ones may have been told with the start.
      expect(seqs).toEqual(said.get(workflowId)?.slice(-seqs.length))
    }
    expect(heard.size).toBe(leads.length)
  })

  test('what was not confirmed is told again', async () => {
    const lead = await world.lead()
    const batch = await takeBatch(world.pool, 'start', 10)
    expect(batch?.deliveries).toEqual([{ lead, start: true, events: [] }])
    expect(await takeBatch(world.pool, 'start', 10)).toBeUndefined()
    batch?.abandon(new Error('the worker died'))
    const again = await world.until('it is let go', () => takeBatch(world.pool, 'start', 10))
    expect(again.deliveries).toEqual(batch?.deliveries)
    expect(await again.settle(new Map())).toBe(false)
    expect(await toTell(lead)).toBe(0)
  })

  test('what came while a lead was told is known when that is over', async () => {
    const lead = await world.lead()
    const batch = await takeBatch(world.pool, 'start', 10)
    const seq = await acts(lead)
    expect(await takeBatch(world.pool, 'signal', 10)).toBeUndefined()
    expect(await batch?.settle(new Map())).toBe(true)
    const next = await takeBatch(world.pool, 'signal', 10)
    expect(next?.deliveries).toEqual([
      { lead, start: false, events: [expect.objectContaining({ seq, kind: 'visited' })] },
    ])
    await next?.settle(new Map())
  })
})
