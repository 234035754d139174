import { inTransaction, type Pool, type Sql } from './pool.ts'

/** Deadlocks, and rows that another made in the same instant. */
const met = ['40P01', '40001', '23505']
const tries = 5

/** Runs `work` in one transaction, and from its start again where another transaction met the same rows in another order. */
export async function inRetriedTransaction<T>(pool: Pool, work: (tx: Sql) => Promise<T>): Promise<T> {
  for (let nth = 1; ; nth++) {
    try {
      return await inTransaction(pool, work)
    } catch (error) {
      if (nth === tries || !met.includes(String((error as { code?: unknown }).code))) throw error
    }
  }
}
