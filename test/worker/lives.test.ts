import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unseenAlerts } from '../../db/alerts.ts'
import { answerCall, openCalls } from '../../db/calls.ts'
import { changeConsent } from '../../db/consent.ts'
import { handoffsOf, type Handoff } from '../../db/handoffs.ts'
import { lockLead } from '../../db/leads.ts'
import { pause, resume } from '../../db/pauses.ts'
import { inTransaction } from '../../db/pool.ts'
import { readClock } from '../../db/clock.ts'
import { resumeSending, stopSending } from '../../db/stops.ts'
import { recordHistory } from '../record-history.ts'
import { freshWorld, type World } from '../world.ts'

/**
 * The kinds of life that a lead may have, on the real engine. Time stands still and is moved by hand. With
 * RECORD_HISTORIES=1 the histories of each kind that is new become golden ones, which every later version must replay.
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

  /**
   * Looks for something, and moves time on from one instant at which the lead's life goes on to the next until it is there.
   * The instant is asked for before the look: whatever the life does in between, time never runs past what is looked for.
   */
  function onward<T>(lead: string, what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    return world.until(what, async () => {
      const wakes = await world.wakes(lead)
      const seen = await look()
      if (seen !== undefined && seen !== false) return seen
      const left = (wakes ?? 0) - (await world.clock.now())
      if (left > 0) await world.clock.advance(left / 86_400_000)
      return false
    })
  }

  /** Moves time on until the lead has had so many touches. */
  function nurtured(lead: string, count: number): Promise<readonly string[]> {
    return onward(lead, `${count} touches`, async () => {
      const so = await touches(lead)
      return so.length >= count && so
    })
  }

  /** Moves time on by so much, and until the worker has shown that it knows. */
  async function later(days: number): Promise<void> {
    await world.clock.advance(days)
    await nurtured(await world.lead(), 1)
  }

  async function handedOff(lead: string): Promise<Handoff> {
    await world.does(lead, { kind: 'requested', of: 'demo' })
    return lastHandoff(lead)
  }

  const record = (kind: string, lead: string) => recordHistory(world, kind, lead)

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
    const handoff = async (): Promise<Handoff | undefined> => (await handoffsOf(world.pool, lead))[0]
    const second = await onward(lead, 'another owner', async () => {
      const now = await handoff()
      return now?.owner !== first.owner && now
    })
    expect(second).toMatchObject({ status: 'open', number: 1 })
    await onward(lead, 'it is taken back', async () => (await handoff())?.reason === 'untouched')
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
    await later(30)
    expect(await touches(lead)).toEqual(['close-benchmark'])
    await record('unsubscribed', lead)
  })

  test('paused by a signal, resumed by another: the touch comes later, once', async () => {
    const lead = await world.lead()
    await nurtured(lead, 1)
    await workflow(lead).signal('pause')
    await world.until('it is paused', async () => (await world.look(lead)).pausedAt !== null)
    await later(30)
    expect(await touches(lead)).toHaveLength(1)
    await inTransaction(world.pool, (tx) => resume(tx, lead, 'ana'))
    expect(await nurtured(lead, 2)).toEqual(['close-benchmark', 'five-slow-steps'])
    await expect(inTransaction(world.pool, (tx) => pause(tx, lead, 'ana'))).resolves.toBe(true)
    await record('paused', lead)
  })

  test('is listened to until its clock has come to the deadline, however often it looks', async () => {
    const lead = await world.lead()
    await nurtured(lead, 2)
    const looks = async (): Promise<number> => {
      const { events } = await workflow(lead).fetchHistory()
      return (events ?? []).filter(
        ({ activityTaskScheduledEventAttributes: asked }) => asked?.activityType?.name === 'tellTime',
      ).length
    }
    const before = await looks()
    await world.until('it has looked at the clock', async () => (await looks()) >= before + 3)
    await world.does(lead, { kind: 'clicked', of: 'five-slow-steps' })
    expect(await nurtured(lead, 3)).not.toContain('peer-story:norwind-6')
  })

  test('is called: nobody answers, then a conversation; the next step follows', async () => {
    const lead = await world.lead({ facts: fits, phone: '+49 30 1234567' })
    await nurtured(lead, 5)
    expect((await world.look(lead)).listens.acts).toContainEqual(expect.objectContaining({ of: '/pricing*' }))
    // Time stands still: what is done at the very instant of the touch would count as done before it.
    await world.clock.advance(0.01)
    await world.does(lead, { kind: 'visited', of: '/pricing' })
    for (const [attempt, result] of [
      [1, 'no_answer'],
      [2, 'reached'],
    ] as const) {
      const task = await onward(lead, `attempt ${attempt}`, async () =>
        (await openCalls(world.pool)).find((open) => open.lead === lead),
      )
      expect(task).toMatchObject({ attempt })
      const said = await inTransaction(world.pool, (tx) => answerCall(tx, task.id, result, { actor: 'telesales' }))
      expect(said).toEqual({ done: true })
    }
    const calls = (await touches(lead)).filter((step) => step.startsWith('call-'))
    expect(calls).toHaveLength(2)
    await nurtured(lead, 8)
    await record('called', lead)
  })

  test('has had everything: exhausted, and a sign of life repeats nothing', async () => {
    const lead = await world.lead()
    await onward(lead, 'it is exhausted', async () => (await doing(lead)) === 'exhausted')
    const had = await touches(lead)
    await world.does(lead, { kind: 'visited', of: '/blog' })
    await later(20)
    expect(await touches(lead)).toEqual(had)
    expect(await doing(lead)).toBe('exhausted')
    await record('exhausted', lead)
  })

  test('sending is stopped for a touch and resumed: late, not lost, not twice', async () => {
    const lead = await world.lead()
    const stop = { scope: 'touch', name: 'close-benchmark' } as const
    const { now } = await readClock(world.pool)
    await stopSending(world.pool, stop, { at: now, actor: 'ops', reason: 'a wrong price' })
    await onward(lead, 'it is deferred', async () => {
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
