import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handoffById, type Handoff } from '../../db/handoffs.ts'
import { readLead } from '../../db/leads.ts'
import { disqualifyReasons, spokenRecycleReasons } from '../../core/reasons.ts'
import { openDoors, type Doors } from './edge-fixture.ts'

let doors: Doors
beforeAll(async () => {
  doors = await openDoors()
})
afterAll(() => doors.close())

const pageOf = (handoff: Handoff, rep = handoff.owner) => `/h/${doors.sign('handoff', `${handoff.id}.${rep}`)}`
const statusOf = async ({ id }: Handoff) => (await handoffById(doors.pool, id))?.status
const handed = async () => {
  const lead = await doors.lead({
    sector: 'freight',
    firstName: 'Ada',
    lastName: 'Moen',
    company: 'Halden',
    phone: '+47 5550 1234',
  })
  await doors.sent(lead)
  return { lead, handoff: await doors.handedOver(lead) }
}

describe('the page of a handoff', () => {
  test('says who, why now, what is known and not known, and what can be answered', async () => {
    const { handoff } = await handed()
    const { text } = await doors.get(pageOf(handoff))
    for (const words of [
      'Ada Moen',
      'Halden',
      'demo: requested demo',
      'sector: freight',
      'When do they want to begin?',
      'Accept',
    ]) {
      expect(text).toContain(words)
    }
    expect(text).toContain('It waits for your answer')
    expect(text).toContain('href="tel:+4755501234"')
  })

  test('shows every reason in words, laid open where the link asked for it', async () => {
    const { handoff } = await handed()
    const { text } = await doors.get(`${pageOf(handoff)}?say=return`)
    const offered = [...text.matchAll(/name="reason" value="(\w+)"/g)].map(([, reason]) => reason)
    expect(offered).toEqual([
      ...spokenRecycleReasons.filter((reason) => reason !== 'opportunity_lost'),
      ...disqualifyReasons,
    ])
    expect(text.match(/<details open/g)).toHaveLength(1)
  })

  test('runs no script, is framed by nobody and found by no search engine', async () => {
    const { handoff } = await handed()
    const { headers, text } = await doors.get(pageOf(handoff))
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
    )
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
    })
    expect(text).not.toContain('<script')
  })

  test('writes what strangers told as text', async () => {
    const lead = await doors.lead({ firstName: '<img src=x onerror=alert(1)>', sector: 'freight' })
    const { text } = await doors.get(pageOf(await doors.handedOver(lead)))
    expect(text).toContain('&lt;img src=x')
    expect(text).not.toContain('<img')
  })
})

test('a rep accepts, forecasts, wins: each with the page that the mail led to', async () => {
  const { lead, handoff } = await handed()
  const page = pageOf(handoff)
  for (const [form, lifecycle, words] of [
    [{ say: 'accept' }, 'sal', 'You accepted it'],
    [{ say: 'qualify', opportunity: 'OPP-7' }, 'sql', 'as OPP-7'],
    [{ say: 'opportunity', opportunity: 'OPP-7' }, 'opportunity', 'It is an opportunity, OPP-7'],
    [{ say: 'customer' }, 'customer', 'They became a customer'],
  ] as const) {
    const { status, headers } = await doors.post(page, form)
    expect({
      status,
      back: new URL(headers.get('location') ?? '', `https://freight.test/nurture${page}`).pathname,
    }).toEqual({
      status: 303,
      back: `/nurture${page}`,
    })
    expect((await readLead(doors.pool, lead)).lifecycle).toBe(lifecycle)
    expect((await doors.get(page)).text).toContain(words)
  }
})

test('a lost opportunity goes back to nurture with its reason and a note', async () => {
  const { lead, handoff } = await handed()
  const page = pageOf(handoff)
  await doors.post(page, { say: 'accept' })
  await doors.post(page, { say: 'qualify', opportunity: '' })
  expect(await doors.post(page, { say: 'return', reason: 'opportunity_lost', note: 'Price.' })).toMatchObject({
    status: 303,
  })
  expect(await handoffById(doors.pool, handoff.id)).toMatchObject({
    status: 'returned',
    reason: 'opportunity_lost',
    note: 'Price.',
  })
  expect((await readLead(doors.pool, lead)).lifecycle).toBe('recycled')
  expect((await doors.get(page)).text).toContain('we lost the opportunity')
})

