import { interestByTheme, type ScoreEntry } from './score.ts'
import type { State } from './state.ts'
import type { Track } from './track.ts'

/** When a lead's theme follows its interest. */
export interface Follows {
  /** The themes that the track has something for: interest in another is not answered here. */
  readonly themes: readonly string[]
  /** The fewest points that count as an interest. */
  readonly from: number
  /** By how many points it must be ahead of the next, so that a theme does not change with every click. */
  readonly ahead: number
}

/** The fact under which the area of interest is asked for and travels with the state, as `grade` does. */
export const interestFact = 'interest'

/** The one theme that the lead is clearly most interested in at an instant; null where no theme is clearly ahead. */
export function areaOfInterest(entries: readonly ScoreEntry[], now: number, follows: Follows): string | null {
  const counted = entries.filter(({ theme }) => theme !== null && follows.themes.includes(theme))
  const [first, second] = interestByTheme(counted, now)
  if (first === undefined || first.points < follows.from) return null
  return first.points - Math.max(0, second?.points ?? 0) < follows.ahead ? null : first.theme
}

/**
 * The lead's theme follows its area of interest at the moment at which that becomes another, so that a theme which a return
 * named holds until the lead shows something new. While sales has the lead, nothing follows.
 */
export function follow(track: Track, state: State, interest: string | null): State {
  if (track.follows === undefined || state.doing.is === 'withSales') return state
  const { [interestFact]: before, ...others } = state.facts
  if (interest === null) return { ...state, facts: others }
  const facts = { ...others, [interestFact]: interest }
  return { ...state, facts, theme: interest === before ? state.theme : interest }
}
