import type { Pool } from '../db/pool.ts'
import type { Tried } from './audience-diary.ts'
import type { ActCount, ChaosFigures, Violation } from './chaos-figures.ts'
import { bare } from './chaos-journal.ts'
import { grouped } from './chaos-grouped.ts'
import type { Evidence } from './chaos-judge.ts'

/** What an answer of sales is called as an event. */
const kindOf: Readonly<Record<string, string>> = {
  accept: 'accepted',
  qualify: 'qualified',
  opportunity: 'opportunity',
  customer: 'customer',
  return: 'returned',
  disqualify: 'disqualified',
}

/**
 * I4: what was answered 2xx is there, once. I9: nothing is there that nobody did, though machines opened every link. An act
 * whose answer got lost was tried again: it may be counted without ever having been acknowledged, but never twice.
 */
export async function judgeActs(evidence: Evidence): Promise<{
  readonly figures: ChaosFigures['acts']
  readonly violations: readonly Violation[]
}> {
  const violations: Violation[] = []
  const figures: Record<string, ActCount> = {
    ...(await reported(evidence, violations)),
    click: await clicks(evidence, violations),
    unsubscribe: await noes(evidence, violations),
    ...(await answers(evidence, violations)),
    call: await calls(evidence, violations),
  }
  await onceOnly(evidence.pool, violations)
  return { figures, violations }
}

const idsOf = (tries: readonly Tried[]): ReadonlySet<string> => new Set(tries.map(({ id }) => id))
const heard = (tries: readonly Tried[]): readonly Tried[] => tries.filter(({ outcome }) => outcome === 'done')

/** What a web site reported, by its own ids. */
async function reported({ diary, pool }: Evidence, violations: Violation[]): Promise<Record<string, ActCount>> {
  const { rows } = await pool.query<{ id: string; times: number }>(
    `select substr(message_id, 9) as id, count(*) as times from event where message_id like 'segment/%' and kind <> 'consent' group by 1`,
  )
  const counted = new Map(rows.map(({ id, times }) => [id, times]))
  const counts: Record<string, ActCount> = {}
  for (const did of ['visit', 'track']) {
    const tries = diary.filter((each) => each.did === did)
    const posted = idsOf(tries)
    const acknowledged = idsOf(heard(tries))
    for (const id of acknowledged) {
      if (!counted.has(id))
        violations.push({ invariant: 'I4', lead: null, what: `${did} ${id} was answered 2xx and is gone` })
    }
    for (const id of posted) {
      const times = counted.get(id) ?? 0
      if (times > 1) violations.push({ invariant: 'I4', lead: null, what: `${did} ${id} is counted ${times} times` })
    }
    counts[did] = {
      posted: posted.size,
      acknowledged: acknowledged.size,
      counted: [...posted].filter((id) => counted.has(id)).length,
    }
  }
  return counts
}

/** Links that were followed: a GET has no id of its own, so each mail's are counted. */
async function clicks({ diary, pool, mails }: Evidence, violations: Violation[]): Promise<ActCount> {
  const { rows } = await pool.query<{ messageId: string; hits: number }>(
    `select t.message_id as "messageId", count(*) as hits from hit h join touch t on t.id = h.touch_id where h.agent not like '%bot%' group by 1`,
  )
  const hits = new Map(rows.map(({ messageId, hits: times }) => [bare(messageId), times]))
  const tries = diary.filter(({ did }) => did === 'click')
  const messageIdOf = new Map(mails.map(({ n, messageId }) => [n, bare(messageId)]))
  const byMail = grouped(tries, ({ mail }) => messageIdOf.get(mail) ?? '')
  let counted = 0
  for (const [messageId, all] of byMail) {
    const found = hits.get(messageId) ?? 0
    const acknowledged = heard(all).length
    if (found < acknowledged) {
      violations.push({
        invariant: 'I4',
        lead: null,
        what: `of ${acknowledged} clicks on ${messageId} that were answered, ${found} are there`,
      })
    }
    if (found > all.length) {
      violations.push({
        invariant: 'I4',
        lead: null,
        what: `${found} clicks on ${messageId} are there, and it was clicked ${all.length} times`,
      })
    }
    counted += Math.min(found, idsOf(all).size)
  }
  const { rows: wrong } = await pool.query<{ id: number; what: string }>(
    `select h.id, case when h.judged is null then 'was never judged' when h.judged = 'machine' then 'was a machine''s and counts'
       else 'was a person''s and does not count' end as what
     from hit h left join event e on e.message_id = 'hit/' || h.id
     where h.judged is null or (h.judged = 'machine' and e.seq is not null) or (h.judged = 'person' and h.because is null and e.seq is null)`,
  )
  for (const { id, what } of wrong) violations.push({ invariant: 'I4', lead: null, what: `hit ${id} ${what}` })
  return { posted: idsOf(tries).size, acknowledged: idsOf(heard(tries)).size, counted }
}

