import type { Named, StepBase, StepKind } from './step.ts'

export interface AdvanceDraft extends Named {
  readonly kind: 'advance'
}

export interface AdvanceStep extends StepBase {
  readonly kind: 'advance'
}

/** Goes on to the next stage at once. */
export const advance: AdvanceDraft = Object.freeze({ kind: 'advance' as const })

export const advanceKind: StepKind<AdvanceStep, AdvanceDraft> = {
  derive: (_, anchor) => `${anchor}~advance`,
  compile: (_, base) => ({ ...base, kind: 'advance' }),
  says: () => 'advance',
  ways: () => [{ to: null, when: '' }],
  silent: () => ({ to: null }),
  walk: () => ({ to: null }),
  acts: () => [],
  facts: () => [],
  check: () => [],
  channel: () => null,
}
