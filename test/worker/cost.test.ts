import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshWorld, type World } from '../world.ts'

/** What a life costs Temporal: history is what a cold wake replays, and actions are what a cluster is paid by. */
describe('the cost of a life', () => {
  let world: World
  beforeAll(async () => {
    world = await freshWorld()
    await world.clock.run()
  })
  afterAll(() => world.stop())

  interface Event {
    readonly kind: string
    readonly activity: string | undefined
  }

  async function runsOf(lead: string): Promise<readonly (readonly Event[])[]> {
    const runs: (readonly Event[])[] = []
    for await (const { runId } of world.client.workflow.list({ query: `WorkflowId = "lead/${lead}"` })) {
      const { events } = await world.client.workflow.getHandle(`lead/${lead}`, runId).fetchHistory()
      runs.push(
        (events ?? []).map((event) => ({
          kind: Object.entries(event).find(([name, value]) => name.endsWith('EventAttributes') && value)?.[0] ?? '',
          activity: event.activityTaskScheduledEventAttributes?.activityType?.name ?? undefined,
        })),
      )
    }
    return runs
  }

  test('a scheduled touch is one timer and one activity, 11 events; short runs; a whole silent life under 250', async () => {
    const lead = await world.lead()
    await world.until('it has had everything', async () => (await world.look(lead)).doing === 'exhausted')
    const runs = await world.until('visibility knows all runs', async () => {
      const found = await runsOf(lead)
      return found.length > 1 && found
    })

    const distances = runs.flatMap((run) => {
      const touches = run.flatMap(({ activity }, i) => (activity === 'touch' ? [i] : []))
      return touches.slice(1).map((at, i) => run.slice(touches[i], at))
    })
    const scheduled = distances.filter(
      (between) => between.filter(({ kind }) => kind.startsWith('timerStarted')).length === 1,
    )
    // Real time is never asked for; only on the fast clock of this test may a late wake ask what time it is.
    const asOnRealTime = scheduled.filter((between) => between.every(({ activity }) => activity !== 'tellTime'))
    expect(asOnRealTime.length).toBeGreaterThan(1)
    for (const between of asOnRealTime) {
      expect(between.filter(({ kind }) => kind.startsWith('upsert')).length + 11).toBe(between.length)
      expect(between.filter(({ activity }) => activity !== undefined)).toHaveLength(1)
    }
    expect(Math.max(...runs.map((run) => run.length))).toBeLessThan(150)
    expect(runs.reduce((sum, run) => sum + run.length, 0)).toBeLessThan(250)
  })

  test('what does not matter to a lead costs its workflow nothing', async () => {
    const lead = await world.lead()
    const { received } = await world.inbox.count()
    // Months pass before it has had everything, after which all that it does matters.
    await world.clock.run(1)
    await world.until('the first mail', async () => (await world.inbox.count()).received > received)
    await world.clock.hold()
    const told = () => world.pool.query(`select from outbox where lead_id = $1`, [lead])
    await world.until('it has heard that it begins', async () => (await told()).rowCount === 0)
    const signals = async (): Promise<number> =>
      (await runsOf(lead)).flat().filter(({ kind }) => kind.startsWith('workflowExecutionSignaled')).length
    const before = await signals()
    for (const path of ['/blog', '/team', '/jobs']) await world.does(lead, { kind: 'visited', of: path })
    expect((await told()).rowCount).toBe(0)
    expect(await signals()).toBe(before)
  })
})