async function noes({ diary, pool }: Evidence, violations: Violation[]): Promise<ActCount> {
  const { rows } = await pool.query<{ lead: string; address: string }>(
    `select distinct c.lead_id as lead, lower(l.email) as address from consent c join lead l on l.id = c.lead_id
     where c.channel = 'email' and not c.granted and c.basis in ('one_click', 'page')`,
  )
  const recorded = new Set(rows.map(({ address }) => address))
  const tries = diary.filter(({ did }) => did === 'unsubscribe')
  const whoTried = new Set(tries.map(({ who }) => who))
  for (const { who } of heard(tries)) {
    if (!recorded.has(who))
      violations.push({ invariant: 'I4', lead: null, what: `${who} said no, was answered 2xx, and it is gone` })
  }
  for (const { lead, address } of rows) {
    if (!whoTried.has(address))
      violations.push({ invariant: 'I9', lead, what: 'its permission is withdrawn, and nobody did that' })
  }
  const counted = idsOf(tries.filter(({ who }) => recorded.has(who))).size
  return { posted: idsOf(tries).size, acknowledged: idsOf(heard(tries)).size, counted }
}

/** What sales said on pages: there are as many of each kind as were answered, and no more than were tried. */
async function answers({ diary, pool }: Evidence, violations: Violation[]): Promise<Record<string, ActCount>> {
  const { rows } = await pool.query<{ kind: string; times: number }>(
    `select kind, count(*) as times from event where kind = any($1) and actor in (select id from rep) group by 1`,
    [Object.values(kindOf)],
  )
  const found = new Map(rows.map(({ kind, times }) => [kind, times]))
  return Object.fromEntries(
    Object.entries(kindOf).map(([said, kind]) => {
      const tries = diary.filter((each) => each.said === said)
      const count = { posted: idsOf(tries).size, acknowledged: idsOf(heard(tries)).size, counted: found.get(kind) ?? 0 }
      compare(said, count, violations)
      return [said, count]
    }),
  )
}

async function calls({ diary, pool }: Evidence, violations: Violation[]): Promise<ActCount> {
  const { rows } = await pool.query<{ times: number }>(
    `select count(*) as times from call_task where done_at is not null and actor in (select id from rep)`,
  )
  const tries = diary.filter(({ did }) => did === 'call')
  const count = { posted: idsOf(tries).size, acknowledged: idsOf(heard(tries)).size, counted: rows[0]?.times ?? 0 }
  compare('call', count, violations)
  return count
}

function compare(what: string, { posted, acknowledged, counted }: ActCount, violations: Violation[]): void {
  if (counted < acknowledged)
    violations.push({
      invariant: 'I4',
      lead: null,
      what: `of ${acknowledged} times "${what}" that were answered 2xx, ${counted} are there`,
    })
  if (counted > posted)
    violations.push({
      invariant: 'I9',
      lead: null,
      what: `"${what}" is there ${counted} times, and was said ${posted} times`,
    })
}

/** An event counts once towards each theme, however often it was told. */
async function onceOnly(pool: Pool, violations: Violation[]): Promise<void> {
  const { rows } = await pool.query<{ lead: string; seq: number; times: number }>(
    `select lead_id as lead, seq, count(*) as times from score_entry group by lead_id, seq, cause, theme, points having count(*) > 1`,
  )
  for (const { lead, seq, times } of rows)
    violations.push({ invariant: 'I4', lead, what: `event ${seq} counts ${times} times in the score` })
}
