import type { Command } from 'commander'
import { Mistake } from './mistake.ts'
import { print } from './print.ts'

/** What runs for long is loaded only when it is asked for: the other commands answer at once. */
export function addStart(program: Command): void {
  program
    .command('demo')
    .description('let months of leads’ lives pass in minutes, on embedded servers')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_options: unknown, command: Command) => {
      const { demoHelp, readDemoArgs } = await import('../worker/demo-options.ts')
      const read = readDemoArgs(command.args)
      if ('problem' in read) throw new Mistake(`${read.problem}\n\n${demoHelp}`)
      if (read.ok === 'help') return print(demoHelp)
      const { runDemo } = await import('../worker/demo.ts')
      await runDemo(read.ok).catch((error: unknown) => {
        throw error instanceof Error ? new Mistake(error.message) : error
      })
      // Whatever still lingers, such as an idle connection, is nothing to wait for.
      process.exit()
    })

  program
    .command('start')
    .description('run worker and edge, as the environment says')
    .option('--only <part>', 'worker or edge')
    .action(async ({ only }: { only?: string }) => {
      const { start } = await import('../worker/start.ts')
      await start(only === undefined ? [] : ['--only', only])
    })
}
