/** What came of a simulated population, counted one life after the other: no life is kept, so memory does not grow with it. */
import { DAY, localOf, type Calendar } from './calendar.ts'
import { wilson, type Interval } from './interval.ts'
import type { Lifecycle } from './lifecycle.ts'
import { pathTally, type Path } from './paths.ts'
import type { LifeLived } from './simulate-population.ts'
import type { Track } from './track.ts'

/** Three of the quarters' borders of what was counted, and of how many it was counted. */
export interface Quartiles {
  readonly of: number
  readonly lower: number
  readonly median: number
  readonly upper: number
}

/** How many leads came so far. */
export interface Reached {
  readonly leads: number
  /** Of all leads. */
  readonly share: Interval
}

export interface Figures {
  readonly leads: number
  /** Touches that went out: mails sent and calls to make. */
  readonly touches: number
  readonly mails: number
  readonly calls: number
  readonly events: number
  /** Mails per day of the office's calendar, from the day of the first enrolment. */
  readonly mailsByDay: readonly number[]
  /** The day with the most mails, as an index of `mailsByDay`. */
  readonly peak: { readonly day: number; readonly mails: number }
  /** Lifecycle stages in the order of the funnel; the ends last. */
  readonly lifecycle: readonly ({ readonly stage: Lifecycle } & Reached)[]
  /** Buying stages of the tracks that somebody was in. */
  readonly stages: readonly ({ readonly track: string; readonly stage: string } & Reached)[]
  /** Days from the enrolment to the first MQL, of those who became one. */
  readonly daysToMql: Quartiles | null
  readonly touchesToMql: Quartiles | null
  /** Of each mail or call: how often it went out, and how many of the mails were clicked. */
  readonly contents: readonly { readonly content: string; readonly sent: number; readonly clicked: number | null }[]
  /** In the hold-out: they got nothing, so that it can be told what nurture is worth. */
  readonly heldOut: Reached
  /** Had everything that the track has for them, at any time. */
  readonly exhausted: Reached
  readonly unsubscribed: Reached
  readonly bounced: Reached
  /** Days of the longest silence of each lead that is not held out: nothing came, although sales did not have it. */
  readonly silence: Quartiles | null
  /** Leads whose longest silence is over 90 days. */
  readonly over90Days: Reached
  /** What kept touches back, how often. */
  readonly notSent: Readonly<Record<string, number>>
  readonly handoffs: number
  readonly returns: Readonly<Record<string, number>>
  /** What leads got up to their first MQL or to the end of the time, most frequent first. */
  readonly paths: readonly Path[]
  /** False: there were too many different ones to count the rare exactly. */
  readonly pathsAreExact: boolean
}

const funnel: readonly Lifecycle[] = ['mql', 'sal', 'sql', 'opportunity', 'customer', 'recycled', 'disqualified']

/** Counts lives. */
export interface Tally {
  readonly add: (life: LifeLived) => void
  readonly figures: () => Figures
}

