import { checkGoal, type stageGoals } from './check-goal.ts'
import { fraction } from './hash.ts'
import { placed } from './place.ts'
import { slug } from './slug.ts'
import type { Trigger } from './dsl.ts'
import type { State } from './state.ts'
import type { StepBase, StepId, StepKind } from './step.ts'
import type { Draft } from './steps.ts'

/** What variants are compared by: how many leads come to a lifecycle stage, or fire a sales-ready trigger. */
export type Goal = (typeof stageGoals)[number] | Trigger

export interface SplitDraft {
  readonly kind: 'split'
  /** The experiment's name: who was in which variant is kept under it, so it is never used again. */
  readonly experiment: string
  readonly goal: Goal
  readonly variants: Readonly<Record<string, readonly Draft[]>>
  readonly shares: Readonly<Record<string, number>>
  readonly id?: string
}

export interface SplitStep extends StepBase {
  readonly kind: 'split'
  readonly experiment: string
  /** A lifecycle stage, or the name of a trigger. */
  readonly goal: string
  /** In the order of their names, so that a new order in the file moves nobody. */
  readonly variants: readonly { readonly name: string; readonly share: number; readonly to: StepId | null }[]
}

/**
 * An experiment: each lead goes one of the ways, always the same one, by a hash of the lead and the experiment's name.
 * `perennial experiment` compares the ways by the goal. Shares are equal unless they are given.
 */
export function split<Variant extends string>(
  experiment: string,
  options: {
    readonly goal: Goal
    readonly variants: { readonly [Name in Variant]: readonly Draft[] }
    readonly shares?: { readonly [Name in NoInfer<Variant>]: number }
  },
): SplitDraft {
  const { goal, variants, shares } = options
  const names = Object.keys(variants)
  const equal = Object.fromEntries(names.map((name) => [name, 1]))
  const draft: SplitDraft = { kind: 'split', experiment, goal, variants, shares: shares ?? equal }
  return placed(Object.freeze(draft), split)
}

export const splitKind: StepKind<SplitStep, SplitDraft> = {
  derive: ({ experiment }) => `split-${slug(experiment)}`,
  compile: (draft, base, { complain, branch }) => {
    const names = Object.keys(draft.variants).toSorted()
    if (names.length < 2) complain('an experiment with one variant compares nothing', 'Give it a second variant.')
    for (const name of names) {
      const share = draft.shares[name]
      if (share === undefined || !(share > 0 && Number.isFinite(share))) {
        complain(`variant ${name} has no share of the leads`, `Give each variant a number above 0: { ${name}: 1 }.`)
      }
    }
    const ways = Object.fromEntries(Object.entries(draft.variants).map(([name, steps]) => [name, branch(name, steps)]))
    return {
      ...base,
      kind: 'split',
      experiment: draft.experiment,
      goal: typeof draft.goal === 'string' ? draft.goal : draft.goal.trigger,
      variants: names.map((name) => ({ name, share: draft.shares[name] ?? 0, to: ways[name] ?? null })),
    }
  },
  says: ({ experiment }) => `experiment: ${experiment}`,
  ways: (step) => {
    const all = step.variants.reduce((sum, { share }) => sum + share, 0)
    return step.variants.map(({ name, share, to }) => ({
      branch: name,
      to,
      when: `${name}, ${Math.round((100 * share) / all)} %`,
    }))
  },
  silent: (step, { lead }) => ({ to: variantOf(step, lead).to }),
  walk: (step, { state }) => {
    const { name, to } = variantOf(step, state.lead)
    return { to, arm: { experiment: step.experiment, variant: name } }
  },
  acts: () => [],
  facts: () => [],
  check: ({ goal }, where, whole) => checkGoal(where, goal, whole),
  channel: () => null,
}

/** The variant of a lead: the same on any machine, in any version, as long as names and shares stay. */
export function variantOf({ experiment, variants }: SplitStep, lead: State['lead']): SplitStep['variants'][number] {
  const all = variants.reduce((sum, { share }) => sum + share, 0)
  let left = fraction(`${experiment} ${lead}`) * all
  for (const variant of variants) {
    left -= variant.share
    if (left < 0) return variant
  }
  return variants.at(-1)!
}
