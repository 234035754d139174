import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeConsent } from '../../db/consent.ts'
import { Definitions } from '../../db/definitions.ts'
import { enrol } from '../../db/enrol.ts'
import { addHandoff } from '../../db/handoffs.ts'
import { identified } from '../identified.ts'
import { changeLifecycle, lockLead, readLead } from '../../db/leads.ts'
import { inTransaction, openPool, type Pool } from '../../db/pool.ts'
import { publishSmallProgramme } from '../programme-fixture.ts'
import { scratchFolder } from '../scratch.ts'
import { freshDatabase } from '../stack-fixture.ts'
import { run } from './run.ts'

const folder = scratchFolder('cli')
const definitions = new Definitions()
let pool: Pool
let databaseUrl: string
let drop: () => Promise<void>
let ann: string

beforeAll(async () => {
  const database = await freshDatabase()
  databaseUrl = database.databaseUrl
  drop = () => database.drop()
  pool = openPool(databaseUrl)
  await publishSmallProgramme(pool)
  ann = await lead('ann@norwind.test')
})
afterAll(async () => {
  await pool.end()
  await drop()
  folder.remove()
})

/** A lead in the track, who may get mail. */
function lead(email: string): Promise<string> {
  return inTransaction(pool, async (tx) => {
    const { lead: id } = await identified(tx, {
      aliases: [],
      email,
      firstName: 'Ann',
      company: 'Norwind',
      lifecycle: 'lead',
    })
    const yes = { granted: true, basis: 'opt_in', source: 'form', at: 0, actor: 'test', messageId: email }
    await changeConsent(tx, await lockLead(tx, id), { channel: 'email', ...yes })
    await enrol(tx, definitions, id, 'on-time', 'test')
    return id
  })
}

/** Puts the lead into the hands of sales. */
async function handOff(id: string): Promise<void> {
  const { version } = await definitions.quality(pool)
  await inTransaction(pool, async (tx) => {
    const known = await lockLead(tx, id)
    const { now } = known.clock
    const seq = known.lastSeq
    await changeLifecycle(tx, known, 'mql', { at: now, seq, because: 'demo', actor: 'engine' })
    const evidence = { whyNow: [], score: [], read: [], answers: [], openQuestions: [], history: [] }
    const deadlines = [{ act: 'takeBack' as const, at: now + 86_400_000 }]
    const handoff = { id: `h_${id}`, lead: id, trigger: 'demo', owner: 'rep-north', evidence, madeAt: now, deadlines }
    await addHandoff(tx, { ...handoff, seq, qualityVersion: version })
  })
}

