import { randomUUID } from 'node:crypto'
import { Client, Connection } from '@temporalio/client'
import pino from 'pino'
import { dayOf, utcOf } from '../core/calendar.ts'
import { calendarOf } from '../db/calendar.ts'
import { agreedNow } from '../db/agreed.ts'
import { readClock, startFastClock, tick } from '../db/clock.ts'
import { changeConsent } from '../db/consent.ts'
import { Definitions } from '../db/definitions.ts'
import { enrol } from '../db/enrol.ts'
import type { Person } from '../db/identify.ts'
import { identified } from './identified.ts'
import { takeIn, type Incoming } from '../db/ingest.ts'
import { lockLead, readLead, type Lead } from '../db/leads.ts'
import { openPool, inTransaction, type Pool } from '../db/pool.ts'
import { answer, type Answered, type SalesAnswer } from '../db/sales.ts'
import { parseLinkKeys } from '../mail/tokens.ts'
import { driveClock } from '../worker/clock-driver.ts'
import { startLives } from '../worker/lives.ts'
import type { Loop } from '../worker/loop.ts'
import { loadProgramme, publishProgramme } from '../worker/programme.ts'
import type { Settings } from '../worker/settings.ts'
import { undoing } from '../worker/undoing.ts'
import { workflowIdOf } from '../workflows/messages.ts'
import { freshDatabase, freshInbox, temporalAddress, type TestInbox } from './stack-fixture.ts'

const day = 86_400_000

/** A small business of its own: its database, inbox, task queue and clock, on the run's real servers. */
export interface World {
  readonly pool: Pool
  readonly definitions: Definitions
  readonly settings: Settings
  readonly inbox: TestInbox
  readonly client: Client
  readonly clock: TestClock
  /** Makes a lead that may get mail, and enrols it. */
  lead(
    person?: Partial<Person> & {
      readonly track?: string
      readonly phone?: string
      readonly facts?: Record<string, string>
    },
  ): Promise<string>
  look(lead: string): Promise<Lead>
  does(lead: string, act: NonNullable<Incoming['act']>, facts?: Record<string, string>): Promise<void>
  /** When the lead's life goes on by itself, as the life itself says; undefined where it has something to hear first. */
  wakes(lead: string): Promise<number | undefined>
  says(lead: string, said: SalesAnswer, by?: string): Promise<Answered>
  /** Waits for something to become true, in real time; says what it waited for when it does not. */
  until<T>(what: string, look: () => Promise<T | undefined | false>, seconds?: number): Promise<T>
  startLives(changes?: Partial<Settings>): Promise<{ stop(): Promise<void> }>
  stop(): Promise<void>
}

export interface TestClock {
  now(): Promise<number>
  /** Runs at so many days a second from now on. */
  run(daysPerSecond?: number): Promise<void>
  /** Stands still. */
  hold(): Promise<void>
  /** Jumps ahead, and stands still there. */
  advance(days: number): Promise<void>
}

/** Monday, 4 January 2027, 06:00 in Berlin: a working day before anyone's window. */
export const monday = Date.UTC(2027, 0, 4, 5)

