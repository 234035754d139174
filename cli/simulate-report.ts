/** What a simulation showed, for a terminal. */
import pc from 'picocolors'
import type { Figures, Reached } from '../core/figures.ts'
import { dateOf, dayOf } from '../core/calendar.ts'
import type { Interval } from '../core/interval.ts'
import type { PersonaCalendar } from '../core/persona-calendar.ts'
import { bars, columns, cut } from './charts.ts'
import { count } from './print.ts'

export interface Report {
  readonly track: string
  readonly leads: number
  readonly days: number
  readonly seed: string
  /** `YYYY-MM-DD` of the first enrolment. */
  readonly from: string
  /** Where the behaviour comes from. */
  readonly by: 'stated' | 'assumed' | 'fitted'
  /** From how many observations each rate was fitted; 0 where there were too few, and what was stated or assumed holds. */
  readonly fitted?: Readonly<Record<string, number>>
  readonly senderLimit?: number
  readonly figures: Figures
}

export const byWords: Readonly<Record<Report['by'], string>> = {
  stated: 'as the programme states',
  assumed: 'as is assumed, since the programme states nothing (docs/simulate.md)',
  fitted: 'as fitted from the database',
}

export function reportLines(report: Report, width: number): readonly string[] {
  const { figures, track, leads, days, from, seed } = report
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', pc.bold(title), ...lines.map((line) => `  ${line}`)]
  const inner = width - 2
  return [
    pc.bold(`${count(leads, 'lead')} in ${track}, ${count(days, 'day')} each, the first on ${from}`),
    pc.dim(`They behave ${byWords[report.by]}. Seed: ${seed}.`),
    ...part('Mails a day', [
      ...columns(
        figures.mailsByDay.map((value, i) => ({ label: dayAfter(from, i), value })),
        inner,
        6,
        report.senderLimit,
      ),
      ...peakLines(report),
    ]),
    ...part(
      'Reached',
      bars(
        figures.lifecycle.map(({ stage, ...reached }) => row(stage, reached)),
        inner,
      ),
    ),
    ...part(
      'Was in',
      bars(
        figures.stages.map(({ track, stage, ...reached }) => row(`${track}, ${stage}`, reached)),
        inner,
      ),
    ),
    ...part('Until MQL', untilMql(figures)),
    ...part(
      'Mails and calls',
      bars(
        figures.contents.map(({ content, sent, clicked }) => ({
          name: content,
          share: sent,
          figure: `${sent.toLocaleString('en')}${clicked === null ? '' : `, ${percent(clicked / Math.max(1, sent))} clicked`}`,
        })),
        inner,
      ),
    ),
    ...part(
      'In the end',
      bars(
        [
          ...(figures.heldOut.leads > 0 ? [row('held out', figures.heldOut)] : []),
          row('had everything', figures.exhausted),
          row('unsubscribed', figures.unsubscribed),
          row('bounced', figures.bounced),
          row('heard nothing for over 90 days', figures.over90Days),
        ],
        inner,
      ),
    ),
    ...part(
      'Held back',
      Object.entries(figures.notSent).map(([why, n]) => `${why.replaceAll('_', ' ')}: ${n.toLocaleString('en')}`),
    ),
    ...part(
      'Returned by sales',
      Object.entries(figures.returns).map(([why, n]) => `${why}: ${n.toLocaleString('en')}`),
    ),
    ...part(
      `Most frequent paths${figures.pathsAreExact ? '' : ' (counted a little too low: there are very many)'}`,
      figures.paths
        .slice(0, 5)
        .map(({ contents, isMql, share }) =>
          cut(
            `${percent(share).padStart(7)}  ${contents.length === 0 ? 'nothing' : contents.join(' → ')}${isMql ? ' → MQL' : ''}`,
            inner,
          ),
        ),
    ),
    ...part(
      'Fitted from',
      Object.entries(report.fitted ?? {}).map(([what, n]) =>
        n === 0
          ? `${what}: too little recorded, so what was ${report.by === 'fitted' ? 'stated or ' : ''}assumed holds`
          : `${what}: ${n.toLocaleString('en')}`,
      ),
    ),
  ]
}

function row(name: string, { leads, share }: Reached): { name: string; share: number; figure: string } {
  return { name, share: share.share, figure: `${intervalInWords(share)}  ${leads.toLocaleString('en')}` }
}

/** Whether the sender can take it. */
export function peakLines({ figures, from, senderLimit }: Report): readonly string[] {
  const { peak, mailsByDay } = figures
  if (figures.mails === 0) return ['Nothing was sent.']
  const most = `The most on one day: ${peak.mails.toLocaleString('en')}, on ${dayAfter(from, peak.day)}.`
  if (senderLimit === undefined) return [most]
  const over = mailsByDay.filter((n) => n > senderLimit).length
  const limit = senderLimit.toLocaleString('en')
  return [
    most,
    over === 0
      ? `The sender can take it: ${limit} a day.`
      : `More than the sender's ${limit} on ${count(over, 'day')}: let leads come over a longer time.`,
  ]
}

function untilMql({ daysToMql, touchesToMql }: Figures): readonly string[] {
  if (daysToMql === null || touchesToMql === null) return ['Nobody became an MQL.']
  const quarter = ({ lower, median, upper }: typeof daysToMql): string =>
    `${median} (half of them ${lower} to ${upper})`
  return [`days:    ${quarter(daysToMql)}`, `touches: ${quarter(touchesToMql)}`]
}

export function intervalInWords({ share, from, to }: Interval): string {
  return `${percent(share)} (${percent(from)} to ${percent(to)})`
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

export function dayAfter(from: string, days: number): string {
  return dateOf(dayOf(from) + days)
}

const signs = { gets: '✉', does: '·', sales: '☎', held: '×', enters: '→', stands: '■' } as const

/** A persona's calendar, a line for each thing that happens. */
export function calendarLines(calendar: PersonaCalendar, width: number): readonly string[] {
  const { persona, track, zone, from, until, days, missed, end } = calendar
  const lines = days.flatMap(({ date, weekday, entries }) =>
    entries.map(({ time, is, what, because }, i) => {
      const day = i === 0 ? `${weekday} ${date}` : ' '.repeat(14)
      const plain = `${day}  ${time}  ${signs[is]} ${what}`
      const said = is === 'gets' ? `${day}  ${time}  ${signs[is]} ${pc.bold(what)}` : plain
      if (because === '') return [said]
      const room = width - plain.length - 3
      return room >= because.length ? [`${said}   ${pc.dim(because)}`] : [said, `${' '.repeat(25)}${pc.dim(because)}`]
    }),
  )
  return [
    pc.bold(`${persona} in ${track}, ${from} to ${until}, in ${zone}`),
    pc.dim(`✉ it gets   · it does   ☎ sales   × held back   → stage or track   ■ no touch is due`),
    '',
    ...lines.flat(),
    '',
    `In the end ${end}.`,
    ...(missed.length === 0
      ? []
      : ['', pc.bold('Never got'), ...missed.map(({ what, because }) => `  ${what}: ${pc.dim(because)}`)]),
  ]
}
