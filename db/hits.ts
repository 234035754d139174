import type { Sql } from './pool.ts'

/** Where a tracked link belongs: the mail that it stands in. */
export interface LinkedTouch {
  readonly track: string
  readonly step: string
  readonly template: string
  readonly templateVersion: string
}

export async function linkedTouch(sql: Sql, id: number): Promise<LinkedTouch | undefined> {
  const { rows } = await sql.query<LinkedTouch>(
    `select track, step, template, template_version as "templateVersion" from touch where id = $1 and template_version is not null`,
    [id],
  )
  return rows[0]
}

/** Appends a hit of a tracked link: all that a GET may do (I9). */
export async function addHit(sql: Sql, hit: { touch: number; link: string; agent: string }): Promise<void> {
  await sql.query(`insert into hit (touch_id, link, at, agent) values ($1, $2, clock_now(), $3)`, [
    hit.touch,
    hit.link,
    hit.agent,
  ])
}

/** A hit that nobody has judged yet, with what there is to judge it by. */
export interface UnjudgedHit extends Pick<LinkedTouch, 'template' | 'templateVersion'> {
  readonly id: number
  readonly lead: string
  readonly touch: number
  readonly link: string
  readonly agent: string
  /** On the one clock. */
  readonly at: number
  /** When the mail was sent, on the one clock; null: not known yet. */
  readonly sentAt: number | null
  /** The hits of the same mail within two seconds of real time, this one too: machines are quick in real time. */
  readonly around: readonly { readonly link: string; readonly receivedAt: number }[]
  readonly receivedAt: number
}

/** The oldest hits that came in more than `olderThanMs` of real time ago and are not judged. */
export async function unjudgedHits(
  sql: Sql,
  { olderThanMs, limit }: { olderThanMs: number; limit: number },
): Promise<readonly UnjudgedHit[]> {
  const { rows } = await sql.query<UnjudgedHit>(
    `select h.id, coalesce(l.merged_into, l.id) as lead, h.touch_id as touch, h.link, h.agent, h.at, h.received_at as "receivedAt",
       t.template, t.template_version as "templateVersion", t.settled_at as "sentAt",
       (select json_agg(json_build_object('link', o.link, 'receivedAt', floor(extract(epoch from o.received_at) * 1000)))
        from hit o where o.touch_id = h.touch_id
          and o.received_at between h.received_at - interval '2 seconds' and h.received_at + interval '2 seconds') as around
     from hit h join touch t on t.id = h.touch_id join lead l on l.id = t.lead_id
     where h.judged is null and h.received_at < clock_timestamp() - $1 * interval '1 ms' order by h.id limit $2`,
    [olderThanMs, limit],
  )
  return rows
}

/** Labels a hit for good; false when it was labelled before. `because` is null for a person's hit that counts. */
export async function labelHit(
  tx: Sql,
  id: number,
  judged: 'person' | 'machine',
  because: string | null,
): Promise<boolean> {
  const { rowCount } = await tx.query(`update hit set judged = $2, because = $3 where id = $1 and judged is null`, [
    id,
    judged,
    because,
  ])
  return rowCount === 1
}

/** Whether a person's hit of the same link counted within the last 30 minutes: following it twice is one click. */
export async function countedLately(tx: Sql, hit: Pick<UnjudgedHit, 'touch' | 'link' | 'at'>): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select from hit where touch_id = $1 and link = $2 and judged = 'person' and because is null
       and at > $3::timestamptz - interval '30 minutes'`,
    [hit.touch, hit.link, new Date(hit.at)],
  )
  return (rowCount ?? 0) > 0
}
