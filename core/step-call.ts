import type { Duration, Span } from './duration.ts'
import { placed } from './place.ts'
import { slug } from './slug.ts'
import type { StepKind, TouchBase, TouchOptions } from './step.ts'
import { touchOn } from './touching.ts'

export interface CallOptions extends TouchOptions {
  readonly due: Duration
  readonly script?: string
  /** The most attempts; 3 by default. */
  readonly attempts?: number
  /** Rest between two attempts; '2 business days' by default. */
  readonly between?: Duration
}

export interface CallDraft extends CallOptions {
  readonly kind: 'call'
  readonly ask: string
}

export interface CallStep extends TouchBase {
  readonly kind: 'call'
  /** What the caller wants to learn, in a sentence. */
  readonly ask: string
  readonly script: string
  /** Time that the caller has, from the moment the task is made. */
  readonly due: Span
  /** The most attempts; the score may set fewer. */
  readonly attempts: number
  /** Rest between two attempts. */
  readonly between: Span
}

/** Asks a person to call the lead: a task with a script, a due time and a structured result. */
export function call(ask: string, options: CallOptions): CallDraft {
  return placed(Object.freeze({ kind: 'call' as const, ask, ...options }), call)
}

export const callKind: StepKind<CallStep, CallDraft> = {
  ...touchOn(() => 'phone'),
  derive: ({ ask }) => `call-${slug(ask)}`,
  compile: (draft, base, { complain, span }) => {
    const attempts = draft.attempts ?? 3
    if (!Number.isInteger(attempts) || attempts < 1 || attempts > 20) {
      complain(`${attempts} attempts make no sense`, 'Give a whole number from 1 to 20.')
    }
    return {
      ...base,
      kind: 'call',
      content: base.id,
      withSales: draft.withSales ?? false,
      ask: draft.ask,
      script: draft.script ?? '',
      due: span(draft.due),
      attempts,
      between: span(draft.between ?? '2 business days'),
    }
  },
  says: ({ ask }) => `call: ${ask}`,
  acts: () => [],
  facts: () => [],
  check: () => [],
}
