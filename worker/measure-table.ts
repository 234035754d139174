import type { Measurement } from './measure-figures.ts'

type Counts = Readonly<Record<string, number>>
type Row = readonly [what: string, figure: string]

/** The run as a Markdown table. */
export function table(measurement: Measurement): string {
  const rows = [...lists(measurement), ...funnel(measurement), ...musts(measurement), ...costs(measurement)]
  return [
    `### ${title(measurement)}`,
    '',
    settings(measurement),
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([what, figure]) => `| ${what} | ${figure} |`),
  ].join('\n')
}

/** Names the run among others of the same document. */
export function title({ subject, settings }: Pick<Measurement, 'subject' | 'settings'>): string {
  return `${subject}, ${settings.limit === null ? 'all rows' : `the first ${number(settings.limit)} rows`}`
}

/** The document with this run in the place of an earlier one of the same name, or at its end. */
export function placeIn(document: string, measurement: Measurement): string {
  const name = title(measurement)
  const [begin, end] = [`<!-- measured: ${name} -->`, `<!-- end: ${name} -->`]
  const block = `${begin}\n\n${table(measurement)}\n\n${end}`
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from === -1 || to === -1) return `${document.trimEnd()}\n\n${block}\n`
  return document.slice(0, from) + block + document.slice(to + end.length)
}

function settings({ settings: s, machine: m }: Measurement): string {
  return (
    `${number(s.daysPerSecond)} days a second, ${number(s.enrolPerSecond)} leads enrolled a second, ${number(s.maxCachedWorkflows)} workflows cached. ` +
    `${m.cpus} CPUs (${m.cpu}), ${m.memoryGb} GB; Node ${m.node}, Temporal SDK ${m.sdk}, ` +
    `embedded Temporal server ${m.temporal}, Postgres ${m.postgres}; worker, edge, inbox, audience and all servers on the one machine.`
  )
}

function lists({ import: i, mail, unsubscribed, bounced }: Measurement): readonly Row[] {
  return [
    ['Rows', number(i.rows)],
    ['Imported', `${number(i.new)}${i.matched > 0 ? `, ${number(i.matched)} more were known` : ''}`],
    ['Refused rows', withReasons(i.refused)],
    ['Repaired values', withReasons(i.repaired)],
    ['Enrolled', withReasons(i.enrolled)],
    ['Mails sent', number(mail.sent)],
    ['Mails at the inbox', `${number(mail.received)} to leads, ${number(mail.receivedByUs)} to sales`],
    ['Unique Message-IDs at the inbox', number(mail.uniqueMessageIds)],
    ['Touches refused', withReasons(mail.refused)],
    ['Touches in doubt', number(mail.unknown)],
    ['Unsubscribed by one click', number(unsubscribed)],
    ['Addresses that bounced', number(bounced)],
  ]
}

function funnel({ funnel: f, doing, alerts }: Measurement): readonly Row[] {
  return [
    ['MQL', number(f.mql)],
    ['SAL', number(f.sal)],
    ['SQL', number(f.sql)],
    ['Customers', number(f.customers)],
    ['Returned by sales', withReasons(f.returned)],
    ['Disqualified by sales', withReasons(f.disqualified)],
    ['Asked, and not promoted', withReasons(f.notPromoted)],
    ['Re-engaged after a return', `${number(f.reengaged)}; handed over again: ${number(f.handedOverAgain)}`],
    ['Where they are at the end', withReasons(doing)],
    ['Alerts', withReasons(alerts)],
  ]
}

function musts({ musts: all }: Measurement): readonly Row[] {
  return all.map(({ what, count }) => [`Must be 0: ${what}`, `**${number(count)}**`])
}

function costs({ histories: h, speed, settings: s }: Measurement): readonly Row[] {
  const each = (of: number): string => (h.touches === 0 ? '–' : (of / h.touches).toFixed(1))
  return [
    [
      'History events for each touch',
      `${each(h.events)} (${number(h.events)} in the whole chains of ${number(h.workflows)} leads, with ${number(h.touches)} touches)`,
    ],
    [
      'Actions for each touch',
      `${each(h.actions)}: ${each(h.timers)} timers, ${each(h.signals)} signals, ${each(h.runs)} runs, and activities ${Object.entries(
        h.activities,
      )
        .toSorted(([, a], [, b]) => b - a)
        .map(([name, times]) => `${name} ${each(times)}`)
        .join(', ')}`,
    ],
    [
      'Wall time',
      `${number(speed.wallSeconds)} s for ${number(speed.days)} days: the clock kept ${Math.round((100 * speed.days) / speed.wallSeconds / s.daysPerSecond)} % of its rate`,
    ],
    [
      'Touches a second',
      `${speed.touchesPerSecond.toFixed(1)}; in the busiest ten seconds ${speed.mostTouchesPerSecond.toFixed(1)}`,
    ],
    [
      'CPU seconds',
      Object.entries(speed.cpuSeconds)
        .map(([name, used]) => `${name} ${number(used)}`)
        .join(', '),
    ],
  ]
}

function withReasons(counts: Counts): string {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a)
  const sum = sorted.reduce((total, [, times]) => total + times, 0)
  if (sorted.length === 0) return '0'
  return `${number(sum)}: ${sorted.map(([reason, times]) => `${reason.replaceAll('_', ' ')} ${number(times)}`).join(', ')}`
}

function number(of: number): string {
  return of.toLocaleString('en')
}
