import { courseInWords } from './drawn-rules.ts'
import { spell } from './duration.ts'
import type { Sequence } from './drawing.ts'
import { recycleReasons, type RecycleReason } from './reasons.ts'
import type { StepId } from './step.ts'
import { stageOf, type ReturnRule, type Stage, type Track } from './track.ts'

/** Where leads come back to that sales returned, with all the reasons that lead there. */
export interface DrawnReturn {
  /** Reasons with the same rest stand together. */
  readonly rests: readonly Rest[]
  /** Opening touches before the stage goes on. */
  readonly open: Sequence | null
  /** Where it goes on, in words. */
  readonly resumes: readonly string[]
  /** The stage of this track where it goes on; null where it was, or in another track. */
  readonly stage: string | null
}

export interface Rest {
  readonly reasons: readonly RecycleReason[]
  /** How long it rests, and what becomes of its score. */
  readonly rest: readonly string[]
  /** Leads that rest for these reasons now. */
  readonly resting: number
}

/** What a track does with what sales returns; equal answers stand together. */
export function returnsOf(
  track: Track,
  opening: (open: StepId, resume: Stage) => Sequence,
  resting: Readonly<Partial<Record<RecycleReason, number>>> = {},
): readonly DrawnReturn[] {
  const rules = recycleReasons.map((reason) => ({ reason, rule: track.onReturn[reason] }))
  return groups(rules, ({ rule }) => placeOf(rule)).map((same) => {
    const { open, resume, track: other } = same[0].rule
    return {
      rests: groups(same, ({ rule }) => restOf(rule).join('; ')).map((equal) => ({
        reasons: equal.map(({ reason }) => reason),
        rest: restOf(equal[0].rule),
        resting: equal.reduce((sum, { reason }) => sum + (resting[reason] ?? 0), 0),
      })),
      open: open === null || resume === null ? null : opening(open, stageOf(track, resume)),
      resumes: courseInWords({ stage: resume, theme: same[0].rule.theme, track: other }),
      stage: other === null ? resume : null,
    }
  })
}

/** Names a reason as people read it. */
export function reasonInWords(reason: string): string {
  return reason.replaceAll('_', ' ')
}

function placeOf({ resume, open, theme, track }: ReturnRule): string {
  return JSON.stringify([resume, open, theme, track])
}

function restOf({ rest, score }: ReturnRule): readonly string[] {
  return [
    rest.amount === 0 ? 'at once' : `rests ${spell(rest)}`,
    ...(score === 'keep' ? [] : [score === 'halve' ? 'score halved' : 'score reset']),
  ]
}

type Some<T> = readonly [T, ...T[]]

/** Things that have the same name by `nameOf`, in the order of the first of each. */
function groups<T>(all: readonly T[], nameOf: (item: T) => string): readonly Some<T>[] {
  const byName = new Map<string, [T, ...T[]]>()
  for (const item of all) {
    const group = byName.get(nameOf(item))
    if (group === undefined) byName.set(nameOf(item), [item])
    else group.push(item)
  }
  return [...byName.values()]
}
