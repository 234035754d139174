import type { Verdict } from './doctor-judge.ts'
import type { Repaired } from './doctor-repair.ts'
import type { Words } from './doctor-words.ts'

/** Something in which Postgres and Temporal differ, or that nobody works on any more. */
export interface Finding extends Words {
  readonly kind: Exclude<Verdict['is'], 'well'> | 'untold' | 'unsettled' | 'unknown'
  readonly lead: string
  /** Mends it; null where only a person can. */
  readonly repair: (() => Promise<Repaired>) | null
}

/** What was looked at since the last report, and what was found there. */
export interface Report {
  readonly leads: number
  readonly workflows: number
  readonly findings: readonly Finding[]
}
