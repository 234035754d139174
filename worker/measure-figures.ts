import type { Numbers } from '../db/numbers.ts'
import type { CpuSeconds } from './measure-cpu.ts'
import type { HistoryFigures } from './measure-histories.ts'

type Counts = Readonly<Record<string, number>>

/** What came of one run, as `--json` prints it. Counts of leads unless it is said otherwise. */
export interface Measurement {
  readonly subject: string
  readonly settings: Settings
  readonly machine: Machine
  readonly import: {
    readonly rows: number
    readonly new: number
    readonly matched: number
    readonly repeated: number
    readonly refused: Counts
    /** Values, not rows. */
    readonly repaired: Counts
    readonly enrolled: Counts
    readonly notEnrolled: Counts
  }
  readonly mail: {
    /** By the ledger. */
    readonly sent: number
    /** At the inbox: nurture mail, and mail to our own people. */
    readonly received: number
    readonly receivedByUs: number
    readonly uniqueMessageIds: number
    readonly refused: Counts
    readonly deferred: Counts
    readonly unknown: number
  }
  readonly funnel: {
    readonly mql: number
    readonly sal: number
    readonly sql: number
    readonly customers: number
    /** Times that sales gave a lead back. */
    readonly returned: Counts
    readonly disqualified: Counts
    /** Leads that sales gave back and that clicked, visited or asked for something afterwards. */
    readonly reengaged: number
    /** Of these, those that sales got once more. */
    readonly handedOverAgain: number
    /** Times that a trigger fired and the quality definition said no. */
    readonly notPromoted: Counts
  }
  readonly unsubscribed: number
  readonly bounced: number
  readonly doing: Counts
  readonly alerts: Counts
  readonly musts: readonly Must[]
  readonly histories: HistoryFigures & { readonly touches: number }
  readonly speed: {
    readonly wallSeconds: number
    readonly days: number
    /** Mails sent for each second of the run. */
    readonly touchesPerSecond: number
    /** The same in the busiest ten seconds. */
    readonly mostTouchesPerSecond: number
    readonly cpuSeconds: CpuSeconds
  }
  readonly numbers: Numbers
}

export interface Settings {
  /** Rows of the list; null: all. */
  readonly limit: number | null
  readonly daysPerSecond: number
  readonly enrolPerSecond: number
  /** The most days of the clock after the last row. */
  readonly days: number
  readonly maxCachedWorkflows: number
  readonly judgeClicksAfterMs: number
}

export interface Machine {
  readonly cpu: string
  readonly cpus: number
  readonly memoryGb: number
  readonly node: string
  readonly sdk: string
  readonly temporal: string
  readonly postgres: string
}

/** A figure that must be 0; what it counts, with the first of those that break it. */
export interface Must {
  readonly what: string
  readonly count: number
  readonly examples: readonly string[]
}

export function must(what: string, broken: readonly string[]): Must {
  return { what, count: broken.length, examples: broken.slice(0, 5) }
}
