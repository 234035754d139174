import { DAY } from './calendar.ts'
import type { Grade } from './condition.ts'
import type { Fit } from './quality.ts'
import type { ScoreTreatment } from './track.ts'

/** One line of the score ledger: never changed, only added to. */
export interface ScoreEntry {
  readonly at: number
  /** Why, in words that a rep can read: `clicked close-benchmark`. */
  readonly cause: string
  readonly points: number
  /** Days in which the points lose half their worth; null: they keep it. */
  readonly halfLifeDays: number | null
  readonly theme: string | null
}

/** What an entry is worth at an instant; nothing before it was made. */
export function worth(entry: ScoreEntry, now: number): number {
  if (now < entry.at) return 0
  if (entry.halfLifeDays === null) return entry.points
  return entry.points * 0.5 ** ((now - entry.at) / DAY / entry.halfLifeDays)
}

/** Interest at an instant: of all themes together, or of one. */
export function interest(entries: readonly ScoreEntry[], now: number, theme?: string): number {
  const counted = theme === undefined ? entries : entries.filter((entry) => entry.theme === theme)
  return counted.reduce((sum, entry) => sum + worth(entry, now), 0)
}

/** Interest per theme at an instant, strongest first. */
export function interestByTheme(
  entries: readonly ScoreEntry[],
  now: number,
): readonly { theme: string; points: number }[] {
  const themes = new Set(entries.flatMap((entry) => (entry.theme === null ? [] : [entry.theme])))
  return [...themes]
    .map((theme) => ({ theme, points: interest(entries, now, theme) }))
    .sort((a, b) => b.points - a.points || (a.theme < b.theme ? -1 : 1))
}

/**
 * The entries that halve or reset the score at an instant: they counter each theme and half-life with its own, so that
 * what is left decays as it would have.
 */
export function treat(
  entries: readonly ScoreEntry[],
  treatment: ScoreTreatment,
  now: number,
  cause: string,
): readonly ScoreEntry[] {
  if (treatment === 'keep') return []
  const share = treatment === 'halve' ? -0.5 : -1
  const groups = new Map<string, ScoreEntry>()
  for (const entry of entries) {
    const { theme, halfLifeDays } = entry
    const key = `${theme ?? ''} ${halfLifeDays ?? ''}`
    const points = (groups.get(key)?.points ?? 0) + share * worth(entry, now)
    groups.set(key, { at: now, cause, points, halfLifeDays, theme })
  }
  return [...groups.values()].filter((entry) => entry.points !== 0)
}

const round = (points: number): string => (Math.round(points * 10) / 10).toString()
const signed = (points: number): string => (points < 0 ? `−${round(-points)}` : `+${round(points)}`)

/** The score in words, most telling first: what made it, what each part is worth today, and why (R80). */
export function explain(entries: readonly ScoreEntry[], fit: Fit, now: number): readonly string[] {
  const grouped = new Map<string, { cause: string; times: number; was: number; is: number; last: number }>()
  for (const entry of entries.filter((candidate) => candidate.at <= now)) {
    const group = grouped.get(entry.cause) ?? { cause: entry.cause, times: 0, was: 0, is: 0, last: 0 }
    grouped.set(entry.cause, {
      cause: entry.cause,
      times: group.times + 1,
      was: group.was + entry.points,
      is: group.is + worth(entry, now),
      last: Math.max(group.last, entry.at),
    })
  }
  const lines = [...grouped.values()].sort((a, b) => Math.abs(b.is) - Math.abs(a.is))
  return [
    gradeInWords(fit.grade, fit),
    `Interest ${round(interest(entries, now))}${themesInWords(entries, now)}`,
    ...lines.map(({ cause, times, was, is, last }) => {
      const days = Math.floor((now - last) / DAY)
      const when = days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
      const faded = round(was) === round(is) ? '' : `, ${signed(was)} when new`
      return `${signed(is)} ${cause}${times > 1 ? ` ${times} times, last` : ''} ${when}${faded}`
    }),
  ]
}

function gradeInWords(grade: Grade, fit: Fit): string {
  const because = fit.because.map(({ fact, value, points }) => `${fact} is ${value} (${signed(points)})`)
  return `Fit ${grade}: ${because.length === 0 ? 'nothing known speaks for it' : because.join(', ')}`
}

function themesInWords(entries: readonly ScoreEntry[], now: number): string {
  const themes = interestByTheme(entries, now).filter(({ points }) => points >= 0.05)
  return themes.length === 0 ? '' : `: ${themes.map(({ theme, points }) => `${theme} ${round(points)}`).join(', ')}`
}
