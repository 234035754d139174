import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDoors, type Doors } from './edge-fixture.ts'

let doors: Doors
beforeAll(async () => {
  doors = await openDoors()
})
afterAll(() => doors.close())

const users = ['ann', 'bo', 'cy'] as const
type Sent = Readonly<Record<string, unknown>> & { readonly type: string; readonly messageId: string }

/** What systems send: acts and pages of known and unknown visitors, facts, consent, the same message again. */
const message = (who: string): fc.Arbitrary<Sent> => {
  const user = fc.constantFrom(...users).map((name) => ({ userId: `${who}-${name}` }))
  const visitor = fc.constantFrom(...users).map((name) => ({ anonymousId: `${who}-browser-of-${name}` }))
  const both = fc.tuple(user, visitor).map(([a, b]) => ({ ...a, ...b }))
  const messageId = fc.integer({ min: 0, max: 30 }).map((id) => `${who}-${id}`)
  const consent = fc.boolean().map((granted) => ({ email: { granted, basis: 'opt_in' } }))
  const said = fc.oneof(
    fc.record({ type: fc.constant('page'), properties: fc.constant({ path: '/pricing' }) }),
    fc.record({
      type: fc.constant('track'),
      event: fc.constant('Requested'),
      properties: fc.constant({ what: 'demo' }),
    }),
    fc.record({
      type: fc.constant('track'),
      event: fc.constant('Form Submitted'),
      properties: fc.record({
        form: fc.constant('contact'),
        facts: fc.record({ sector: fc.constantFrom('freight', 'retail'), timeframe: fc.constantFrom('this-quarter') }),
      }),
    }),
    fc.record({
      type: fc.constant('identify'),
      traits: fc.record({ firstName: fc.constantFrom('Ann', 'Bo'), consent }),
    }),
  )
  const minutesAgo = fc.integer({ min: 1, max: 9 })
  return fc.tuple(fc.oneof(user, visitor, both), said, messageId, minutesAgo).map(([person, what, id, ago]) => ({
    ...what,
    ...person,
    messageId: id,
    timestamp: new Date(Date.UTC(2026, 0, 4) - ago * 60_000).toISOString(),
  }))
}

/** All that Postgres keeps of these people, without the ids that it made itself. */
async function kept(who: string): Promise<unknown> {
  const { rows } = await doors.pool.query(
    `select (select json_agg(source || ':' || alias order by source, alias) from lead_alias where lead_id = l.id) as aliases,
       l.first_name, l.lifecycle, l.track, l.last_seq, usable_channels(l) as channels,
       (select json_agg(json_build_array(seq, replace(message_id, l.id, ''), kind, of, at, data, matters) order by seq) from event where lead_id = l.id) as events,
       (select json_agg(json_build_array(seq, name, value, at) order by seq, name) from fact where lead_id = l.id) as facts,
       (select json_agg(json_build_array(seq, cause, points) order by seq, id) from score_entry where lead_id = l.id) as scores,
       (select json_agg(json_build_array(kind, seq) order by id) from outbox where lead_id = l.id) as outbox,
       (select json_agg(json_build_array(was, became, because) order by seq) from lifecycle_change where lead_id = l.id) as changes,
       (select json_agg(what order by id) from alert where lead_id = l.id) as alerts
     from lead l where exists (select from lead_alias where lead_id = l.id and starts_with(alias, $1)) order by (select min(alias) from lead_alias where lead_id = l.id)`,
    [`${who}-`],
  )
  return JSON.parse(JSON.stringify(rows).replaceAll(`${who}-`, ''))
}

test('a batch leaves what its messages leave when they come one by one', async () => {
  let nth = 0
  await fc.assert(
    fc.asyncProperty(fc.array(message('who'), { maxLength: 12 }), async (messages) => {
      nth += 1
      const as = (who: string): readonly Sent[] =>
        JSON.parse(JSON.stringify(messages).replaceAll('who-', `${who}-`)) as readonly Sent[]
      const singly = []
      for (const { type, ...body } of as(`s${nth}`)) singly.push((await doors.api('POST', `/v1/${type}`, body)).json)
      const batch = as(`b${nth}`)
      const { json } = batch.length === 0 ? { json: { results: [] } } : await doors.api('POST', '/v1/batch', { batch })
      const told = (results: readonly Readonly<Record<string, unknown>>[]) =>
        results.map(({ accepted, known, ignored, warnings }) => ({ accepted, known, ignored, warnings }))
      expect(told(json['results'] as readonly Record<string, unknown>[])).toEqual(told(singly))
      expect(await kept(`b${nth}`)).toEqual(await kept(`s${nth}`))
    }),
    { numRuns: 30 },
  )
})

test('a message that cannot be kept is named, and those beside it are taken in', async () => {
  const page = { type: 'page', userId: 'dee', properties: { path: '/pricing' } }
  const batch = [
    { ...page, messageId: 'fine-1' },
    { ...page, messageId: 'ahead', timestamp: '2099-01-01T00:00:00Z' },
    { ...page },
    { ...page, messageId: 'fine-2' },
  ]
  const { status, json } = await doors.api('POST', '/v1/batch', { batch })
  expect(status).toBe(202)
  expect(json['results']).toMatchObject([
    { accepted: true, messageId: 'fine-1' },
    { accepted: false, problems: [{ where: 'timestamp' }] },
    { accepted: false, problems: [{ where: 'messageId' }] },
    { accepted: true, messageId: 'fine-2' },
  ])
})

test('batches of the same people in other orders, at once, are each taken in whole', async () => {
  const people = Array.from({ length: 40 }, (_, i) => `eve-${i}`)
  const send = (round: number) => {
    const order = round % 2 === 0 ? people : people.toReversed()
    const batch = order.map((userId) => ({
      type: 'identify',
      userId,
      messageId: `${userId}/${round}`,
      traits: { firstName: `Eve ${round}`, email: `${userId}@norwind.test` },
    }))
    return doors.api('POST', '/v1/batch', { batch })
  }
  const answers = await Promise.all(Array.from({ length: 8 }, (_, round) => send(round)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202))
  const { rows } = await doors.pool.query<{ leads: number; events: number }>(
    `select count(distinct lead_id) as leads, count(*) as events from event where starts_with(message_id, 'segment/eve-')`,
  )
  expect(rows).toEqual([{ leads: 40, events: 320 }])
})
