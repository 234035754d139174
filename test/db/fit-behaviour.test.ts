import { afterAll, beforeAll, expect, test } from 'vitest'
import { assumed } from '../../core/behaviour.ts'
import { compileBehaviour } from '../../core/compile-behaviour.ts'
import { withFitted } from '../../core/fitted.ts'
import { fitBehaviour } from '../../db/fit-behaviour.ts'
import { openPool, type Pool } from '../../db/pool.ts'
import { mails, publishSmallProgramme } from '../programme-fixture.ts'
import { freshDatabase } from '../stack-fixture.ts'

let pool: Pool
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await freshDatabase()
  drop = () => database.drop()
  pool = openPool(database.databaseUrl)
  await publishSmallProgramme(pool)
})
afterAll(async () => {
  await pool.end()
  await drop()
})

const templates = Object.values(mails)

test('nothing recorded leaves all that was stated', async () => {
  const compiled = compileBehaviour({})
  if ('problems' in compiled) throw new Error('the assumed behaviour does not compile')
  const fitted = await fitBehaviour(pool, templates)
  expect(Object.values(fitted.counted).every((n) => n === 0)).toBe(true)
  expect(withFitted(compiled.ok, fitted)).toEqual(compiled.ok)
})

test('rates are counted from touches, events, consent, calls and facts', async () => {
  await record(200)
  const fitted = await fitBehaviour(pool, templates)
  // Of each ten leads: all get a mail, three click it, one asks for a demo, one unsubscribes, five are in freight.
  expect(fitted.clicks.educate).toBeCloseTo(0.3, 6)
  expect(fitted.clicks.prove).toBeUndefined()
  expect(fitted.replies.educate).toBe(0)
  expect(fitted.unsubscribes).toBeCloseTo(0.1, 6)
  expect(fitted.requests).toEqual([{ what: 'demo', perMail: 0.1 }])
  expect(fitted.bounces).toBe(0)
  expect(fitted.facts).toEqual({ sector: { freight: 0.5 } })
  expect(fitted.places).toEqual([{ zone: 'Europe/Paris', country: 'FR', share: 1 }])
  const [visits] = fitted.visits ?? []
  // Each who clicks goes on to the prices within minutes, and each lead came once by itself in its 60 days.
  expect(visits).toMatchObject({ path: '/pricing', afterClick: 1 })
  expect(visits?.perMonth).toBeCloseTo(0.5, 6)
  expect(fitted.counted['clicked, mails that educate']).toBe(200)
  // Half of the handoffs are returned at once; of the other half, which is accepted, two of five become SQLs.
  expect(fitted.sales).toEqual({ accepts: 0.5, returns: { bad_timing: 0.5 }, disqualifies: {}, qualifies: 0.4 })
  expect(fitted.calls).toEqual({ reached: 0.6 })
  expect(assumed.mails.clicks.educate).not.toBe(fitted.clicks.educate)
})

/** So many leads, each with one mail; of every ten some do something. */
async function record(leads: number): Promise<void> {
  const { rows } = await pool.query<{ name: string; version: string }>(
    `select name, version from track_version limit 1`,
  )
  const [track] = rows
  await pool.query(
    `insert into lead (id, email, zone, country, lifecycle, lifecycle_since, track, version, enrolment, created_at)
     select 'l_' || n, 'p' || n || '@norwind.test', 'Europe/Paris', 'FR', 'lead', '2027-01-01', $2, $3, 1, '2027-01-01' from generate_series(1, $1) n`,
    [leads, track?.name, track?.version],
  )
  await pool.query(
    `insert into enrolment (lead_id, number, track, version, started_at, ended_at, actor)
     select 'l_' || n, 1, $2, $3, '2027-01-01', '2027-03-02', 'test' from generate_series(1, $1) n`,
    [leads, track?.name, track?.version],
  )
  await pool.query(
    `insert into touch (lead_id, enrolment, step, pass, channel, content, track, version, template, state, due_at, claimed_at, claim_token, lease_until, settled_at)
     select 'l_' || n, 1, 'why-late', 1, 'email', 'why-late', $2, $3, 'why-late', 'sent', '2027-01-05', '2027-01-05', gen_random_uuid(), '2027-01-05', '2027-01-05'
     from generate_series(1, $1) n`,
    [leads, track?.name, track?.version],
  )
  const act = (kind: string, of: string, at: string, every: string, seq: number): Promise<unknown> =>
    pool.query(
      `insert into event (lead_id, seq, message_id, kind, of, at, matters, actor)
       select 'l_' || n, $4::bigint, concat_ws('/', $2::text, n, $4::bigint), $2::text, $3::text, $5::timestamptz, false, 'test' from generate_series(1, $1) n where ${every}`,
      [leads, kind, of, seq, at],
    )
  await act('clicked', 'why-late', '2027-01-06 10:00Z', 'n % 10 < 3', 1)
  await act('visited', '/pricing', '2027-01-06 10:05Z', 'n % 10 < 3', 2)
  await act('visited', '/pricing', '2027-02-01 10:00Z', 'true', 3)
  await act('requested', 'demo', '2027-02-02 10:00Z', 'n % 10 = 5', 4)
  await pool.query(
    `insert into consent (lead_id, channel, granted, basis, source, at, actor)
     select 'l_' || n, 'email', false, 'one_click', 'link', '2027-01-07', 'lead' from generate_series(1, $1) n where n % 10 = 9`,
    [leads],
  )
  await pool.query(
    `insert into handoff (id, lead_id, number, trigger, seq, quality_version, owner, status, evidence, made_at, closed_at, qualified_at, reason, deadlines)
     select 'h_' || n, 'l_' || n, 1, 'demo', 4, (select version from quality_version limit 1), (select min(id) from rep),
       case when n % 10 < 5 then 'returned' when n % 10 < 8 then 'accepted' else 'qualified' end, '{}', '2027-02-02',
       case when n % 10 < 5 then '2027-02-03'::timestamptz end, case when n % 10 >= 8 then '2027-02-09'::timestamptz end,
       case when n % 10 < 5 then 'bad_timing' end, '[]' from generate_series(1, $1::int) n`,
    [leads],
  )
  await pool.query(
    `insert into lifecycle_change (lead_id, seq, at, was, became, actor)
     select 'l_' || n, 5, '2027-02-03', 'mql', 'sal', 'rep' from generate_series(1, $1::int) n where n % 10 >= 5`,
    [leads],
  )
  await pool.query(
    `insert into call_task (id, lead_id, touch_id, attempt, budget, ask, script, assignee, made_at, due_at, done_at, result)
     select 'call_' || t.id, t.lead_id, t.id, 1, 1, 'Why?', '', (select min(id) from rep), '2027-01-05', '2027-01-06', '2027-01-06',
       case when t.id % 5 < 3 then 'reached' else 'not_made' end from touch t`,
  )
  await pool.query(
    `insert into fact (lead_id, name, value, at, source, actor, seq)
     select 'l_' || n, 'sector', 'freight', '2027-01-01', 'test', 'test', 1 from generate_series(1, $1) n where n % 2 = 0`,
    [leads],
  )
}
