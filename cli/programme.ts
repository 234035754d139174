import type { Command } from 'commander'
import { isRefused } from '../core/check.ts'
import { inTransaction } from '../db/pool.ts'
import type { Publication } from '../db/publish.ts'
import { Mistake } from './mistake.ts'
import { print, printTable } from './print.ts'
import { lineOf } from './problems.ts'
import { findDatabase, withSession } from './session.ts'

export function addProgramme(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables of the database up to date')
    .action(async () => {
      const { migrate } = await import('../db/migrate.ts')
      const applied = await migrate(findDatabase())
      print(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`)
    })

  program
    .command('publish')
    .description('make tracks, templates and quality definition current, all together')
    .argument('[folder]', 'where the programme is', '.')
    .option('--because <text>', 'why, for those who look at it later')
    .addHelpText(
      'after',
      '\nLeads that run a version go on running it; who enters from now on runs the new one. To see it before: perennial plan.',
    )
    .action(async (folder: string, { because }: { because?: string }) => {
      const programme = await load(folder)
      const { publishBy } = await import('../db/publish.ts')
      const { changed: published } = await withSession(({ pool, actor }) =>
        inTransaction(pool, (tx) => publishBy(tx, programme, { actor, because })),
      )
      printTable(
        ['kind', 'name', 'version'],
        published.map(({ kind, name, version }) => [kind, name, version]),
        'Nothing has changed since it was last published.',
      )
    })
}

/** Loads a programme, or says everything that keeps it from being published, as `perennial check` would. */
export async function load(folder: string): Promise<Publication> {
  const { checkFolder } = await import('../worker/check.ts')
  const { programme, problems } = await checkFolder(folder)
  if (programme) return programme
  throw new Mistake(
    problems
      .filter((problem) => isRefused(problem))
      .map(lineOf)
      .join('\n'),
  )
}
