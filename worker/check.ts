import { checkProgramme, isRefused } from '../core/check.ts'
import type { Finding } from '../core/check-paths.ts'
import type { Problem } from '../core/problem.ts'
import { checkForClients } from '../mail/check-clients.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import { placeOf } from '../core/place.ts'
import { compileImported, importProgramme, shippedProgramme, type LoadedProgramme } from './programme.ts'

/** All that is known to be wrong with a programme on disk, with the programme where nothing refuses it. */
export interface CheckedFolder {
  /** Absent where it must not be published. */
  readonly programme?: LoadedProgramme
  /** The gravest first. */
  readonly problems: readonly Finding[]
}

/**
 * The one judge of a programme on disk: `check` prints what it says, and what publishes refuses by it.
 * @param path as `loadProgramme` takes it
 */
export async function checkFolder(
  path = shippedProgramme,
  options: { readonly strict?: boolean } = {},
): Promise<CheckedFolder> {
  const imported = await importProgramme(path)
  if ('problems' in imported) return imported
  const [compiled, checked] = [await compileImported(imported.ok), checkProgramme(imported.ok.draft)]
  const problems = unique([...('problems' in compiled ? compiled.problems : []), ...checked.problems])
  if ('problems' in compiled) return { problems }
  const own = new Map(Object.values(imported.ok.draft.templates).map((template) => [template.name, template]))
  for (const { name, compiled: mail } of compiled.ok.templates) {
    const template = own.get(name)
    if (template)
      problems.push(
        ...checkForClients(mail as CompiledTemplate).map((problem) => ({ ...problem, ...placeOf(template) })),
      )
  }
  return problems.some((problem) => isRefused(problem, options)) ? { problems } : { programme: compiled.ok, problems }
}

/** What two looks at the same parts both found is told once. */
function unique<P extends Problem>(problems: readonly P[]): P[] {
  const byWords = new Map(problems.map((problem) => [`${problem.where} ${problem.what}`, problem]))
  return [...byWords.values()]
}
