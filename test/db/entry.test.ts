import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { attended, known, stage, track, visited, wait, type NamedTrackDraft, type TrackDraft } from '../../core/dsl.ts'
import { agreedNow } from '../../db/agreed.ts'
import { unseenAlerts } from '../../db/alerts.ts'
import { enrol, type Enrolled } from '../../db/enrol.ts'
import { takeRows } from '../../db/import-batch.ts'
import { takeIn, type Incoming } from '../../db/ingest.ts'
import { readLead } from '../../db/leads.ts'
import { inTransaction, type Sql } from '../../db/pool.ts'
import { publish } from '../../db/publish.ts'
import { refusalsOf } from '../../db/refusals.ts'
import { waitingTracks } from '../../db/waiting.ts'
import { everyReason, role, sound } from '../core/lives.ts'
import { openDoors, type Doors } from '../edge/edge-fixture.ts'

const like = (name: string, more: Partial<TrackDraft<'only'>>): NamedTrackDraft =>
  track(name, {
    goal: '…',
    theme: 'slow-close',
    cadence: { zone: 'lead', days: ['Tue'], between: ['09:30', '11:30'], atMost: '1 touch a week' },
    stages: { only: stage('…', [wait('1 week')]) },
    salesReady: [],
    onReturn: everyReason({ rest: '2 weeks' } as const),
    ...more,
  })

describe('who enters a track', () => {
  let doors: Doors
  beforeAll(async () => {
    doors = await openDoors()
    const { quality } = await doors.definitions.quality(doors.pool)
    const tracks = [
      like('picky', { entry: { refuse: { 'a student': known(role, 'student') } } }),
      like('fair', { priority: 5, enterOn: attended('fair') }),
      like('patient', { whenBusy: 'wait', enterOn: visited('/late') }),
      like('again', { again: { after: '30 days', atMost: 2 } }),
    ].map((one) => sound(compileTrack(one)))
    await inTransaction(doors.pool, (tx) => publish(tx, { tracks, templates: [], quality, reps: [] }, 'test'))
  })
  afterAll(() => doors.close())

  const nobody = async (): Promise<string> => {
    const lead = await doors.lead()
    await doors.pool.query(`update lead set track = null, version = null, doing = null where id = $1`, [lead])
    return lead
  }
  const enters = (lead: string, name: string, again = false): Promise<Enrolled> =>
    inTransaction(doors.pool, (tx) => enrol(tx, doors.definitions, lead, name, 'test', { again }))
  const takes = async (tx: Sql, one: Incoming) => takeIn(tx, await agreedNow(tx, doors.definitions), [one])
  const does = (lead: string, kind: 'attended' | 'visited' | 'requested', of: string, id: string = randomUUID()) =>
    inTransaction(doors.pool, (tx) =>
      takes(tx, { lead, act: { kind, of }, at: Date.now(), messageId: id, source: 't', actor: 'lead' }),
    )
  const told = (lead: string, facts: Record<string, string>) =>
    inTransaction(doors.pool, (tx) =>
      takes(tx, { lead, facts, at: Date.now(), messageId: randomUUID(), source: 't', actor: 'lead' }),
    )
  const ended = (lead: string, daysAgo: number) =>
    doors.pool.query(
      `with l as (update lead set doing = 'ended' where id = $1)
       update enrolment set ended_at = clock_now() - $2 * interval '1 day', ended_because = 'gone' where lead_id = $1`,
      [lead, daysAgo],
    )

  test('a refusal is kept with its reason, once, however often it is made', async () => {
    const lead = await nobody()
    await told(lead, { role: 'student' })
    expect(await enters(lead, 'picky')).toEqual({ enrolled: false, sentence: 'a student' })
    await enters(lead, 'picky')
    expect(await refusalsOf(doors.pool, lead)).toMatchObject([{ track: 'picky', because: 'a student', times: 2 }])
  })

  test('the API says whether it enters, waits, or why not', async () => {
    const lead = await nobody()
    const asks = (name: string) => doors.api('POST', `/v1/leads/${lead}/enrolments`, { track: name, actor: 'ops' })
    expect(await asks('picky')).toMatchObject({ status: 201, json: { track: 'picky', displaces: null } })
    expect(await asks('again')).toMatchObject({
      status: 409,
      json: { error: { what: 'the lead is in track picky already' } },
    })
    expect(await asks('patient')).toMatchObject({ status: 202, json: { waits: true } })
    expect(await asks('fair')).toMatchObject({ status: 201, json: { displaces: 'picky' } })
    const nowhere = { error: { what: 'there is no track fiar', remedy: 'Did you mean fair?' } }
    expect(await asks('fiar')).toMatchObject({ status: 400, json: nowhere })
  })

  test('by an act it enters at once and once, and one of higher priority is announced to the life that runs', async () => {
    const lead = await nobody()
    const id = randomUUID()
    await does(lead, 'visited', '/late', id)
    await does(lead, 'visited', '/late', id)
    expect(await readLead(doors.pool, lead)).toMatchObject({ track: 'patient', doing: 'nurturing' })
    await does(lead, 'attended', 'fair')
    await does(lead, 'attended', 'fair')
    expect(await waitingTracks(doors.pool, lead)).toMatchObject([{ track: 'fair', priority: 5, displaced: false }])
    const { rows } = await doors.pool.query(`select from event where lead_id = $1 and kind = 'entering'`, [lead])
    expect(rows).toHaveLength(1)
  })

  test('again: after the cooldown and no more often than that, but by hand', async () => {
    const lead = await nobody()
    expect(await enters(lead, 'again')).toMatchObject({ enrolled: true })
    await ended(lead, 10)
    expect(await enters(lead, 'again')).toMatchObject({ enrolled: false })
    await ended(lead, 40)
    expect(await enters(lead, 'again')).toMatchObject({ enrolled: true })
    await ended(lead, 400)
    expect(await enters(lead, 'again')).toMatchObject({ enrolled: false })
    expect(await enters(lead, 'again', true)).toMatchObject({ enrolled: true })
  })

  test('a list keeps the same rules', async () => {
    const row = (line: number, facts: Record<string, string>) => ({
      line,
      person: { aliases: [], email: `${randomUUID()}@list.test`, lifecycle: 'lead' as const },
      facts,
      permissions: [],
      track: 'picky',
    })
    const rows = [row(1, { role: 'student' }), row(2, {})]
    const list = { id: randomUUID(), source: 'list', actor: 'test' }
    const taken = await inTransaction(doors.pool, (tx) => takeRows(tx, doors.definitions, list, rows))
    expect(taken.map(({ enrolled }) => enrolled)).toEqual([{ not: 'a student' }, { track: 'picky' }])
  })

  test('who wants something of sales and is in no track is told to a person', async () => {
    const lead = await nobody()
    await does(lead, 'requested', 'demo')
    const alerts = await unseenAlerts(doors.pool, 50)
    expect(alerts.filter((one) => one.lead === lead)).toMatchObject([{ what: 'sales-ready in no track' }])
  })
})
