import { spell, type Duration, type Span } from './duration.ts'
import { placed } from './place.ts'
import { slug } from './slug.ts'
import type { Named, StepBase, StepKind } from './step.ts'

export interface WaitDraft extends Named {
  readonly kind: 'wait'
  readonly span: Duration
}

export interface WaitStep extends StepBase {
  readonly kind: 'wait'
  readonly span: Span
}

/** Lets time pass before what comes next. */
export function wait(span: Duration, options: Named = {}): WaitDraft {
  return placed(Object.freeze({ kind: 'wait' as const, span, ...options }), wait)
}

export const waitKind: StepKind<WaitStep, WaitDraft> = {
  derive: ({ span }, anchor) => `${anchor}~${slug(span)}`,
  compile: (draft, base, { span }) => ({ ...base, kind: 'wait', span: span(draft.span) }),
  says: ({ span }) => `wait ${spell(span)}`,
  ways: ({ next, span }) => [{ to: next, after: span, when: '' }],
  silent: ({ next, span }) => ({ to: next, after: span }),
  walk: ({ next, span }, { passingOver }) => (passingOver ? { to: next } : { to: next, after: span }),
  acts: () => [],
  facts: () => [],
  check: () => [],
  channel: () => null,
}
