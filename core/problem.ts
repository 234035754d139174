import type { Code } from './codes.ts'
import type { Place } from './place.ts'

/** A mistake that its author can mend. Printed as `where: what. remedy`. */
export interface Problem {
  readonly where: string
  readonly what: string
  readonly remedy: string
  /** Which kind of mistake it is, in a programme; `docs/problems.md` has a section for each. */
  readonly code?: Code
  /** Where its author wrote it, as far as that is known. */
  readonly at?: Place
  /** What a lead would meet: one line for each day on which something happens. */
  readonly calendar?: readonly string[]
}

export type Checked<T> = { readonly ok: T } | { readonly problems: readonly Problem[] }

export function problemLine(problem: Problem): string {
  return `${problem.where}: ${problem.what}. ${problem.remedy}`
}
