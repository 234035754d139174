import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { email, split, stage, track } from '../../core/dsl.ts'
import { experiments } from '../../db/experiments.ts'
import { changeLifecycle, lockLead, storeLife } from '../../db/leads.ts'
import { inTransaction } from '../../db/pool.ts'
import { everyReason } from '../core/lives.ts'
import { openDoors, type Doors } from '../edge/edge-fixture.ts'
import { mails, onTime, publishSmallProgramme, triggers } from '../programme-fixture.ts'

const trial = track('trial', {
  goal: onTime.goal,
  theme: onTime.theme,
  cadence: onTime.cadence,
  salesReady: onTime.salesReady,
  onReturn: everyReason({ rest: '30 days' }),
  stages: {
    recognise: stage('Why are we late so often?', [
      split('by stage', { goal: 'mql', variants: { cost: [email(mails.whatItCosts)], why: [email(mails.whyLate)] } }),
      split('by trigger', { goal: triggers.demo, variants: { a: [], b: [] } }),
    ]),
  },
})

describe('an experiment', () => {
  let doors: Doors
  beforeAll(async () => {
    doors = await openDoors()
    await publishSmallProgramme(doors.pool, { tracks: [onTime, trial] })
  })
  afterAll(() => doors.close())

  /** The lead's life has come to these variants. */
  async function comesTo(lead: string, arms: Record<string, string>): Promise<void> {
    await inTransaction(doors.pool, async (tx) => {
      const { state } = await lockLead(tx, lead)
      if (state === null) throw new Error(`lead ${lead} lives in no track`)
      await storeLife(tx, lead, { state, after: { ...state, arms }, listens: { acts: [], life: false } })
    })
  }

  async function becomesMql(lead: string): Promise<void> {
    await inTransaction(doors.pool, async (tx) => {
      const row = await lockLead(tx, lead)
      await changeLifecycle(tx, row, 'mql', { at: row.clock.now, seq: 99, because: 'demo', actor: 'test' })
    })
  }

  test('counts who came to a variant, and who reached its goal afterwards', async () => {
    const [early, ada, bo, cy] = await Promise.all(
      ['early', 'ada', 'bo', 'cy'].map((name) => doors.lead({ email: `${name}@norwind.test`, sector: 'freight' })),
    )
    await becomesMql(early!)
    await comesTo(early!, { 'by stage': 'why' })
    await comesTo(ada!, { 'by stage': 'why' })
    await comesTo(bo!, { 'by stage': 'cost', 'by trigger': 'a' })
    // It stays where it came first, whatever a later version would say.
    await comesTo(bo!, { 'by stage': 'why', 'by trigger': 'a' })
    await comesTo(cy!, { 'by trigger': 'a' })
    await becomesMql(ada!)
    await doors.handedOver(cy!)

    const found = await experiments(doors.pool)
    expect(found.find(({ experiment }) => experiment === 'by stage')).toEqual({
      experiment: 'by stage',
      track: 'trial',
      goal: 'mql',
      variants: [
        { variant: 'cost', leads: 1, reached: 0 },
        { variant: 'why', leads: 2, reached: 1 },
      ],
    })
    expect(found.find(({ experiment }) => experiment === 'by trigger')).toMatchObject({
      goal: 'demo',
      variants: [
        { variant: 'a', leads: 2, reached: 1 },
        { variant: 'b', leads: 0, reached: 0 },
      ],
    })
  })
})
