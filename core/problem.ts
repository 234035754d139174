/** A mistake that its author can mend. Printed as `where: what. remedy`. */
export interface Problem {
  readonly where: string
  readonly what: string
  readonly remedy: string
}

export type Checked<T> = { readonly ok: T } | { readonly problems: readonly Problem[] }

export function problemLine(problem: Problem): string {
  return `${problem.where}: ${problem.what}. ${problem.remedy}`
}
