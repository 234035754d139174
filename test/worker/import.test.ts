import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { changeConsent, suppress } from '../../db/consent.ts'
import { Definitions } from '../../db/definitions.ts'
import { enrol } from '../../db/enrol.ts'
import { identified } from '../identified.ts'
import { factsOf, findLead, lockLead, readLead, type Lead } from '../../db/leads.ts'
import { inTransaction, openPool, type Pool } from '../../db/pool.ts'
import { importLeads, type ImportOptions } from '../../worker/import.ts'
import { loadMapping, parseMapping } from '../../worker/import-mapping.ts'
import type { ImportReport } from '../../worker/import-report.ts'
import { publishSmallProgramme } from '../programme-fixture.ts'
import { scratchFolder } from '../scratch.ts'
import { freshDatabase } from '../stack-fixture.ts'

const header = 'Id,Mail,First,Country,Sector,No mail\n'
const fair = {
  source: 'fair',
  key: 'Id',
  fields: { email: 'Mail', firstName: 'First', country: 'Country' },
  facts: { sector: { from: 'Sector', values: { Freight: 'freight', Retail: 'retail', Unknown: null } } },
  empty: ['-'],
  permission: { email: { from: 'No mail', values: { yes: false, '': true }, basis: 'legitimate_interest' } },
  track: 'on-time',
}

const folder = scratchFolder('import')
const file = join(folder.path, 'fair.csv')
let pool: Pool
let drop: () => Promise<void>

beforeEach(async () => {
  const database = await freshDatabase()
  drop = () => database.drop()
  pool = openPool(database.databaseUrl)
  await publishSmallProgramme(pool)
})
afterEach(async () => {
  await pool.end()
  await drop()
})
afterAll(() => folder.remove())

function bring(rows: string, options: Partial<ImportOptions> & { as?: object } = {}): Promise<ImportReport> {
  const { as, ...rest } = options
  writeFileSync(file, header + rows)
  const mapping = parseMapping({ ...fair, ...as }, 'mapping')
  return importLeads({ pool, definitions: new Definitions(), file, mapping, actor: 'ann', ...rest })
}

async function lead(name: string): Promise<Lead> {
  const id = await findLead(pool, name)
  if (id === undefined) throw new Error(`nobody goes by ${name}`)
  return readLead(pool, id)
}

/** Every row that an import could have touched, in a form that can be compared. */
async function everything(): Promise<unknown> {
  const tables = [
    'lead',
    'lead_alias',
    'account',
    'enrolment',
    'event',
    'fact',
    'consent',
    'outbox',
    'lifecycle_change',
  ]
  const kept = []
  for (const table of tables) kept.push((await pool.query(`select * from ${table} order by ${table}::text`)).rows)
  return kept
}

const rejected = (): Record<string, string>[] =>
  parse(readFileSync(`${file}.rejects.csv`), { columns: true, relax_column_count: true })

test('a list brings leads with facts, permission and a life in a track', async () => {
  const report = await bring('1, Ann@Norwind.test ,Ann,Germany,Freight,\n2,bo@halden.test,Bo,-,unknown,yes\n')
  expect(report).toMatchObject({
    rows: 2,
    new: 2,
    refused: {},
    enrolled: { 'on-time': 2 },
    finished: true,
    rejects: null,
  })

  const ann = await lead('fair:1')
  expect(ann).toMatchObject({ email: 'Ann@norwind.test', country: 'DE', lifecycle: 'lead', channels: ['email'] })
  expect(ann).toMatchObject({ track: 'on-time', doing: 'nurturing', enrolment: 1 })
  expect(await factsOf(pool, ann.id)).toEqual({ sector: 'freight' })
  expect((await pool.query(`select source, actor from fact`)).rows).toEqual([{ source: 'fair', actor: 'ann' }])
  expect(await lead('fair:2')).toMatchObject({ country: null, channels: [] })
  expect((await pool.query(`select granted, basis from consent order by id`)).rows).toEqual([
    { granted: true, basis: 'legitimate_interest' },
    { granted: false, basis: 'opted_out' },
  ])
})

test('the same list again changes nothing, and says that everybody was there', async () => {
  const rows = '1,ann@norwind.test,Ann,DE,Freight,\n2,bo@halden.test,Bo,,,yes\n3,ann@norwind.test,Anna,,Retail,\n'
  const first = await bring(rows)
  expect(first).toMatchObject({ new: 2, repeated: 1, updated: 1 })
  const before = await everything()
  const again = await bring(rows)
  expect(again).toMatchObject({
    new: 0,
    matched: 2,
    repeated: 1,
    updated: 0,
    enrolled: {},
    shareDuplicateOrUnusable: 1,
  })
  expect(await everything()).toEqual(before)
})

