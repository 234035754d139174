import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readLead } from '../../db/leads.ts'
import { openDoors, type Doors } from './edge-fixture.ts'

let doors: Doors
beforeAll(async () => {
  doors = await openDoors()
})
afterAll(() => doors.close())

test('a lead’s story is told by id, by address and by the id of another system', async () => {
  const lead = await doors.lead({ email: 'ada@halden.test', sector: 'freight' })
  await doors.api('POST', '/v1/track', {
    userId: 'u/1',
    traits: { email: 'ada@halden.test' },
    event: 'Attended',
    properties: { what: 'webinar' },
  })
  await doors.sent(lead)
  const handoff = await doors.handedOver(lead)
  for (const name of [lead, 'ADA@halden.test', 'segment:u/1']) {
    const { status, json } = await doors.api('GET', `/v1/leads/${encodeURIComponent(name)}`)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      lifecycle: 'mql',
      owner: handoff.owner,
      life: { track: 'on-time', doing: 'with_sales' },
      channels: ['email'],
      consent: [{ channel: 'email', granted: true, basis: 'opt_in' }],
      facts: [{ name: 'sector', value: 'freight', holds: true }],
      openQuestions: ['When do they want to begin?'],
      score: { grade: 'B' },
      touches: [{ template: 'why-late', state: 'sent', why: null }],
      handoffs: [{ status: 'open', trigger: 'demo' }],
      verdicts: [{ trigger: 'demo', promoted: true }],
    })
    expect((json['awaits'] as { what: string }[])[0]).toMatchObject({ what: 'remind', who: handoff.owner })
    expect((json['lifecycleChanges'] as { became: string }[]).map(({ became }) => became)).toEqual([
      'subscriber',
      'lead',
      'mql',
    ])
  }
})

test('a story says why a mail never came', async () => {
  const lead = await doors.lead()
  const touch = await doors.sent(lead)
  await doors.pool.query(`update touch set state = 'deferred', reason = 'cap', tries = 2 where id = $1`, [touch])
  const why = async () => ((await doors.api('GET', `/v1/leads/${lead}`)).json['touches'] as { why: string }[])[0]?.why
  expect(await why()).toBe('Put off twice, last because the lead had as many touches as the cadence allows.')
  await doors.sent(lead, 'what-it-costs')
  expect(await why()).toContain('then the lead went another way, so it never came')
  await doors.pool.query(`update touch set state = 'refused', reason = 'no_permission' where id = $1`, [touch])
  expect(await why()).toBe('Not sent: there was no permission for this channel.')
})

test('an unknown lead is named so, and what to give', async () => {
  expect(await doors.api('GET', '/v1/leads/nobody@halden.test')).toMatchObject({
    status: 404,
    json: { error: { where: 'lead', what: 'there is no such lead', remedy: expect.stringContaining('source:id') } },
  })
})

describe('sales answers', () => {
  test('with the reasons that were agreed, once, by who says so', async () => {
    const lead = await doors.lead({ sector: 'freight' })
    const handoff = await doors.handedOver(lead)
    const say = (body: object) => doors.api('POST', `/v1/leads/${lead}/answers`, body)
    expect(await say({ say: 'return', reason: 'bored', actor: 'crm' })).toMatchObject({
      status: 400,
      json: { error: { where: 'reason' } },
    })
    expect(await say({ say: 'accept' })).toMatchObject({ status: 400, json: { error: { where: 'actor' } } })
    expect(await say({ say: 'accept', actor: 'rep-north' })).toMatchObject({
      status: 200,
      json: { became: 'sal', handoff: handoff.id },
    })
    expect(await say({ say: 'accept', actor: 'rep-key' })).toMatchObject({
      status: 409,
      json: { error: { where: 'say', what: expect.stringContaining('rep-north') } },
    })
    expect((await doors.api('GET', '/v1/handoffs?owner=rep-south')).json).toEqual({ handoffs: [] })
    expect((await doors.api('GET', `/v1/handoffs?owner=${handoff.owner}`)).json).toMatchObject({
      handoffs: [{ id: handoff.id, status: 'accepted' }],
    })
  })
})

