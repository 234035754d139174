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
