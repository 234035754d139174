import { checkFact, declaredFacts } from './check-facts.ts'
import { checkTheme } from './check-theme.ts'
import type { Fact } from './fact.ts'
import { interestFact } from './following.ts'
import { placed } from './place.ts'
import { slug } from './slug.ts'
import type { State } from './state.ts'
import type { Named, StepBase, StepId, StepKind } from './step.ts'
import type { Draft } from './steps.ts'

export interface ChooseDraft extends Named {
  readonly kind: 'choose'
  readonly fact: Fact
  readonly cases: Readonly<Record<string, readonly Draft[]>>
  readonly otherwise: readonly Draft[]
}

export interface ChooseStep extends StepBase {
  readonly kind: 'choose'
  readonly fact: string
  readonly cases: Readonly<Record<string, StepId | null>>
  readonly otherwise: StepId | null
}

/** Goes the way that fits the lead's fact; `otherwise` where it is not known. */
export function choose<Value extends string>(
  by: Fact<Value>,
  ways: { readonly [Way in Value | 'otherwise']: readonly Draft[] },
  options: Named = {},
): ChooseDraft {
  const { otherwise, ...cases } = ways as Record<string, readonly Draft[]>
  const draft: ChooseDraft = { kind: 'choose', fact: by, cases, otherwise: otherwise ?? [], ...options }
  return placed(Object.freeze(draft), choose)
}

export const chooseKind: StepKind<ChooseStep, ChooseDraft> = {
  derive: (draft) => `choose-${slug(draft.fact.fact)}`,
  compile: (draft, base, { complain, branch }) => {
    const ways = Object.entries(draft.cases)
    for (const [value] of ways.filter(([value]) => !draft.fact.values.includes(value))) {
      complain(`${draft.fact.fact} is never "${value}"`, `It may be ${draft.fact.values.join(', ')}.`, 'P209')
    }
    return {
      ...base,
      kind: 'choose',
      fact: draft.fact.fact,
      cases: Object.fromEntries(ways.map(([value, steps]) => [value, branch(value, steps)])),
      otherwise: branch('otherwise', draft.otherwise),
    }
  },
  says: ({ fact }) => `choose by ${fact}`,
  ways: ({ fact, cases, otherwise }) => [
    ...Object.entries(cases).map(([value, to]) => ({ branch: value, to, when: `${fact} is ${value}` })),
    { branch: 'otherwise', to: otherwise, when: `${fact} is anything else, or not known` },
  ],
  silent: (step, state) => ({ to: wayOf(step, state) }),
  walk: (step, { state, anchor, now }) => (anchor > now ? 'not yet' : { to: wayOf(step, state) }),
  acts: () => [],
  facts: ({ fact }) => [fact],
  check: ({ fact, cases }, where, { quality, themes }) =>
    fact === interestFact
      ? Object.keys(cases).flatMap((theme) => checkTheme(where, theme, themes))
      : checkFact(where, fact, Object.keys(cases), declaredFacts(quality)),
  channel: () => null,
}

function wayOf(step: ChooseStep, { facts }: State): StepId | null {
  const value = facts[step.fact] ?? ''
  return Object.hasOwn(step.cases, value) ? (step.cases[value] ?? null) : step.otherwise
}