export function tally(office: Calendar, from: number, tracks: Readonly<Record<string, Track>>): Tally {
  const firstDay = localOf(office, from).day
  const mailsByDay: number[] = []
  const lifecycle = new Map<Lifecycle, number>()
  const stages = new Map<string, number>()
  const contents = new Map<string, { sent: number; clicked: number | null }>()
  const notSent = new Map<string, number>()
  const returns = new Map<string, number>()
  const daysToMql: number[] = []
  const touchesToMql: number[] = []
  const silence: number[] = []
  const paths = pathTally()
  let leads = 0
  let mails = 0
  let calls = 0
  let events = 0
  let exhausted = 0
  let heldOut = 0
  let unsubscribed = 0
  let bounced = 0
  let handoffs = 0
  let over90Days = 0

  const reached = (counted: number): Reached => ({ leads: counted, share: wilson(counted, leads) })

  return {
    add({ lead, from: enrolled, isExhausted, stages: passed, silenceMs }) {
      leads += 1
      events += lead.events.length
      handoffs += lead.handoffs.length
      if (isExhausted) exhausted += 1
      if (lead.person.heldOut) heldOut += 1
      for (const stage of passed) up(stages, stage)
      for (const { template, content, at } of lead.sent) {
        let counted = contents.get(content)
        if (counted === undefined) contents.set(content, (counted = { sent: 0, clicked: template === null ? null : 0 }))
        counted.sent += 1
        if (template === null) {
          calls += 1
          continue
        }
        mails += 1
        upAt(mailsByDay, localOf(office, at).day - firstDay)
      }
      for (const content of clickedIn(lead)) {
        const counted = contents.get(content)
        if (counted?.clicked != null) counted.clicked += 1
      }
      for (const { outcome } of lead.notSent) up(notSent, 'reason' in outcome ? outcome.reason : outcome.was)
      if (lead.notSent.some(({ outcome }) => 'reason' in outcome && outcome.reason === 'bad_address')) bounced += 1
      else if (lead.person.channels.includes('email') && !lead.channels.includes('email')) unsubscribed += 1
      let mql: number | undefined
      const been = new Set<Lifecycle>()
      for (const { became, at, because } of lead.changes) {
        been.add(became)
        if (became === 'mql') mql ??= at
        if (became === 'recycled') up(returns, because)
      }
      for (const stage of been) up(lifecycle, stage)
      if (mql !== undefined) upAt(daysToMql, Math.floor((mql - enrolled) / DAY))
      const before = mql === undefined ? lead.sent : lead.sent.filter(({ at }) => at <= mql)
      if (mql !== undefined) upAt(touchesToMql, before.length)
      paths.add(before, mql !== undefined)
      if (lead.person.heldOut) return
      upAt(silence, Math.floor(silenceMs / DAY))
      if (silenceMs > 90 * DAY) over90Days += 1
    },
    figures() {
      const { paths: frequent, isExact } = paths.most(10, leads)
      const byDay = Array.from(mailsByDay, (n) => n ?? 0)
      const peak = byDay.reduce((best, n, day) => (n > best.mails ? { day, mails: n } : best), { day: 0, mails: 0 })
      return {
        leads,
        touches: mails + calls,
        mails,
        calls,
        events,
        mailsByDay: byDay,
        peak,
        lifecycle: funnel.map((stage) => ({ stage, ...reached(lifecycle.get(stage) ?? 0) })),
        stages: Object.values(tracks)
          .filter(({ name, stages: of }) => of.some((stage) => stages.has(`${name}/${stage.name}`)))
          .flatMap(({ name: track, stages: of }) =>
            of.map(({ name: stage }) => ({ track, stage, ...reached(stages.get(`${track}/${stage}`) ?? 0) })),
          ),
        daysToMql: quartiles(daysToMql),
        touchesToMql: quartiles(touchesToMql),
        contents: [...contents].map(([content, counted]) => ({ content, ...counted })).sort((a, b) => b.sent - a.sent),
        heldOut: reached(heldOut),
        exhausted: reached(exhausted),
        unsubscribed: reached(unsubscribed),
        bounced: reached(bounced),
        silence: quartiles(silence),
        over90Days: reached(over90Days),
        notSent: ranked(notSent),
        handoffs,
        returns: ranked(returns),
        paths: frequent,
        pathsAreExact: isExact,
      }
    },
  }
}

function up<Name>(counts: Map<Name, number>, name: Name): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function upAt(counts: number[], at: number): void {
  for (let i = counts.length; i <= at; i++) counts.push(0)
  counts[at] = (counts[at] ?? 0) + 1
}

/** Each content that was clicked, once. A click names the mail, not what its step gave it: it is for the last one before it. */
function clickedIn({ events, sent }: LifeLived['lead']): ReadonlySet<string> {
  const contents = new Set<string>()
  for (const { event } of events) {
    if (event.kind !== 'clicked') continue
    const clicked = sent.findLast(({ template, at }) => template === event.of && at <= event.at)
    if (clicked) contents.add(clicked.content)
  }
  return contents
}

function ranked(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)))
}

/** Of a histogram: how often each whole number was counted. */
export function quartiles(counts: readonly number[]): Quartiles | null {
  const of = counts.reduce((sum, n) => sum + n, 0)
  if (of === 0) return null
  const below = (share: number): number => {
    let sum = 0
    return counts.findIndex((n) => (sum += n) >= share * of)
  }
  return { of, lower: below(0.25), median: below(0.5), upper: below(0.75) }
}
