import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { MockActivityEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Deps } from '../../activities/deps.ts'
import { touch } from '../../activities/touch.ts'
import type { TouchAsked } from '../../activities/touch-claim.ts'
import type { Touched } from '../../core/contract.ts'
import { agreedNow } from '../../db/agreed.ts'
import { readClock } from '../../db/clock.ts'
import { Definitions } from '../../db/definitions.ts'
import { takeIn } from '../../db/ingest.ts'
import { readLead } from '../../db/leads.ts'
import { inTransaction, openPool } from '../../db/pool.ts'
import { readRecipient } from '../../db/recipient.ts'
import type { Sender } from '../../mail/send.ts'
import { openLink } from '../../worker/chaos-link.ts'
import { postgresWatcher } from '../../worker/chaos-moments.ts'
import { openDoors, type Doors } from '../edge/edge-fixture.ts'
import { silentDeps } from './silent.ts'

let doors: Doors
beforeAll(async () => {
  doors = await openDoors()
})
afterAll(() => doors.close())

/** The published tracks, with a send window that is always open. */
class AnyHour extends Definitions {
  override async track(...asked: Parameters<Definitions['track']>) {
    const published = await super.track(...asked)
    const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
    const cadence = { ...published.track.cadence, days, between: [0, 1440] as const, holidays: 'ignore' as const }
    return { ...published, track: { ...published.track, cadence } }
  }
}

/** The first mail of a lead that is there to be sent now. */
async function firstMail(): Promise<{ readonly lead: string; readonly asked: TouchAsked }> {
  const lead = await doors.lead({ timezone: 'Europe/Berlin' })
  const { state, track, version, clock } = await readLead(doors.pool, lead)
  const published = await doors.definitions.track(doors.pool, track!, version!)
  const step = published.track.steps.find(({ kind }) => kind === 'email')!.id
  return { lead, asked: { state: state!, track: track!, version: version!, step, attempt: 1, due: clock.now } }
}

async function ledger(lead: string): Promise<readonly unknown[]> {
  const { rows } = await doors.pool.query(`select state, response from touch where lead_id = $1`, [lead])
  return rows
}

const taken = { sent: true, response: '250 OK' } as const

/** One attempt at the touch; once `meanwhile` is over, its mail is taken, or what else came of it. */
async function attempt(
  asked: TouchAsked,
  meanwhile: () => unknown,
  given: Partial<Deps> = {},
  came: Awaited<ReturnType<Sender['send']>> = taken,
): Promise<Touched> {
  const deps = { ...silentDeps(doors), definitions: new AnyHour(), ...given }
  const send: Sender['send'] = async () => {
    await meanwhile()
    return came
  }
  const activity = touch({ ...deps, sender: { ...deps.sender, send } })
  return (await new MockActivityEnvironment().run(() => activity(asked))) as Touched
}

const demo = { event: 'Requested', properties: { what: 'demo' } }
const does = async (lead: string, type: 'page' | 'track', what: object): Promise<unknown> => {
  const { email } = await readLead(doors.pool, lead)
  return doors.api('POST', `/v1/${type}`, { traits: { email }, ...what })
}
const clicks = (lead: string, of: string): Promise<unknown> =>
  inTransaction(doors.pool, async (tx) => {
    const { now: at } = await readClock(tx)
    const did = {
      lead,
      act: { kind: 'clicked' as const, of },
      at,
      messageId: randomUUID(),
      source: 'test',
      actor: 'lead',
    }
    await takeIn(tx, await agreedNow(tx, doors.definitions), [did])
  })
const visits = (lead: string, path: string): Promise<unknown> => does(lead, 'page', { properties: { path } })

const recorded = [{ state: 'sent', response: taken.response }]

test('a mail that left is recorded as sent, though Postgres had no room for the record at first', async () => {
  const { pool } = doors
  const { lead, asked } = await firstMail()
  await pool.query(`create function full_disk() returns trigger language plpgsql as
    $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$`)
  let recovered: Promise<unknown> | undefined
  let mails = 0
  const touched = await attempt(asked, async () => {
    mails++
    await pool.query(`create trigger full_disk before update on touch for each row execute function full_disk()`)
    recovered = delay(700).then(() => pool.query(`drop trigger full_disk on touch`))
  })
  await recovered
  expect(touched.outcome).toMatchObject({ was: 'sent' })
  expect(mails).toBe(1)
  expect(await ledger(lead)).toEqual(recorded)
})

