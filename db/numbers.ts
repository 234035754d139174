import { readClock } from './clock.ts'
import { only, type Sql } from './pool.ts'

type Counts = Readonly<Record<string, number>>

/** The whole picture in figures: how many leads stand where, what was sent and why not, what sales did with it. */
export interface Numbers {
  /** On the one clock. */
  readonly at: number
  readonly leads: number
  readonly byLifecycle: Counts
  /** What the leads' lives do now; `none`: not in a track yet. */
  readonly byDoing: Counts
  readonly touches: {
    readonly byState: Counts
    readonly refusedBecause: Counts
    readonly deferredBecause: Counts
  }
  readonly handoffs: {
    readonly byStatus: Counts
    readonly returnedBecause: Counts
    readonly disqualifiedBecause: Counts
  }
  /** How often a lead became an MQL. */
  readonly promoted: number
  /** Leads that sales gave back, and that became an MQL again. */
  readonly reengaged: number
  readonly events: number
  /** Alerts that nobody has seen. */
  readonly alerts: number
  /** Leads that nothing and nobody will look at again (I1): 0 at all times. */
  readonly withoutNextAction: number
}

interface Group {
  readonly key: string
  readonly part: string | null
  readonly times: number
}

/** Counts everything anew: a pass over leads and touches. Who asks often keeps the answer for a while. */
export async function numbers(sql: Sql): Promise<Numbers> {
  const { now } = await readClock(sql)
  const leads = await leadCounts(sql)
  const touches = await groups(sql, `select state as key, reason as part, count(*) as times from touch group by 1, 2`)
  const handoffs = await groups(
    sql,
    `select status as key, reason as part, count(*) as times from handoff group by 1, 2`,
  )
  const { rows } = await sql.query<{ alerts: number; reengaged: number }>(
    `select (select count(*) from alert where seen_at is null) as alerts,
       (select count(distinct later.lead_id) from handoff later join handoff earlier
          on earlier.lead_id = later.lead_id and earlier.number < later.number and earlier.status = 'returned') as reengaged`,
  )
  return {
    at: now,
    ...leads,
    touches: {
      byState: sumBy(touches, ({ key }) => key),
      refusedBecause: reasonsOf(touches, 'refused'),
      deferredBecause: reasonsOf(touches, 'deferred'),
    },
    handoffs: {
      byStatus: sumBy(handoffs, ({ key }) => key),
      returnedBecause: reasonsOf(handoffs, 'returned'),
      disqualifiedBecause: reasonsOf(handoffs, 'disqualified'),
    },
    promoted: handoffs.reduce((sum, { times }) => sum + times, 0),
    ...only(rows, 'figures'),
  }
}

/**
 * What a lead's life does, from its row: `doing` is written by touches and changes of position, and what people did since
 * then is in the rest of the row.
 */
const doingNow = `case
  when lifecycle in ('customer', 'disqualified') or doing = 'ended' then 'ended'
  when doing is null then 'none'
  when paused_at is not null then 'paused'
  when lifecycle in ('mql', 'sal', 'sql', 'opportunity') then 'with_sales'
  when doing = 'with_sales' then 'resting'
  when doing = 'calling' and not exists (select from call_task c where c.lead_id = lead.id and c.done_at is null) then 'nurturing'
  when doing = 'paused' then 'nurturing'
  else doing end`

/** With sales, and no person has a deadline for it. What is forecast without a handoff of ours is reviewed all the same. */
const forgotten = `(lifecycle in ('mql', 'sal') and not exists
  (select from handoff h where h.lead_id = lead.id and h.status in ('open', 'accepted') and h.deadlines <> '[]'))`

async function leadCounts(
  sql: Sql,
): Promise<Pick<Numbers, 'leads' | 'byLifecycle' | 'byDoing' | 'events' | 'withoutNextAction'>> {
  const { rows } = await sql.query<Group & { merged: boolean; events: number; forgotten: number }>(
    `select lifecycle as key, ${doingNow} as part, merged_into is not null as merged, count(*) as times,
       sum(last_seq)::bigint as events,
       count(*) filter (where (doing is null and lifecycle not in ('customer', 'disqualified')) or ${forgotten}) as forgotten
     from lead group by 1, 2, 3`,
  )
  const own = rows.filter(({ merged }) => !merged)
  const sum = (of: readonly (typeof rows)[number][], figure: 'times' | 'events' | 'forgotten'): number =>
    of.reduce((total, row) => total + row[figure], 0)
  return {
    leads: sum(own, 'times'),
    byLifecycle: sumBy(own, ({ key }) => key),
    byDoing: sumBy(own, ({ part }) => part ?? 'none'),
    events: sum(rows, 'events'),
    withoutNextAction: sum(own, 'forgotten'),
  }
}

async function groups(sql: Sql, statement: string): Promise<readonly Group[]> {
  return (await sql.query<Group>(statement)).rows
}

function reasonsOf(all: readonly Group[], key: string): Counts {
  return sumBy(
    all.filter((group) => group.key === key),
    ({ part }) => part ?? 'none',
  )
}

function sumBy(all: readonly Group[], by: (group: Group) => string): Counts {
  const sums: Record<string, number> = {}
  for (const group of all) sums[by(group)] = (sums[by(group)] ?? 0) + group.times
  return sums
}
