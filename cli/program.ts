import { Command, CommanderError } from 'commander'
import pc from 'picocolors'
import { addActs } from './acts.ts'
import { addCheck } from './check.ts'
import { addDev } from './dev.ts'
import { addDoctor } from './doctor.ts'
import { addDraw } from './draw.ts'
import { addExperiment } from './experiment.ts'
import { addImport } from './import.ts'
import { addInit } from './init.ts'
import { addLead } from './lead.ts'
import { addLists } from './lists.ts'
import { explain } from './mistake.ts'
import { addPlan } from './plan.ts'
import { addProgramme } from './programme.ts'
import { addSales } from './sales.ts'
import { addSending } from './sending.ts'
import { addSimulate } from './simulate.ts'
import { addStart } from './start.ts'

function build(): Command {
  const program = new Command('perennial')
    .description('Cares for leads that are not ready to buy, until they are.')
    .helpCommand(false)
    .showHelpAfterError('perennial --help says what there is.')
    .configureHelp({ sortSubcommands: false })
    .exitOverride()
    .addHelpText(
      'after',
      `
Works with the database of DATABASE_URL, or with the demo that runs in this folder.

Examples:
  perennial import leads.csv --mapping mapping.json
  perennial lead ada@example.com
  perennial return ada@example.com --reason bad_timing --note "after the audit"
  perennial stop-sending --touch peer-story`,
    )
  program.commandsGroup('Begin:')
  addInit(program)
  program.commandsGroup('Run:')
  addStart(program)
  program.commandsGroup('Publish:')
  addProgramme(program)
  addCheck(program)
  addSimulate(program)
  addDraw(program)
  addDev(program)
  addPlan(program)
  program.commandsGroup('Look:')
  addLead(program)
  addLists(program)
  addExperiment(program)
  program.commandsGroup('Leads:')
  addImport(program)
  addActs(program)
  program.commandsGroup('Sales:')
  addSales(program)
  program.commandsGroup('Stop and go:')
  addSending(program)
  program.commandsGroup('Mend:')
  addDoctor(program)
  return program
}

/** Runs one command line; returns its exit code: 0, or what `explain` says. */
export async function perennial(args: readonly string[]): Promise<number> {
  try {
    await build().parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1
    const { text, code } = explain(error)
    process.stderr.write(`${pc.red(text)}\n`)
    return code
  }
}
