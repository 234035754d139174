import pc from 'picocolors'
import { lifecycles } from '../core/lifecycle.ts'
import type { Numbers } from '../db/numbers.ts'
import type { Happening } from './demo-happenings.ts'

/** Everything that one frame of the live picture shows. */
export interface Scene {
  readonly numbers: Numbers
  readonly happenings: readonly Happening[]
  /** What it is called, and where. */
  readonly addresses: readonly (readonly [string, string])[]
  /** How fast the clock is meant to run, and how fast it went lately, in days a second. */
  readonly speed: { readonly meant: number; readonly seen: number | undefined }
  /** Something that whoever watches should know. */
  readonly note?: string | undefined
}

/** One line of a picture: its text, and how it looks. The text alone counts for its width. */
interface Piece {
  readonly text: string
  readonly look?: (text: string) => string
}
type Line = readonly Piece[]

const plain = (text: string): Piece => ({ text })
const dim = (text: string): Piece => ({ text, look: pc.dim })
const bold = (text: string): Piece => ({ text, look: pc.bold })
const green = (text: string): Piece => ({ text, look: pc.green })
const alarm = (text: string): Piece => ({ text, look: (of) => pc.bold(pc.red(of)) })

const twoColumnsFrom = 100
const widest = 132

/** Draws a frame for a terminal of this size, line by line; none is wider or the whole higher. */
export function picture(scene: Scene, size: { readonly columns: number; readonly rows: number }): readonly string[] {
  const width = Math.min(size.columns, widest)
  const leads = [heading(`Leads  ${count(scene.numbers.leads)}`), ...stages(scene.numbers)]
  const now = [heading('What they do now'), ...doing(scene.numbers)]
  const half = Math.floor((width - 4) / 2)
  const columns = width >= twoColumnsFrom
  const top = columns ? beside(leads, now, half) : [...leads, [], ...now]
  const middle = [
    ...wrapped('Mail and calls', touches(scene.numbers), width),
    ...wrapped('Sales', sales(scene.numbers), width),
  ]
  const head = [...header(scene, width), []]
  const foot = [
    [],
    [
      scene.note === undefined
        ? dim(' Ctrl-C ends all of it; the next start goes on from here.')
        : alarm(` ${scene.note}`),
    ],
  ]
  const room = size.rows - head.length - top.length - middle.length - foot.length - 3
  const told = scene.happenings.slice(0, Math.max(0, room)).map(happening)
  const last = told.length === 0 ? [] : [[], heading('Last'), ...told]
  const body = [...head, ...top, [], ...middle, ...last]
  return [...body.slice(0, Math.max(0, size.rows - foot.length)), ...foot].map((line) => paint(line, size.columns))
}

/** The same in one line, for what is not a terminal. */
export function pictureLine(numbers: Numbers): string {
  const stage = lifecycles
    .filter((name) => numbers.byLifecycle[name])
    .map((name) => `${name} ${numbers.byLifecycle[name]}`)
  return [
    new Date(numbers.at).toISOString().slice(0, 10),
    `leads ${numbers.leads} (${stage.join(', ')})`,
    `sent ${numbers.touches.byState['sent'] ?? 0}`,
    `refused ${numbers.touches.byState['refused'] ?? 0}`,
    `promoted ${numbers.promoted}`,
    `returned ${numbers.handoffs.byStatus['returned'] ?? 0}`,
    `re-engaged ${numbers.reengaged}`,
    `customers ${numbers.byLifecycle['customer'] ?? 0}`,
    `without next action ${numbers.withoutNextAction}`,
  ].join(' · ')
}

function header({ numbers, addresses, speed }: Scene, width: number): readonly Line[] {
  const date = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
  const when = `${date.format(numbers.at)} · ${inWords(speed)}`
  const title = ' Perennial'
  const gap = ' '.repeat(Math.max(2, width - title.length - when.length - 1))
  const longest = Math.max(...addresses.map(([name]) => name.length))
  return [
    [bold(title), plain(gap), bold(when)],
    ...addresses.map(([name, url]) => [dim(` ${name.padEnd(longest)}  `), { text: url, look: pc.cyan }]),
  ]
}

/** A machine that is busy carries fewer days a second than it was asked for. */
function inWords({ meant, seen }: Scene['speed']): string {
  const asked = `${meant} ${meant === 1 ? 'day' : 'days'} a second`
  return seen === undefined || seen > meant * 0.85 ? asked : `${seen.toPrecision(1)} of ${asked}: this machine is busy`
}

const heading = (text: string): Line => [bold(` ${text}`)]

