import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { email, stage, track } from '../../core/dsl.ts'
import { changeConsent } from '../../db/consent.ts'
import { handoffsOf } from '../../db/handoffs.ts'
import { lockLead } from '../../db/leads.ts'
import { resume } from '../../db/pauses.ts'
import { inTransaction } from '../../db/pool.ts'
import { chainOf } from '../../worker/measure-histories.ts'
import { begin } from '../../worker/relay.ts'
import { everyReason } from '../core/lives.ts'
import { mails, onTime, publishSmallProgramme } from '../programme-fixture.ts'
import { recordHistory } from '../record-history.ts'
import { freshWorld, type World } from '../world.ts'

const { goal, theme, cadence, salesReady } = onTime
const brief = track('brief', {
  goal,
  theme,
  cadence,
  salesReady,
  onReturn: everyReason({ rest: '30 days' }),
  stages: { recognise: stage('Why are we late so often?', [email(mails.whyLate)]) },
})

/** A run ends at 110 events, once all is done that it was told: what the last wake leaves comes on top. */
const longest = 150

/** Real seconds for years of a life, on a machine that is busy with something else. */
const patience = 280

vi.setConfig({ testTimeout: 1_200_000 })

/** Lives in which nothing goes out for years, on the real engine: their runs stay short, and they hear everything all the same. */
describe('a life without touches', () => {
  let world: World
  beforeAll(async () => {
    world = await freshWorld({ daysPerSecond: 365 })
    await publishSmallProgramme(world.pool, { tracks: [onTime, brief] })
  })
  afterAll(() => world.stop())

  async function doing(lead: string): Promise<string | null> {
    const { pausedAt, doing: is } = await world.look(lead)
    return pausedAt === null ? is : 'paused'
  }
  const workflow = (lead: string) => world.client.workflow.getHandle(`lead/${lead}`)

  /** Moves time on by hours until the lead has had so many mails. */
  const mailed = (lead: string, count: number): Promise<boolean> =>
    world.until(`${count} mails`, async () => {
      const { rows } = await world.pool.query(`select from touch where lead_id = $1 and state = 'sent'`, [lead])
      if (rows.length < count) await world.clock.advance(0.2)
      return rows.length >= count
    })

  const mayMail = (lead: string, granted: boolean): Promise<void> =>
    inTransaction(world.pool, async (tx) => {
      const row = await lockLead(tx, lead)
      const messageId = `${lead}/${granted}`
      const how = { channel: 'email', basis: 'one_click', source: 'link', actor: 'lead' } as const
      await changeConsent(tx, row, { ...how, granted, at: row.clock.now, messageId })
    })

  const runsOf = async (lead: string): Promise<readonly number[]> =>
    (await chainOf(world.client, lead)).map(({ events }) => events?.length ?? 0)

  test('no run grows in years of looking, and whoever is looked at wakes as if it were the first day', async () => {
    const exhausted = await world.lead({ track: 'brief' })
    const paused = await world.lead({ track: 'on-time' })
    const unreachable = await world.lead({ track: 'on-time' })
    const withSales = await world.lead({ track: 'on-time', facts: { sector: 'freight' } })
    for (const lead of [exhausted, paused, unreachable]) await mailed(lead, 1)
    await workflow(paused).signal('pause')
    await mayMail(unreachable, false)
    await world.does(withSales, { kind: 'requested', of: 'demo' })
    const { owner } = await world.until('a handoff', async () => (await handoffsOf(world.pool, withSales))[0])
    await world.says(withSales, { say: 'accept' }, owner)
    await world.says(withSales, { say: 'qualify', opportunity: 'OPP-1' }, owner)
    const wanted = new Map([
      [exhausted, 'exhausted'],
      [paused, 'paused'],
      [unreachable, 'dormant'],
      [withSales, 'with_sales'],
    ])
    const isSo = async (): Promise<boolean> => {
      for (const [lead, state] of wanted) if ((await doing(lead)) !== state) return false
      return true
    }
    await world.until('nobody is about to get anything', isSo)

    const ended = async (lead: string): Promise<boolean> => (await runsOf(lead)).length > 2
    await world.clock.run()
    await world.until('some runs', () => ended(exhausted), patience)
    await recordHistory(world, 'quiet', exhausted)
    for (const [lead, state] of wanted)
      await world.until(`some runs of one who is ${state}`, () => ended(lead), patience)
    await world.clock.hold()
    expect(await isSo()).toBe(true)
    for (const [lead, state] of wanted) {
      expect(Math.max(...(await runsOf(lead))), `events in the longest run of one who is ${state}`).toBeLessThan(
        longest,
      )
    }

    await world.does(exhausted, { kind: 'visited', of: '/blog' })
    await inTransaction(world.pool, (tx) => resume(tx, paused, 'ana'))
    await mayMail(unreachable, true)
    await world.says(withSales, { say: 'customer' }, owner)
    await expect(workflow(withSales).result()).resolves.toBe('customer')
    await world.until('its sign of life is taken in', async () => {
      const { state, lastSeq } = await world.look(exhausted)
      return state?.cursor === lastSeq
    })
    for (const lead of [paused, unreachable]) await mailed(lead, 2)
  })
})

