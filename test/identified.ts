import { findOrCreate, type Identified, type Person } from '../db/identify.ts'
import { only, type Sql } from '../db/pool.ts'

/** Makes one person known. */
export async function identified(tx: Sql, person: Person): Promise<Identified> {
  return only(await findOrCreate(tx, [person], 'test'), 'lead')
}
