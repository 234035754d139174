import { numbers } from '../db/numbers.ts'
import { only, type Pool } from '../db/pool.ts'
import type { Measurement } from './measure-figures.ts'

type Counts = Readonly<Record<string, number>>
type Counted = Pick<Measurement, 'funnel' | 'unsubscribed' | 'bounced' | 'alerts' | 'numbers' | 'doing'>

const behaviours = `('clicked', 'visited', 'requested', 'submitted', 'replied', 'attended', 'did')`

/** What the database says of how it went. */
export async function count(pool: Pool): Promise<Counted> {
  const by = async (statement: string): Promise<Counts> => {
    const { rows } = await pool.query<{ key: string; times: number }>(statement)
    return Object.fromEntries(rows.map(({ key, times }) => [key, times]))
  }
  const { rows } = await pool.query<{ reengaged: number; unsubscribed: number; bounced: number }>(
    `select
       (select count(distinct h.lead_id) from handoff h join event e on e.lead_id = h.lead_id and e.at > h.closed_at
        where h.status = 'returned' and e.kind in ${behaviours}) as reengaged,
       (select count(distinct lead_id) from consent where not granted and basis = 'one_click') as unsubscribed,
       (select count(*) from suppression where reason = 'bad_address') as bounced`,
  )
  const { reengaged, unsubscribed, bounced } = only(rows, 'figures')
  const became = await by(`select became as key, count(distinct lead_id) as times from lifecycle_change group by 1`)
  const now = await numbers(pool)
  return {
    funnel: {
      mql: became['mql'] ?? 0,
      sal: became['sal'] ?? 0,
      sql: became['sql'] ?? 0,
      customers: became['customer'] ?? 0,
      returned: now.handoffs.returnedBecause,
      disqualified: now.handoffs.disqualifiedBecause,
      reengaged,
      handedOverAgain: now.reengaged,
      notPromoted: await by(
        `select why as key, count(*) as times from verdict, jsonb_array_elements_text(because) as why where not promoted group by 1`,
      ),
    },
    unsubscribed,
    bounced,
    doing: now.byDoing,
    alerts: await by(`select what as key, count(*) as times from alert group by 1`),
    numbers: now,
  }
}

/** The most mails sent in any ten seconds of real time, as a rate. */
export function mostPerSecond(receivedAt: readonly number[]): number {
  const sorted = receivedAt.toSorted((a, b) => a - b)
  let first = 0
  let most = 0
  sorted.forEach((at, last) => {
    while (at - (sorted[first] ?? at) > 10_000) first++
    most = Math.max(most, last - first + 1)
  })
  return most / 10
}
