import { parseArgs } from 'node:util'

export interface BenchOptions {
  readonly names: readonly string[]
  readonly json: boolean
  readonly write: boolean
  readonly quick: boolean
  /** How often each side of a comparison runs. */
  readonly runs: number
}

export const benchHelp = (
  names: readonly string[],
): string => `Measures what Perennial costs beside what cannot be done for less, on real servers that it starts and ends.

Usage: npm run bench -- [NAME…] [options]

  NAME…     ${names.join(', ')}; without a name, all of them
  --json    one object to a line for each figure: name, unit, value, beside, ratio, line, pass; all else goes to stderr
  --write   keep what came of it in docs/measurements.md
  --runs N  how often each side runs, 5 if not said: figures are the medians
  --quick   tiny sizes and one run: shows that it works, and says nothing of speed
  --help

Ends with 1 where a line is missed. What it says of speed holds for an idle machine only.`

/** Reads the command line, or says what is wrong with it. */
export function readBenchArgs(
  args: readonly string[],
  known: readonly string[],
): { readonly ok: BenchOptions | 'help' } | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        runs: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return { ok: 'help' }
    const unknown = positionals.filter((name) => !known.includes(name))
    if (unknown.length > 0)
      return { problem: `There is no benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}.` }
    const { json, write, quick } = values
    if (write && quick) return { problem: 'What --quick measures says nothing of speed: --write does not keep it.' }
    const runs = Number(values.runs ?? (quick ? 1 : 5))
    if (!Number.isInteger(runs) || runs < 1 || runs > 99)
      return { problem: `--runs takes a number from 1 to 99, and ${values.runs} is none.` }
    return { ok: { names: positionals.length === 0 ? known : positionals, json, write, quick, runs } }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
