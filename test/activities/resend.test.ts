import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Deps } from '../../activities/deps.ts'
import { openTouch, type Opening } from '../../activities/touch-claim.ts'
import { stepOf } from '../../core/track.ts'
import { unsubscribe } from '../../db/permission.ts'
import { readLead } from '../../db/leads.ts'
import { inTransaction } from '../../db/pool.ts'
import { openDoors, type Doors } from '../edge/edge-fixture.ts'
import { silentDeps } from './silent.ts'

const always = {
  days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  between: [0, 1440],
  holidays: 'ignore',
} as const

/** The process that sent a mail died in the middle, and its step asks that such a mail goes again. */
describe('a mail in doubt', () => {
  let doors: Doors
  let deps: Deps
  beforeAll(async () => {
    doors = await openDoors()
    deps = silentDeps(doors)
  })
  afterAll(() => doors.close())

  async function inDoubt(): Promise<{ lead: string; frozen: unknown; open: () => Promise<Opening> }> {
    const lead = await doors.lead({ timezone: 'Europe/Berlin' })
    const { state, track, version, clock } = await readLead(doors.pool, lead)
    const published = await doors.definitions.track(doors.pool, track!, version!)
    const step = stepOf(published.track, published.track.steps.find(({ kind }) => kind === 'email')!.id)
    if (step.kind !== 'email') throw new Error('no mail')
    const anyHour = { ...published, track: { ...published.track, cadence: { ...published.track.cadence, ...always } } }
    const open = () =>
      inTransaction(doors.pool, (tx, last) =>
        openTouch(
          tx,
          last,
          deps,
          anyHour,
          { ...step, onUnknown: 'resend' },
          { lead, enrolment: 1, step: step.id, pass: 1, attempt: 1 },
          { state: state!, track: track!, version: version!, step: step.id, attempt: 1, due: clock.now },
          randomUUID(),
        ),
      )
    const opened = await open()
    if (!('claimed' in opened)) throw new Error(JSON.stringify(opened))
    const { id, frozen } = opened.claimed
    await doors.pool.query(`update touch set lease_until = clock_timestamp() where id = $1`, [id])
    return { lead, frozen, open }
  }

  test('goes again as it was', async () => {
    const { lead, frozen, open } = await inDoubt()
    await doors.pool.query(`update lead set first_name = 'Another' where id = $1`, [lead])
    expect(await open()).toMatchObject({ claimed: { frozen } })
  })

  test('does not go again to somebody who said no meanwhile (I2)', async () => {
    const { lead, open } = await inDoubt()
    await inTransaction(doors.pool, (tx) => unsubscribe(tx, lead, 'one_click', 1))
    expect(await open()).toMatchObject({ settled: { was: 'unknown' } })
  })
})
