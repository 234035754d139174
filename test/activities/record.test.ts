import { setTimeout as delay } from 'node:timers/promises'
import { MockActivityEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { touch } from '../../activities/touch.ts'
import type { Touched } from '../../core/contract.ts'
import { Definitions } from '../../db/definitions.ts'
import { readLead } from '../../db/leads.ts'
import { openDoors, type Doors } from '../edge/edge-fixture.ts'
import { silentDeps } from './silent.ts'

let doors: Doors
beforeAll(async () => {
  doors = await openDoors()
})
afterAll(() => doors.close())

/** The published tracks, with a send window that is always open. */
class AnyHour extends Definitions {
  override async track(...asked: Parameters<Definitions['track']>) {
    const published = await super.track(...asked)
    const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
    const cadence = { ...published.track.cadence, days, between: [0, 1440] as const, holidays: 'ignore' as const }
    return { ...published, track: { ...published.track, cadence } }
  }
}

test('a mail that left is recorded as sent, though Postgres had no room for the record at first', async () => {
  const { pool } = doors
  const lead = await doors.lead({ timezone: 'Europe/Berlin' })
  const { state, track, version, clock } = await readLead(pool, lead)
  const definitions = new AnyHour()
  const published = await definitions.track(pool, track!, version!)
  const step = published.track.steps.find(({ kind }) => kind === 'email')!.id
  await pool.query(`create function full_disk() returns trigger language plpgsql as
    $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$`)
  let recovered: Promise<unknown> | undefined
  let mails = 0
  const deps = silentDeps(doors)
  const activity = touch({
    ...deps,
    definitions,
    sender: {
      ...deps.sender,
      async send() {
        mails++
        await pool.query(`create trigger full_disk before update on touch for each row execute function full_disk()`)
        recovered = delay(700).then(() => pool.query(`drop trigger full_disk on touch`))
        return { sent: true, response: '250 OK' }
      },
    },
  })
  const asked = { state: state!, track: track!, version: version!, step, attempt: 1, due: clock.now }
  const touched = (await new MockActivityEnvironment().run(() => activity(asked))) as Touched
  await recovered
  expect(touched.outcome).toMatchObject({ was: 'sent' })
  expect(mails).toBe(1)
  const { rows } = await pool.query(`select state, response from touch where lead_id = $1`, [lead])
  expect(rows).toEqual([{ state: 'sent', response: '250 OK' }])
})
