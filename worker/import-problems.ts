import { problemLine, type Problem } from '../core/problem.ts'

/** An import that cannot begin or go on, with every reason for it; what it took in before stays. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(problemLine).join('\n'))
    this.problems = problems
  }
}

/** What a file that cannot be read has against it, in words. */
export function unreadable(file: string, error: unknown): ImportRefused {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT')
    return refusal(file, 'there is no such file', 'Check the path; it is taken from the current folder.')
  if (code === 'EISDIR') return refusal(file, 'it is a folder', 'Name the file in it.')
  if (code === 'EACCES') return refusal(file, 'it may not be read', 'Give yourself the right to read it.')
  throw error
}

export function refusal(where: string, what: string, remedy: string): ImportRefused {
  return new ImportRefused([{ where, what, remedy }])
}
