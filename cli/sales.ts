import type { Command } from 'commander'
import { disqualifyReasons, spokenRecycleReasons } from '../core/reasons.ts'
import { answerCall } from '../db/calls.ts'
import { inTransaction } from '../db/pool.ts'
import type { SalesAnswer } from '../db/sales.ts'
import { Mistake } from './mistake.ts'
import { print } from './print.ts'
import { actorOf, withSession } from './session.ts'

interface Options {
  readonly reason?: string
  readonly note?: string
  readonly opportunity?: string
  readonly as?: string
}

const said = {
  accept: 'take a handoff',
  return: 'give a lead back to nurture, with the reason',
  disqualify: 'say that a lead is none, with the reason',
  qualify: 'say that a lead is worth forecasting (SQL)',
  opportunity: 'say that a lead is an opportunity',
  customer: 'say that a lead became a customer',
} as const
type Say = keyof typeof said

const reasons: Readonly<Partial<Record<Say, readonly string[]>>> = {
  return: spokenRecycleReasons,
  disqualify: disqualifyReasons,
}

export function addSales(program: Command): void {
  for (const say of Object.keys(said) as Say[]) {
    const command = program
      .command(say)
      .description(said[say])
      .argument('<lead>', 'its id, its address, or <source>:<id>')
      .option('--note <text>', 'in your own words; it stays in Postgres')
      .option('--as <rep>', 'the rep who says it')
      .action(async (lead: string, options: Options) => {
        const { tell } = await import('./answer.ts')
        await tell(lead, answerOf(say, options), options)
      })
    const may = reasons[say]
    if (may) {
      command.requiredOption('--reason <reason>', `one of: ${may.join(', ')}`)
      command.addHelpText(
        'after',
        `\nExample:\n  perennial ${say} ada@example.com --reason ${may[1] ?? ''} --as sales-dach`,
      )
    }
    if (say === 'qualify' || say === 'opportunity') {
      command.option('--opportunity <id>', 'the forecast entry or opportunity that it stands for')
    }
  }

  program
    .command('call-result')
    .description('say how a call went')
    .argument('<task>', 'the id of the call, as `perennial calls` shows it')
    .argument('<result>', 'reached, no_answer, call_back, not_interested or wrong_number')
    .option('--note <text>', 'in your own words; it stays in Postgres')
    .option('--as <rep>', 'the rep who made it')
    .action(async (task: string, result: string, options: Options) => {
      await withSession(async (session) => {
        const by = { actor: await actorOf(session, options.as), note: options.note }
        const answered = await inTransaction(session.pool, (tx) => answerCall(tx, task, result, by))
        if (!answered.done) throw new Mistake(`Nothing was changed: ${answered.sentence}.`)
        print(`Noted of call ${task}: ${result.replaceAll('_', ' ')}.`)
      })
    })
}

function answerOf(say: Say, { reason = '', opportunity }: Options): SalesAnswer {
  switch (say) {
    case 'return':
    case 'disqualify':
      return { say, reason }
    case 'qualify':
    case 'opportunity':
      return { say, opportunity }
    case 'accept':
    case 'customer':
      return { say }
  }
}
