import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, afterEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../core/channel.ts'
import { contentsOf } from '../../core/pieces.ts'
import { isTouch } from '../../core/steps.ts'
import { Definitions } from '../../db/definitions.ts'
import { enrol } from '../../db/enrol.ts'
import { claimedMail } from '../claimed-mail.ts'
import { identified } from '../identified.ts'
import { settleEntry } from '../../db/ledger.ts'
import { readLead, storeLife } from '../../db/leads.ts'
import { tellMoves } from '../../db/moves.ts'
import { inTransaction, openPool, type Pool } from '../../db/pool.ts'
import { versionsAt } from '../../db/publications.ts'
import { programmeVersion } from '../programme-versions.ts'
import { scratchFolder } from '../scratch.ts'
import { freshDatabase } from '../stack-fixture.ts'
import { run } from './run.ts'

const scratch = scratchFolder('plan')
const callAdded = programmeVersion(scratch, 'callAdded')
const mailReplaced = programmeVersion(scratch, 'mailReplaced')
const file = join(scratch.path, 'plan.json')
afterAll(() => scratch.remove())

describe('a change of what is published', () => {
  let pool: Pool
  let databaseUrl: string
  let drop: () => Promise<void>
  let first: string
  beforeEach(async () => {
    const database = await freshDatabase()
    ;({ databaseUrl } = database)
    drop = () => database.drop()
    pool = openPool(databaseUrl)
    await perennial('publish', '.', '--because', 'the beginning')
    first = await current()
  })
  afterEach(async () => {
    await pool.end()
    await drop()
  })

  async function perennial(...args: string[]): Promise<string> {
    const { code, out, err } = await run(args, { databaseUrl })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return out
  }

  async function refused(...args: string[]): Promise<string> {
    const { code, err } = await run(args, { databaseUrl })
    expect({ code, err }).toMatchObject({ code: 1 })
    expect(err).not.toContain('    at ')
    return err
  }

  const current = async (): Promise<string> => (await versionsAt(pool)).track['finance-leaders'] ?? ''

  /** A lead that had the first mail and waits at a step. */
  async function leadAt(step: string, doing: 'due' | 'calling' = 'due'): Promise<string> {
    const email = `${randomUUID()}@norwind.test`
    return inTransaction(pool, async (tx) => {
      const { lead: id } = await identified(tx, { aliases: [], email, lifecycle: 'lead' })
      await enrol(tx, new Definitions(), id, 'finance-leaders', 'test')
      const { state, version, clock } = await readLead(tx, id)
      const until = clock.now + 86_400_000
      const at =
        doing === 'due'
          ? { is: doing, step, attempt: 1, until, unit: 'day' as const }
          : { is: doing, step, task: 'c', attempt: 1, budget: 3, until }
      const after = { ...state!, doing: at }
      await storeLife(tx, id, { state: after, after, listens: { acts: [], life: false } })
      const touch = await claimedMail(tx, {
        key: { lead: id, step: 'close-benchmark' },
        content: 'close-benchmark',
        track: 'finance-leaders',
        version: version!,
        now: clock.now,
      })
      await settleEntry(tx, touch.id, touch.token, { state: 'sent', reason: null, at: clock.now, response: null })
      return id
    })
  }

  /** A lead that had everything that the track has. */
  async function exhausted(channels: readonly Channel[]): Promise<void> {
    const id = await leadAt('five-slow-steps')
    await inTransaction(pool, async (tx) => {
      const { state, version, clock } = await readLead(tx, id)
      const { track } = await new Definitions().track(tx, 'finance-leaders', version!)
      const had = track.steps.flatMap((step) => (isTouch(step) ? contentsOf(step) : []))
      const after = { ...state!, channels, had, doing: { is: 'exhausted', until: clock.now + 86_400_000 } } as const
      await storeLife(tx, id, { state: after, after, listens: { acts: [], life: true } })
    })
  }

  test('is planned in words: what changes, whom it touches, and nothing is changed by it', async () => {
    for (const _ of Array.from({ length: 3 })) await leadAt('five-slow-steps')
    const plan = await perennial('plan', callAdded, '--move', 'finance-leaders')
    expect(plan).toContain(
      '+ call: Ask how long their close takes (call-ask-how-long-their-close-takes) is new: in recognise, after close-benchmark',
    )
    expect(plan).toContain('3 leads move from version')
    expect(plan).toContain('3 leads: at five-slow-steps')
    expect(plan).not.toContain('will get: call')
    expect(await current()).toBe(first)
    const finishing = await perennial('plan', callAdded)
    expect(finishing).toContain(`3 leads finish on version ${first}`)
    expect(await perennial('plan', '.')).toBe('Nothing has changed since it was last published.\n')
  })

  test('says what who moves will get, and what no more', async () => {
    await leadAt('close-benchmark')
    await leadAt('five-slow-steps')
    const plan = await perennial('plan', mailReplaced, '--move', 'finance-leaders')
    expect(plan).toContain('1 lead at five-slow-steps, which is gone: say where they go on, as --map five-slow-steps=')
    expect(plan).toMatch(/2 leads will not get any more: mail five-slow-steps/)
    const mapped = await perennial(
      'plan',
      mailReplaced,
      '--move',
      'finance-leaders',
      '--map',
      'five-slow-steps=peer-story:norwind-6',
      '--json',
    )
    expect(JSON.parse(mapped)).toMatchObject({
      tracks: [{ rule: 'move', open: [], standIns: { 'five-slow-steps': 'peer-story:norwind-6' } }],
    })
  })

  test('says the day on which those who had everything would all be called, and nothing of those who finish', async () => {
    for (const _ of Array.from({ length: 3 })) await exhausted(['email', 'phone'])
    await leadAt('five-slow-steps')
    const plan = await perennial('plan', callAdded, '--move', 'finance-leaders')
    expect(plan).toMatch(/^ {2}Most calls on one day by it: 3 calls on \d{4}-\d\d-\d\d, .*; without it 0\.$/m)
    expect(plan).not.toContain('Most mails')
    expect(await perennial('plan', callAdded)).not.toContain('on one day')
  })

  test('is applied exactly as planned, with who, when and why', async () => {
    await leadAt('five-slow-steps')
    await perennial('plan', callAdded, '--move', 'finance-leaders', '--out', file)
    expect(await perennial('apply', file, '--because', 'sales wants to talk')).toContain(
      'To be moved in finance-leaders: 1 lead',
    )
    expect(await current()).not.toBe(first)
    const versions = await perennial('versions')
    expect(versions).toMatch(/^2 .*track finance-leaders .*0 of 0 told leads moved, under way +sales wants to talk$/m)
    expect(versions).toMatch(/^1 .*the beginning$/m)
    expect(await tellMoves(pool, 10)).toBe(true)
    expect(await tellMoves(pool, 10)).toBe(false)
    expect(await perennial('versions')).toContain('0 of 1 told leads moved, under way')
    const { rows } = await pool.query(`select kind, seq from outbox where kind = 'signal'`)
    expect(rows).toHaveLength(1)
  })

  test('is refused where the ground moved, where the plan was changed by hand, or where leads have nowhere to go', async () => {
    await perennial('plan', callAdded, '--out', file)
    await perennial('publish', mailReplaced)
    expect(await refused('apply', file)).toMatch(
      /^Since the plan was made, publication 2 by cli\/\w+ came in between\. Make the plan anew/,
    )

    await perennial('plan', callAdded, '--out', file)
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('Ask how long their close takes', 'Ask for money'))
    expect(await refused('apply', file)).toContain('was changed by hand')

    await perennial('rollback')
    const lead = await leadAt('five-slow-steps')
    await perennial('plan', mailReplaced, '--move', 'finance-leaders', '--out', file)
    expect(await refused('apply', file)).toContain('stand at steps that are gone: five-slow-steps (1; next comes ')
    const plan = JSON.parse(readFileSync(file, 'utf8'))
    plan.leads['finance-leaders'].standIns = { 'five-slow-steps': null }
    writeFileSync(file, JSON.stringify(plan))
    expect(await perennial('apply', file)).toContain('To be moved in finance-leaders: 1 lead')
    expect((await readLead(pool, lead)).version).toBe(first)
  })

  test('is refused while somebody else publishes', async () => {
    await perennial('plan', callAdded, '--out', file)
    const other = await pool.connect()
    await other.query('begin')
    await other.query('select pg_advisory_xact_lock(7306101)')
    expect(await refused('apply', file)).toContain('Somebody else is publishing at this moment')
    await other.query('rollback')
    other.release()
    await perennial('apply', file)
  })

  test('is rolled back in one command, and who had the call open is told apart', async () => {
    await perennial('plan', callAdded, '--move', 'finance-leaders', '--out', file)
    await perennial('apply', file)
    const second = await current()
    await leadAt('five-slow-steps')
    await leadAt('call-ask-how-long-their-close-takes', 'calling')
    const said = await perennial('rollback', '--rule', 'move', '--because', 'the call annoyed people')
    expect(said).toContain('What publication 1 had made current holds again, as number 3')
    expect(said).toContain(
      `In finance-leaders, back to version ${first}: 0 leads that had moved, and 2 that entered on ${second}.`,
    )
    expect(said).toContain(`1 of them have a call open that ${first} lacks: it is taken back.`)
    expect(await current()).toBe(first)
    expect(await perennial('versions')).toMatch(/^3 .*back to 1; track finance-leaders .*the call annoyed people$/m)
    expect(await refused('rollback')).toContain('there is nothing before what is published')
    expect(await perennial('rollback', '--to', second)).toContain('What publication 2 had made current holds again')
    expect(await refused('rollback', '--to', '2')).toContain('Nothing was changed')
  })

  test('names what is wrong with what is asked for', async () => {
    expect(await refused('plan', '.', '--move', 'finance-leader')).toContain('Did you mean finance-leaders?')
    expect(await refused('plan', callAdded, '--map', 'five-slow-steps=end')).toContain('Name its track too: --move.')
    expect(await refused('plan', callAdded, '--move', 'finance-leaders', '--map', 'five-slow-stps=end')).toContain(
      'Did you mean five-slow-steps?',
    )
    expect(await refused('plan', callAdded, '--move', 'finance-leaders', '--map', 'five-slow-steps=nowhere')).toContain(
      'has no step nowhere',
    )
    expect(await refused('apply', join(scratch.path, 'none.json'))).toContain('There is no plan')
    expect(await refused('rollback', '--to', '99')).toContain('no publication or version is called 99')
  })
})