function stages({ byLifecycle }: Numbers): readonly Line[] {
  return bars(lifecycles.map((name) => [lifecycleWords[name] ?? name, byLifecycle[name] ?? 0]))
}

const lifecycleWords: Readonly<Record<string, string>> = { mql: 'MQL', sal: 'SAL', sql: 'SQL' }

const doingWords: Readonly<Record<string, string>> = {
  nurturing: 'nurturing',
  calling: 'call to make',
  resting: 'resting',
  with_sales: 'with sales',
  exhausted: 'had everything',
  dormant: 'unreachable',
  ended: 'ended',
}

function doing({ byDoing, withoutNextAction }: Numbers): readonly Line[] {
  const rare = Object.keys(byDoing).filter((name) => !(name in doingWords))
  const rows = [...Object.keys(doingWords), ...rare].map(
    (name) => [doingWords[name] ?? name, byDoing[name] ?? 0] as const,
  )
  const none = withoutNextAction === 0 ? green('0') : alarm(count(withoutNextAction))
  const label = plain(` ${'no next action'.padEnd(labelWidth + valueWidth - none.text.length)}`)
  return [...bars(rows), [label, none]]
}

const labelWidth = 20
const valueWidth = 7
const barWidth = 22

function bars(rows: readonly (readonly [string, number])[]): readonly Line[] {
  const most = Math.max(1, ...rows.map(([, value]) => value))
  return rows.map(([name, value]) => [
    plain(` ${name.padEnd(labelWidth)}`),
    (value === 0 ? dim : plain)(count(value).padStart(valueWidth)),
    green(`  ${bar(value / most)}`),
  ])
}

/** Eighths of a cell, so that a small stage is seen beside a large one. */
function bar(part: number): string {
  const eighths = part === 0 ? 0 : Math.max(1, Math.round(part * barWidth * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8]
}

function touches({ touches: { byState, refusedBecause, deferredBecause } }: Numbers): readonly string[] {
  const unknown = byState['unknown'] ?? 0
  return [
    `${count(byState['sent'] ?? 0)} sent`,
    `${count(byState['refused'] ?? 0)} refused${because(refusedBecause)}`,
    `${count(byState['deferred'] ?? 0)} deferred${because(deferredBecause)}`,
    ...(unknown === 0 ? [] : [`${count(unknown)} in doubt`]),
  ]
}

function sales({ promoted, reengaged, handoffs }: Numbers): readonly string[] {
  const of = (status: string): string => count(handoffs.byStatus[status] ?? 0)
  return [
    `${count(promoted)} promoted`,
    `${of('open')} to answer`,
    `${of('accepted')} accepted`,
    `${of('qualified')} forecast`,
    `${of('opportunity')} ${handoffs.byStatus['opportunity'] === 1 ? 'opportunity' : 'opportunities'}`,
    `${of('customer')} ${handoffs.byStatus['customer'] === 1 ? 'customer' : 'customers'}`,
    `${of('returned')} returned${because(handoffs.returnedBecause)}`,
    `${of('disqualified')} disqualified${because(handoffs.disqualifiedBecause)}`,
    `${count(reengaged)} re-engaged after a return`,
  ]
}

/** Reasons with their counts, the most frequent first. */
function because(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a)
  if (sorted.length === 0) return ''
  return ` (${sorted.map(([reason, times]) => `${reason.replaceAll('_', ' ')} ${count(times)}`).join(', ')})`
}

/** A heading with its parts behind it, on as many lines as they need. */
function wrapped(title: string, parts: readonly string[], width: number): readonly Line[] {
  const indent = 17
  const lines: string[] = ['']
  for (const word of parts.join(' · ').split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line.length + word.length + 1 > width - indent - 1) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map((line, index) => [
    index === 0 ? bold(` ${title}`.padEnd(indent)) : plain(' '.repeat(indent)),
    plain(line),
  ])
}

function happening({ at, text }: Happening): Line {
  const date = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', timeZone: 'UTC' }).format(at)
  return [dim(` ${date}  `), plain(text)]
}

function beside(left: readonly Line[], right: readonly Line[], width: number): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const line = left[index] ?? []
    const used = line.reduce((sum, { text }) => sum + text.length, 0)
    return [...line, plain(' '.repeat(Math.max(2, width - used))), ...(right[index] ?? [])]
  })
}

function paint(line: Line, columns: number): string {
  let left = columns - 1
  return line
    .map(({ text, look = String }) => {
      const shown = text.slice(0, Math.max(0, left))
      left -= shown.length
      return shown === '' ? '' : look(shown)
    })
    .join('')
}

function count(of: number): string {
  return of.toLocaleString('en')
}