test('whom the list brings is looked for among those who are there, by address too, before they count as new', async () => {
  const known = await inTransaction(pool, (tx) =>
    identified(tx, { aliases: [{ source: 'crm', alias: '17' }], email: 'ann@norwind.test', lifecycle: 'lead' }),
  )
  const report = await bring('1,ANN@norwind.test,Ann,DE,Retail,\n')
  expect(report).toMatchObject({ new: 0, matched: 1, updated: 1, enrolled: { 'on-time': 1 } })
  expect(await lead('fair:1')).toMatchObject({ id: known.lead, firstName: 'Ann', country: 'DE' })
  expect(await factsOf(pool, known.lead)).toEqual({ sector: 'retail' })
})

test('what somebody withdrew or barred stays closed, whatever a later list says', async () => {
  await bring('1,ann@norwind.test,Ann,,,yes\n2,bo@halden.test,Bo,,,\n')
  const bo = await lead('fair:2')
  await inTransaction(pool, async (tx) => {
    const by = { channel: 'email', at: bo.clock.now, actor: 'lead', messageId: 'm' } as const
    await changeConsent(tx, await lockLead(tx, bo.id), { ...by, granted: false, basis: 'one_click', source: 'link' })
    const { lead: cy } = await identified(tx, { aliases: [], email: 'cy@halden.test' })
    await suppress(tx, await lockLead(tx, cy), { ...by, reason: 'complained' })
  })
  const bought = await bring('a,ann@norwind.test,Ann,,,\nb,bo@halden.test,Bo,,,\nc,cy@halden.test,Cy,,,\n', {
    as: { source: 'bought' },
  })
  expect(bought).toMatchObject({ new: 0, matched: 3, keptClosed: 3 })
  for (const name of ['bought:a', 'bought:b', 'bought:c']) expect(await lead(name)).toMatchObject({ channels: [] })
})

test('a list that says no closes the channel of a lead that is there, once', async () => {
  await bring('1,ann@norwind.test,Ann,,,\n')
  const no = () => bring('x,ann@norwind.test,Ann,,,yes\n', { as: { source: 'robinson' } })
  expect(await no()).toMatchObject({ matched: 1, updated: 1 })
  const ann = await lead('fair:1')
  expect(ann.channels).toEqual([])
  await inTransaction(pool, async (tx) => {
    const yes = { granted: true, basis: 'opt_in', source: 'form', at: ann.clock.now, actor: 'lead', messageId: 'yes' }
    await changeConsent(tx, await lockLead(tx, ann.id), { channel: 'email', ...yes })
  })
  expect(await no()).toMatchObject({ updated: 0 })
  expect(await lead('fair:1')).toMatchObject({ channels: ['email'] })
})

test('what is no lead is refused with line, reason and remedy, and costs no other row', async () => {
  const report = await bring(
    [
      '1,ann@norwind.test,Ann,DE,Freight,',
      '2,"never closed,Bo,DE,Freight,',
      '3,cy@halden.test,Cy,Atlantis,Tourism,perhaps',
      '4,no address,Di,,,',
      '5,-,Ed,,,',
      '6,mickey@halden.test,Mickey Mouse,,,',
      '7,fay@halden.test,Fay,DE',
      '8,=cmd|calc,Gil,,,',
      '9,mailto:hal@halden.test,Hal,,,',
    ].join('\n'),
  )
  expect(report).toMatchObject({
    rows: 9,
    new: 3,
    refused: { malformed: 2, bad_address: 2, no_address: 1, fake_name: 1 },
    repaired: { country: 1, unknown_value: 2, address: 1 },
    unknownValues: { 'facts.sector': { Tourism: 1 }, 'permission.email': { perhaps: 1 } },
  })
  expect(rejected().map((row) => [row['import row'], row['import reason']])).toEqual([
    ['3', 'malformed'],
    ['5', 'bad_address'],
    ['6', 'no_address'],
    ['7', 'fake_name'],
    ['8', 'malformed'],
    ['9', 'bad_address'],
  ])
  expect(rejected().every((row) => row['import remedy'])).toBe(true)
  expect(rejected()[1]).toMatchObject({ Id: '4', Mail: 'no address', First: 'Di' })
  expect(rejected()[5]).toMatchObject({ Mail: "'=cmd|calc" })
  expect(await lead('fair:3')).toMatchObject({ country: null, channels: [] })
})

test('the rows that were refused can be mended where they are and imported from there', async () => {
  await bring('1,ann at norwind.test,Ann,DE,Freight,\n')
  const mended = join(folder.path, 'mended.csv')
  writeFileSync(mended, readFileSync(`${file}.rejects.csv`, 'utf8').replaceAll('ann at ', 'ann@'))
  const mapping = parseMapping(fair, 'mapping')
  const report = await importLeads({ pool, definitions: new Definitions(), file: mended, mapping, actor: 'ann' })
  expect(report).toMatchObject({ new: 1, refused: {} })
  expect(await lead('fair:1')).toMatchObject({ email: 'ann@norwind.test' })
  expect(existsSync(`${mended}.rejects.csv`)).toBe(false)
})

