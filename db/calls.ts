import type { CallResult } from '../core/call.ts'
import { callResults } from '../core/call.ts'
import { changeConsent } from './consent.ts'
import { append } from './events.ts'
import { nameColumn, type Named } from './lead-list.ts'
import { lockLead } from './leads.ts'
import { instant, type Sql } from './pool.ts'

/** A call that a person has to make, or made. */
export interface CallTask {
  readonly id: string
  readonly lead: string
  readonly attempt: number
  readonly budget: number
  readonly ask: string
  readonly script: string
  readonly assignee: string
  readonly dueAt: number
  readonly doneAt: number | null
  readonly result: CallResult | null
}

const columns = `id, lead_id as lead, attempt, budget, ask, script, assignee, due_at as "dueAt", done_at as "doneAt", result`

export async function callById(sql: Sql, id: string): Promise<CallTask | undefined> {
  const { rows } = await sql.query<CallTask>(`select ${columns} from call_task where id = $1`, [id])
  return rows[0]
}

/** Calls to be made, those due first; of one person, or of all. */
export async function openCalls(sql: Sql, assignee?: string): Promise<readonly (CallTask & Named)[]> {
  const { rows } = await sql.query<CallTask & Named>(
    `select c.*, l.name, l.company from (select ${columns} from call_task where done_at is null) c
       join (select id, ${nameColumn}, company from lead) l on l.id = c.lead
     where $1::text is null or assignee = $1 order by "dueAt"`,
    [assignee ?? null],
  )
  return rows
}

export type CallAnswered =
  | { readonly done: true }
  | { readonly done: false; readonly why: 'unknown' | 'too_late' | 'unknown_result'; readonly sentence: string }

/** Takes the result of a call; the first one counts. */
export async function answerCall(
  tx: Sql,
  id: string,
  result: string,
  by: { actor: string; note?: string | undefined },
): Promise<CallAnswered> {
  const task = await callById(tx, id)
  if (task === undefined) return { done: false, why: 'unknown', sentence: `there is no call ${id}` }
  if (!isCallResult(result)) {
    return {
      done: false,
      why: 'unknown_result',
      sentence: `"${result}" is no result of a call; it may be ${callResults.join(', ')}`,
    }
  }
  const lead = await lockLead(tx, task.lead)
  const { now } = lead.clock
  const { rowCount } = await tx.query(
    `update call_task set done_at = $2, result = $3, note = $4, actor = $5 where id = $1 and done_at is null`,
    [id, instant(now), result, by.note ?? null, by.actor],
  )
  if (rowCount === 0) {
    const { rows } = await tx.query<{ result: CallResult; actor: string }>(
      `select result, actor from call_task where id = $1`,
      [id],
    )
    const was = rows[0]?.result ?? 'done'
    // The same told again, as after a lost answer of ours.
    if (was === result && rows[0]?.actor === by.actor) return { done: true }
    return { done: false, why: 'too_late', sentence: `this call was answered already: ${was}` }
  }
  await append(tx, lead, {
    kind: 'called',
    at: now,
    messageId: `call/${id}`,
    data: { task: id, result },
    matters: true,
    actor: by.actor,
    ...(by.note === undefined ? {} : { note: by.note }),
  })
  if (result === 'wrong_number') {
    await changeConsent(tx, lead, {
      channel: 'phone',
      granted: false,
      basis: 'wrong_number',
      source: 'call',
      at: now,
      actor: by.actor,
      messageId: `call/${id}`,
    })
  }
  return { done: true }
}

/** Takes an open call off its person's list: it is not to be made any more. The lead's life goes on without its result. */
export async function withdrawCall(tx: Sql, id: string, at: number, note: string): Promise<void> {
  await tx.query(
    `update call_task set done_at = $2, result = 'not_made', note = $3, actor = 'engine' where id = $1 and done_at is null`,
    [id, instant(at), note],
  )
}

/** Takes every open call of a lead off its person's list. */
export async function withdrawCalls(tx: Sql, lead: string, at: number, note: string): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(`select id from call_task where lead_id = $1 and done_at is null`, [
    lead,
  ])
  for (const { id } of rows) await withdrawCall(tx, id, at, note)
}

function isCallResult(text: string): text is CallResult {
  return (callResults as readonly string[]).includes(text)
}
