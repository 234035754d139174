import { parseArgs } from 'node:util'
import { emptyFolder } from './run-folder.ts'

export interface ChaosOptions {
  readonly leads: number
  /** Real minutes for which things break. */
  readonly minutes: number
  readonly seed: string
  readonly json: boolean
  /** Where everything is kept after the end; without it, nothing is unless an invariant broke. */
  readonly keep?: string
}

export const chaosHelp = `Lets whole lives of leads pass on a fast clock while parts of the stack are killed, and judges what must always hold.

Usage: npm run chaos -- [options]

  --leads N      rows of the sample list (default 300)
  --minutes M    for how long things break, in real time; then lives go on undisturbed, and are judged (default 3)
  --seed S       decides what breaks, in which order and when (default 1)
  --json         the last line is the result as one object
  --keep FOLDER  keep logs, databases and mails in this empty folder
  --help

Ends with 1 when an invariant is broken, and with 2 when too few kills of the worker met a mail under way (one a minute).`

/** Reads the command line, or says what is wrong with it. */
export function readChaosArgs(
  args: readonly string[],
): { readonly ok: ChaosOptions | 'help' } | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        leads: { type: 'string', default: '300' },
        minutes: { type: 'string', default: '3' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        keep: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return { ok: 'help' }
    return {
      ok: {
        leads: Math.round(numberBetween(values.leads, '--leads', 1, 100_000)),
        minutes: numberBetween(values.minutes, '--minutes', 0.1, 600),
        seed: values.seed,
        json: values.json,
        ...(values.keep === undefined ? {} : { keep: emptyFolder(values.keep) }),
      },
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** @throws where it is no number between the two */
export function numberBetween(text: string, option: string, least: number, most: number): number {
  const given = Number(text)
  if (given >= least && given <= most) return given
  throw new Error(`${option} takes a number from ${least} to ${most}, not "${text}".`)
}
