import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isPassing } from '../../db/passing.ts'
import { inTransaction, only, openPool, statement, type Pool } from '../../db/pool.ts'
import { openLink } from '../../worker/chaos-link.ts'
import { freshDatabase } from '../stack-fixture.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let pool: Pool
beforeAll(async () => {
  database = await freshDatabase()
  pool = openPool(database.databaseUrl)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

test('a connection that breaks between two queries of a transaction fails that transaction, and nothing else', async () => {
  const other = openPool(database.databaseUrl)
  const broken = inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ pid: number }>(`select pg_backend_pid() as pid`)
    await other.query(`select pg_terminate_backend($1)`, [only(rows, 'pid').pid])
    // Nothing waits for an answer when the connection breaks.
    await new Promise((resolve) => setTimeout(resolve, 200))
    await tx.query(`select 1`)
  })
  await expect(broken).rejects.toThrow('not queryable')
  await other.end()
  expect((await pool.query(`select 1 as one`)).rows).toEqual([{ one: 1 }])
})

test('a wire that swallows everything holds nobody for ever, and the connection on it is not used again', async () => {
  const address = new URL(database.databaseUrl)
  const link = await openLink(Number(address.port))
  address.port = String(link.port)
  const patient = openPool(address.href, { max: 1, patienceMs: 500 })
  try {
    await patient.query(`select 1`)
    link.be('silent')
    const errors = [
      await inTransaction(patient, (tx) => tx.query(`select 1`)).catch((error: unknown) => error),
      await patient.query(`select 1`).catch((error: unknown) => error),
    ]
    expect(errors).toEqual([new Error('Query read timeout'), expect.any(Error)])
    // Nobody takes it for a defect.
    expect(errors.map(isPassing)).toEqual([true, true])
    link.be('open')
    expect((await inTransaction(patient, (tx) => tx.query(`select 1 as one`))).rows).toEqual([{ one: 1 }])
  } finally {
    await patient.end()
    await link.close()
  }
})

test('what a transaction asks without waiting goes in one packet with its begin, and what ends it with the commit', async () => {
  const packets: string[] = []
  const address = new URL(database.databaseUrl)
  const link = await openLink(Number(address.port), () => ({
    client(chunk) {
      packets.push(chunk.toString('latin1'))
      return undefined
    },
    server: () => undefined,
    held() {},
    closed() {},
  }))
  address.port = String(link.port)
  const watched = openPool(address.href, { max: 1 })
  try {
    await watched.query('create table packet (n int)')
    packets.length = 0
    const counted = await inTransaction(watched, async (tx, last) => {
      const [, { rows }] = await Promise.all([
        tx.query('insert into packet values (1)'),
        tx.query<{ n: number }>('select count(*)::int as n from packet'),
      ])
      await last.query('insert into packet values (2)')
      return only(rows, 'count').n
    })
    expect(counted).toBe(1)
    expect(packets).toEqual([
      expect.stringMatching(/begin[^]*insert[^]*select/),
      expect.stringMatching(/insert[^]*commit/),
    ])
    expect((await pool.query('select n from packet order by n')).rows).toEqual([{ n: 1 }, { n: 2 }])
  } finally {
    await watched.end()
    await link.close()
    await pool.query('drop table if exists packet')
  }
})

test('whichever of them fails, nothing is kept, and the connection works on', async () => {
  const one = openPool(database.databaseUrl, { max: 1 })
  try {
    await one.query('create table kept (n int primary key)')
    const fails = 'insert into kept values (1), (1)'
    const failures = [
      inTransaction(one, (tx) => Promise.all([tx.query('insert into kept values (1)'), tx.query(fails)])),
      inTransaction(one, (tx) => Promise.all([tx.query(fails), tx.query('insert into kept values (2)')])),
      inTransaction(one, async (tx, last) => {
        await tx.query('insert into kept values (3)')
        return last.query(fails)
      }),
    ]
    for (const failure of failures) await expect(failure).rejects.toThrow('duplicate key')
    expect((await one.query('select n from kept')).rows).toEqual([])
  } finally {
    await one.end()
    await pool.query('drop table if exists kept')
  }
})

test('a statement that comes after the end of its transaction is refused, and does not reach the next one', async () => {
  const one = openPool(database.databaseUrl, { max: 1 })
  try {
    await one.query('create table late (n int)')
    const after = 'a statement came after the end of its transaction'
    const past = inTransaction(one, async (tx, last) => {
      await last.query('insert into late values (1)')
      return tx.query('insert into late values (2)')
    })
    await expect(past).rejects.toThrow(after)
    let late = Promise.resolve()
    const given = inTransaction(one, (tx) => {
      late = (async () => {
        await sleep(100)
        await expect(tx.query('insert into late values (3)')).rejects.toThrow(after)
      })()
      return Promise.all([tx.query('select 1 / 0'), late])
    })
    await expect(given).rejects.toThrow('division by zero')
    await inTransaction(one, () => late)
    expect((await one.query('select n from late')).rows).toEqual([{ n: 1 }])
  } finally {
    await one.end()
    await pool.query('drop table if exists late')
  }
})

test('a statement is parsed once for a connection, whatever it is asked with', async () => {
  const one = openPool(database.databaseUrl, { max: 1 })
  try {
    const adding = statement('select $1::int + 1 as sum')
    const sums: number[] = []
    for (const n of [1, 2, 3]) sums.push(only((await one.query<{ sum: number }>(adding(n))).rows, 'sum').sum)
    expect(sums).toEqual([2, 3, 4])
    const { rows } = await one.query(
      `select statement, (generic_plans + custom_plans)::int as runs from pg_prepared_statements`,
    )
    expect(rows).toEqual([{ statement: 'select $1::int + 1 as sum', runs: 3 }])
  } finally {
    await one.end()
  }
})

test('another text is another statement, and the same text the same in every process', () => {
  expect(statement('select 1')().name).not.toBe(statement('select 2')().name)
  expect(statement('select 1')().name).toBe(statement('select 1')().name)
})