test('an import that is stopped goes on where it stopped, and counts as one', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i},p${i}@halden.test,P,,Freight,${i % 7 ? '' : 'yes'}\n${i},bad\n`,
  )
  const stop = new AbortController()
  const cut = await bring(rows.join(''), { rate: 50, signal: stop.signal, onProgress: () => stop.abort() })
  expect(cut).toMatchObject({ rows: 50, finished: false })
  writeFileSync(`${file}.rejects.csv`, `${readFileSync(`${file}.rejects.csv`, 'utf8')}what a batch left that never was`)
  const rest = await bring(rows.join(''))
  expect(rest).toMatchObject({ rows: 120, new: 60, refused: { malformed: 60 }, finished: true, resumedAfter: 50 })
  expect(rejected().map((row) => row['import row'])).toEqual(rows.map((_, i) => String(2 * i + 3)))
})

test('only the first rows, where only they are asked for', async () => {
  const rows = Array.from({ length: 10 }, (_, i) => `${i},p${i}@halden.test,P,,,\n`).join('')
  expect(await bring(rows, { limit: 4 })).toMatchObject({ rows: 4, new: 4, finished: false })
  expect(await bring(rows, { limit: 4 })).toMatchObject({ rows: 4, new: 4 })
  expect(await bring(rows)).toMatchObject({ rows: 10, new: 10, finished: true })
})

test('enrolment keeps to the rate', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${i},p${i}@halden.test,P,,,\n`).join('')
  const { seconds } = await bring(rows, { rate: 20 })
  expect(seconds).toBeGreaterThan(0.9)
})

test('who enters in a crowd begins the same life as who enters alone', async () => {
  await bring('1,ann@norwind.test,Ann,,,\n')
  const ann = await lead('fair:1')
  const alone = await inTransaction(pool, async (tx) => {
    const { lead: bo } = await identified(tx, { aliases: [], email: 'bo@halden.test', lifecycle: 'lead' })
    await enrol(tx, new Definitions(), bo, 'on-time', 'ann')
    return lockLead(tx, bo)
  })
  const { track, version, enrolment, doing, wakesAt, listens, state } = alone
  expect(ann).toMatchObject({ track, version, enrolment, doing, wakesAt, listens })
  expect(ann.state).toEqual({ ...state, lead: ann.id, cursor: ann.lastSeq })
  expect((await pool.query(`select kind, count(*) from outbox group by 1`)).rows).toEqual([{ kind: 'start', count: 2 }])
})

test('subscribers stay subscribers', async () => {
  await bring('1,ann@norwind.test,Ann,,Freight,\n', { as: { lifecycle: 'subscriber', track: undefined } })
  expect(await lead('fair:1')).toMatchObject({ lifecycle: 'subscriber', enrolment: 0 })
  expect(await factsOf(pool, (await lead('fair:1')).id)).toEqual({ sector: 'freight' })
})

test.each([
  ['a column', { fields: { email: 'Mial' } }, 'fields.email: %s has no column "Mial". Did you mean Mail?'],
  ['a fact', { facts: { sectr: 'Sector' } }, 'no such fact. Did you mean sector?'],
  [
    'a value',
    { facts: { sector: { from: 'Sector', values: { F: 'frieght' } } } },
    '"frieght" is no value of it. Did you mean freight?',
  ],
  ['a track', { track: 'on-tim' }, 'no track on-tim is published. Did you mean on-time?'],
  ['where to enter', { lifecycle: 'mql' }, 'a list enters as "lead" or "subscriber"'],
  ['a word', { feilds: {} }, 'feilds'],
  ['a rule', { track: { form: 'Sector' } }, 'track: unrecognized key: "form"'],
  ['the basis', { permission: { email: { otherwise: true } } }, 'permission.email.basis'],
])('a mapping that mistakes %s is refused, and nothing enters', async (_, as, sentence) => {
  await expect(async () => bring('1,ann@norwind.test,Ann,,,\n', { as })).rejects.toThrow(sentence.replace('%s', file))
  expect((await pool.query(`select from lead`)).rowCount).toBe(0)
})

test('a mapping may be a module, and one that is none says so', async () => {
  const module = join(folder.path, 'mapping.ts')
  writeFileSync(module, `const key: string = 'Id'\nexport default { source: 'fair', key, fields: { email: 'Mail' } }\n`)
  expect(await loadMapping(module)).toMatchObject({ source: 'fair', key: 'Id', lifecycle: 'lead' })
  const json = join(folder.path, 'mapping.json')
  writeFileSync(json, '{ "source": fair }')
  await expect(loadMapping(json)).rejects.toThrow('it is no JSON')
  await expect(loadMapping(join(folder.path, 'absent.json'))).rejects.toThrow('there is no such file')
})
