import type { Sample, Table } from './soak-sample.ts'

/** Whether something is as it was a third of the run ago. */
export interface Judgement {
  readonly what: string
  readonly unit: string
  readonly middle: number
  readonly last: number
  /** The most that `last` may be. */
  readonly most: number
  readonly pass: boolean
}

export interface SoakFigures {
  readonly seed: string
  readonly minutes: number
  /** Days that passed on the clock. */
  readonly days: number
  readonly leads: number
  readonly touches: number
  readonly events: number
  readonly continuedAsNew: number
  readonly judged: readonly Judgement[]
  /** Processes that ended by themselves. */
  readonly falls: readonly string[]
  /** At the end. */
  readonly tables: Readonly<Record<string, Table>>
}

interface Level {
  readonly what: string
  readonly unit: string
  readonly of: (sample: Sample) => number | undefined
  /** What it may differ by in any case: a connection, a row that is on its way, a page of memory more or less. */
  readonly slack: number
}

/** What does not grow with the leads that ever were, nor with what they ever did. */
export const levels: readonly Level[] = [
  { what: 'leads in flight', unit: '', of: ({ inFlight }) => inFlight, slack: 5 },
  { what: 'memory of the worker', unit: 'MB', of: ({ memory }) => memory.worker, slack: 10 },
  { what: 'memory of the edge', unit: 'MB', of: ({ memory }) => memory.edge, slack: 10 },
  { what: 'connections to Postgres', unit: '', of: ({ connections }) => connections, slack: 2 },
  { what: 'longest history of a run', unit: 'events', of: ({ longestHistory }) => longestHistory, slack: 5 },
  { what: 'outbox', unit: 'rows', of: ({ outbox }) => outbox, slack: 10 },
]

/** What each touch, or each event, adds for ever. */
const costs: readonly {
  what: string
  unit: string
  of: (sample: Sample) => number
  each: (sample: Sample) => number
}[] = [
  { what: 'rows for each touch', unit: '', of: rowsOf, each: ({ touches }) => touches },
  { what: 'bytes for each touch', unit: '', of: bytesOf, each: ({ touches }) => touches },
  { what: 'bytes for each event', unit: '', of: bytesOf, each: ({ events }) => events },
]

const mostOfLevel = 1.15
const mostOfCost = 1.2

/**
 * Compares the last third of a run with its middle third; in the first, caches and tables fill and the leads come in.
 * Medians of many looks, so that neither a collection of garbage nor an hour in which everybody has mail decides.
 *
 * A level may be 15 % higher, for the heap of Node breathes, and so does what the people do. In half an hour, with
 * thirds of ten minutes, that finds what about doubles within an hour; a slower leak wants `--minutes 300`. A cost is what a third added, divided by the touches or
 * events that it added; it may be 20 % higher, since Postgres takes space in steps. A figure that cannot be read fails.
 */
export function judgeSoak(samples: readonly Sample[]): readonly Judgement[] {
  const third = Math.floor(samples.length / 3)
  const last = samples.slice(samples.length - third)
  const middle = samples.slice(samples.length - 2 * third, samples.length - third)
  return [
    ...levels.map(({ what, unit, of, slack }) => {
      const was = median(middle.map(of))
      return judged({ what, unit, middle: was, last: median(last.map(of)), most: was * mostOfLevel + slack })
    }),
    ...costs.map(({ what, unit, of, each }) => {
      const was = added(middle, of) / added(middle, each)
      return judged({ what, unit, middle: was, last: added(last, of) / added(last, each), most: was * mostOfCost })
    }),
  ]
}

/** What is shown and not judged: it is a server's own, or grows with the leads that ever were. */
export const shown: readonly Omit<Level, 'slack'>[] = [
  { what: 'memory of Temporal', unit: 'MB', of: ({ memory }) => memory.temporal },
  { what: 'memory of Postgres', unit: 'MB', of: ({ memory }) => memory.postgres },
  { what: 'lives that run', unit: '', of: ({ running }) => running },
  { what: 'bytes in Postgres', unit: 'MB', of: (sample) => bytesOf(sample) / 2 ** 20 },
]

function judged(given: Omit<Judgement, 'pass'>): Judgement {
  return { ...given, pass: given.last <= given.most }
}

function added(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const [first, last] = [samples[0], samples.at(-1)]
  return first === undefined || last === undefined ? NaN : of(last) - of(first)
}

function median(values: readonly (number | undefined)[]): number {
  if (values.some((value) => value === undefined)) return NaN
  return (values as readonly number[]).toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

function rowsOf({ tables }: Sample): number {
  return Object.values(tables).reduce((sum, { rows }) => sum + rows, 0)
}

function bytesOf({ tables }: Sample): number {
  return Object.values(tables).reduce((sum, { bytes }) => sum + bytes, 0)
}