describe('a lead that is paused while its touch is due', () => {
  let world: World
  beforeAll(async () => {
    world = await freshWorld({ daysPerSecond: 365 })
    await publishSmallProgramme(world.pool)
  })
  afterAll(() => world.stop())

  test('is asked about after 90 days of the clock, however fast that was to run', async () => {
    const lead = await world.lead({ track: 'on-time' })
    await world.until('it waits for its window', async () => (await world.look(lead)).state?.doing.is === 'due')
    await world.client.workflow.getHandle(`lead/${lead}`).signal('pause')
    const { pausedAt } = await world.until('it is paused', async () => {
      const row = await world.look(lead)
      return row.pausedAt !== null && row
    })
    const asked = async (): Promise<readonly number[]> => {
      const { rows } = await world.pool.query<{ at: number }>(`select at from alert where what = 'still paused'`)
      return rows.map(({ at }) => at)
    }
    // Years, had the clock run.
    await sleep(3_000)
    expect(await asked()).toEqual([])
    await world.clock.advance(89)
    await sleep(3_000)
    expect(await asked()).toEqual([])
    await world.clock.advance(2)
    const [at] = await world.until('somebody is asked', async () => {
      const all = await asked()
      return all.length > 0 && all
    })
    expect(at).toBeGreaterThanOrEqual(pausedAt! + 90 * DAY)
  })
})

describe('signals that come while runs end', () => {
  let world: World
  beforeAll(async () => {
    world = await freshWorld({ daysPerSecond: 365, lives: false })
    await publishSmallProgramme(world.pool)
  })
  afterAll(() => world.stop())

  test('come to more than a run takes, before its worker is there and at any moment after: each is done once, in turn', async () => {
    const { pool, client, definitions, settings } = world
    const lead = await world.lead({ track: 'on-time' })
    expect(await begin(pool, { pool, client, definitions, taskQueue: settings.taskQueue }, lead)).toBe(true)
    const signal = (name: 'pause' | 'resume') => client.workflow.getHandle(`lead/${lead}`).signal(name)
    const recorded = async (): Promise<readonly string[]> => {
      const { rows } = await pool.query<{ kind: string }>(
        `select kind from event where lead_id = $1 and kind in ('paused', 'resumed') order by seq`,
        [lead],
      )
      return rows.map(({ kind }) => kind)
    }
    const [before, after] = [20, 15]
    for (let i = 0; i < before; i++) for (const name of ['pause', 'resume'] as const) await signal(name)
    await world.startLives()
    await world.until('what came before the worker', async () => (await recorded()).length >= 2 * before, patience)
    for (let i = 0; i < after; i++) {
      for (const name of ['pause', 'resume'] as const) await signal(name)
      // Some are alone, and some come while others are done.
      if (i % 3 === 0)
        await world.until('it has none', async () => (await recorded()).length >= 2 * (before + i + 1), patience)
    }
    await world.until('all of them', async () => (await recorded()).length >= 2 * (before + after), patience)
    expect(await recorded()).toEqual(Array.from({ length: before + after }, () => ['paused', 'resumed']).flat())
    const { rows: refused } = await pool.query(
      `select what, detail from alert where lead_id = $1 and what like 'signal%'`,
      [lead],
    )
    expect(refused).toEqual([])

    // It ends a run when all is done, which may be only now.
    const runs = await world.until('another run', async () => {
      const chain = await chainOf(client, lead)
      return chain.length > 1 && chain
    })
    expect(Math.max(...runs.slice(1).map(({ events }) => events?.length ?? 0))).toBeLessThan(2 * longest)
  })
})
