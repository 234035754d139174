import { afterAll, beforeAll, expect, test } from 'vitest'
import { rememberTouch, type RememberedTouch } from '../../db/doctor-ledger.ts'
import { inTransaction, openPool, type Pool } from '../../db/pool.ts'
import { claimedMail } from '../claimed-mail.ts'
import { freshDatabase } from '../stack-fixture.ts'

/** What the doctor writes into a ledger that was set back, and what it leaves alone. */

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

const published = { track: 'a-track', version: '1', content: 'mail guide' } as const

async function lead(id: string): Promise<string> {
  await pool.query(
    `insert into lead (id, email, lifecycle, lifecycle_since, created_at) values ($1, $2, 'lead', now(), now())`,
    [id, `${id}@ledger.test`],
  )
  return id
}

const remember = (of: string, changes: Partial<RememberedTouch> = {}): Promise<void> =>
  inTransaction(pool, (tx) =>
    rememberTouch(tx, {
      ...published,
      key: { lead: of, enrolment: 1, step: 'second', pass: 1, attempt: 1 },
      channel: 'email',
      was: 'sent',
      at: Date.UTC(2027, 0, 4),
      ...changes,
    }),
  )

async function ledgerOf(of: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ step: string; state: string }>(
    `select step, state from touch where lead_id = $1 order by step`,
    [of],
  )
  return rows.map(({ step, state }) => `${step}: ${state}`)
}

test('what went out before the database was set back is in it again', async () => {
  await remember(await lead('ann'))
  expect(await ledgerOf('ann')).toEqual(['second: sent'])
})

test('a claim of the same content by another key is given up for it', async () => {
  const ben = await lead('ben')
  await claimedMail(pool, { ...published, key: { lead: ben, step: 'first' }, now: Date.UTC(2027, 0, 4) })
  await remember(ben)
  expect(await ledgerOf(ben)).toEqual(['first: deferred', 'second: sent'])
})

test.each(['sending', 'sent', 'unknown'])(
  'the same content that is %s by another key is left as it is: nobody gets it once more',
  async (state) => {
    const cid = await lead(`cid-${state}`)
    const { id } = await claimedMail(pool, {
      ...published,
      key: { lead: cid, step: 'first' },
      now: Date.UTC(2027, 0, 4),
    })
    await pool.query(`update touch set state = $2 where id = $1`, [id, state])
    await remember(cid)
    expect(await ledgerOf(cid)).toEqual([`first: ${state}`])
  },
)
