import { checkPaths, type Finding } from './check-paths.ts'
import { checkWays } from './check-ways.ts'
import { severityOf } from './codes.ts'
import { compileLimits } from './limits.ts'
import type { Problem } from './problem.ts'
import { compileProgramme, type CompiledProgramme, type ProgrammeDraft } from './programme.ts'

/** What is wrong with a programme, with the programme where it compiles. */
export interface CheckedProgramme {
  /** Absent where it does not compile. */
  readonly programme?: CompiledProgramme
  readonly problems: readonly Finding[]
}

/**
 * Compiles a programme, and then goes every path of a lead through it. Paths are looked at only where all of it compiles:
 * what does not compile has none.
 */
export function checkProgramme(draft: ProgrammeDraft): CheckedProgramme {
  const compiled = compileProgramme(draft)
  const limits = compileLimits(draft.limits)
  const wrong = [compiled, limits].flatMap((part) => ('problems' in part ? part.problems : []))
  if ('problems' in compiled || 'problems' in limits) return { problems: wrong }
  const problems = [...checkWays(compiled.ok), ...checkPaths(compiled.ok, limits.ok)]
  return { programme: compiled.ok, problems: problems.toSorted(byGravity) }
}

/** Whether a problem keeps a programme from being published. */
export function isRefused(problem: Problem, options: { readonly strict?: boolean } = {}): boolean {
  const severity = severityOf(problem)
  return severity === 'error' || (severity === 'warning' && options.strict === true)
}

const order = ['error', 'warning', 'note']

function byGravity(a: Problem, b: Problem): number {
  return order.indexOf(severityOf(a)) - order.indexOf(severityOf(b))
}
