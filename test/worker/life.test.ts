import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handoffsOf } from '../../db/handoffs.ts'
import { freshWorld, type World } from '../world.ts'

describe('a lead’s life on the real engine', () => {
  let world: World
  beforeAll(async () => {
    world = await freshWorld()
    await world.clock.run()
  })
  afterAll(() => world.stop())

  test('gets its first mail in its window, asks for a demo, is handed to sales, comes back and goes on', async () => {
    const lead = await world.lead({
      email: 'ida@norwind.test',
      facts: { industry: 'manufacturing', role: 'decides', region: 'dach' },
    })
    const mails = () => world.inbox.mails().then((all) => all.filter(({ to }) => to.includes('ida@norwind.test')))
    await world.until('the first mail', async () => (await mails()).length > 0)

    await world.clock.hold()
    await world.does(lead, { kind: 'requested', of: 'demo' })
    const handed = await world.until('the handoff', async () => (await handoffsOf(world.pool, lead))[0])
    expect(handed.trigger).toBe('demo')
    await world.until('the mail to the rep', async () =>
      (await world.inbox.mails()).some(({ subject }) => subject.includes('Ida')),
    )

    expect(await world.says(lead, { say: 'return', reason: 'bad_timing' }, handed.owner)).toMatchObject({
      done: true,
      became: 'recycled',
    })
    const before = (await mails()).length
    await world.clock.run()
    await world.until('a mail after the rest', async () => (await mails()).length > before)
    const subjects = (await mails()).map(({ subject }) => subject)
    expect(new Set(subjects).size).toBe(subjects.length)
  })
})
