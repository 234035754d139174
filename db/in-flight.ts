import type { InFlight } from '../core/effect.ts'
import type { State } from '../core/state.ts'
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

/** The life of a lead in flight, and what is known of its place. */
export interface LifeInFlight {
  readonly id: string
  readonly state: State
  readonly zone: string | null
  readonly country: string | null
}

const livesAtOnce = 1_000

/** The lives on one version of a track, one after the other, as their last activity left them. */
export async function* livesIn(sql: Sql, track: string, version: string): AsyncGenerator<LifeInFlight> {
  let last = ''
  for (;;) {
    const { rows } = await sql.query<LifeInFlight>(
      `select id, state, zone, country from lead
       where track = $1 and version = $2 and id > $3 and doing is distinct from 'ended' and merged_into is null
         and state is not null order by id limit ${livesAtOnce}`,
      [track, version, last],
    )
    yield* rows
    if (rows.length < livesAtOnce) return
    last = rows.at(-1)!.id
  }
}
