/** What a simulation showed, as one page that needs nothing else: no script, no font, no image from elsewhere. */
import type { Figures } from '../core/figures.ts'
import type { CalendarEntry, PersonaCalendar } from '../core/persona-calendar.ts'
import { byWords, dayAfter, intervalInWords, peakLines, percent, type Report } from './simulate-report.ts'

/** @returns a whole HTML document */
export function pageOf(shown: { readonly report: Report } | { readonly calendar: PersonaCalendar }): string {
  const [title, body] = 'report' in shown ? reportBody(shown.report) : calendarBody(shown.calendar)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}

const style = `
:root { color-scheme: light dark; --ink: #1d2430; --faint: #5d6879; --paper: #ffffff; --line: #d9dee6; --fill: #2f6fb0; --soft: #b9d2ea; --limit: #b3261e }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --faint: #9aa6b8; --paper: #14181f; --line: #333b47; --fill: #6aa9e8; --soft: #2c4a68; --limit: #ff8a80 } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem } h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem } h3 { font-size: 1rem; margin: 1.25rem 0 .25rem }
p { margin: .25rem 0 } .faint { color: var(--faint) } .limit { color: var(--limit) }
svg { display: block; width: 100%; height: auto }
.axis { display: flex; justify-content: space-between; gap: 1rem; color: var(--faint); font-size: .85rem }
.bars { display: grid; gap: .5rem; margin: 0; padding: 0; list-style: none }
.bars .name { overflow-wrap: anywhere } .bars .figure { color: var(--faint); font-variant-numeric: tabular-nums }
.bars .head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere }
td.time { width: 3.5rem; white-space: nowrap; color: var(--faint); font-variant-numeric: tabular-nums } .gets td { font-weight: 600 } .gets td.time, .gets small { font-weight: 400 } small { display: block; color: var(--faint) }
ol.paths { padding-left: 1.25rem } ol.paths li { margin: .4rem 0; overflow-wrap: anywhere }
`

function reportBody(report: Report): readonly [title: string, body: string] {
  const { figures, track, leads, days, from, seed } = report
  const title = `${leads.toLocaleString('en')} leads in ${track}`
  return [
    `${title} · Perennial simulation`,
    [
      `<h1>${escaped(title)}</h1>`,
      `<p class="faint">${days.toLocaleString('en')} days each, the first on ${escaped(from)}. They behave ${escaped(byWords[report.by])}. Seed: ${escaped(seed)}. Nothing was sent.</p>`,
      section(
        'Mails a day',
        daysChart(report),
        peakLines(report)
          .map((line) => `<p>${escaped(line)}</p>`)
          .join(''),
      ),
      section('Reached', bars(figures.lifecycle.map(({ stage, leads, share }) => interval(stage, leads, share)))),
      section(
        'Was in',
        bars(figures.stages.map(({ track, stage, leads, share }) => interval(`${track}, ${stage}`, leads, share))),
      ),
      section('Until MQL', untilMql(figures)),
      section(
        'Mails and calls',
        bars(
          figures.contents.map(({ content, sent, clicked }) => ({
            name: content,
            share: sent / Math.max(1, figures.contents[0]?.sent ?? 1),
            figure: `${sent.toLocaleString('en')}${clicked === null ? '' : `, ${percent(clicked / Math.max(1, sent))} clicked`}`,
          })),
        ),
      ),
      section(
        'In the end',
        bars([
          ...(figures.heldOut.leads > 0 ? [interval('held out', figures.heldOut.leads, figures.heldOut.share)] : []),
          interval('had everything', figures.exhausted.leads, figures.exhausted.share),
          interval('unsubscribed', figures.unsubscribed.leads, figures.unsubscribed.share),
          interval('bounced', figures.bounced.leads, figures.bounced.share),
          interval('heard nothing for over 90 days', figures.over90Days.leads, figures.over90Days.share),
        ]),
      ),
      section('Held back', counts(figures.notSent)),
      section('Returned by sales', counts(figures.returns)),
      section(
        'Most frequent paths',
        `<ol class="paths">${figures.paths
          .map(
            ({ contents, isMql, share }) =>
              `<li>${percent(share)}: ${escaped((contents.length === 0 ? ['nothing'] : contents).join(' → '))}${isMql ? ' → <b>MQL</b>' : ''}</li>`,
          )
          .join('')}</ol>`,
        figures.pathsAreExact
          ? ''
          : '<p class="faint">There are very many different ones: these are counted a little too low.</p>',
      ),
      report.fitted === undefined ? '' : section('Fitted from', counts(report.fitted)),
    ].join('\n'),
  ]
}

function section(title: string, ...parts: readonly string[]): string {
  const body = parts.filter((part) => part !== '').join('\n')
  return body === '' ? '' : `<h2>${escaped(title)}</h2>\n${body}`
}

interface Bar {
  readonly name: string
  readonly share: number
  readonly figure: string
  /** Where the true share lies. */
  readonly between?: readonly [number, number]
}

