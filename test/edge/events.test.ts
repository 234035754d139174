import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { factsOf, readLead } from '../../db/leads.ts'
import { openDoors, type Doors } from './edge-fixture.ts'

let doors: Doors
beforeAll(async () => {
  doors = await openDoors()
})
afterAll(() => doors.close())

const yes = { email: { granted: true, basis: 'opt_in' } }
const leadOf = ({ json }: { json: Record<string, unknown> }) => String(json['lead'])
const times = async (lead: string, kind: string) => {
  const { rows } = await doors.pool.query<{ times: number }>(
    `select count(*) as times from event where lead_id = $1 and kind = $2`,
    [lead, kind],
  )
  return rows[0]?.times
}

describe('whoever is new', () => {
  test('becomes a subscriber with the permission they gave, and enters the intake track', async () => {
    const said = await doors.api('POST', '/v1/identify', {
      userId: 'u-1',
      traits: {
        email: 'ada@halden.test',
        name: 'Ada Moen',
        company: { name: 'Halden' },
        country: 'no',
        consent: yes,
        sector: 'freight',
      },
    })
    expect(said).toMatchObject({ status: 202, json: { accepted: true, known: false, warnings: [] } })
    const lead = await readLead(doors.pool, leadOf(said))
    expect(lead).toMatchObject({ firstName: 'Ada', lastName: 'Moen', company: 'Halden', country: 'NO' })
    expect(lead).toMatchObject({ lifecycle: 'subscriber', channels: ['email'], track: 'on-time', doing: 'nurturing' })
    expect(await factsOf(doors.pool, lead.id)).toEqual({ sector: 'freight' })
  })

  test('has no permission when none was told', async () => {
    const said = await doors.api('POST', '/v1/identify', { traits: { email: 'quiet@halden.test' } })
    expect((await readLead(doors.pool, leadOf(said))).channels).toEqual([])
  })

  test('is a lead at once where the first event says so, and their life hears of it', async () => {
    const said = await doors.api('POST', '/v1/track', {
      userId: 'u-2',
      event: 'Requested',
      properties: { what: 'Demo' },
    })
    expect((await readLead(doors.pool, leadOf(said))).lifecycle).toBe('lead')
    const { rows } = await doors.pool.query(`select kind from outbox where lead_id = $1 order by id`, [leadOf(said)])
    expect(rows).toEqual([{ kind: 'start' }, { kind: 'signal' }, { kind: 'signal' }])
  })

  test('is left alone while nobody knows who it is; once they say so, what they do counts', async () => {
    const view = () => doors.api('POST', '/v1/page', { anonymousId: 'cookie-1', properties: { path: '/pricing' } })
    expect(await view()).toMatchObject({ status: 202, json: { accepted: true, ignored: 'anonymous' } })
    await doors.api('POST', '/v1/identify', { anonymousId: 'cookie-1', traits: { email: 'known@halden.test' } })
    expect(await times(leadOf(await view()), 'visited')).toBe(1)
  })
})

test.each([
  ['page', { properties: { url: 'https://halden.test/pricing?who=ada' } }, { kind: 'visited', of: '/pricing' }],
  ['page', { properties: { path: '/me/ada@halden.test/plan' } }, { kind: 'visited', of: '/me/:address/plan' }],
  ['page', { context: { page: { path: '/cases' } } }, { kind: 'visited', of: '/cases' }],
  ['track', { event: 'Form Submitted', properties: { form: 'Rate Card' } }, { kind: 'submitted', of: 'rate-card' }],
  ['track', { event: 'Attended', properties: { what: 'Webinar' } }, { kind: 'attended', of: 'webinar' }],
  ['track', { event: 'Replied', properties: { template: 'why-late' } }, { kind: 'replied', of: 'why-late' }],
  ['track', { event: 'Replied' }, { kind: 'replied', of: 'mail' }],
  ['track', { event: 'Booth Visit' }, { kind: 'did', of: 'booth-visit' }],
])('/v1/%s with %j is an act of the lead', async (type, body, act) => {
  const said = await doors.api('POST', `/v1/${type}`, { userId: 'actor', ...body })
  const { rows } = await doors.pool.query(
    `select kind, of from event where lead_id = $1 and kind not in ('becameLead') order by seq desc limit 1`,
    [leadOf(said)],
  )
  expect(rows[0]).toEqual(act)
})

test('a character that Postgres cannot keep costs no message, and is no fault of ours', async () => {
  const said = await doors.api('POST', '/v1/track', {
    userId: 'nul\0',
    event: 'Booth Visit',
    traits: { title: 'C\0FO' },
  })
  expect(said.status).toBe(202)
  expect((await readLead(doors.pool, leadOf(said))).jobTitle).toBe('CFO')
  expect((await doors.api('GET', '/v1/leads/nul%00')).status).toBe(400)
})

