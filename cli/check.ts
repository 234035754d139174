import type { Command } from 'commander'
import pc from 'picocolors'
import { isRefused } from '../core/check.ts'
import { severityOf, type Severity } from '../core/codes.ts'
import type { Problem } from '../core/problem.ts'
import { Mistake } from './mistake.ts'
import { count, print, printJson } from './print.ts'
import { annotationOf, lineOf, tellable } from './problems.ts'
import { checkTypes } from './types.ts'

interface Options {
  readonly programme?: string
  readonly json?: boolean
  readonly strict?: boolean
  readonly types: boolean
}

export function addCheck(program: Command): void {
  program
    .command('check')
    .description('check types, then meaning: go every path of a lead, and name every mistake with its place')
    .argument('[folder]', 'where the programme is', '.')
    .option('--programme <path>', 'the folder or module, as the argument')
    .option('--strict', 'warnings are errors')
    .option('--no-types', 'leave the types to somebody else')
    .option('--json', 'for editors and CI')
    .addHelpText(
      'after',
      '\nEnds with 1 where something is refused. docs/problems.md has each code with an example.\n\nExamples:\n  perennial check\n  perennial check examples/x-education --strict',
    )
    .action(async (folder: string, options: Options) => {
      const path = options.programme ?? folder
      const types = options.types ? await checkTypes(path) : { skipped: '--no-types' }
      const { checkFolder } = await import('../worker/check.ts')
      const { problems: meant } = await checkFolder(path)
      const problems = [...('problems' in types ? types.problems : []), ...meant]
      const skipped = 'skipped' in types ? types.skipped : null
      if (options.json) printJson({ typesSkipped: skipped, problems: problems.map(tellable) })
      else tell(problems, skipped)
      const refused = problems.filter((problem) => isRefused(problem, options))
      if (refused.length > 0) throw new Refused(refused.length)
    })
}

/** What was wrong is printed already. */
export class Refused extends Mistake {
  constructor(problems: number) {
    super(`Refused for ${count(problems, 'problem')}.`)
  }
}

function tell(problems: readonly Problem[], skipped: string | null): void {
  const inActions = process.env['GITHUB_ACTIONS'] === 'true'
  for (const problem of problems) {
    print(inActions ? annotationOf(problem) : lineOf(problem))
    if (!inActions && severityOf(problem) !== 'note')
      for (const day of problem.calendar ?? []) print(pc.dim(`  ${day}`))
  }
  if (skipped !== null) print(`Types were not checked: ${skipped}.`)
  const of = (severity: Severity): number => problems.filter((problem) => severityOf(problem) === severity).length
  const [errors, warnings, notes] = [of('error'), of('warning'), of('note')]
  print(`${count(errors, 'error')}, ${count(warnings, 'warning')}, ${count(notes, 'note')}.`)
}
