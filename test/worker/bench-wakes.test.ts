import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startSmtpSink } from '../../worker/inbox-smtp.ts'
import { benchBurst } from '../../worker/bench-burst.ts'
import { benchCold } from '../../worker/bench-cold.ts'
import type { Measured } from '../../worker/bench-figures.ts'
import { benchGrow } from '../../worker/bench-grow.ts'
import { rememberStatements, wholeReads, wholeReadsDuring } from '../../worker/bench-plans.ts'
import type { BenchServers, Sink } from '../../worker/bench-servers.ts'
import { benchSleep } from '../../worker/bench-sleep.ts'
import type { Benchmark } from '../../worker/bench-stage.ts'
import { benchWake } from '../../worker/bench-wake.ts'
import { freshDatabase, temporalAddress } from '../stack-fixture.ts'
import { withDatabase, withServer } from '../template-database.ts'

/** On a busy machine their figures say nothing: these tests show that each comes to its figures at all. */
describe('benchmarks of sleeping leads', () => {
  let sink: Sink & { stop(): Promise<void> }
  beforeAll(async () => {
    sink = await sinkHere()
  })
  afterAll(() => sink.stop())

  async function quick(benchmark: Benchmark): Promise<Readonly<Record<string, Measured>>> {
    const figures: Record<string, Measured> = {}
    const servers: BenchServers = {
      database: (like) => (like === undefined ? freshDatabase() : copyOf(like)),
      temporal: () => Promise.resolve(temporalAddress()),
      sink: () => Promise.resolve(sink),
      started: () => ({}),
      stop: () => Promise.resolve(),
    }
    await benchmark({
      quick: true,
      runs: 1,
      servers,
      tell: (measured) => void (figures[measured.name] = measured),
      note() {},
      log() {},
    })
    for (const { name, value } of Object.values(figures)) expect(value, name).toBeTypeOf('number')
    expect(Object.values(figures).filter(({ value }) => !Number.isFinite(value))).toEqual([])
    return figures
  }

  test('cold: CPU of a wake at three ages, each beside the bare one', async () => {
    const figures = await quick(benchCold)
    for (const age of [1, 10, 50]) {
      const { value = 0, beside = 0 } = figures[`cold, at touch ${age}`] ?? {}
      expect(value).toBeGreaterThan(0)
      expect(beside).toBeGreaterThan(0)
    }
  })

  test('wake: from the POST to the promotion, idle and busy', async () => {
    const figures = await quick(benchWake)
    for (const how of ['idle', 'under 500 events/s'])
      for (const percentile of ['p50', 'p99']) {
        const { value = 0, beside = 0 } = figures[`wake, ${how}, ${percentile}`] ?? {}
        expect(value).toBeGreaterThan(0)
        expect(beside).toBeGreaterThan(0)
      }
    expect(figures['wake, background that was taken in']?.value).toBeGreaterThan(0)
  })

  test('sleep: what cached and evicted leads take', async () => {
    expect(Object.keys(await quick(benchSleep))).toEqual(['sleep, cached', 'sleep, evicted'])
  })

  test('burst: nothing goes outside of its window, and every handoff in the middle is made', async () => {
    const figures = await quick(benchBurst)
    expect(figures['burst, touches outside their window']).toMatchObject({ value: 0, pass: true })
    expect(figures['burst, until all touches are made']?.value).toBeGreaterThan(0)
    expect(figures['burst, the rep has the mail, p99']?.beside).toBeGreaterThan(0)
  })

  test('grow: touches and events in a small and in a larger database', async () => {
    const figures = await quick(benchGrow)
    for (const what of ['touch', 'event']) expect(figures[`grow, ${what} at 500 leads`]?.beside).toBeGreaterThan(0)
  })
})

describe('what reads a whole table', () => {
  test('is found by its plan, and by what Postgres counts where a function hides it', async () => {
    const database = await freshDatabase()
    const { databaseUrl } = database
    const hidden = `select count_of('a')`
    const asked = ['select id from thing where id = $1', 'select id from thing where name = $1']
    try {
      await withServer(databaseUrl, (client) =>
        client.query(
          `create table thing (id integer primary key, name text);
           insert into thing select nth, 'a' || nth from generate_series(1, 6000) as nth;
           create function count_of(wanted text) returns bigint language plpgsql as
             $$ begin return (select count(*) from thing where name = wanted); end $$;
           analyze thing`,
        ),
      )
      let found: readonly string[] = []
      const counted = await wholeReadsDuring(databaseUrl, 5_000, async (pool) => {
        const remembered = rememberStatements(pool)
        for (const text of asked) await pool.query(text, [1])
        await pool.query(hidden)
        found = await wholeReads(pool, remembered(), 5_000)
      })
      expect(found).toEqual([`reads all of thing: ${asked[1]}`])
      expect(counted).toEqual({ thing: 2 })
    } finally {
      await database.drop()
    }
  })
})

async function copyOf(databaseUrl: string): ReturnType<BenchServers['database']> {
  const server = inject('databaseUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = new URL(databaseUrl).pathname.slice(1)
  await withServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  return {
    databaseUrl: withDatabase(server, name),
    drop: () => withServer(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  }
}

/** A sink in this process. */
async function sinkHere(): Promise<Sink & { stop(): Promise<void> }> {
  const ids = new Set<string>()
  let [at, unique]: [number[], number] = [[], 0]
  const started = await startSmtpSink(
    {
      add(raw) {
        const id = /^message-id:\s*(\S+)/im.exec(raw.toString('latin1', 0, 4_096))?.[1] ?? ''
        if (!ids.has(id)) unique += 1
        ids.add(id)
        at.push(Date.now())
        return Promise.resolve()
      },
    },
    0,
  )
  return {
    smtpUrl: `smtp://127.0.0.1:${started.port}`,
    receipts() {
      const receipts = { at, unique, bytes: 0 }
      ;[at, unique] = [[], 0]
      return Promise.resolve(receipts)
    },
    stop: () => started.stop(),
  }
}
