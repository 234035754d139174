import { SingleBar } from 'cli-progress'
import type { Command } from 'commander'
import pc from 'picocolors'
import type { ImportProgress } from '../worker/import.ts'
import { total, type ImportReport } from '../worker/import-report.ts'
import { count, print, printFigures, printJson } from './print.ts'
import { number } from './options.ts'
import { withSession } from './session.ts'

interface Options {
  readonly mapping: string
  readonly rate?: number
  readonly limit?: number
  readonly json?: true
}

export function addImport(program: Command): void {
  program
    .command('import')
    .description('bring a list of leads in, and enrol them')
    .argument('<file>', 'a CSV file with a header line')
    .requiredOption('--mapping <file>', 'what its columns mean (docs/import.md)')
    .option('--rate <leads>', 'the most leads to enrol in a second', number(0.01))
    .option('--limit <rows>', 'only the first rows', number(1))
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Cut off, it goes on where it stopped; the same list again changes nothing. Rows that are refused are written, with the
reason, to <file>.rejects.csv; what was left out of a row that entered, to <file>.repairs.csv.

Examples:
  perennial import examples/sample/leads.csv --mapping examples/sample/mapping.json
  perennial import fair.csv --mapping fair.json --rate 5`,
    )
    .action((file: string, options: Options) => bring(file, options))
}

async function bring(file: string, { mapping, json, rate, limit }: Options): Promise<void> {
  const { importLeads } = await import('../worker/import.ts')
  const { loadMapping } = await import('../worker/import-mapping.ts')
  const loaded = await loadMapping(mapping)
  const bar = json || !process.stderr.isTTY ? undefined : progressBar()
  const stop = new AbortController()
  const onInterrupt = (): void => stop.abort()
  process.once('SIGINT', onInterrupt)
  try {
    const report = await withSession(({ pool, definitions, actor }) =>
      importLeads({
        pool,
        definitions,
        file,
        mapping: loaded,
        actor,
        signal: stop.signal,
        ...(bar === undefined ? {} : { onProgress: bar.show }),
        ...(rate === undefined ? {} : { rate }),
        ...(limit === undefined ? {} : { limit }),
      }),
    )
    bar?.stop()
    if (json) printJson(report)
    else printReport(report)
  } finally {
    bar?.stop()
    process.off('SIGINT', onInterrupt)
  }
}

function progressBar(): { readonly show: (progress: ImportProgress) => void; readonly stop: () => void } {
  const bar = new SingleBar({
    format: '{bar} {percentage}%  {rows} rows  {eta_formatted} to go',
    clearOnComplete: true,
  })
  let started = false
  return {
    show: ({ rows, bytes, size }) => {
      if (!started) bar.start(size, 0, { rows: 0 })
      started = true
      bar.update(bytes, { rows })
    },
    stop: () => bar.stop(),
  }
}

function printReport(report: ImportReport): void {
  const listed = (title: string, tally: Readonly<Record<string, number>>): [string, number][] =>
    Object.entries(tally)
      .sort(([, a], [, b]) => b - a)
      .map(([name, times]) => [`  ${title} ${name.replaceAll('_', ' ')}`, times])
  if (report.resumedAfter > 0) print(`Went on after row ${report.resumedAfter.toLocaleString('en')}.`)
  printFigures([
    ['rows', report.rows],
    ['new leads', report.new],
    ['there already', report.matched],
    ['the same person again', report.repeated],
    ['known leads of whom more is known now', report.updated],
    ['refused', total(report.refused)],
    ...listed('for', report.refused),
    ['repaired', total(report.repaired)],
    ...listed('in', report.repaired),
    ['channels kept closed against the list', report.keptClosed],
    ['enrolled', total(report.enrolled)],
    ...listed('in', report.enrolled),
    ['not enrolled', total(report.notEnrolled)],
    ...listed('since', report.notEnrolled),
    ['brought nobody new', `${(report.shareDuplicateOrUnusable * 100).toFixed(1)} %`],
    ['seconds', report.seconds.toFixed(1)],
  ])
  for (const [what, values] of Object.entries(report.unknownValues)) {
    const named = Object.entries(values).map(([value, times]) => `"${value}" (${times})`)
    print(
      pc.yellow(
        `${what}: the mapping does not know ${named.join(', ')}. Add them to "values", with null for no answer.`,
      ),
    )
  }
  if (report.rejects !== null)
    print(`${count(total(report.refused), 'row')} refused, with the reason, in ${report.rejects}`)
  if (report.repairs !== null) print(`What was repaired is in ${report.repairs}`)
  if (!report.finished) print('Not at the end of the file: the same command goes on from here.')
}
