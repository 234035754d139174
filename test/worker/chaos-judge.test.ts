import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '@temporalio/client'
import { openPool, type Pool } from '../../db/pool.ts'
import type { Tried } from '../../worker/audience-diary.ts'
import type { Life } from '../../worker/chaos-histories.ts'
import { openJournal } from '../../worker/chaos-journal.ts'
import { judgeActs } from '../../worker/chaos-judge-acts.ts'
import { judgeMails } from '../../worker/chaos-judge-mails.ts'
import type { Evidence, TouchSeen } from '../../worker/chaos-judge.ts'
import { chaosSubject } from '../../worker/chaos-list.ts'
import type { MailSummary } from '../../worker/mail-store.ts'
import { scratchFolder } from '../scratch.ts'
import { freshDatabase } from '../stack-fixture.ts'

/** A judge that finds nothing in a sound run says little unless it finds what is not sound. */

const folder = scratchFolder('chaos-judge')
let database: Awaited<ReturnType<typeof freshDatabase>>
let pool: Pool
beforeAll(async () => {
  database = await freshDatabase()
  pool = openPool(database.databaseUrl)
  await pool.query(
    `insert into lead (id, email, lifecycle, lifecycle_since, created_at) values ('ann', 'ann@judge.test', 'lead', now(), now())`,
  )
})
afterAll(async () => {
  await pool.end()
  await database.drop()
  folder.remove()
})

const mail = (n: number, changes: Partial<MailSummary> = {}): MailSummary => ({
  n,
  messageId: `<m${n}@judge.test>`,
  to: ['ann@judge.test'],
  from: 'hello@judge.test',
  subject: `Mail ${n}`,
  receivedAt: '2026-01-01T00:00:00Z',
  size: 1,
  ...changes,
})
const touch = (id: number, changes: Partial<TouchSeen> = {}): TouchSeen => ({
  id,
  lead: 'ann',
  address: 'ann@judge.test',
  key: `ann/1/step-${id}/1/1`,
  track: 'a-track',
  version: '1',
  state: 'sent',
  reason: null,
  messageId: `<m${id}@judge.test>`,
  settledAt: 0,
  claimedAt: 0,
  ...changes,
})
const tried = (id: string, changes: Partial<Tried> = {}): Tried => ({
  id,
  mail: 1,
  who: 'ann@judge.test',
  did: 'track',
  outcome: 'done',
  at: 0,
  ...changes,
})

function seen(changes: Partial<Evidence>): Evidence {
  return {
    pool,
    client: undefined as unknown as Client,
    subject: chaosSubject(1, folder.path),
    journal: openJournal(pool),
    diary: [],
    leaseMs: 1_000,
    leads: [],
    mails: changes.toLeads ?? [],
    toLeads: [],
    touches: [],
    ...changes,
  }
}

const noLives: readonly Life[] = []

test('mails that arrived, each once, each in the ledger: nothing to complain of', async () => {
  const { figures, violations } = await judgeMails(
    seen({ toLeads: [mail(1), mail(2)], touches: [touch(1), touch(2)] }),
    noLives,
  )
  expect(violations).toEqual([])
  expect(figures).toMatchObject({ due: 2, sent: 2, unique: 2, duplicated: 0, lost: 0, unknown: 0 })
})

test.each<[string, string, Partial<Evidence>, readonly Life[]]>([
  [
    'a mail that came twice',
    'I3',
    { toLeads: [mail(1), mail(2, { messageId: '<m1@judge.test>' })], touches: [touch(1)] },
    [],
  ],
  [
    'the same subject twice',
    'I3',
    { toLeads: [mail(1), mail(2, { subject: 'Mail 1' })], touches: [touch(1), touch(2)] },
    [],
  ],
  ['a mail that no ledger knows', 'I3', { toLeads: [mail(1)] }, []],
  [
    'a mail that arrived and counts as refused',
    'I3',
    { toLeads: [mail(1)], touches: [touch(1, { state: 'refused' })] },
    [],
  ],
  ['an unknown one that nothing explains', 'I3', { touches: [touch(1, { state: 'unknown' })] }, []],
  ['a sent one that never arrived', 'lost', { touches: [touch(1)] }, []],
  ['one that is left in the middle', 'lost', { touches: [touch(1, { state: 'sending' })] }, []],
  [
    'one that a life asked for and the ledger does not have',
    'lost',
    {},
    [{ lead: 'ann', runs: [], touches: [{ key: 'ann/1/gone/1/1', step: 'gone', outcome: undefined }] }],
  ],
  [
    'a mail long after a no that was answered',
    'I2',
    { toLeads: [mail(1)], touches: [touch(1)], diary: [tried('a', { did: 'unsubscribe', at: Date.UTC(2025, 0, 1) })] },
    [],
  ],
])('%s breaks %s', async (_what, invariant, evidence, lives) => {
  const { violations } = await judgeMails(seen(evidence), lives)
  expect(violations.map((violation) => violation.invariant)).toEqual([invariant])
})

test('an unknown one is explained by a conversation with the mail server that broke off', async () => {
  const journal = openJournal(pool)
  journal.doubt({ messageId: '<m1@judge.test>', recipient: 'ann@judge.test' })
  const { figures, violations } = await judgeMails(
    seen({ journal, touches: [touch(1, { state: 'unknown' })] }),
    noLives,
  )
  expect(violations).toEqual([])
  expect(figures).toMatchObject({ unknown: 1, unknownArrived: 0, lost: 0 })
})

test('what was answered 2xx and is gone breaks I4; what nobody heard an answer to does not', async () => {
  await pool.query(
    `insert into event (lead_id, seq, message_id, kind, at, matters, actor) values ('ann', 1, 'segment/kept', 'did', now(), false, 'api')`,
  )
  const diary = [
    tried('kept', { outcome: 'later' }),
    tried('kept'),
    tried('gone'),
    tried('unheard', { outcome: 'later' }),
  ]
  const { figures, violations } = await judgeActs(seen({ diary }))
  expect(figures['track']).toEqual({ posted: 3, acknowledged: 2, counted: 1 })
  expect(violations).toEqual([{ invariant: 'I4', lead: null, what: 'track gone was answered 2xx and is gone' }])
})

test('a permission that was withdrawn though nobody did it breaks I9', async () => {
  await pool.query(
    `insert into consent (lead_id, channel, granted, basis, source, at, actor) values ('ann', 'email', false, 'one_click', 'link', now(), 'lead')`,
  )
  const { violations } = await judgeActs(seen({}))
  expect(violations).toMatchObject([{ invariant: 'I9', lead: 'ann' }])
})
