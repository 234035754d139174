import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findOrCreate, type Person } from '../../db/identify.ts'
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

const maybe = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined })
const person: fc.Arbitrary<Person> = fc
  .record({
    aliases: fc.array(fc.record({ source: fc.constantFrom('crm', 'list'), alias: fc.constantFrom('1', '2', '3') }), {
      maxLength: 2,
    }),
    email: maybe(fc.constantFrom('ann@norwind.test', 'Ann@Norwind.test', 'bo@norwind.test', 'cy@gmail.com')),
    firstName: maybe(fc.constantFrom('Ann', 'Bo')),
    company: maybe(fc.constantFrom('Norwind', 'Halden')),
    phone: maybe(fc.constantFrom('+491', '+492')),
    country: maybe(fc.constantFrom('DE')),
    lifecycle: fc.constantFrom('lead' as const, 'subscriber' as const),
    language: maybe(fc.constantFrom('de')),
  })
  .filter(({ aliases, email }) => aliases.length > 0 || email !== undefined)

/** Everything that identifying people leaves behind, with ids numbered in the order of their first use. */
async function world(
  how: (tx: Parameters<typeof findOrCreate>[0]) => Promise<readonly { lead: string; created: boolean }[]>,
) {
  const undo = new Error('undo')
  let seen: unknown
  await inTransaction(pool, async (tx) => {
    const told = await how(tx)
    const numbers = new Map([...new Set(told.map(({ lead }) => lead))].map((id, i) => [id, i]))
    const { rows: leads } = await tx.query<{ id: string }>(
      `select l.id, email, first_name, last_name, company, phone, country, language, source, lifecycle, a.domain, a.name,
         (select json_agg(json_build_array(source, alias) order by source, alias) from lead_alias where lead_id = l.id) as aliases,
         (select json_agg(json_build_array(seq, was, became, because, actor)) from lifecycle_change where lead_id = l.id) as changes
       from lead l left join account a on a.id = account_id`,
    )
    seen = {
      told: told.map(({ lead, created }) => [numbers.get(lead), created]),
      leads: Object.fromEntries(leads.map((lead) => [numbers.get(lead.id), { ...lead, id: '' }])),
    }
    throw undo
  }).catch((error: unknown) => {
    if (error !== undo) throw error
  })
  return seen
}

test('many people at once are met as if one by one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(person, { maxLength: 4 }), fc.array(person, { maxLength: 8 }), async (before, people) => {
      const oneByOne = await world(async (tx) => {
        const met = []
        for (const each of [...before, ...people]) met.push(...(await findOrCreate(tx, [each], 'test')))
        return met
      })
      const atOnce = await world(async (tx) => [
        ...(await findOrCreate(tx, before, 'test')),
        ...(await findOrCreate(tx, people, 'test')),
      ])
      expect(atOnce).toEqual(oneByOne)
    }),
    { numRuns: 60 },
  )
})
