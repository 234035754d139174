import { stageGoals } from '../core/check-goal.ts'
import type { Track } from '../core/track.ts'
import type { Sql } from './pool.ts'

/** An experiment of a published track, with what became of the leads that came to it. */
export interface ExperimentFigures {
  readonly experiment: string
  readonly track: string
  readonly goal: string
  readonly variants: readonly VariantFigures[]
}

export interface VariantFigures {
  readonly variant: string
  /** Leads that came to this variant. */
  readonly leads: number
  /** Those of them that reached the goal after they came to it. */
  readonly reached: number
}

/** Every experiment that a published track has or had, as its newest version has it. */
export async function experiments(sql: Sql): Promise<readonly ExperimentFigures[]> {
  const { rows } = await sql.query<{ compiled: Track }>(`select compiled from track_version order by published_at desc`)
  const found = new Map<string, Omit<ExperimentFigures, 'variants'> & { readonly names: readonly string[] }>()
  for (const { compiled } of rows) {
    for (const step of compiled.steps) {
      if (step.kind !== 'split' || found.has(step.experiment)) continue
      const { experiment, goal } = step
      found.set(experiment, { experiment, track: compiled.name, goal, names: step.variants.map((each) => each.name) })
    }
  }
  return Promise.all(
    [...found.values()].map(async ({ names, ...about }) => ({ ...about, variants: await variants(sql, about, names) })),
  )
}

async function variants(
  sql: Sql,
  { experiment, goal }: { readonly experiment: string; readonly goal: string },
  names: readonly string[],
): Promise<readonly VariantFigures[]> {
  const isStage = (stageGoals as readonly string[]).includes(goal)
  const reached = isStage
    ? `select from lifecycle_change c where c.lead_id = x.lead_id and c.became = $2 and c.at >= x.at`
    : `select from event e where e.lead_id = x.lead_id and e.data -> 'triggers' ? $2 and e.at >= x.at`
  const { rows } = await sql.query<VariantFigures>(
    `select variant, count(*)::int as leads, count(*) filter (where exists (${reached}))::int as reached
     from exposure x where experiment = $1 group by variant`,
    [experiment, goal],
  )
  const unseen = names.filter((variant) => rows.every((row) => row.variant !== variant))
  return [...rows, ...unseen.map((variant) => ({ variant, leads: 0, reached: 0 }))].toSorted((a, b) =>
    a.variant < b.variant ? -1 : 1,
  )
}
