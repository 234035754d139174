import { parseArgs } from 'node:util'

/** What a demo is told. */
export interface DemoOptions {
  /** Days of the demo's clock in a second. */
  readonly daysPerSecond: number
  /** Ends by itself after so many seconds; without it, on Ctrl-C. */
  readonly forSeconds?: number
  /** Only the first leads of the sample. */
  readonly leads?: number
  /** Where the embedded servers and what the demo remembers are kept. */
  readonly dataDir: string
}

export const demoDefaults: DemoOptions = { daysPerSecond: 1, dataDir: '.perennial' }

export const demoHelp = `Lets months of leads' lives pass in minutes, on embedded servers.

Usage: npm run demo -- [options]

  --days-per-second N   how fast the demo's clock runs, from 0.01 to 20 (default 1)
  --leads N             only the first N rows of the sample
  --for SECONDS         end by itself, for scripts
  --data FOLDER         where its data is kept (default .perennial); delete the folder to begin anew
  --help

TEMPORAL_ADDRESS, DATABASE_URL and SMTP_URL, where set, are used instead of an embedded part.`

/** Reads the command line of the demo, or says what is wrong with it. */
export function readDemoArgs(
  args: readonly string[],
): { readonly ok: DemoOptions | 'help' } | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'days-per-second': { type: 'string' },
        leads: { type: 'string' },
        for: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return { ok: 'help' }
    const forSeconds = number(values.for, '--for', 1, 7 * 86_400)
    const leads = number(values.leads, '--leads', 1, 1_000_000)
    return {
      ok: {
        daysPerSecond: number(values['days-per-second'], '--days-per-second', 0.01, 20) ?? demoDefaults.daysPerSecond,
        dataDir: values.data ?? demoDefaults.dataDir,
        ...(forSeconds === undefined ? {} : { forSeconds }),
        ...(leads === undefined ? {} : { leads: Math.round(leads) }),
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
