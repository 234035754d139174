import { addSpan } from './calendar.ts'
import { plainCalendar } from './explore-moment.ts'
import { parseDuration, type Duration, type Span } from './duration.ts'
import { placeOf } from './place.ts'
import type { Checked } from './problem.ts'

/** What no path of a lead may pass, whatever its tracks say. */
export interface LimitsDraft {
  /** The most touches within any 7 days; 3 by default. */
  readonly touchesInAWeek?: number
  /** The longest that a lead may wait for a touch (R45); '60 days' by default. */
  readonly silence?: Duration
  /** The largest share of mails that promote, of all that a lead gets on its way through a track (R43); 0.5 by default. */
  readonly promoteShare?: number
}

export interface Limits {
  readonly touchesInAWeek: number
  readonly silence: Span
  readonly promoteShare: number
}

export function compileLimits(draft: LimitsDraft = {}): Checked<Limits> {
  const silence = parseDuration(draft.silence ?? '60 days')
  const { touchesInAWeek = 3, promoteShare = 0.5 } = draft
  const wrong = (what: string, remedy: string) =>
    ({ problems: [{ where: 'limits', what, remedy, code: 'P111', ...placeOf(draft) }] }) as const
  if ('problem' in silence) return wrong(silence.problem, "Write it as '60 days'.")
  if (!Number.isInteger(touchesInAWeek) || touchesInAWeek < 1) {
    return wrong(`${touchesInAWeek} touches a week make no limit`, 'Give a whole number above 0.')
  }
  if (!(promoteShare >= 0 && promoteShare <= 1)) {
    return wrong(`a share of ${promoteShare} makes no limit`, 'Give a number from 0 to 1: 0.5 for a half.')
  }
  return { ok: { touchesInAWeek, silence, promoteShare } }
}

/** The length of a span, ms, in a week without holidays and clock changes. */
export function lengthOf(span: Span): number {
  return addSpan(plainCalendar, 0, span)
}
