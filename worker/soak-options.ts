import { parseArgs } from 'node:util'
import { emptyFolder } from './run-folder.ts'
import { numberBetween } from './chaos-options.ts'

export interface SoakOptions {
  /** Leads that are in nurture at a time, once it is steady. */
  readonly leads: number
  /** Real minutes. */
  readonly minutes: number
  readonly seed: string
  readonly json: boolean
  readonly write: boolean
  /** Where everything is kept after the end; without it, nothing is unless something failed. */
  readonly keep?: string
}

export const soakHelp = `Lets years of leads' lives pass on a fast clock, and judges whether memory, connections, histories and tables level off.

Usage: npm run soak -- [options]

  --minutes M    real time that it lasts (default 30)
  --leads N      leads that are in nurture at a time, once it is steady (default 200)
  --seed S       decides which people do what (default 1)
  --json         the last line is the result as one object
  --write        keep what came of it in docs/measurements.md, and its plot in docs/soak.svg
  --keep FOLDER  keep logs, databases and mails in this empty folder
  --help

Ends with 1 when something does not level off. Needs Linux, which says what memory a process has to itself.`

/** Reads the command line, or says what is wrong with it. */
export function readSoakArgs(
  args: readonly string[],
): { readonly ok: SoakOptions | 'help' } | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        leads: { type: 'string', default: '200' },
        minutes: { type: 'string', default: '30' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        keep: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return { ok: 'help' }
    const { seed, json, write, keep } = values
    return {
      ok: {
        leads: Math.round(numberBetween(values.leads, '--leads', 10, 100_000)),
        minutes: numberBetween(values.minutes, '--minutes', 0.5, 6_000),
        seed,
        json,
        write,
        ...(keep === undefined ? {} : { keep: emptyFolder(keep) }),
      },
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
