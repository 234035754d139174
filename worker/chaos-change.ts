import { Definitions } from '../db/definitions.ts'
import type { Pool } from '../db/pool.ts'
import { applyPlan } from './apply.ts'
import { makePlan } from './plan.ts'
import { compileImported, importProgramme, type LoadedProgramme } from './programme.ts'

/**
 * The programme as a marketer would change it while leads are in flight: what the first stage of the first track listens for
 * is gone, so that whoever stands there needs a place.
 */
export async function changedProgramme(path: string): Promise<LoadedProgramme> {
  const imported = await importProgramme(path)
  if ('problems' in imported) throw new Error(JSON.stringify(imported.problems))
  const { draft, module } = imported.ok
  const [track, ...others] = draft.tracks
  const [stage, ...stages] = Object.entries(track?.stages ?? {})
  if (track === undefined || stage === undefined) throw new Error(`${path} has no track to change`)
  const [name, first] = stage
  const steps = first.steps.filter((step) => step.kind !== 'listen')
  const changed = { ...track, stages: { [name]: { ...first, steps }, ...Object.fromEntries(stages) } }
  const compiled = await compileImported({ draft: { ...draft, tracks: [changed, ...others] }, module })
  if ('problems' in compiled)
    throw new Error(`the changed track does not compile:\n${JSON.stringify(compiled.problems, null, 2)}`)
  return compiled.ok
}

/** Plans and applies, with every lead moved, as `perennial plan` and `perennial apply` do. Returns what it did, in words. */
export async function applyChange(pool: Pool, programme: LoadedProgramme): Promise<string> {
  const definitions = new Definitions()
  const track = programme.tracks[0]?.name ?? ''
  const plan = async (map: Record<string, string | null>) =>
    makePlan(pool, definitions, programme, { leads: { [track]: { rule: 'move', standIns: map } }, by: 'chaos' })
  const first = await plan({})
  if (first.isEmpty) return 'apply: nothing to change'
  const open = first.tracks.flatMap((told) => told.open)
  const told =
    open.length === 0 ? first : await plan(Object.fromEntries(open.map(({ step, suggested }) => [step, suggested])))
  const { moving } = await applyPlan(pool, definitions, told.plan, {
    actor: 'chaos',
    because: 'a change in the middle',
  })
  return `apply: ${track} changed, ${moving.reduce((sum, { leads }) => sum + leads, 0)} leads move`
}
