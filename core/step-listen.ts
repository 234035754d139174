import { addSpan } from './calendar.ts'
import { checkConditions } from './check-facts.ts'
import { actKey, actsOf, asksFit, factsOf, holds, inWords, plain, type Condition } from './condition.ts'
import { spell, type Duration, type Span } from './duration.ts'
import { placed } from './place.ts'
import { slug } from './slug.ts'
import type { State } from './state.ts'
import type { Named, StepBase, StepId, StepKind } from './step.ts'
import type { Draft } from './steps.ts'

export interface ListenDraft extends Named {
  readonly kind: 'listen'
  readonly for: Condition
  readonly within: Duration
  readonly then: readonly Draft[]
  readonly otherwise: readonly Draft[]
}

export interface ListenStep extends StepBase {
  readonly kind: 'listen'
  readonly for: Condition
  readonly within: Span
  readonly then: StepId | null
  readonly otherwise: StepId | null
}

/** Goes on at once when the condition holds on what happened since the last touch; by `otherwise` at the deadline. */
export function listenFor(
  condition: Condition,
  ways: {
    readonly within: Duration
    readonly then: readonly Draft[]
    readonly otherwise: readonly Draft[]
  } & Named,
): ListenDraft {
  return placed(Object.freeze({ kind: 'listen' as const, for: condition, ...ways }), listenFor)
}

/** Whether what a step listens for has been heard since the last touch. */
export function isHeard(step: ListenStep, { heard, facts }: Pick<State, 'heard' | 'facts'>): boolean {
  return holds(step.for, { count: (act) => heard[actKey(act)] ?? 0, facts })
}

export const listenKind: StepKind<ListenStep, ListenDraft> = {
  derive: (draft) => `listen-${slug(inWords(draft.for))}`,
  compile: (draft, base, { complain, span, branch }) => {
    if (actsOf(draft.for).length === 0) {
      complain(
        'it listens for nothing that a lead does',
        'Use choose for facts; listenFor needs an act, as clicked(…).',
        'P113',
      )
    }
    if (asksFit(draft.for)) {
      complain(
        'it listens for a fit, which is known only between touches',
        'Put a choose on the fact grade before or after it.',
        'P114',
      )
    }
    return {
      ...base,
      kind: 'listen',
      for: plain(draft.for),
      within: span(draft.within),
      then: branch('then', draft.then),
      otherwise: branch('otherwise', draft.otherwise),
    }
  },
  says: (step) => `listen for: ${inWords(step.for)}, ${spell(step.within)}`,
  ways: ({ then, otherwise, within, for: condition }) => [
    { branch: 'then', to: then, after: within, upTo: true, when: inWords(condition) },
    { branch: 'otherwise', to: otherwise, after: within, when: `not within ${spell(within)}` },
  ],
  silent: (step, { facts }) =>
    isHeard(step, { heard: {}, facts }) ? { to: step.then } : { to: step.otherwise, after: step.within },
  walk: (step, { world, state, anchor, now, passingOver }) => {
    if (passingOver) return { to: isHeard(step, { heard: {}, facts: state.facts }) ? step.then : step.otherwise }
    if (anchor > now) return 'not yet'
    if (isHeard(step, state)) return { to: step.then }
    const { id, within } = step
    return {
      takes: { is: 'listening', step: id, until: addSpan(world.calendar, anchor, within), unit: within.unit },
    }
  },
  acts: (step) => actsOf(step.for),
  facts: (step) => factsOf(step.for),
  check: (step, where, whole) => checkConditions(where, [step.for], whole),
  channel: () => null,
}