test('a lead is paused and resumed, and it is said whether that changed anything', async () => {
  const lead = await doors.lead()
  const act = (what: string) => doors.api('POST', `/v1/leads/${lead}/${what}`, { actor: 'ops' })
  expect(await act('pause')).toMatchObject({ json: { paused: true, changed: true } })
  expect(await act('pause')).toMatchObject({ json: { paused: true, changed: false } })
  expect((await readLead(doors.pool, lead)).pausedAt).not.toBeNull()
  expect(await act('resume')).toMatchObject({ json: { paused: false, changed: true } })
})

test('sending is stopped for a track, listed, and let go', async () => {
  expect(await doors.api('POST', '/v1/stops', { scope: 'track', actor: 'ops' })).toMatchObject({
    status: 400,
    json: { error: { where: 'name' } },
  })
  const stop = { scope: 'track', name: 'on-time', actor: 'ops', reason: 'wrong price' }
  expect(await doors.api('POST', '/v1/stops', stop)).toMatchObject({ status: 201, json: { changed: true } })
  expect(await doors.api('POST', '/v1/stops', stop)).toMatchObject({ status: 200, json: { changed: false } })
  expect((await doors.api('GET', '/v1/stops')).json).toMatchObject({
    stops: [{ name: 'on-time', reason: 'wrong price' }],
  })
  expect(await doors.api('DELETE', '/v1/stops?scope=track&name=on-time&actor=ops')).toMatchObject({
    json: { changed: true },
  })
  expect((await doors.api('GET', '/v1/stops')).json).toEqual({ stops: [] })
})

describe('the numbers', () => {
  test('count leads, touches and what sales did with them', async () => {
    const business = await openDoors()
    try {
      const [one, two] = [await business.lead({ sector: 'freight' }), await business.lead()]
      const touch = await business.sent(one)
      await business.sent(two)
      await business.pool.query(`update touch set state = 'refused', reason = 'no_permission' where id = $1`, [touch])
      await business.handedOver(one)
      await business.api('POST', `/v1/leads/${one}/answers`, {
        say: 'return',
        reason: 'bad_timing',
        actor: 'rep-north',
      })
      await business.handedOver(one)
      const { json } = await business.api('GET', '/v1/numbers')
      expect(json).toMatchObject({
        leads: 2,
        byLifecycle: { subscriber: 1, mql: 1 },
        byDoing: { nurturing: 1, with_sales: 1 },
        touches: { byState: { sent: 1, refused: 1 }, refusedBecause: { no_permission: 1 } },
        handoffs: { byStatus: { returned: 1, open: 1 }, returnedBecause: { bad_timing: 1 } },
        promoted: 2,
        reengaged: 1,
        alerts: 0,
        withoutNextAction: 0,
      })
      const { rows } = await business.pool.query(`select count(*) as events from event`)
      expect(json['events']).toBe(rows[0].events)
    } finally {
      await business.close()
    }
  })
})

test('while the database is away everything says 503 and when to come again, and nothing is answered as taken', async () => {
  const away = await openDoors('postgres://nobody@127.0.0.1:1/none')
  expect(await away.get('/healthz')).toMatchObject({ status: 503 })
  const said = await away.api('POST', '/v1/track', { userId: 'u', event: 'Came' })
  expect(said).toMatchObject({ status: 503, json: { error: { what: 'the database does not answer' } } })
  expect(said.headers.get('retry-after')).toBe('5')
  const page = await away.get(`/u/${away.sign('unsubscribe', 'l_1.1')}`)
  expect(page).toMatchObject({ status: 503 })
  expect(page.text).toContain('Try again in a minute')
  expect(page.text).not.toContain('ECONNREFUSED')
  await away.close()
})

test('the edge says that it is well', async () => {
  expect(await doors.get('/healthz')).toMatchObject({ status: 200, json: { ok: true } })
})