function interval(name: string, leads: number, share: Figures['exhausted']['share']): Bar {
  return {
    name,
    share: share.share,
    figure: `${intervalInWords(share)}, ${leads.toLocaleString('en')}`,
    between: [share.from, share.to],
  }
}

function bars(rows: readonly Bar[]): string {
  const most = Math.max(...rows.map(({ share, between }) => Math.max(share, between?.[1] ?? 0)), 1e-9)
  const wide = (share: number): string => ((share / most) * 600).toFixed(1)
  const lines = rows.map(({ name, share, figure, between }) => {
    const whisker =
      between === undefined
        ? ''
        : `<path d="M${wide(between[0])} 7H${wide(between[1])}M${wide(between[0])} 3v8M${wide(between[1])} 3v8" stroke="var(--ink)" fill="none"/>`
    return `<li><div class="head"><span class="name">${escaped(name)}</span><span class="figure">${escaped(figure)}</span></div><svg viewBox="0 0 600 14" preserveAspectRatio="none" height="14" aria-hidden="true" style="height:.8rem"><rect width="600" height="14" fill="var(--line)" opacity=".4"/><rect width="${wide(share)}" height="14" fill="var(--fill)"/>${whisker}</svg></li>`
  })
  return `<ul class="bars">${lines.join('')}</ul>`
}

function daysChart({ figures, from, senderLimit }: Report): string {
  const { mailsByDay: values, peak } = figures
  if (figures.mails === 0) return ''
  const height = 160
  const most = Math.max(peak.mails, senderLimit ?? 0)
  const wide = 640 / values.length
  const rects = values
    .map((n, i) => {
      const tall = (n / most) * height
      return n === 0
        ? ''
        : `<rect x="${(i * wide).toFixed(2)}" y="${(height - tall).toFixed(1)}" width="${Math.max(0.6, wide * 0.9).toFixed(2)}" height="${tall.toFixed(1)}"/>`
    })
    .join('')
  const y = height - ((senderLimit ?? 0) / most) * height
  const line =
    senderLimit === undefined
      ? ''
      : `<path d="M0 ${y.toFixed(1)}H640" stroke="var(--limit)" stroke-width="2" stroke-dasharray="6 6"/>`
  const label = `Mails a day, ${figures.mails.toLocaleString('en')} in all, at most ${peak.mails.toLocaleString('en')}`
  const limit =
    senderLimit === undefined
      ? ''
      : `<span class="limit">- - the sender takes ${senderLimit.toLocaleString('en')}</span>`
  return `<div class="axis"><span>${most.toLocaleString('en')}</span>${limit}</div>
<svg viewBox="0 0 640 ${height + 1}" role="img" aria-label="${escaped(label)}"><g fill="var(--fill)">${rects}</g>${line}<path d="M0 ${height}H640" stroke="var(--line)"/></svg>
<div class="axis"><span>${escaped(from)}</span><span>${dayAfter(from, values.length - 1)}</span></div>`
}

function untilMql({ daysToMql, touchesToMql }: Figures): string {
  if (daysToMql === null || touchesToMql === null) return '<p>Nobody became an MQL.</p>'
  const line = (what: string, { lower, median, upper }: typeof daysToMql): string =>
    `<tr><td>${what}</td><td>${median}</td><td>${lower} to ${upper}</td></tr>`
  return `<table><tr><th></th><th>median</th><th>the middle half</th></tr>${line('days', daysToMql)}${line('touches', touchesToMql)}</table>`
}

function counts(named: Readonly<Record<string, number>>): string {
  const rows = Object.entries(named).map(
    ([name, n]) => `<tr><td>${escaped(name.replaceAll('_', ' '))}</td><td>${n.toLocaleString('en')}</td></tr>`,
  )
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`
}

function calendarBody({
  persona,
  track,
  zone,
  from,
  until,
  days,
  missed,
  end,
}: PersonaCalendar): readonly [string, string] {
  const entry = ({ time, is, what, because }: CalendarEntry): string =>
    `<tr class="${is}"><td class="time">${time}</td><td>${is === 'gets' ? 'Gets ' : ''}${escaped(what)}${because === '' ? '' : `<small>${escaped(because)}</small>`}</td></tr>`
  return [
    `${persona} in ${track} · Perennial simulation`,
    [
      `<h1>${escaped(persona)}</h1>`,
      `<p class="faint">In ${escaped(track)}, ${from} to ${until}; times in ${escaped(zone)}. Nothing was sent.</p>`,
      ...days.map(
        ({ date, weekday, entries }) => `<h3>${weekday} ${date}</h3>\n<table>${entries.map(entry).join('')}</table>`,
      ),
      `<h2>In the end</h2>\n<p>${escaped(end)}.</p>`,
      missed.length === 0
        ? ''
        : `<h2>Never got</h2>\n<table>${missed.map(({ what, because }) => `<tr><td>${escaped(what)}<small>${escaped(because)}</small></td></tr>`).join('')}</table>`,
    ].join('\n'),
  ]
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}