export async function freshWorld(
  options: { programme?: string; lives?: boolean; daysPerSecond?: number; temporal?: string } = {},
): Promise<World> {
  const undo = undoing()
  const database = await freshDatabase()
  undo.push(() => database.drop())
  const inbox = await freshInbox()
  undo.push(() => inbox.stop())
  const pool = openPool(database.databaseUrl, { max: 20 })
  undo.push(() => pool.end())
  const definitions = new Definitions()
  const rate = (options.daysPerSecond ?? 10) * 86_400
  await startFastClock(pool, rate, monday)
  await publishShipped(pool, options.programme ?? 'tracks')
  const settings: Settings = {
    temporalAddress: options.temporal ?? temporalAddress(),
    temporalNamespace: 'default',
    temporalApiKey: undefined,
    taskQueue: `test-${randomUUID()}`,
    databaseUrl: database.databaseUrl,
    smtpUrl: inbox.smtpUrl,
    sendTo: 'everyone',
    letterhead: {
      brand: { name: 'Ledgerline', address: 'hello@ledgerline.test' },
      postalAddress: 'Ledgerline, 1 Example Street, 10115 Berlin',
      publicUrl: 'http://127.0.0.1:1',
      linkKeys: parseLinkKeys('k1:a-secret-for-tests-only'),
    },
    port: 0,
    host: '127.0.0.1',
    apiKeys: ['a-key-for-tests-only'],
    judgeClicksAfterMs: 200,
    maxCachedWorkflows: 50,
  }
  const connection = await Connection.connect({ address: settings.temporalAddress })
  undo.push(() => connection.close())
  const clock = testClock(pool, rate)
  undo.push(() => clock.hold())

  const world: World = {
    pool,
    definitions,
    settings,
    inbox,
    client: new Client({ connection }),
    clock,
    lead: (person = {}) => newLead(pool, definitions, person),
    look: (lead) => readLead(pool, lead),
    does: (lead, act, facts = {}) =>
      inTransaction(pool, async (tx) => {
        const at = (await readClock(tx)).now
        const did = { lead, act, at, facts, messageId: randomUUID(), source: 'test', actor: 'lead' }
        await takeIn(tx, await agreedNow(tx, definitions), [did])
      }),
    async wakes(lead) {
      const { rowCount } = await pool.query(`select from outbox where lead_id = $1`, [lead])
      return rowCount ? undefined : wakesBy(await currentDetails(world.client, lead), await clock.now())
    },
    says: (lead, said, by = 'ana') =>
      inTransaction(pool, (tx) => answer(tx, definitions, lead, said, { actor: by, source: 'test' })),
    async until(what, look, seconds = 120) {
      const deadline = Date.now() + seconds * 1000
      for (;;) {
        const seen = await look()
        if (seen !== undefined && seen !== false) return seen
        if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    async startLives(changes = {}) {
      const lives = await startLives(
        { ...settings, ...changes },
        pool,
        definitions,
        pino({ level: process.env['LOG'] ?? 'silent' }),
      )
      undo.push(() => lives.stop())
      return lives
    },
    stop: undo.run,
  }
  if (options.lives !== false) await world.startLives()
  return world
}

function testClock(pool: Pool, rate: number): TestClock {
  let driver: Loop | undefined
  return {
    now: async () => (await readClock(pool)).now,
    async run(daysPerSecond = rate / 86_400) {
      await driver?.stop()
      driver = driveClock(
        pool,
        daysPerSecond * 86_400,
        () => Promise.resolve(0),
        () => {},
      )
    },
    async hold() {
      await driver?.stop()
      driver = undefined
      await tick(pool, 0)
    },
    async advance(days) {
      await pool.query(
        `update clock set now_at = clock_now() + $1 * interval '1 day', ticked_at = clock_timestamp(), pace = 0`,
        [days],
      )
    },
  }
}

/** What an operator would read of the lead in the Temporal UI. It has taken in every signal that was sent before. */
async function currentDetails(client: Client, lead: string): Promise<string> {
  const handle = client.workflow.getHandle(workflowIdOf(lead))
  const { currentDetails } = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata')
  return currentDetails ?? ''
}

/** The instant that the details name, to the end of its minute. */
function wakesBy(details: string, now: number): number | undefined {
  const [, date, hours, minutes, zone] = /\*\*Until\*\* \| (\S+) (\d\d):(\d\d) in (\S+)/.exec(details) ?? []
  if (date === undefined || zone === undefined) return undefined
  return utcOf(calendarOf({ zone }, now), dayOf(date), Number(hours) * 60 + Number(minutes) + 1)
}

async function newLead(
  pool: Pool,
  definitions: Definitions,
  { track = 'finance-leaders', facts = {}, ...person }: Parameters<World['lead']>[0] & object,
): Promise<string> {
  const email = person.email ?? `lead-${randomUUID()}@leads.test`
  return inTransaction(pool, async (tx) => {
    const { lead: id } = await identified(tx, {
      aliases: [],
      lifecycle: 'lead',
      zone: 'Europe/Berlin',
      country: 'DE',
      firstName: 'Ida',
      company: 'Norwind',
      ...person,
      email,
    })
    const { clock } = await lockLead(tx, id)
    for (const channel of ['email', ...(person.phone === undefined ? [] : (['phone'] as const))] as const) {
      await changeConsent(tx, await lockLead(tx, id), {
        channel,
        granted: true,
        basis: 'opt_in',
        source: 'test',
        at: clock.now,
        actor: 'test',
        messageId: `consent/${id}/${channel}`,
      })
    }
    if (Object.keys(facts).length > 0) {
      const told = { lead: id, at: clock.now - day, facts, messageId: `facts/${id}`, source: 'test', actor: 'test' }
      await takeIn(tx, await agreedNow(tx, definitions), [told])
    }
    await enrol(tx, definitions, id, track, 'test')
    return id
  })
}

async function publishShipped(pool: Pool, folder: string): Promise<void> {
  const loaded = await loadProgramme(folder)
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems, null, 2))
  await publishProgramme(pool, loaded.ok, 'test')
}