async function perennial(...args: string[]): Promise<string> {
  const { code, out, err } = await run(args, { databaseUrl })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

async function refused(...args: string[]): Promise<string> {
  const { code, err } = await run(args, { databaseUrl })
  expect(code).toBe(1)
  expect(err).not.toContain('    at ')
  return err
}

test('sales accepts and returns a lead, and is told what comes of it', async () => {
  const id = await lead('bo@norwind.test')
  await handOff(id)
  expect(await perennial('handoffs')).toMatch(
    new RegExp(`${id}  Ann   Norwind  demo     rep-north  .*  answer by \\w{3} \\d`),
  )
  expect(await perennial('accept', 'bo@norwind.test', '--as', 'rep-north')).toMatch(
    new RegExp(`^Accepted lead ${id}: it is SAL now; say how it stands by \\w{3} \\d`),
  )
  expect(await refused('accept', id, '--as', 'rep-south')).toBe(
    'Nothing was changed: rep-north has it already: it is accepted.\n',
  )
  const returned = await perennial('return', id, '--reason', 'wants_information', '--note', 'after the audit')
  expect(returned).toMatch(
    new RegExp(
      `^Returned lead ${id} because wants_information: it rests until \\d+ \\w+ \\d{4} and resumes in stage compare.$`,
      'm',
    ),
  )
  expect(await readLead(pool, id)).toMatchObject({ lifecycle: 'recycled' })
  expect(await perennial('lead', id)).toContain('returned')
})

test('a reason, a rep, a lead or a command that does not exist is named, with what there is', async () => {
  const id = await lead('cy@norwind.test')
  await handOff(id)
  expect(await refused('return', id, '--reason', 'bad_tming')).toContain('it may be no_response, bad_timing')
  expect(await refused('return', id)).toContain('--reason')
  expect(await refused('accept', id, '--as', 'rep-nort')).toBe('No rep is called rep-nort. Did you mean rep-north?\n')
  expect(await refused('accept', 'nobody@norwind.test')).toContain('there is no lead nobody@norwind.test')
  expect(await refused('retrun', id)).toContain('Did you mean return?')
  expect(await readLead(pool, id)).toMatchObject({ lifecycle: 'mql' })
})

test('the story of a lead, in words and as data', async () => {
  const story = await perennial('lead', 'ann@norwind.test')
  expect(story).toContain('lead, nurturing in track on-time')
  expect(story).toContain('may be reached by email')
  expect(story).toContain('When do they want to begin?')
  expect(JSON.parse(await perennial('lead', ann, '--json'))).toMatchObject({ lead: { id: ann }, lifecycle: 'lead' })
})

test('a lead is paused, resumed and unsubscribed, each once', async () => {
  expect(await perennial('pause', ann)).toContain(`Paused lead ${ann}`)
  expect(await perennial('pause', ann)).toContain('was paused already')
  expect(await perennial('resume', ann)).toContain(`Resumed lead ${ann}`)
  expect(await perennial('unsubscribe', ann)).toBe(`Lead ${ann} gets nothing more by email.\n`)
  expect(await perennial('unsubscribe', ann)).toContain('before')
  expect(await readLead(pool, ann)).toMatchObject({ channels: [], pausedAt: null })
})

test('sending is stopped and goes on; what nobody sends cannot be stopped', async () => {
  expect(await perennial('stop-sending', '--touch', 'why-late', '--reason', 'wrong price')).toContain(
    'Stopped touch why-late',
  )
  expect(await refused('stop-sending', '--track', 'on-tme')).toBe('No track is called on-tme. Did you mean on-time?\n')
  expect(await perennial('stops')).toMatch(/touch why-late .* wrong price/)
  expect(await perennial('lead', ann)).toMatch(/sending of touch why-late is stopped since \w{3} \d.*: wrong price/)
  expect(await perennial('resume-sending', '--touch', 'why-late')).toContain('goes on')
  expect(await perennial('lead', ann)).not.toContain('is stopped')
  expect(await perennial('resume-sending')).toContain('was not stopped')
  expect(await perennial('stops')).toBe('Nothing is stopped.\n')
})

test('a person settles a delivery of which nobody knows whether it left', async () => {
  const { rows } = await pool.query<{ id: number }>(
    `insert into touch (lead_id, enrolment, step, pass, channel, content, track, version, state, reason, due_at, claimed_at, claim_token, lease_until)
     select id, 1, s.step, 1, 'email', s.step, track, version, 'unknown', 'timeout', now(), now(), gen_random_uuid(), now()
     from lead, (values ('one'), ('two')) as s(step) where id = $1 returning id`,
    [ann],
  )
  const [one, two] = rows.map(({ id }) => String(id))
  expect(await perennial('touch', one ?? '', '--sent')).toBe(`Touch ${one} counts as sent.\n`)
  expect(await perennial('touch', two ?? '', '--not-sent')).toContain('counts as not sent')
  expect(await refused('touch', one ?? '', '--not-sent')).toContain('waits for no word')
  expect(await refused('touch', 'x', '--sent')).toContain('must be a number')
  const { rows: settled } = await pool.query(`select state, reason from touch order by id`)
  expect(settled).toEqual([
    { state: 'sent', reason: null },
    { state: 'refused', reason: 'not_sent' },
  ])
})

test('lists narrow as they are told', async () => {
  const ids = JSON.parse(await perennial('leads', '--stage', 'lead', '--track', 'on-time', '--json')) as {
    id: string
  }[]
  expect(ids.map(({ id }) => id)).toEqual([ann])
  expect(await perennial('leads', '--doing', 'exhausted')).toBe('No lead is like that.\n')
  expect(await perennial('calls')).toBe('No call is to be made.\n')
  expect(await perennial('numbers')).toMatch(/^leads without a next action +\d+$/m)
})

test('without a database, or with one that is down, it says so at once', async () => {
  const down = await run(['numbers'], { databaseUrl: 'postgres://perennial:hush@127.0.0.1:1/perennial' })
  expect(down.code).toBe(2)
  expect(down.err).toContain('The database at 127.0.0.1:1 cannot be reached')
  expect(down.err).not.toMatch(/hush|    at /)
  const none = await run(['numbers'], { cwd: folder.path })
  expect(none).toMatchObject({ code: 1, out: '' })
  expect(none.err).toContain('DATABASE_URL is not set, and no demo runs in this folder')
  const absent = await run(['numbers'], { databaseUrl: databaseUrl.replace(/\/[^/]+$/, '/nowhere') })
  expect(absent).toMatchObject({ code: 1 })
  expect(absent.err).toContain('correct the name at the end of DATABASE_URL')
})

test('in the folder of a running demo, the database is that of the demo', async () => {
  mkdirSync(join(folder.path, '.perennial'))
  writeFileSync(join(folder.path, '.perennial', 'stack.json'), JSON.stringify({ databaseUrl }))
  expect(await run(['stops'], { cwd: folder.path })).toMatchObject({ code: 0, out: 'Nothing is stopped.\n' })
})