describe('two people who answer at once', () => {
  test('have one winner; the other gets a plain sentence', async () => {
    const { handoff } = await handed()
    const said = await Promise.all(
      ['rep-north', 'rep-key'].map((rep) => doors.post(pageOf(handoff, rep), { say: 'accept' })),
    )
    expect(said.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
    const late = said.find(({ status }) => status === 409)
    expect(late?.text).toMatch(/(Nora Lind|Kit Brandt) accepted it on/)
    expect(late?.text).toContain('nothing was changed')
  })

  test('pressing the same button twice is no conflict', async () => {
    const { handoff } = await handed()
    const said = await Promise.all(
      [1, 2, 3].map(() => doors.post(pageOf(handoff), { say: 'return', reason: 'bad_timing' })),
    )
    expect(said.map(({ status }) => status)).toEqual([303, 303, 303])
    const { rows } = await doors.pool.query(`select from event where lead_id = $1 and kind = 'returned'`, [
      handoff.lead,
    ])
    expect(rows).toHaveLength(1)
  })

  test('a link of an earlier round answers no later one', async () => {
    const { lead, handoff } = await handed()
    await doors.post(pageOf(handoff), { say: 'return', reason: 'bad_timing' })
    const again = await doors.handedOver(lead)
    expect(await doors.post(pageOf(handoff), { say: 'accept' })).toMatchObject({ status: 409 })
    expect(await statusOf(again)).toBe('open')
    expect((await doors.get(pageOf(again))).text).toContain('round 2')
  })
})

describe('an answer of the CRM that is told again', () => {
  const events = async (lead: string) =>
    (await doors.pool.query<{ kind: string }>(`select kind from event where lead_id = $1 order by seq`, [lead])).rows
  const told = (lead: string, body: object) => doors.api('POST', `/v1/leads/${lead}/answers`, body)

  test.each([
    [{ say: 'accept', actor: 'rep-north' }],
    [{ say: 'qualify', opportunity: 'OPP-8', actor: 'crm' }],
    [{ say: 'opportunity', opportunity: 'OPP-8', actor: 'crm' }],
    [{ say: 'customer', actor: 'crm' }],
    [{ say: 'return', reason: 'bad_timing', actor: 'crm' }],
    [{ say: 'disqualify', reason: 'no_need', actor: 'crm' }],
  ])('%o is answered as the first time, and counts once', async (body) => {
    const { lead } = await handed()
    const first = await told(lead, body)
    const before = await events(lead)
    expect(first).toMatchObject({ status: 200, json: { done: true } })
    expect(await told(lead, body)).toMatchObject({ status: 200, json: first.json })
    expect(await events(lead)).toEqual(before)
    expect(await told(lead, { ...body, actor: 'somebody-else' })).toMatchObject({ status: 409 })
  })

  test('is a new one where it says something else', async () => {
    const { lead } = await handed()
    await told(lead, { say: 'opportunity', opportunity: 'OPP-9', actor: 'crm' })
    expect(await told(lead, { say: 'opportunity', opportunity: 'OPP-10', actor: 'crm' })).toMatchObject({ status: 409 })
  })

  test('with its id returns no later handoff', async () => {
    const { lead, handoff } = await handed()
    const body = { say: 'return', reason: 'bad_timing', actor: 'crm', messageId: `crm-${randomUUID()}` }
    const first = await told(lead, body)
    const later = await doors.handedOver(lead)
    expect(await told(lead, body)).toMatchObject({ status: 200, json: { ...first.json, handoff: handoff.id } })
    expect(await statusOf(later)).toBe('open')
    expect(await told(lead, { ...body, reason: 'no_response' })).toMatchObject({ status: 409 })
    expect(await statusOf(later)).toBe('open')
  })
})

test('an answer that is none changes nothing and is told so', async () => {
  const { handoff } = await handed()
  for (const form of [
    {},
    { say: 'perhaps' },
    { say: 'return' },
    { say: 'return', reason: 'bored' },
    { say: 'return', reason: 'untouched' },
  ]) {
    const { status } = await doors.post(pageOf(handoff), form)
    expect(status).toBe(400)
    expect(await statusOf(handoff)).toBe('open')
  }
})

describe('a call', () => {
  const task = async () => {
    const lead = await doors.lead({ phone: '+47 5550 1234', firstName: 'Ada', company: 'Halden' })
    const touch = await doors.sent(lead)
    const id = `call_${randomUUID()}`
    await doors.pool.query(
      `insert into call_task (id, lead_id, touch_id, attempt, budget, ask, script, assignee, made_at, due_at)
       values ($1, $2, $3, 1, 3, 'How many trucks are late?', 'Ask for a number.', 'rep-north', now(), now() + interval '2 days')`,
      [id, lead, touch],
    )
    return { id, lead, page: `/call/${doors.sign('call', `${id}.rep-north`)}` }
  }

  test('is answered with one press, once', async () => {
    const { id, page } = await task()
    expect((await doors.get(page)).text).toContain('How many trucks are late?')
    expect(await doors.post(page, { result: 'no_answer', note: 'Voicemail.' })).toMatchObject({ status: 303 })
    expect(await doors.post(page, { result: 'reached' })).toMatchObject({ status: 409 })
    expect((await doors.get(page)).text).toContain('no answer')
    const { rows } = await doors.pool.query(`select result, note, actor from call_task where id = $1`, [id])
    expect(rows).toEqual([{ result: 'no_answer', note: 'Voicemail.', actor: 'rep-north' }])
  })

  test('is listed and answered by API', async () => {
    const { id } = await task()
    const { json } = await doors.api('GET', '/v1/calls?assignee=rep-north')
    expect(json['calls']).toContainEqual(expect.objectContaining({ id, name: 'Ada', company: 'Halden' }))
    const say = (result: string) => doors.api('POST', `/v1/calls/${id}/result`, { result, actor: 'telesales' })
    expect(await say('sang')).toMatchObject({ status: 400, json: { error: { where: 'result' } } })
    expect(await say('reached')).toMatchObject({ status: 200, json: { done: true } })
    expect(await say('reached')).toMatchObject({ status: 200, json: { done: true } })
    expect(await say('no_answer')).toMatchObject({ status: 409 })
    const { rows } = await doors.pool.query(`select from event where message_id = $1`, [`call/${id}`])
    expect(rows).toHaveLength(1)
    expect(await doors.api('POST', '/v1/calls/none/result', { result: 'reached', actor: 'x' })).toMatchObject({
      status: 404,
    })
  })
})
