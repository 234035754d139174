import type { Sql } from './pool.ts'
import { instant } from './pool.ts'

/** A mail to one of our own people, to be sent by the worker once its cause is committed. */
export interface Notice {
  readonly id: number
  /** Names the cause: one cause, one notice. */
  readonly key: string
  readonly rep: string
  readonly template: string
  readonly handoff: string | null
  readonly task: string | null
  readonly tries: number
  readonly madeAt: number
}

export async function addNotice(
  tx: Sql,
  notice: { key: string; rep: string; template: string; handoff?: string; task?: string; at: number },
): Promise<void> {
  await tx.query(
    `insert into notice (key, rep, template, handoff_id, task_id, made_at) values ($1, $2, $3, $4, $5, $6) on conflict (key) do nothing`,
    [notice.key, notice.rep, notice.template, notice.handoff ?? null, notice.task ?? null, instant(notice.at)],
  )
  await tx.query(`select pg_notify('outbox', 'notice')`)
}

/** Takes notices that are due, each for one sender; one that is not confirmed comes again, with the same Message-ID. */
export async function takeNotices(sql: Sql, limit: number): Promise<readonly Notice[]> {
  const { rows } = await sql.query<Notice>(
    `update notice set tries = tries + 1, try_at = clock_timestamp() + power(2, least(tries, 7)) * 30 * interval '1 second'
     where id in (select id from notice where sent_at is null and try_at <= clock_timestamp() order by id limit $1 for update skip locked)
     returning id, key, rep, template, handoff_id as handoff, task_id as task, tries, made_at as "madeAt"`,
    [limit],
  )
  return rows
}

export async function noticeSent(sql: Sql, id: number, at: number): Promise<void> {
  await sql.query(`update notice set sent_at = $2, failure = null where id = $1`, [id, instant(at)])
}

export async function noticeFailed(sql: Sql, id: number, failure: string): Promise<void> {
  await sql.query(`update notice set failure = $2 where id = $1`, [id, failure])
}

/** Is never tried again: it cannot arrive, or says what is not so any more. */
export async function noticeDropped(sql: Sql, id: number, because: string): Promise<void> {
  await sql.query(`update notice set try_at = 'infinity', failure = $2 where id = $1`, [id, because])
}
