import { agreedNow } from './agreed.ts'
import type { Definitions } from './definitions.ts'
import type { ListOrigin, MetRow } from './import-batch.ts'
import { takeIn } from './ingest.ts'
import { instant, type Sql } from './pool.ts'

/**
 * Tells the facts of rows: of new leads in one statement, of known ones (and of subscribers, whom facts can make leads)
 * through `takeIn`, as every door does. Returns the names of the rows that told something new.
 */
export async function tellFacts(
  tx: Sql,
  definitions: Definitions,
  list: ListOrigin,
  rows: readonly MetRow[],
  now: number,
): Promise<ReadonlySet<string>> {
  const isPlain = (row: MetRow): boolean => row.created && row.person.lifecycle === 'lead'
  await firstFacts(tx, list, rows.filter(isPlain), now)
  const known = await factsOfAll(tx, rows)
  const news: MetRow[] = []
  for (const row of rows) {
    if (isPlain(row)) continue
    const { lead, created, facts } = row
    const isNew = Object.entries(facts).some(([name, value]) => known.get(lead)?.[name] !== value)
    if (!created && !isNew) continue
    known.set(lead, { ...known.get(lead), ...facts })
    news.push(row)
  }
  if (news.length === 0) return new Set()
  const taken = await takeIn(
    tx,
    await agreedNow(tx, definitions),
    news.map(({ lead, name, facts }) => ({
      lead,
      at: now,
      messageId: name,
      facts,
      source: list.source,
      actor: list.actor,
    })),
  )
  return new Set(news.filter((_, i) => taken[i] === 'taken').map(({ name }) => name))
}

async function firstFacts(tx: Sql, list: ListOrigin, rows: readonly MetRow[], now: number): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `with row as (select * from jsonb_to_recordset($1) as t(lead text, name text, facts jsonb)),
     first as (
       insert into event (lead_id, seq, message_id, kind, at, data, matters, actor)
       select lead, 1, name, 'facts', $2, '{"facts":{}}', false, $4 from row),
     counted as (update lead set last_seq = 1 where id in (select lead from row))
     insert into fact (lead_id, name, value, at, source, actor, seq)
     select lead, told.key, told.value, $2, $3, $4, 1 from row, jsonb_each_text(facts) as told`,
    [
      JSON.stringify(rows.map(({ lead, name, facts }) => ({ lead, name, facts }))),
      instant(now),
      list.source,
      list.actor,
    ],
  )
}

async function factsOfAll(tx: Sql, rows: readonly MetRow[]): Promise<Map<string, Readonly<Record<string, string>>>> {
  const { rows: found } = await tx.query<{ lead: string; facts: Record<string, string> }>(
    `select lead_id as lead, jsonb_object_agg(name, value) as facts
     from (select distinct on (lead_id, name) lead_id, name, value from fact where lead_id = any($1)
           order by lead_id, name, at desc, seq desc) as newest
     group by lead_id`,
    [rows.map(({ lead }) => lead)],
  )
  return new Map(found.map(({ lead, facts }) => [lead, facts]))
}
