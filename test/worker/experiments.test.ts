import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { email, split, stage, track, wait } from '../../core/dsl.ts'
import { handoffsOf } from '../../db/handoffs.ts'
import { everyReason } from '../core/lives.ts'
import { agreed, mails, onTime, publishSmallProgramme } from '../programme-fixture.ts'
import { recordHistory } from '../record-history.ts'
import { freshWorld, type World } from '../world.ts'

const trial = track('trial', {
  goal: onTime.goal,
  theme: onTime.theme,
  cadence: onTime.cadence,
  salesReady: onTime.salesReady,
  onReturn: everyReason({ rest: '30 days' }),
  stages: {
    recognise: stage('Why are we late so often?', [
      split('opening', { goal: 'mql', variants: { cost: [email(mails.whatItCosts)], why: [email(mails.whyLate)] } }),
      wait('2 days'),
      email(mails.howOthers),
    ]),
  },
})

/** What is compared, on the real engine. Time is moved by hand. */
describe('leads in an experiment', () => {
  let world: World
  beforeAll(async () => {
    world = await freshWorld({ daysPerSecond: 1_000 })
    await publishSmallProgramme(world.pool, { tracks: [onTime, trial] })
  })
  afterAll(() => world.stop())

  const had = async (lead: string): Promise<readonly string[]> => {
    const { rows } = await world.pool.query<{ content: string }>(
      `select content from touch where lead_id = $1 and state = 'sent' order by id`,
      [lead],
    )
    return rows.map(({ content }) => content)
  }
  const live = <T>(what: string, look: () => Promise<T | false>): Promise<T> =>
    world.until(what, async () => {
      const seen = await look()
      if (seen === false) await world.clock.advance(0.2)
      return seen
    })

  test('come to one variant, which is kept, and go on after it as everybody', async () => {
    const lead = await world.lead({ track: 'trial' })
    const mailed = await live('two mails', async () => {
      const so = await had(lead)
      return so.length === 2 && so
    })
    const { rows } = await world.pool.query<{ variant: string }>(`select variant from exposure where lead_id = $1`, [
      lead,
    ])
    expect(rows).toHaveLength(1)
    expect(mailed).toEqual([rows[0]?.variant === 'cost' ? 'what-it-costs' : 'why-late', 'how-others'])
    await recordHistory(world, 'split', lead)
  })

  test('held out, gets nothing for weeks, and is handed to sales all the same when it asks', async () => {
    await publishSmallProgramme(world.pool, { tracks: [onTime, trial], quality: { ...agreed, holdOut: 0.5 } })
    const lead = await heldOut()
    await world.until('it is held out', async () => (await world.look(lead)).doing === 'held_out')
    await world.clock.advance(40)
    await world.does(lead, { kind: 'requested', of: 'demo' })
    const handoff = await world.until('a handoff', async () => (await handoffsOf(world.pool, lead))[0])
    expect(await had(lead)).toEqual([])
    await world.says(lead, { say: 'accept' }, handoff.owner)
    await recordHistory(world, 'held-out', lead)
  })

  /** Half of the firms are in the hold-out. */
  async function heldOut(): Promise<string> {
    for (let firm = 0; ; firm++) {
      const lead = await world.lead({ email: `ada@firm-${firm}.test`, track: 'on-time', facts: { sector: 'freight' } })
      if ((await world.look(lead)).arm === 'held_out') return lead
    }
  }
})
