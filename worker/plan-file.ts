import { z } from 'zod'
import { versionOf } from '../core/hash.ts'
import type { StandIns } from '../core/onto.ts'
import type { Publication } from '../db/publish.ts'
import type { Versions } from '../db/publications.ts'

/** What becomes of the leads that run the former version of a track: they finish on it, or move to the new one. */
export interface MoveRule {
  readonly rule: 'finish' | 'move'
  /** What stands in for steps that the new version lacks; null: what comes after the stage. */
  readonly standIns: StandIns
}

/** A plan as it is kept in a file: what is to be published, what it was made against, and the rule for each track. */
export interface Plan {
  readonly format: 1
  readonly madeAt: string
  readonly madeBy: string
  readonly against: {
    /** The newest publication; null where there was none. */
    readonly publication: number | null
    readonly versions: Versions
    /** The versions that leads ran, by track. */
    readonly running: Readonly<Record<string, readonly string[]>>
  }
  /** By track; one that is not named lets its leads finish. A reviewer may change this part. */
  readonly leads: Readonly<Record<string, MoveRule>>
  /** Hash of what is to be published. */
  readonly content: string
  readonly publication: Publication
}

/** A plan that cannot be applied; the message says why, and what to do. */
export class PlanRefused extends Error {
  override readonly name = 'PlanRefused'
}

const versions = z.record(z.string(), z.string())
const shape = z.object({
  format: z.literal(1),
  madeAt: z.string(),
  madeBy: z.string(),
  against: z.object({
    publication: z.int().nullable(),
    versions: z.object({ track: versions, template: versions, quality: versions }),
    running: z.record(z.string(), z.array(z.string())),
  }),
  leads: z.record(
    z.string(),
    z.object({ rule: z.enum(['finish', 'move']), standIns: z.record(z.string(), z.string().nullable()) }),
  ),
  content: z.string(),
  publication: z.looseObject({
    tracks: z.array(z.looseObject({ name: z.string(), steps: z.array(z.looseObject({})) })),
    templates: z.array(z.looseObject({ name: z.string(), version: z.string() })),
    quality: z.looseObject({}),
    reps: z.array(z.looseObject({ id: z.string(), name: z.string(), email: z.string() })),
  }),
})

/** Reads a plan from the text of its file. @throws {PlanRefused} where it is none, or what it publishes was changed by hand */
export function readPlan(text: string, file: string): Plan {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw new PlanRefused(`${file} is no plan: it is no JSON. Make one with \`perennial plan --out ${file}\`.`)
  }
  const shaped = shape.safeParse(read)
  if (!shaped.success) {
    const [first] = shaped.error.issues
    const place = first?.path.join('.') ?? ''
    throw new PlanRefused(
      `${file} is no plan, at ${place}: ${first?.message ?? 'it has another shape'}. Make one with \`perennial plan --out ${file}\`.`,
    )
  }
  const plan = read as Plan
  if (contentOf(plan.publication) !== plan.content) {
    throw new PlanRefused(
      `What ${file} publishes was changed by hand: only its part \`leads\` may be. Change the programme, and make the plan anew.`,
    )
  }
  return plan
}

export function contentOf({ tracks, templates, quality, reps }: Publication): string {
  return versionOf({ tracks, templates, quality, reps })
}
