import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unseenAlerts } from '../../db/alerts.ts'
import { changeConsent } from '../../db/consent.ts'
import { handoffsOf, type Handoff } from '../../db/handoffs.ts'
import { lockLead } from '../../db/leads.ts'
import { pause, resume } from '../../db/pauses.ts'
import { inTransaction } from '../../db/pool.ts'
import { readClock } from '../../db/clock.ts'
import { resumeSending, stopSending } from '../../db/stops.ts'
import { freshWorld, type World } from '../world.ts'

/**
 * The kinds of life that a lead may have, on the real engine. Time stands still and is moved by hand. With
 * RECORD_HISTORIES=1 each life's histories become golden ones, which every later version must replay.
 */
describe('lives', () => {
  let world: World
  beforeAll(async () => {
    world = await freshWorld({ daysPerSecond: 1_000 })
  })
  afterAll(() => world.stop())

  const fits = { industry: 'manufacturing', role: 'decides', region: 'europe' }

  const touches = async (lead: string): Promise<readonly string[]> => {
    const { rows } = await world.pool.query<{ step: string }>(
      `select step from touch where lead_id = $1 and state = 'sent' order by id`,
      [lead],
    )
    return rows.map(({ step }) => step)
  }
  const workflow = (lead: string) => world.client.workflow.getHandle(`lead/${lead}`)
  const doing = (lead: string) => world.look(lead).then((row) => row.doing)
  const lastHandoff = (lead: string): Promise<Handoff> =>
    world.until('a handoff', async () => (await handoffsOf(world.pool, lead)).find(({ status }) => status === 'open'))

  /** Moves time on to where the lead's life goes on by itself; a little, where Postgres does not know that instant yet. */
  async function onward(lead: string): Promise<void> {
    const { wakesAt, clock } = await world.look(lead)
    const days = wakesAt === null ? 0 : (wakesAt - clock.now) / 86_400_000
    await world.clock.advance(days > 0 ? days : 0.02)
  }

  /** Moves time on until the lead has had so many touches. */
  async function nurtured(lead: string, count: number): Promise<readonly string[]> {
    return world.until(`${count} touches`, async () => {
      const so = await touches(lead)
      if (so.length >= count) return so
      await onward(lead)
      return false
    })
  }

  async function handedOff(lead: string): Promise<Handoff> {
    await world.does(lead, { kind: 'requested', of: 'demo' })
    return lastHandoff(lead)
  }

  async function record(kind: string, lead: string): Promise<void> {
    if (!process.env['RECORD_HISTORIES']) return
    const runs: unknown[] = []
    for await (const { runId } of world.client.workflow.list({ query: `WorkflowId = "lead/${lead}"` })) {
      const history = await world.client.workflow.getHandle(`lead/${lead}`, runId).fetchHistory()
      runs.push(JSON.parse(historyToJSON(history)))
    }
    writeFileSync(fileURLToPath(new URL(`../histories/${kind}.json`, import.meta.url)), `${JSON.stringify(runs)}\n`)
  }

  test('from first mail to customer: accepted, qualified, won', async () => {
    const lead = await world.lead({ facts: fits })
    await nurtured(lead, 1)
    const handoff = await handedOff(lead)
    await world.says(lead, { say: 'accept' }, handoff.owner)
    await world.says(lead, { say: 'qualify', opportunity: 'OPP-1' }, handoff.owner)
    await world.says(lead, { say: 'customer' }, handoff.owner)
    await expect(workflow(lead).result()).resolves.toBe('customer')
    expect((await handoffsOf(world.pool, lead))[0]).toMatchObject({
      status: 'customer',
      opportunity: 'OPP-1',
      answeredBy: handoff.owner,
    })
    const { rows } = await world.pool.query(`select became from lifecycle_change where lead_id = $1 order by seq`, [
      lead,
    ])
    expect(rows.map(({ became }) => became)).toEqual(['lead', 'mql', 'sal', 'sql', 'customer'])
    await record('customer', lead)
  })

  test('returned by a plain signal: it rests, resumes where its reason says, and gets nothing twice', async () => {
    const lead = await world.lead({ facts: fits })
    await nurtured(lead, 2)
    await handedOff(lead)
    await workflow(lead).signal('returnToNurture', { reason: 'bad_timing' })
    await world.until('it rests', async () => (await doing(lead)) === 'resting')
    expect((await handoffsOf(world.pool, lead))[0]).toMatchObject({
      status: 'returned',
      reason: 'bad_timing',
      answeredBy: 'temporal',
    })
    const steps = await nurtured(lead, 4)
    expect(new Set(steps).size).toBe(steps.length)
    expect(steps.slice(2).every((step) => !['close-benchmark', 'five-slow-steps'].includes(step))).toBe(true)
    await record('returned', lead)
  })

  test('a signal with a reason that does not exist changes nothing and is told', async () => {
    const lead = await world.lead({ facts: fits })
    await handedOff(lead)
    await workflow(lead).signal('returnToNurture', { reason: 'did_not_like_them' })
    const told = await world.until('an alert', async () =>
      (await unseenAlerts(world.pool, 20)).find((alert) => alert.lead === lead),
    )
    expect(told.detail).toContain(
      '"did_not_like_them" is no reason to return a lead; it may be no_response, bad_timing',
    )
    expect(await doing(lead)).toBe('with_sales')
  })

  test('nobody answers: reminded, reassigned, taken back, nurtured on', async () => {
    const lead = await world.lead({ facts: fits })
    await nurtured(lead, 1)
    const first = await handedOff(lead)
    const notices = async (): Promise<readonly string[]> => {
      const { rows } = await world.pool.query<{ template: string }>(
        `select template from notice where handoff_id = $1 order by id`,
        [first.id],
      )
      return rows.map(({ template }) => template)
    }
    const laterOn = async (): Promise<Handoff | undefined> => {
      await world.clock.advance(0.2)
      return (await handoffsOf(world.pool, lead))[0]
    }
    const second = await world.until('another owner', async () => {
      const now = await laterOn()
      return now?.owner !== first.owner && now
    })
    expect(second).toMatchObject({ status: 'open', number: 1 })
    await world.until('it is taken back', async () => (await laterOn())?.reason === 'untouched')
    expect(await notices()).toEqual(['handoff', 'handoff-reminder', 'handoff', 'handoff-taken-back'])
    await nurtured(lead, 2)
    await record('untouched', lead)
  })

  test('unsubscribes in the middle of a wait: dormant at once, and nothing goes out', async () => {
    const lead = await world.lead()
    await nurtured(lead, 1)
    await inTransaction(world.pool, async (tx) => {
      const row = await lockLead(tx, lead)
      await changeConsent(tx, row, {
        channel: 'email',
        granted: false,
        basis: 'one_click',
        source: 'link',
        at: row.clock.now,
        actor: 'lead',
        messageId: `stop/${lead}`,
      })
    })
    await world.until('it is dormant', async () => (await doing(lead)) === 'dormant')
    await world.clock.advance(30)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await touches(lead)).toEqual(['close-benchmark'])
    await record('unsubscribed', lead)
  })

  test('paused by a signal, resumed by another: the touch comes later, once', async () => {
    const lead = await world.lead()
    await nurtured(lead, 1)
    await workflow(lead).signal('pause')
    await world.until('it is paused', async () => (await world.look(lead)).pausedAt !== null)
    await world.clock.advance(30)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await touches(lead)).toHaveLength(1)
    await inTransaction(world.pool, (tx) => resume(tx, lead, 'ana'))
    expect(await nurtured(lead, 2)).toEqual(['close-benchmark', 'five-slow-steps'])
    await expect(inTransaction(world.pool, (tx) => pause(tx, lead, 'ana'))).resolves.toBe(true)
    await record('paused', lead)
  })

  test('has had everything: exhausted, and a sign of life repeats nothing', async () => {
    const lead = await world.lead()
    await world.until(
      'it is exhausted',
      async () => {
        if ((await doing(lead)) === 'exhausted') return true
        await onward(lead)
        return false
      },
      80,
    )
    const had = await touches(lead)
    await world.does(lead, { kind: 'visited', of: '/blog' })
    await world.clock.advance(20)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await touches(lead)).toEqual(had)
    expect(await doing(lead)).toBe('exhausted')
    await record('exhausted', lead)
  })

  test('sending is stopped for a touch and resumed: late, not lost, not twice', async () => {
    const lead = await world.lead()
    const stop = { scope: 'touch', name: 'close-benchmark' } as const
    const { now } = await readClock(world.pool)
    await stopSending(world.pool, stop, { at: now, actor: 'ops', reason: 'a wrong price' })
    await world.until('it is deferred', async () => {
      await world.clock.advance(0.25)
      const { rowCount } = await world.pool.query(
        `select from touch where lead_id = $1 and state = 'deferred' and reason = 'stopped'`,
        [lead],
      )
      return (rowCount ?? 0) > 0
    })
    await resumeSending(world.pool, stop, { at: now, actor: 'ops' })
    expect(await nurtured(lead, 1)).toEqual(['close-benchmark'])
  })

  test('its workflow is gone: the next event begins it again from Postgres, where it was', async () => {
    const lead = await world.lead({ facts: fits })
    await nurtured(lead, 1)
    await workflow(lead).terminate('lost')
    await handedOff(lead)
    expect(await touches(lead)).toEqual(['close-benchmark'])
    await record('rebuilt', lead)
  })

  test('two people answer at once: one wins, the other is told who', async () => {
    const lead = await world.lead({ facts: fits })
    await handedOff(lead)
    const answers = await Promise.all([
      world.says(lead, { say: 'accept' }, 'sales-dach'),
      world.says(lead, { say: 'accept' }, 'sales-europe'),
    ])
    expect(answers.filter(({ done }) => done)).toHaveLength(1)
    const loser = answers.find(({ done }) => !done)
    expect(loser).toMatchObject({
      why: 'too_late',
      sentence: expect.stringMatching(/^sales-(dach|europe) has it already/),
    })
  })
})
