/**
 * Measures one of the named benchmarks: `npm run bench -- simulate`. With `--json`, one object to a line; ends with 1 where a
 * line that was drawn is missed. What it says of speed holds for an idle machine only.
 */
import { benchSimulate } from './bench-simulate.ts'

/** One figure of a benchmark. */
export interface Measured {
  readonly name: string
  readonly unit: string
  readonly value: number
  /** What it is compared with, in words, where it is compared. */
  readonly beside: string | null
  /** The value by what it is compared with. */
  readonly ratio: number | null
  /** What it must reach, in words; null where nothing is asked of it. */
  readonly line: string | null
  readonly pass: boolean
}

/** A benchmark tells each figure as soon as it has it. */
export type Benchmark = (tell: (measured: Measured) => void) => Promise<void> | void

/** Every benchmark by its name: a new one is a file and a line here. */
const benchmarks: Readonly<Record<string, Benchmark>> = { simulate: benchSimulate }

const args = process.argv.slice(2)
const json = args.includes('--json')
const names = args.filter((arg) => arg !== '--json')
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name))
if (names.length === 0 || unknown.length > 0) {
  console.error(`Usage: npm run bench -- NAME… [--json]\nThere are: ${Object.keys(benchmarks).join(', ')}.`)
  process.exitCode = 2
} else {
  for (const name of names) await benchmarks[name]?.(tell)
}

function tell(measured: Measured): void {
  if (!measured.pass) process.exitCode = 1
  if (json) return console.log(JSON.stringify(measured))
  const { name, unit, value, beside, ratio, line, pass } = measured
  const compared = beside === null || ratio === null ? '' : ` (${ratio.toFixed(2)} of ${beside})`
  const judged = line === null ? '' : ` ${pass ? 'reached' : 'MISSED'}: ${line}`
  console.log(`${name}: ${value.toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}${compared}${judged}`)
}