test('a claim whose commit nobody answered is let go, and the next try sends', async () => {
  const { lead, asked } = await firstMail()
  const database = new URL(doors.pool.options.connectionString!)
  const link = await openLink(Number(database.port), postgresWatcher)
  database.port = String(link.port)
  const pool = openPool(database.href, { patienceMs: 1_000 })
  let mails = 0
  const once = (): Promise<Touched> => attempt(asked, () => mails++, { pool })
  try {
    const caught = link.stopAt(['before the claim'], 10_000)
    const tried = once()
    ;(await caught)!.pass()
    await expect(tried).rejects.toThrow('timeout')
    expect([mails, await ledger(lead)]).toEqual([0, [{ state: 'deferred', response: null }]])
    expect(await once()).toMatchObject({ outcome: { was: 'sent' } })
    expect([mails, await ledger(lead)]).toEqual([1, recorded])
  } finally {
    await pool.end()
    await link.close()
  }
})

test('what a lead does while its mail is on the wire is in what the touch answers', async () => {
  const { lead, asked } = await firstMail()
  const touched = await attempt(asked, () => does(lead, 'track', demo))
  expect(touched.outcome.was).toBe('sent')
  expect(touched.events.map(({ kind }) => kind)).toEqual(['requested', 'becameLead'])
  expect(await ledger(lead)).toEqual(recorded)
})

/** What a touch would read of the lead's events, by their numbers. */
function read(lead: string, { state, step }: TouchAsked, cursor: number): Promise<readonly number[]> {
  const key = { lead, enrolment: state.enrolment, step, pass: state.pass, attempt: 2 }
  return inTransaction(doors.pool, async (tx) => {
    const { unheard } = await readRecipient(tx, key, { cursor, content: null, due: 0 })
    return unheard.map(({ event }) => event.seq)
  })
}

test('what is no news to a lead, its next touch does not read again; a life that was set back reads it all', async () => {
  const { lead, asked } = await firstMail()
  const { cursor } = asked.state
  await visits(lead, '/careers')
  await attempt(asked, () => visits(lead, '/imprint'))
  expect(await read(lead, asked, cursor)).toEqual([])
  await visits(lead, '/team')
  const { lastSeq } = await readLead(doors.pool, lead)
  expect(await read(lead, asked, cursor)).toEqual([lastSeq])
  expect((await read(lead, asked, cursor - 1)).slice(-3)).toEqual([lastSeq - 2, lastSeq - 1, lastSeq])
})

test('what is news is read until it was heard: an answer may be lost', async () => {
  const { lead, asked } = await firstMail()
  await visits(lead, '/careers')
  const first = await attempt(asked, () => does(lead, 'track', demo))
  const again = await attempt(asked, () => expect.unreachable('it was sent already'))
  expect(again.events).toEqual(first.events)
  expect(again.events.map(({ kind }) => kind)).toEqual(['requested', 'becameLead'])
})

test('what a lead does while its mail cannot leave is heard when it does', async () => {
  const { lead, asked } = await firstMail()
  const { state, step, due } = asked
  const waiting = {
    ...asked,
    state: {
      ...state,
      channels: ['email' as const],
      doing: { is: 'due' as const, step, attempt: 1, until: due, unit: 'hour' as const },
    },
  }
  const inVain = (): Promise<Touched> => attempt(waiting, () => {}, {}, { notSent: 'connection refused' })
  await expect(inVain()).rejects.toThrow('server_down')
  await clicks(lead, 'why-late')
  await expect(inVain()).rejects.toThrow('server_down')
  expect((await attempt(waiting, () => {})).events).toMatchObject([{ kind: 'clicked', of: 'why-late' }])
})

test('a mail that cannot be written is let go of: nothing of it is in doubt', async () => {
  const { lead, asked } = await firstMail()
  await doors.pool.query(`insert into rep (id, name, email) values ('broken', 'Broken', 'no address')`)
  await doors.pool.query(`update lead set owner = 'broken' where id = $1`, [lead])
  let mails = 0
  await expect(attempt(asked, () => mails++)).rejects.toThrow('no single plain address')
  expect([mails, await ledger(lead)]).toEqual([0, [{ state: 'deferred', response: null }]])
})

test('an attempt that ends late leaves a life as a later one has left it', async () => {
  const { lead, asked } = await firstMail()
  const touched = await attempt(asked, () =>
    doors.pool.query(`update lead set state = jsonb_set(state, '{cursor}', '99') where id = $1`, [lead]),
  )
  expect(touched.outcome.was).toBe('sent')
  expect((await readLead(doors.pool, lead)).state?.cursor).toBe(99)
})
