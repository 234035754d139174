import { inWords, isAct } from './condition.ts'
import type { Behaviour } from './event.ts'
import type { Quality } from './quality.ts'
import type { ScoreEntry } from './score.ts'

/**
 * The lines that an act adds to the score ledger.
 * @param theme of the content that it was done to, where it has one
 */
export function entriesFor(
  { interest }: Pick<Quality, 'interest'>,
  act: Pick<Behaviour, 'kind' | 'of'>,
  { at, theme }: { readonly at: number; readonly theme?: string | undefined },
): readonly ScoreEntry[] {
  return interest
    .filter((rule) => isAct(rule.act, act))
    .map((rule) => ({
      at,
      cause: inWords({ on: act.kind, of: act.of, times: 1 }),
      points: rule.points,
      halfLifeDays: daysOf(rule.halfLife),
      theme: rule.theme ?? theme ?? null,
    }))
}

const unitDays = {
  minute: 1 / 1440,
  hour: 1 / 24,
  'business hour': 1 / 8,
  day: 1,
  'business day': 7 / 5,
  week: 7,
  month: 30,
} as const

function daysOf(span: Quality['interest'][number]['halfLife']): number {
  return span.amount * unitDays[span.unit]
}
