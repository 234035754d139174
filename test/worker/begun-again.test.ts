import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unseenAlerts } from '../../db/alerts.ts'
import { handoffsOf } from '../../db/handoffs.ts'
import { freshWorld, type World } from '../world.ts'

/** What becomes of a life whose workflow was lost, or whose signal cannot be recorded. */
describe('a life that met with an accident', () => {
  let world: World
  beforeAll(async () => {
    world = await freshWorld({ daysPerSecond: 1_000 })
  })
  afterAll(() => world.stop())

  const fits = { industry: 'manufacturing', role: 'decides', region: 'europe' }

  async function withSales(): Promise<string> {
    const lead = await world.lead({ facts: fits })
    await world.until('the first touch', async () => {
      await world.clock.advance(0.25)
      const { rowCount } = await world.pool.query(`select from touch where lead_id = $1 and state = 'sent'`, [lead])
      return (rowCount ?? 0) > 0
    })
    await world.does(lead, { kind: 'requested', of: 'demo' })
    await world.until('a handoff', async () => (await handoffsOf(world.pool, lead))[0])
    return lead
  }

  test('its workflow is lost while sales has it: it hears all that it missed, and the SLA still ends', async () => {
    const lead = await withSales()
    const handle = world.client.workflow.getHandle(`lead/${lead}`)
    await world.until('it waits for sales', async () => {
      const { searchAttributes } = await handle.describe()
      return String(searchAttributes['LeadState']) === 'with_sales'
    })
    await handle.terminate('lost')
    await world.says(lead, { say: 'accept' })
    await world.until('it is taken back', async () => {
      await world.clock.advance(1)
      return (await handoffsOf(world.pool, lead))[0]?.reason === 'untouched'
    })
    await world.until('it rests', async () => (await world.look(lead)).doing === 'resting')
  })

  test('a signal that cannot be recorded is told to a person, and the life goes on', async () => {
    const lead = await withSales()
    const handle = world.client.workflow.getHandle(`lead/${lead}`)
    await handle.signal('returnToNurture', { reason: 'bad\u0000timing' })
    const told = await world.until('an alert', async () =>
      (await unseenAlerts(world.pool, 20)).find((alert) => alert.lead === lead),
    )
    expect(told.what).toBe('signal: returnToNurture failed')
    await handle.signal('returnToNurture', { reason: 'bad_timing' })
    await world.until('it rests', async () => (await world.look(lead)).doing === 'resting')
  })
})
