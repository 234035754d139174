import type { Measured, Spread } from './bench-figures.ts'
import type { Machine } from './measure-figures.ts'
import { notUsed } from './measure-machine.ts'

/** What one benchmark came to. */
export interface BenchReport {
  readonly name: string
  readonly figures: readonly Measured[]
  readonly notes: readonly string[]
  readonly machine: Machine
  /** How often each side of a comparison ran. */
  readonly runs: number
}

/** One figure as a line to read. */
export function inWords(measured: Measured): string {
  const { name, unit, value, beside, besideWhat = 'what it is beside', ratio, line, pass } = measured
  const besides = beside === null ? '' : `, beside ${number(beside)}${range(measured.besideSpread)} of ${besideWhat}`
  const compared = ratio === null ? '' : `: ${ratio.toFixed(2)} of it${range(measured.ratioSpread)}`
  const judged = line === null ? '' : ` – ${pass ? 'reached' : 'MISSED'}: ${line}`
  return `${name}: ${number(value)}${range(measured.spread)} ${unit}${besides}${compared}${judged}`
}

/** What it ran on. */
export function machineInWords({ cpu, cpus, memoryGb, node, sdk, temporal, postgres }: Machine): string {
  const servers = [
    ...(temporal === notUsed ? [] : [`Temporal SDK ${sdk}`, `embedded Temporal server ${temporal} in memory`]),
    ...(postgres === notUsed ? [] : [`Postgres ${postgres} with fsync`]),
  ]
  return `${cpus} CPUs (${cpu}), ${memoryGb} GB; ${[`Node ${node}`, ...servers].join(', ')}; everything on the one machine.`
}

/** The benchmark as a Markdown table. */
export function benchTable({ name, figures, notes, machine, runs }: BenchReport): string {
  return [
    `### ${name}`,
    '',
    `${figures.some(({ spread }) => spread) ? runsInWords(runs) : ''}${machineInWords(machine)}`,
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `- ${note}`)]),
    '',
    '| figure | unit | value | beside | ratio | line | |',
    '|---|---|---|---|---|---|---|',
    ...figures.map(
      (m) =>
        `| ${m.name} | ${m.unit} | ${number(m.value)}${range(m.spread)} | ${
          m.beside === null ? '' : `${number(m.beside)}${range(m.besideSpread)}: ${m.besideWhat ?? ''}`
        } | ${m.ratio === null ? '' : m.ratio.toFixed(2) + range(m.ratioSpread)} | ${m.line ?? ''} | ${
          m.line === null ? '' : m.pass ? 'reached' : '**missed**'
        } |`,
    ),
  ].join('\n')
}

const [begins, ends] = ['<!-- benchmarks -->', '<!-- end of benchmarks -->']

/**
 * The document with this benchmark in the place of an earlier run of it, or at the end of the benchmarks.
 * @throws where the document has no place for benchmarks
 */
export function placeBench(document: string, report: BenchReport): string {
  const [from, to] = [document.indexOf(begins), document.indexOf(ends)]
  if (from === -1 || to < from) throw new Error(`docs/measurements.md has lost its lines ${begins} and ${ends}`)
  const [begin, end] = [`<!-- bench: ${report.name} -->`, `<!-- end of bench: ${report.name} -->`]
  const block = `${begin}\n\n${benchTable(report)}\n\n${end}`
  const [first, last] = [document.indexOf(begin), document.indexOf(end)]
  if (first === -1 || last === -1) return `${document.slice(0, to).trimEnd()}\n\n${block}\n\n${document.slice(to)}`
  return document.slice(0, first) + block + document.slice(last + end.length)
}

function range(spread: Spread | undefined): string {
  if (spread === undefined || spread[0] === spread[1]) return ''
  return ` [${number(spread[0])}–${number(spread[1])}]`
}

/** Three figures that count, and no fewer than the whole number has. */
function number(of: number): string {
  const digits = Math.abs(of) >= 100 ? 0 : Math.abs(of) >= 10 ? 1 : 2
  return of.toLocaleString('en', { maximumFractionDigits: digits })
}

const runsInWords = (runs: number): string =>
  runs === 1 ? 'One run. ' : `Medians of ${runs} runs, in brackets the lowest and the highest. `
