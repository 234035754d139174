import type { Live } from '../core/live.ts'
import type { Track } from '../core/track.ts'
import type { Sql } from './pool.ts'

interface Standing {
  readonly place: 'step' | 'sales' | 'resting' | 'exhausted' | 'elsewhere'
  /** The step or the reason of the return. */
  readonly name: string | null
  readonly leads: number
}

/** Counts the leads of a track by where they stand, and its touches by step, in all versions of the track. */
export async function liveOf(sql: Sql, track: Track): Promise<Live> {
  const { rows: standing } = await sql.query<Standing>(
    `with place as (
       select id, coalesce(step, state->'doing'->>'step') as step, case
         when lifecycle in ('mql', 'sal', 'sql', 'opportunity') then 'sales'
         when doing in ('resting', 'with_sales') then 'resting'
         when doing = 'exhausted' then 'exhausted'
         when doing in ('nurturing', 'calling', 'paused') then 'step'
         else 'elsewhere' end as place
       from lead
       where track = $1 and merged_into is null and doing is distinct from 'ended'
         and lifecycle not in ('customer', 'disqualified'))
     select place, case place
         when 'step' then step
         when 'resting' then (select reason from handoff h where h.lead_id = place.id and status = 'returned' order by number desc limit 1)
         end as name, count(*) as leads
     from place group by 1, 2`,
    [track.name],
  )
  const { rows: touches } = await sql.query<{ step: string; sent: number; clicked: number }>(
    `select step, count(*) as sent, count(*) filter (where exists
       (select from hit where touch_id = touch.id and judged = 'person' and because is null)) as clicked
     from touch where track = $1 and state = 'sent' group by 1`,
    [track.name],
  )
  const known = new Set(track.steps.map(({ id }) => id))
  const sum = (place: Standing['place'], isCounted: (name: string) => boolean = () => true): number =>
    standing.reduce((all, row) => (row.place === place && isCounted(row.name ?? '') ? all + row.leads : all), 0)
  const byName = (place: Standing['place']): Record<string, number> =>
    Object.fromEntries(standing.flatMap((row) => (row.place === place && row.name ? [[row.name, row.leads]] : [])))
  return {
    steps: byName('step'),
    touches: Object.fromEntries(touches.map(({ step, sent, clicked }) => [step, { sent, clicked }])),
    resting: byName('resting'),
    withSales: sum('sales'),
    exhausted: sum('exhausted'),
    elsewhere: sum('step', (name) => name !== '' && !known.has(name)),
  }
}
