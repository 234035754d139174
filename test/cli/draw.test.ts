import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { email, stage, wait } from '../../core/dsl.ts'
import { Definitions } from '../../db/definitions.ts'
import { enrol } from '../../db/enrol.ts'
import { identified } from '../identified.ts'
import { inTransaction, openPool, type Pool } from '../../db/pool.ts'
import * as mail from '../../templates/index.ts'
import financeLeaders from '../../tracks/finance-leaders.ts'
import { loadProgramme, publishProgramme } from '../../worker/programme.ts'
import { sound } from '../core/lives.ts'
import { scratchFolder } from '../scratch.ts'
import { freshDatabase } from '../stack-fixture.ts'
import { run } from './run.ts'

const folder = scratchFolder('draw')
const definitions = new Definitions()
let pool: Pool
let databaseUrl: string
let drop: () => Promise<void>

/** What is published has no mail on budgets in its last stage, and waits longer there. */
beforeAll(async () => {
  const database = await freshDatabase()
  databaseUrl = database.databaseUrl
  drop = () => database.drop()
  pool = openPool(databaseUrl)
  const shipped = sound(await loadProgramme('.'))
  const stayClose = stage('Worth an hour when the time comes', [email(mail.whatChanged), wait('7 weeks')])
  const older = sound(compileTrack({ ...financeLeaders, stages: { ...financeLeaders.stages, stayClose } }))
  const tracks = shipped.tracks.map((track) => (track.name === older.name ? older : track))
  await publishProgramme(pool, { ...shipped, tracks }, 'test')
})
afterAll(async () => {
  await pool.end()
  await drop()
  folder.remove()
})

/** A lead that stands there. */
async function lead(stands: { doing: string; step?: string; lifecycle?: string }): Promise<string> {
  return inTransaction(pool, async (tx) => {
    const address = `${randomUUID()}@norwind.test`
    const { lead: id } = await identified(tx, { aliases: [], email: address, lifecycle: 'lead' })
    await enrol(tx, definitions, id, 'finance-leaders', 'test')
    const { doing, step = null, lifecycle = 'lead' } = stands
    await tx.query(`update lead set doing = $2, step = $3, lifecycle = $4 where id = $1`, [id, doing, step, lifecycle])
    return id
  })
}

/** A mail that the lead got, with the judgements of those who followed its link. */
async function sent(to: string, step: string, ...judged: ('person' | 'machine')[]): Promise<void> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into touch (lead_id, enrolment, step, pass, channel, content, track, version, state, due_at, claimed_at, claim_token, lease_until)
     select id, 1, $2, 1, 'email', $2, track, version, 'sent', now(), now(), gen_random_uuid(), now() from lead where id = $1 returning id`,
    [to, step],
  )
  for (const by of judged) {
    const hit = [rows[0]!.id, by]
    await pool.query(`insert into hit (touch_id, link, at, agent, judged) values ($1, 'guide', now(), 'a', $2)`, hit)
  }
}

test('draws a track of the files in the folder, without a database', async () => {
  const file = join(folder.path, 'finance.svg')
  const drawn = await run(['draw', 'finance-leaders', '--out', file], { databaseUrl: undefined })
  expect(drawn).toMatchObject({ code: 0, out: `Drawn into ${file}.\n`, err: '' })
  expect(readFileSync(file, 'utf8')).toContain('>mail close-benchmark</text>')
  const text = await run(['draw', 'finance-leaders', '--format', 'mermaid'], { databaseUrl: undefined })
  expect(text.out).toMatch(/^flowchart TD\n/)
})

test('names the tracks where it is not clear which one is meant', async () => {
  const { code, err } = await run(['draw'], { databaseUrl: undefined })
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('There are finance-leaders') })
  const other = await run(['draw', 'finance-leader'], { databaseUrl: undefined })
  expect(other.err).toBe('There is no track finance-leader. Did you mean finance-leaders?\n')
})

test('counts who stands where, what was sent, and what people followed', async () => {
  const waiting = [
    await lead({ doing: 'nurturing', step: 'buying-guide' }),
    await lead({ doing: 'paused', step: 'buying-guide' }),
  ]
  await lead({ doing: 'nurturing', step: 'a-step-of-last-year' })
  await lead({ doing: 'with_sales', step: 'buying-guide', lifecycle: 'sal' })
  await lead({ doing: 'exhausted' })
  await lead({ doing: 'ended', step: 'buying-guide' })
  await sent(waiting[0]!, 'close-benchmark', 'person', 'person')
  await sent(waiting[1]!, 'close-benchmark', 'machine')

  const { code, out, err } = await run(['draw', 'finance-leaders', '--live', '--format', 'mermaid'], { databaseUrl })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('["mail buying-guide<br/>2 here"]')
  expect(out).toContain('["mail close-benchmark<br/>2 sent, 1 clicked"]')
  expect(out).toContain('[["MQL: with sales<br/>1 here"]]')
  expect(out).toMatch(/exhausted\(\["has had everything<br\/>.*<br\/>1 here"\]\)/)
  // What is drawn is what runs, and not the files of the folder.
  expect(out).toContain('wait 7 weeks')
})

test('marks what differs from what is published', async () => {
  const asked = ['draw', 'finance-leaders', '--against', 'published', '--format', 'mermaid']
  const { code, out } = await run(asked, { databaseUrl })
  expect(code).toBe(0)
  expect(out).toContain(
    '["mail budget-season#35;2027<br/>new"]\n    class s_budget_season_2027 email\n    class s_budget_season_2027 added\n',
  )
  expect(out).not.toMatch(/class s_close_benchmark (added|changed)/)
})

test('says that the database is down', async () => {
  const { code, err } = await run(['draw', 'finance-leaders', '--live'], {
    databaseUrl: 'postgres://a:b@127.0.0.1:1/c',
  })
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('cannot be reached') })
})
