import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chase } from '../../activities/chase.ts'
import { callById } from '../../db/calls.ts'
import { readLead } from '../../db/leads.ts'
import { instant } from '../../db/pool.ts'
import { openDoors, type Doors } from '../edge/edge-fixture.ts'
import { silentDeps } from './silent.ts'

/** A timer may fire a little before the deadline that it stands for; what is overdue, the row says. */
describe('a call that somebody has to make', () => {
  let doors: Doors
  beforeAll(async () => {
    doors = await openDoors()
  })
  afterAll(() => doors.close())

  async function resultAfterChase(dueInMs: number): Promise<string | null | undefined> {
    const lead = await doors.lead()
    const touch = await doors.sent(lead)
    const { state, track, version, clock } = await readLead(doors.pool, lead)
    const task = `call_${lead}`
    await doors.pool.query(
      `insert into call_task (id, lead_id, touch_id, attempt, budget, ask, script, assignee, made_at, due_at)
       values ($1, $2, $3, 1, 3, 'Who decides?', '', 'rep-north', $4, $5)`,
      [task, lead, touch, instant(clock.now - 60_000), instant(clock.now + dueInMs)],
    )
    await chase(silentDeps(doors))({ state: state!, track: track!, version: version!, what: { task } })
    return (await callById(doors.pool, task))?.result
  }

  test('is not made once its due time has passed', async () => {
    expect(await resultAfterChase(-1_000)).toBe('not_made')
  })

  test('may still be made while it has not', async () => {
    expect(await resultAfterChase(60_000)).toBeNull()
  })
})
