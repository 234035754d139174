import { parseArgs } from 'node:util'
import { emptyFolder } from './run-folder.ts'
import { subjectNamed, subjectNames, type Subject } from './measure-subjects.ts'

export interface MeasureOptions {
  readonly subject: Subject
  readonly limit?: number
  readonly daysPerSecond?: number
  readonly enrolPerSecond: number
  readonly days: number
  readonly json: boolean
  /** Where data is kept after the end; without it, nothing is. */
  readonly keep?: string
}

export const measureHelp = `Runs a whole list of leads through the real parts on a fast clock, and says what came of it.

Usage: npm run measure -- ${subjectNames.join('|')} [options]

  --limit N             only the first N rows of the list
  --days-per-second N   how fast the clock runs at most (default 0.5, and 0.15 for more than 2,000 rows)
  --enrol-per-second N  leads that the import enrols in a second (default 2: about what two CPUs carry)
  --days N              days of the clock after the last row, at most (default 130); it ends sooner when all is done
  --json                print one object, and leave docs/measurements.md as it is
  --keep FOLDER         keep the data of Postgres, Temporal, the inbox and the audience in this empty folder
  --help

Ends with 1 when a figure that must be 0 is not.`

/** Reads the command line, or says what is wrong with it. */
export function readMeasureArgs(
  args: readonly string[],
): { readonly ok: MeasureOptions | 'help' } | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        limit: { type: 'string' },
        'days-per-second': { type: 'string' },
        'enrol-per-second': { type: 'string' },
        days: { type: 'string' },
        json: { type: 'boolean' },
        keep: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return { ok: 'help' }
    const [name = '', ...rest] = positionals
    const subject = subjectNamed(name)
    if (subject === undefined || rest.length > 0) return { problem: `Name one list: ${subjectNames.join(' or ')}.` }
    const limit = number(values.limit, '--limit', 1, 10_000_000)
    const daysPerSecond = number(values['days-per-second'], '--days-per-second', 0.01, 20)
    return {
      ok: {
        subject,
        enrolPerSecond: number(values['enrol-per-second'], '--enrol-per-second', 0.1, 1_000) ?? 2,
        days: number(values.days, '--days', 1, 2_000) ?? 130,
        json: values.json ?? false,
        ...(limit === undefined ? {} : { limit: Math.round(limit) }),
        ...(daysPerSecond === undefined ? {} : { daysPerSecond }),
        ...(values.keep === undefined ? {} : { keep: emptyFolder(values.keep) }),
      },
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

function number(text: string | undefined, option: string, least: number, most: number): number | undefined {
  if (text === undefined) return undefined
  const given = Number(text)
  if (given >= least && given <= most) return given
  throw new Error(`${option} takes a number from ${least} to ${most}, not "${text}".`)
}
