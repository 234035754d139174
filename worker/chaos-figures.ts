/** Something that must never be, and was. */
export interface Violation {
  /** `I1` to `I10`, or `parts` for a process that ended by itself. */
  readonly invariant: string
  readonly lead: string | null
  readonly what: string
}

/** What is known of acts of one kind on both sides. */
export interface ActCount {
  /** Acts that people tried at least once. */
  readonly posted: number
  /** Of these, answered by 2xx or 3xx. */
  readonly acknowledged: number
  /** Found in Postgres. Who never got an answer may be counted all the same. */
  readonly counted: number
}

/** What came of a run. */
export interface ChaosFigures {
  readonly seed: string
  readonly minutes: number
  /** Days that passed on the clock. */
  readonly days: number
  readonly leads: number
  readonly kills: number
  readonly killsByPart: Readonly<Record<string, number>>
  /** Kills of the worker while a touch was between its claim and its record. */
  readonly killsMidSend: number
  /** Mails that Temporal's histories or the ledger know to have been due. */
  readonly due: number
  /** Of these, by the ledger. */
  readonly sent: number
  readonly notSent: Readonly<Record<string, number>>
  /** Different Message-IDs that the sink has for leads. */
  readonly unique: number
  readonly duplicated: number
  readonly lost: number
  readonly unknown: number
  /** Of these, mails that arrived. */
  readonly unknownArrived: number
  readonly acts: Readonly<Record<string, ActCount>>
  readonly promoted: number
  readonly wronglyPromoted: number
  readonly violations: readonly Violation[]
}

/** The last line of `--json`. */
export function figuresInOneLine(figures: ChaosFigures): string {
  const { seed, leads, minutes, kills, killsMidSend, due, sent, unique, duplicated, lost, unknown } = figures
  const { posted, acknowledged, counted } = sumOf(figures.acts)
  const { promoted, wronglyPromoted, violations } = figures
  const mails = { due, sent, unique, duplicated, lost, unknown }
  const events = { posted, acknowledged, counted }
  return JSON.stringify({
    seed,
    leads,
    minutes,
    kills,
    killsMidSend,
    ...mails,
    ...events,
    promoted,
    wronglyPromoted,
    violations,
  })
}

function sumOf(acts: ChaosFigures['acts']): ActCount {
  const sum = (of: keyof ActCount): number => Object.values(acts).reduce((total, count) => total + count[of], 0)
  return { posted: sum('posted'), acknowledged: sum('acknowledged'), counted: sum('counted') }
}

/** The same for people. */
export function chaosTable(figures: ChaosFigures): string {
  const { acts, killsByPart, notSent } = figures
  const words = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none'
  const all = sumOf(acts)
  const rows: (readonly [string, number, string])[] = [
    [
      'leads',
      figures.leads,
      `${figures.days} days of their lives in ${figures.minutes} minutes of chaos, and some of calm`,
    ],
    ['kills', figures.kills, words(killsByPart)],
    ['kills mid-send', figures.killsMidSend, 'of the worker, between the claim of a mail and its record'],
    ['touches due', figures.due, `not sent: ${words(notSent)}`],
    ['sent', figures.sent, 'by the ledger'],
    ['unique', figures.unique, 'at the sink'],
    ['duplicated', figures.duplicated, 'at the sink'],
    ['lost', figures.lost, ''],
    ['unknown', figures.unknown, `each under way when something broke; ${figures.unknownArrived} of them arrived`],
    [
      'events posted',
      all.posted,
      words(Object.fromEntries(Object.entries(acts).map(([name, count]) => [name, count.posted]))),
    ],
    ['answered 2xx', all.acknowledged, ''],
    ['counted', all.counted, 'what nobody heard the answer to may be counted as well'],
    ['promotions', figures.promoted, ''],
    ['wrong ones', figures.wronglyPromoted, ''],
    ['violations', figures.violations.length, ''],
  ]
  const lines = rows.map(([name, count, say]) => `${name.padEnd(16)}${String(count).padStart(7)}  ${say}`.trimEnd())
  const broken = figures.violations.map(
    ({ invariant, lead, what }) => `${invariant} broken${lead === null ? '' : ` for lead ${lead}`}: ${what}`,
  )
  return [`seed ${figures.seed}`, ...lines, ...broken].join('\n')
}
