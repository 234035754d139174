import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../db/identify.ts'
import { identified } from '../identified.ts'
import { readLead } from '../../db/leads.ts'
import { inTransaction, openPool, type Pool } from '../../db/pool.ts'
import { freshDatabase } from '../stack-fixture.ts'

let pool: Pool
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await freshDatabase()
  pool = openPool(database.databaseUrl)
  drop = () => database.drop()
})
afterAll(async () => {
  await pool.end()
  await drop()
})

const identify = (person: Person) => inTransaction(pool, (tx) => identified(tx, person))
const crm = (alias: string) => [{ source: 'crm', alias }]

test('a person is known by an id of another system, then by their address in any case', async () => {
  const { lead, created } = await identify({ aliases: crm('17'), email: 'Ines.Vidal@norwind.example' })
  expect(created).toBe(true)
  expect(await identify({ aliases: crm('17') })).toEqual({ lead, created: false, filled: false })
  expect(await identify({ aliases: crm('18'), email: 'ines.vidal@norwind.example' })).toEqual({
    lead,
    created: false,
    filled: false,
  })
  expect(await identify({ aliases: crm('18') })).toEqual({ lead, created: false, filled: false })
})

test('what is empty is filled, what is known stays, the address above all', async () => {
  const { lead } = await identify({ aliases: crm('21'), email: 'ana@halden.example', firstName: 'Ana' })
  await identify({ aliases: crm('21'), email: 'other@halden.example', firstName: 'Anna', country: 'PT' })
  expect(await readLead(pool, lead)).toMatchObject({ email: 'ana@halden.example', firstName: 'Ana', country: 'PT' })
})

test('an address that another lead has is not given to a second one', async () => {
  const { lead: first } = await identify({ aliases: [], email: 'one@halden.example' })
  const { lead: second } = await identify({ aliases: crm('22') })
  await identify({ aliases: crm('22'), email: 'one@halden.example' })
  expect(await readLead(pool, second)).toMatchObject({ email: null })
  expect(await readLead(pool, first)).toMatchObject({ email: 'one@halden.example' })
})

test('twenty doors that meet the same new person at once make one lead', async () => {
  const person = { aliases: crm('30'), email: 'rush@norwind.example' }
  const met = await Promise.all(Array.from({ length: 20 }, () => identify(person)))
  expect(new Set(met.map(({ lead }) => lead)).size).toBe(1)
  expect(met.filter(({ created }) => created)).toHaveLength(1)
})

test('colleagues share an account by the domain of their company; a free address stands for none', async () => {
  const accountOf = async (email: string) =>
    (await readLead(pool, (await identify({ aliases: [], email })).lead)).accountId
  const [one, other] = await Promise.all([accountOf('a@fjord.example'), accountOf('b@FJORD.example')])
  expect(one).toMatch(/^a_/)
  expect(other).toBe(one)
  expect(await accountOf('somebody@gmail.com')).toBeNull()
})
