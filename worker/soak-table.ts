import { machineInWords } from './bench-table.ts'
import type { Machine } from './measure-figures.ts'
import type { SoakFigures } from './soak-judge.ts'

/** What was judged, as a Markdown table. */
export function judgedTable({ judged, falls }: SoakFigures): string {
  return [
    '| | middle third | last third | at most | |',
    '|---|---|---|---|---|',
    ...judged.map(
      ({ what, unit, middle, last, most, pass }) =>
        `| ${unit ? `${what}, ${unit}` : what} | ${number(middle)} | ${number(last)} | ${number(most)} | ${pass ? 'level' : '**not level**'} |`,
    ),
    ...falls.map((fall) => `| ${fall} | | | | **fell** |`),
  ].join('\n')
}

/** The run in one line, and what it left in Postgres. */
export function soakTable(figures: SoakFigures): string {
  const { tables, minutes, days, leads, touches, events, continuedAsNew, seed } = figures
  const all = Object.entries(tables).toSorted(([, a], [, b]) => b.bytes - a.bytes)
  const total = all.reduce((sum, [, { bytes }]) => sum + bytes, 0)
  const large = all.filter(([, { bytes, rows }]) => rows > 0 && bytes > total / 100)
  return [
    `${number(minutes)} minutes, ${number(days)} days on the clock, seed ${seed}: ${number(leads)} leads, ${number(touches)} touches, ${number(events)} events, ${number(continuedAsNew)} times continued as new.`,
    '',
    judgedTable(figures),
    '',
    `At the end, ${number(total / 2 ** 20)} MB in Postgres, indexes included; tables of more than 1 % of it:`,
    '',
    '| table | rows | MB | bytes a row |',
    '|---|---|---|---|',
    ...large.map(
      ([name, { rows, bytes }]) =>
        `| \`${name}\` | ${number(rows)} | ${number(bytes / 2 ** 20)} | ${number(bytes / rows)} |`,
    ),
  ].join('\n')
}

const [begin, end] = ['<!-- soak -->', '<!-- end of soak -->']

/**
 * The document with this run in the place of an earlier one.
 * @throws where the document has no place for it
 */
export function placeSoak(document: string, figures: SoakFigures, machine: Machine): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`docs/measurements.md has lost its lines ${begin} and ${end}`)
  const on = machineInWords(machine).replace(' in memory', ' on a file')
  const plot = '![What was looked at, over the days of the clock](soak.svg)'
  return `${document.slice(0, from)}${begin}\n\n${on}\n\n${soakTable(figures)}\n\n${plot}\n\n${document.slice(to)}`
}

function number(of: number): string {
  return of.toLocaleString('en', { maximumFractionDigits: Math.abs(of) < 100 ? 1 : 0 })
}
