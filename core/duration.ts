const units = ['minute', 'hour', 'business hour', 'day', 'business day', 'week', 'month'] as const

/** A unit of waiting. The business units mean the lead's own: weekdays without holidays, 09:00 to 17:00 for hours. */
export type Unit = (typeof units)[number]

/** How a marketer writes a length of time: `'4 business days'`. The editor refuses a unit that does not exist. */
export type Duration = `${number} ${Unit | `${Unit}s`}`

/** A length of time as it is stored. Months and days differ in length, so the unit stays what its author said. */
export interface Span {
  /** Zero or more; a fraction where it is what a pause left over. */
  readonly amount: number
  readonly unit: Unit
}

const YEARS_AT_MOST = 10
const PER_YEAR: Readonly<Record<Unit, number>> = {
  minute: 525_600,
  hour: 8_760,
  'business hour': 2_080,
  day: 365,
  'business day': 260,
  week: 52,
  month: 12,
}

/** Reads a duration. Refuses what is not one, what is negative, what passes ten years, and zero unless `zero` is set. */
export function parseDuration(text: string, options: { readonly zero?: boolean } = {}): Span | { problem: string } {
  const [, digits, word] = /^(-?\d+(?:\.\d+)?) (.+)$/.exec(text) ?? []
  if (digits === undefined || word === undefined) return { problem: `'${text}' is not a duration` }
  const unit = units.find((known) => word === known || word === `${known}s`)
  if (unit === undefined) {
    return { problem: `'${word}' in '${text}' is not a unit: use ${units.map((known) => `${known}s`).join(', ')}` }
  }
  const amount = Number(digits)
  if (amount < 0) return { problem: `'${text}' is negative` }
  if (amount === 0 && options.zero !== true) return { problem: `'${text}' is no time at all` }
  if (amount > YEARS_AT_MOST * PER_YEAR[unit]) return { problem: `'${text}' is longer than ${YEARS_AT_MOST} years` }
  return { amount: amount === 0 ? 0 : amount, unit }
}

/** A span in words, to two decimals: `1 week`, `2.5 business days`. */
export function spell({ amount, unit }: Span): string {
  const rounded = Math.round(amount * 100) / 100
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`
}
