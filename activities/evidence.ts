import { explain } from '../core/score.ts'
import { fitOf, openQuestions, type Quality } from '../core/quality.ts'
import type { Evidence } from '../db/handoffs.ts'
import { handoffsOf } from '../db/handoffs.ts'
import type { Lead } from '../db/leads.ts'
import type { Sql } from '../db/pool.ts'
import { allReps } from '../db/reps.ts'
import { scoresOf } from '../db/scores.ts'

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** What a rep wants to know before calling: why now, the score in words, what was read and said, what is open, what was before. */
export async function gatherEvidence(
  tx: Sql,
  quality: Quality,
  lead: Lead,
  facts: Readonly<Record<string, string>>,
  whyNow: readonly string[],
): Promise<Evidence> {
  const { now } = lead.clock
  return {
    whyNow,
    score: explain(await scoresOf(tx, lead.id), fitOf(quality, facts), now).slice(0, 8),
    read: await readBy(tx, lead.id),
    answers: Object.entries(facts).map(([fact, value]) => `${fact}: ${value}`),
    openQuestions: openQuestions(quality, facts).map(
      ({ question, owner }) => `${question} (${owner.replace('_', ' ')})`,
    ),
    history: await historyOf(tx, lead.id),
  }
}

async function readBy(tx: Sql, lead: string): Promise<readonly string[]> {
  const { rows } = await tx.query<{ kind: string; of: string; times: number; last: number }>(
    `select kind, of, count(*) as times, max(at) as last from event where lead_id = $1 and of is not null
     group by kind, of order by max(seq) desc limit 10`,
    [lead],
  )
  return rows.map(
    ({ kind, of, times, last }) => `${kind} ${of}${times > 1 ? ` ${times} times, last` : ''} on ${day(last)}`,
  )
}

/** The rounds before this one: who had the lead, what came of it, what they wrote. */
async function historyOf(tx: Sql, lead: string): Promise<readonly string[]> {
  const names = new Map((await allReps(tx)).map(({ id, name }) => [id, name]))
  const rounds = (await handoffsOf(tx, lead)).map(({ madeAt, owner, status, reason, note, closedAt }) => {
    const because = reason === null ? '' : `, ${reason.replaceAll('_', ' ')}`
    const end = closedAt === null ? '' : ` on ${day(closedAt)}`
    return `${day(madeAt)} handed to ${names.get(owner) ?? owner}: ${status}${because}${end}${note === null ? '' : `: “${note}”`}`
  })
  const { rows } = await tx.query<{ touches: number; first: number | null }>(
    `select count(*) as touches, min(settled_at) as first from touch where lead_id = $1 and state = 'sent'`,
    [lead],
  )
  const { touches = 0, first = null } = rows[0] ?? {}
  return first === null ? rounds : [...rounds, `${touches} ${touches === 1 ? 'touch' : 'touches'} since ${day(first)}`]
}
