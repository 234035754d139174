import { isDeepStrictEqual } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unseenAlerts } from '../../db/alerts.ts'
import { changeConsent } from '../../db/consent.ts'
import { handoffsOf } from '../../db/handoffs.ts'
import { lockLead } from '../../db/leads.ts'
import { pause, resume } from '../../db/pauses.ts'
import { inTransaction } from '../../db/pool.ts'
import { undoing } from '../../worker/undoing.ts'
import { run } from '../cli/run.ts'
import { backUpDatabase, ownTemporal, type OwnTemporal } from '../restored-fixture.ts'
import { freshWorld, type World } from '../world.ts'

/** Postgres and Temporal restored to different moments, on real servers that are really set back. */
describe('perennial doctor', { timeout: 1_800_000 }, () => {
  const undo = undoing()
  let temporal: OwnTemporal
  let world: World
  let lives: { stop(): Promise<void> } | undefined
  let addresses = 0

  beforeEach(async () => {
    temporal = await ownTemporal()
    undo.push(() => temporal.stop())
    world = await freshWorld({ lives: false, daysPerSecond: 1_000, temporal: temporal.address })
    undo.push(() => world.stop())
    await startLives()
  })
  afterEach(() => undo.run())

  async function startLives(): Promise<void> {
    lives = await world.startLives()
  }
  /** What a careful operator does before a restore. */
  async function stopLives(): Promise<void> {
    await lives?.stop()
    lives = undefined
  }

  interface Line {
    readonly kind: string
    readonly lead: string
    readonly what: string
    readonly by: string
  }
  async function doctor(...options: string[]) {
    process.env['TEMPORAL_ADDRESS'] = temporal.address
    process.env['TASK_QUEUE'] = world.settings.taskQueue
    const { code, out, err } = await run(['doctor', '--json', ...options], { databaseUrl: world.settings.databaseUrl })
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const findings = lines.filter((line) => 'what' in line) as unknown as Line[]
    const found = Object.fromEntries(findings.map(({ lead, kind }) => [lead, kind]))
    return { code, err, findings, found, summary: lines.at(-1) }
  }
  const nothingLeft = { code: 0, findings: [], found: {} }

  const fits = { industry: 'manufacturing', role: 'decides', region: 'europe' }
  interface Person {
    readonly id: string
    readonly email: string
  }
  async function newLead(): Promise<Person> {
    addresses += 1
    const email = `person-${addresses}@doctor.test`
    return { id: await world.lead({ email, facts: fits }), email }
  }
  /** Several at once, by name, each after its first mail. */
  async function newLeads<Name extends string>(...names: Name[]): Promise<Record<Name, Person>> {
    const made = await Promise.all(names.map(async (name) => [name, await newLead()] as const))
    for (const [, { id }] of made) await nurtured(id, 1)
    return Object.fromEntries(made) as Record<Name, Person>
  }
  const sent = async (lead: string): Promise<readonly string[]> => {
    const { rows } = await world.pool.query<{ step: string }>(
      `select step from touch where lead_id = $1 and state = 'sent' order by id`,
      [lead],
    )
    return rows.map(({ step }) => step)
  }
  const mailsTo = async (email: string): Promise<readonly string[]> =>
    (await world.inbox.mails()).filter(({ to }) => to.includes(email)).map(({ subject }) => subject)

  /** Seconds; for machines that are busy with something else. */
  const patience = 600

  /** Not those to our own reps, which may still be on their way. */
  const mailsToPeople = async (): Promise<readonly string[]> =>
    (await world.inbox.mails())
      .filter(({ to }) => to.some((one) => one.endsWith('@doctor.test')))
      .map(({ messageId }) => messageId)

  /** Moves time on, from one instant at which the lead's life goes on to the next, until it is there. */
  function onward<T>(lead: string, what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    return world.until(
      what,
      async () => {
        const wakes = await world.wakes(lead)
        const seen = await look()
        if (seen !== undefined && seen !== false) return seen
        const left = (wakes ?? 0) - (await world.clock.now())
        if (left > 0) await world.clock.advance(left / 86_400_000)
        return false
      },
      patience,
    )
  }
  /** Moves time on until no life goes on by itself for so long. */
  async function undisturbed(leads: readonly string[], days: number): Promise<void> {
    await world.until(
      'an hour in which nothing is due',
      async () => {
        await settled()
        const wakes = await Promise.all(leads.map((lead) => world.wakes(lead)))
        const left = Math.min(...wakes.map((at) => at ?? 0)) - (await world.clock.now())
        if (left > days * 86_400_000) return true
        if (left > 0) await world.clock.advance(left / 86_400_000)
        return false
      },
      patience,
    )
  }
  const nurtured = (lead: string, touches: number): Promise<unknown> =>
    onward(lead, `${touches} touches`, async () => (await sent(lead)).length >= touches)
  const becomes = (lead: string, doing: string): Promise<unknown> =>
    world.until(`it is ${doing}`, async () => (await world.look(lead)).doing === doing, patience)

  async function handedOff(lead: string): Promise<void> {
    await world.clock.advance(0.001)
    await world.does(lead, { kind: 'requested', of: 'demo' })
    await world.until('a handoff', async () =>
      (await handoffsOf(world.pool, lead)).find(({ status }) => status === 'open'),
    )
  }
  async function permit(lead: string, granted: boolean): Promise<void> {
    await inTransaction(world.pool, async (tx) => {
      const row = await lockLead(tx, lead)
      const { now: at } = row.clock
      const how = { channel: 'email', basis: 'link', source: 'link', actor: 'lead' } as const
      await changeConsent(tx, row, { ...how, granted, at, messageId: `said/${lead}/${at}/${String(granted)}` })
    })
  }
  /** Everything that was told is heard, and every answer is in: nothing is on its way. */
  async function settled(): Promise<void> {
    await world.until('all is heard', async () => (await doctor()).code === 0, patience)
  }
  /** Where an operator sees the lead stand: what it does, in which stage, until when, what it had. */
  async function place(lead: string): Promise<readonly string[]> {
    const handle = world.client.workflow.getHandle(`lead/${lead}`)
    const { currentDetails = '' } = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata')
    const had = (line: string): string =>
      line
        .split(/[|,]/)
        .map((cell) => cell.trim())
        .toSorted()
        .join()
    return currentDetails.split('\n').map((line) => (line.includes('Has had') ? had(line) : line))
  }

  test('the whole Temporal store is lost: every life goes on where it was, and nobody gets anything twice', async () => {
    const exhausted = await newLead()
    await onward(exhausted.id, 'it is exhausted', async () => (await world.look(exhausted.id)).doing === 'exhausted')
    const all = await sent(exhausted.id)

    const { listening, paused } = await newLeads('listening', 'paused')
    for (const { id } of [listening, paused]) await nurtured(id, 2)
    const leads = await newLeads('waiting', 'withSales', 'accepted', 'resting', 'dormant', 'regained', 'customer')
    const { waiting, withSales, accepted, resting, dormant, regained, customer } = leads
    for (const { id } of [withSales, accepted, resting, customer]) await handedOff(id)
    await world.says(accepted.id, { say: 'accept' })
    await world.says(resting.id, { say: 'return', reason: 'bad_timing' })
    await world.says(customer.id, { say: 'customer' })
    await inTransaction(world.pool, (tx) => pause(tx, paused.id, 'ana'))
    await permit(dormant.id, false)
    await permit(regained.id, false)
    await becomes(dormant.id, 'dormant')
    await becomes(regained.id, 'dormant')
    await permit(regained.id, true)
    await becomes(regained.id, 'nurturing')
    await becomes(resting.id, 'resting')
    await becomes(customer.id, 'ended')

    const living = [exhausted, listening, waiting, withSales, accepted, resting, paused, dormant, regained]
    const outage = 0.04
    await undisturbed(
      living.map(({ id }) => id),
      outage,
    )
    const places = new Map<string, readonly string[]>()
    for (const { id } of living) places.set(id, await place(id))
    const mails = await mailsToPeople()

    await stopLives()
    await temporal.lose()
    await world.clock.advance(outage)

    const asked = await doctor()
    expect(asked.code).toBe(1)
    expect(asked.found).toEqual(Object.fromEntries(living.map(({ id }) => [id, 'missing'])))
    expect((await doctor()).found).toEqual(asked.found)

    const mended = await doctor('--repair')
    expect(mended).toMatchObject({ code: 0, found: asked.found, summary: { repaired: living.length, left: {} } })
    expect(await doctor()).toMatchObject(nothingLeft)

    await startLives()
    for (const { id } of living) {
      await expect.poll(() => place(id), { timeout: patience * 1_000, interval: 500 }).toEqual(places.get(id))
    }
    expect(await mailsToPeople()).toEqual(mails)
    expect(await doctor()).toMatchObject(nothingLeft)

    // The clock goes on.
    await world.says(accepted.id, { say: 'return', reason: 'no_response' })
    await inTransaction(world.pool, (tx) => resume(tx, paused.id, 'ana'))
    for (const { id } of [waiting, paused, regained, listening]) await nurtured(id, 4)
    for (const { id } of [accepted, resting]) await nurtured(id, 3)
    for (const { id, email } of [waiting, paused, regained, listening]) {
      const steps = await sent(id)
      expect(steps).toEqual(all.slice(0, steps.length))
      const subjects = await mailsTo(email)
      expect(new Set(subjects).size).toBe(subjects.length)
    }
    expect(await sent(dormant.id)).toHaveLength(1)
    const { received, uniqueMessageIds } = await world.inbox.count()
    expect(uniqueMessageIds).toBe(received)
    await settled()
  })

  test('Temporal was set back: what it has not heard of is heard, what it forgot begins, what has ended ends', async () => {
    const { sold, silent, lost, unchanged } = await newLeads('sold', 'silent', 'lost', 'unchanged')
    // On a fast clock a touch comes due at once, and its answer would tell all that there is to hear: these wait longer.
    for (const { id } of [sold, silent, lost, unchanged]) await nurtured(id, 2)
    await settled()
    await stopLives()
    await temporal.backUp()

    await startLives()
    await handedOff(sold.id)
    await world.says(sold.id, { say: 'accept' })
    await permit(silent.id, false)
    await becomes(silent.id, 'dormant')
    await handedOff(lost.id)
    await world.says(lost.id, { say: 'disqualify', reason: 'no_need' })
    await becomes(lost.id, 'ended')
    const fresh = await newLead()
    await world.until('it begins', async () => (await world.look(fresh.id)).wakesAt !== null)
    await settled()
    const soldAt = await place(sold.id)
    await stopLives()
    await temporal.setBack()

    const asked = await doctor()
    const found = { [sold.id]: 'behind', [silent.id]: 'behind', [lost.id]: 'orphan', [fresh.id]: 'missing' }
    expect(asked).toMatchObject({ code: 1, found })
    expect(await doctor('--repair')).toMatchObject({ code: 0, found })
    expect(await doctor()).toMatchObject(nothingLeft)

    await startLives()
    await world.until('sales has it', async () => isDeepStrictEqual(await place(sold.id), soldAt), patience)
    await nurtured(fresh.id, 2)
    expect(await sent(silent.id)).toHaveLength(2)
    expect(await sent(lost.id)).toHaveLength(2)
    await settled()
  })

  test('Postgres was set back: what went out never goes again, who left stays away, sales is asked again', async () => {
    const { mailed, left, returned } = await newLeads('mailed', 'left', 'returned', 'unchanged')
    await handedOff(returned.id)
    await settled()
    await stopLives()
    const setBack = await backUpDatabase(world.settings.databaseUrl)

    await startLives()
    await world.says(returned.id, { say: 'return', reason: 'bad_timing' })
    await becomes(returned.id, 'resting')
    await permit(left.id, false)
    await becomes(left.id, 'dormant')
    await nurtured(mailed.id, 2)
    const stranger = await newLead()
    await nurtured(stranger.id, 1)
    await settled()
    const now = await world.clock.now()
    await stopLives()
    await setBack()
    await world.clock.advance((now - (await world.clock.now())) / 86_400_000)

    const asked = await doctor()
    expect(asked.code).toBe(1)
    expect(asked.found).toMatchObject({
      [mailed.id]: 'ahead',
      [left.id]: 'ahead',
      [returned.id]: 'ahead',
      [stranger.id]: 'orphan',
    })
    expect(asked.findings.find(({ lead }) => lead === mailed.id)?.what).toContain('touch five-slow-steps')
    expect(asked.findings.find(({ lead }) => lead === returned.id)?.what).toContain('(returned)')
    expect(await doctor('--repair')).toMatchObject({ code: 0, found: asked.found })
    expect(await doctor()).toMatchObject(nothingLeft)

    await startLives()
    expect((await world.look(left.id)).channels).toEqual([])
    expect((await world.look(returned.id)).pausedAt).not.toBeNull()
    const told = (await unseenAlerts(world.pool, 50)).filter(({ what }) => what === 'set back')
    expect(told.map(({ lead }) => lead)).toEqual(expect.arrayContaining([left.id, returned.id]))
    await nurtured(mailed.id, 4)
    const subjects = await mailsTo(mailed.email)
    expect(new Set(subjects).size).toBe(subjects.length)
    expect(await mailsTo(left.email)).toHaveLength(1)
    await settled()
  })
})