describe('what was taken in', () => {
  test('counts once, however often and however many at a time it comes', async () => {
    const messageId = randomUUID()
    const message = { userId: 'u-3', messageId, event: 'Booth Visit' }
    const said = await Promise.all(Array.from({ length: 8 }, () => doors.api('POST', '/v1/track', message)))
    expect(said.map(({ status }) => status)).toEqual(Array(8).fill(202))
    expect(said.filter(({ json }) => json['known'] === false)).toHaveLength(1)
    expect(await times(leadOf(said[0] ?? { json: {} }), 'did')).toBe(1)
  })

  test('keeps declared facts of declared values, and names what it kept out', async () => {
    const said = await doors.api('POST', '/v1/track', {
      userId: 'u-4',
      event: 'Form Submitted',
      properties: { form: 'rate-card', timeframe: 'this-year', sector: 'aviation', colour: 'blue' },
    })
    expect(await factsOf(doors.pool, leadOf(said))).toEqual({ timeframe: 'this-year' })
    expect(said.json['warnings']).toEqual([
      'sector: "aviation" is none of freight, retail, public, so it was kept out',
      'colour: no such fact is declared, so it was kept out',
    ])
  })

  test('an address that is none is left out; the event still counts for whom it names', async () => {
    const said = await doors.api('POST', '/v1/identify', { userId: 'u-5', traits: { email: 'n/a' } })
    expect(said).toMatchObject({
      status: 202,
      json: { warnings: ['traits.email: it is no plain address, so it was kept out'] },
    })
  })

  test('a copy of an old yes does not undo a no; a new, confirmed one does', async () => {
    const identify = (basis: string, granted: boolean) =>
      doors.api('POST', '/v1/identify', { traits: { email: 'no@halden.test', consent: { email: { granted, basis } } } })
    const lead = leadOf(await identify('opt_in', true))
    await identify('page', false)
    expect((await identify('opt_in', true)).json['warnings']).toHaveLength(1)
    expect((await readLead(doors.pool, lead)).channels).toEqual([])
    await identify('double_opt_in', true)
    expect((await readLead(doors.pool, lead)).channels).toEqual(['email'])
  })
})

describe('a batch', () => {
  test('says of each message what became of it, and one bad message costs no other', async () => {
    const batch = [
      { type: 'identify', messageId: 'b-1', userId: 'u-6', traits: { sector: 'retail' } },
      { type: 'track', messageId: 'b-2', userId: 'u-6' },
      { type: 'page', userId: 'u-6', properties: { path: '/' } },
      { type: 'track', messageId: 'b-3', userId: 'u-6', event: 'Attended', properties: { what: 'webinar' } },
    ]
    const send = () => doors.api('POST', '/v1/batch', { batch })
    expect((await send()).json['results']).toMatchObject([
      { messageId: 'b-1', accepted: true, known: false },
      { accepted: false, problems: [{ where: 'event', what: 'it is missing' }] },
      { accepted: false, problems: [{ where: 'messageId', what: 'it is missing' }] },
      { messageId: 'b-3', accepted: true, known: false },
    ])
    expect((await send()).json['results']).toMatchObject([{ known: true }, {}, {}, { known: true }])
  })

  test('of more than 500 messages is refused whole', async () => {
    const batch = Array.from({ length: 501 }, (_, i) => ({ type: 'page', messageId: `m-${i}`, userId: 'u' }))
    expect(await doors.api('POST', '/v1/batch', { batch })).toMatchObject({
      status: 400,
      json: { error: { where: 'batch' } },
    })
  })
})

describe('a request that is wrong is told what, where and what to do', () => {
  test.each([
    ['{"userId":', 'body', 'it is not JSON'],
    [{ event: 'Attended' }, 'body', 'nobody is named'],
    [{ userId: 'u' }, 'event', 'it is missing'],
    [{ userId: 'u', event: 'Requested' }, 'properties.what', '"Requested" does not say of what'],
    [{ userId: 'u', event: 'Came', timestamp: 'yesterday' }, 'timestamp', 'it is no instant'],
    [
      { userId: 'u', event: 'Came', traits: { consent: { email: { granted: true } } } },
      'traits.consent.email.basis',
      'the legal basis is missing',
    ],
    [
      { traits: { email: 'a@b.test, c@d.test' }, event: 'Came' },
      'traits.email',
      'it is no address, and nobody else is named',
    ],
  ])('%j', async (body, where, what) => {
    const said = await doors.api('POST', '/v1/track', body)
    expect(said).toMatchObject({ status: 400, json: { error: { where, what } } })
    expect((said.json['error'] as { remedy: string }).remedy).not.toBe('')
  })

  test('every problem is named, not only the first', async () => {
    const { json } = await doors.api('POST', '/v1/track', { userId: true, timestamp: 'soon' })
    expect((json['error'] as { problems: { where: string }[] }).problems.map(({ where }) => where).toSorted()).toEqual([
      'event',
      'timestamp',
      'userId',
    ])
  })

  test('an event of the future is refused, one that happened is kept with its time', async () => {
    const send = (ms: number) =>
      doors.api('POST', '/v1/track', {
        userId: 'u-7',
        event: 'Came',
        timestamp: new Date(Date.now() + ms).toISOString(),
      })
    expect(await send(6 * 60_000)).toMatchObject({ status: 400, json: { error: { where: 'timestamp' } } })
    expect(await send(-60_000)).toMatchObject({ status: 202 })
  })

  test('without a key 401, with too much 413', async () => {
    const body = JSON.stringify({ userId: 'u', event: 'Came' })
    expect(await doors.get('/v1/track', { method: 'POST', body })).toMatchObject({ status: 401 })
    const headers = { authorization: 'Bearer a-key-for-tests-onlx' }
    expect(await doors.get('/v1/track', { method: 'POST', body, headers })).toMatchObject({ status: 401 })
    expect(await doors.api('POST', '/v1/track', { userId: 'x'.repeat(1_100_000) })).toMatchObject({ status: 413 })
    expect(await doors.api('POST', '/v1/nothing', {})).toMatchObject({
      status: 404,
      json: { error: { where: 'path' } },
    })
  })
})
