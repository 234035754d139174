import type { InFlight } from '../core/effect.ts'
import type { Sql } from './pool.ts'

/** The leads in flight in a track, those that stand at the same step and had the same together. */
export async function inFlight(sql: Sql, track: string): Promise<readonly InFlight[]> {
  const { rows } = await sql.query<InFlight>(
    `with flight as (
       select version, doing, coalesce(state->>'stage', '') as stage,
         case when doing <> 'exhausted' then coalesce(step, state->'doing'->>'step', state->>'bookmark') end as step,
         (select coalesce(array_agg(distinct content order by content), '{}') from touch
          where lead_id = lead.id and touch.state in ('sending', 'sent', 'unknown')) as had
       from lead where track = $1 and doing is distinct from 'ended' and merged_into is null)
     select version, step, stage, doing, had, count(*) as leads from flight group by 1, 2, 3, 4, 5 order by leads desc`,
    [track],
  )
  return rows
}
