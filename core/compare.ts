/** How two shares compare: which of two ways does better, or how many more are needed to tell. */
import { wilson, type Interval } from './interval.ts'

/** How many of those in a variant reached the goal. */
export interface Counted {
  readonly reached: number
  readonly of: number
}

export interface Comparison {
  /** Share of the one less share of the other, with its 95 % interval, from -1 to 1. */
  readonly difference: Interval
  readonly verdict: 'better' | 'worse' | 'too few to tell'
  /**
   * Leads that each variant needs to show a difference as large as the one seen, four times out of five; null where none
   * was seen.
   */
  readonly needed: number | null
}

/**
 * Compares two independent shares by Newcombe's interval made of two Wilson scores (Statistics in Medicine 17, 1998, method
 * 10), which holds for small and lopsided numbers too.
 */
export function compare(one: Counted, other: Counted): Comparison {
  const a = wilson(one.reached, one.of)
  const b = wilson(other.reached, other.of)
  const share = a.share - b.share
  const from = share - Math.hypot(a.share - a.from, b.to - b.share)
  const to = share + Math.hypot(a.to - a.share, b.share - b.from)
  const verdict = from > 0 ? 'better' : to < 0 ? 'worse' : 'too few to tell'
  return { difference: { share, from, to }, verdict, needed: neededFor(a.share, b.share) }
}

/** Two-sided 5 %, power 80 %. */
const z = 1.959964 + 0.841621

function neededFor(a: number, b: number): number | null {
  if (a === b) return null
  return Math.ceil((z ** 2 * (a * (1 - a) + b * (1 - b))) / (a - b) ** 2)
}
