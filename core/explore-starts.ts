import { DAY, dayOf, HOUR } from './calendar.ts'
import { channels as allChannels, type Channel } from './channel.ts'
import type { Grade } from './condition.ts'
import { factsSoon, firstFrom } from './explore-ahead.ts'
import { plainCalendar, type Moment } from './explore-moment.ts'
import { fitOf, type Quality } from './quality.ts'
import type { Person, RunningProgramme } from './simulated-lead.ts'
import { born } from './state.ts'
import { isTouch, kindOf } from './steps.ts'
import { factsAsked, type Track } from './track.ts'

/** Who is enrolled, when, and what was decided of its facts by that. */
export interface Start {
  readonly person: Person
  readonly at: number
  readonly facts: Moment['facts']
}

/** Whoever differs from the first day on, in what decides a way. */
export function startsOf(programme: RunningProgramme, track: Track): readonly Start[] {
  const reach = channelsOf(track)
  const ids = idsFor(track)
  const grades = factsAsked(track).includes('grade') ? factsByGrade(programme.quality) : [{}]
  const decided = grades.flatMap((known) => decisions(known, factsAtOnce(track), programme.quality.facts))
  const whole = { track: track.name, calendar: plainCalendar, lifecycle: 'lead' as const }
  const starts = reach.flatMap((channels, r) =>
    ids.flatMap((id, i) =>
      decided.flatMap((facts, d) =>
        Array.from({ length: r + i + d === 0 ? 7 : 1 }, (_, day): Start => ({
          person: { ...whole, id, channels, facts: known(facts) },
          at: (monday + day) * DAY + 8 * HOUR,
          facts,
        })),
      ),
    ),
  )
  const interested = (track.follows?.themes ?? []).flatMap((theme) =>
    starts.slice(0, 1).map((start) => ({ ...start, person: { ...start.person, interest: theme } })),
  )
  return [...starts, ...interested]
}

/** The facts that decide what a lead gets first: they must be known when it is enrolled, or never are in time. */
function factsAtOnce(track: Track): readonly string[] {
  const [stage] = track.stages
  const [first] = stage ? firstFrom(track, stage.first, stage.name) : []
  if (first === undefined) return []
  return factsSoon(track, {
    ...nobody,
    channels: allChannels,
    doing: { is: 'waiting', step: first, until: 0, unit: 'day' },
  })
}

/** Every way in which these facts may stand, beside what is decided. */
function decisions(
  decided: Moment['facts'],
  asked: readonly string[],
  declared: Quality['facts'],
): readonly Moment['facts'][] {
  return declared
    .filter(({ fact }) => asked.includes(fact) && !(fact in decided))
    .reduce<readonly Moment['facts'][]>(
      (all, { fact, values }) =>
        all.flatMap((facts) => [null, ...values].map((value) => ({ ...facts, [fact]: value }))),
      [decided],
    )
}

function known(facts: Moment['facts']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).flatMap(([fact, value]) => (value === null ? [] : [[fact, value]])))
}

/** All channels that the track uses, and the one that it uses most: many leads have left no other. */
function channelsOf(track: Track): readonly (readonly Channel[])[] {
  const used = track.steps.flatMap((step) => (isTouch(step) ? [kindOf(step).channel(step)] : []))
  const times = (channel: Channel): number => used.filter((each) => each === channel).length
  const all = allChannels.filter((channel) => times(channel) > 0)
  const most = all.toSorted((a, b) => times(b) - times(a))[0]
  return most === undefined || all.length < 2 ? [all.length === 0 ? allChannels : all] : [all, [most]]
}

/** Leads for whom every step goes every way that it goes by the lead itself: only experiments ask who it is. */
function idsFor(track: Track): readonly string[] {
  const waysOf = (id: string): readonly string[] =>
    track.steps.map((step) => `${step.id} ${kindOf(step).silent(step, { ...nobody, lead: id }).to}`)
  const ids: string[] = []
  const seen = new Set<string>()
  for (let n = 1; n <= 100; n++) {
    const id = `lead ${n}`
    const fresh = waysOf(id).filter((way) => !seen.has(way))
    if (fresh.length === 0 && ids.length > 0) continue
    ids.push(id)
    for (const way of fresh) seen.add(way)
  }
  return ids
}

/** What makes a lead of each grade that can be reached: the facts that score most, one after the other. */
function factsByGrade(quality: Quality): readonly Readonly<Record<string, string>>[] {
  const best = new Map<string, { readonly value: string; readonly points: number }>()
  for (const { fact, value, points } of quality.fit.points) {
    if (points > (best.get(fact)?.points ?? 0)) best.set(fact, { value, points })
  }
  const found = new Map<Grade, Readonly<Record<string, string>>>([[fitOf(quality, {}).grade, {}]])
  let facts: Readonly<Record<string, string>> = {}
  for (const [fact, { value }] of [...best].toSorted(([, a], [, b]) => a.points - b.points)) {
    facts = { ...facts, [fact]: value }
    const { grade } = fitOf(quality, facts)
    if (!found.has(grade)) found.set(grade, facts)
  }
  return [...found.values()]
}

const monday = dayOf('2027-01-04')

const nobody = born({ lead: '', enrolment: 1, lifecycle: 'lead', stage: '', theme: '', cursor: 0 })
