import type { Measured } from './bench-figures.ts'
import type { BenchServers } from './bench-servers.ts'

/** What a benchmark works with, and whom it tells. */
export interface Stage {
  /** A glance at whether it works, with sizes that say nothing of speed. */
  readonly quick: boolean
  /** How often each side of a comparison runs. */
  readonly runs: number
  /** Real servers of this invocation, each started when it is first asked for. */
  readonly servers: BenchServers
  /** Tells a figure as soon as it is known. */
  readonly tell: (measured: Measured) => void
  /** What to know beside the figures: settings, and what was seen on the way. */
  readonly note: (line: string) => void
  /** Says how far it is. */
  readonly log: (line: string) => void
}

export type Benchmark = (stage: Stage) => Promise<void> | void
