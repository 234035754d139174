import { DAY, weekdayOf } from './calendar.ts'
import { scriptOf, type Moment } from './explore-moment.ts'
import type { TimeSpan } from './simulate.ts'
import type { Happening, NotSent, Person, Scripted, Sent, SimulatedLead } from './simulated-lead.ts'
import { kindOf } from './steps.ts'
import { stepOf } from './track.ts'

/** A life that shows a problem: `live` with this person, script and span comes to the same. */
export interface CounterExample {
  readonly person: Person
  readonly script: readonly Scripted[]
  readonly span: TimeSpan
  /** The touches that it comes to. */
  readonly sent: readonly Sent[]
}

export function counterExampleAt(moment: Moment): CounterExample {
  return {
    person: moment.lead.person,
    script: scriptOf(moment),
    span: { from: beganAt(moment), until: moment.now },
    sent: moment.lead.sent,
  }
}

/** A life up to a moment, one line for each day on which something happens. The day of the enrolment is day 1. */
export function calendarUpTo(moment: Moment): readonly string[] {
  const { lead, now, track, state } = moment
  const from = beganAt(moment)
  const known = Object.entries(lead.person.facts).map(([fact, value]) => `${fact} is ${value}`)
  const told: (readonly [number, string])[] = [
    [from, [`enrolled in ${lead.person.track}`, ...known].join(', ')],
    ...once(scriptOf(moment)),
    ...lead.sent.map((sent) => [sent.at, touchInWords(sent, lead)] as const),
    ...lead.notSent.flatMap((put) => deferral(put)),
  ]
  if (state.doing.is === 'exhausted') told.push([now, `has had everything of ${track.name}`])
  if (state.doing.is === 'resting') told.push([now, `rests until day ${dayNumber(from, state.doing.until)}`])
  const days = new Map<number, string[]>()
  for (const [at, text] of told.toSorted(([a], [b]) => a - b)) {
    const day = dayNumber(from, at)
    days.set(day, [...(days.get(day) ?? []), text])
  }
  const width = String([...days.keys()].at(-1) ?? 1).length
  return [...days].map(([day, texts]) => {
    const weekday = weekdayOf(Math.floor(from / DAY) + day - 1)
    return `day ${String(day).padStart(width)}  ${weekday}  ${texts.join('; ')}`
  })
}

/** The instant of the enrolment. */
function beganAt(moment: Moment): number {
  let first = moment
  while (first.from !== null) first = first.from
  return first.now
}

/** Days of a life, the first being 1. */
export function dayNumber(from: number, at: number): number {
  return Math.floor(at / DAY) - Math.floor(from / DAY) + 1
}

export function dayOfLife(moment: Moment, at = moment.now): number {
  return dayNumber(beganAt(moment), at)
}

function touchInWords({ track, step, template, content, attempt }: Sent, { programme }: SimulatedLead): string {
  if (template !== null) return `mail ${content}`
  const tracks = programme.tracks[track]
  const says = tracks === undefined ? step : kindOf(stepOf(tracks, step)).says(stepOf(tracks, step))
  return attempt > 1 ? `${says} (attempt ${attempt})` : says
}

function deferral({ at, content, step, outcome }: NotSent): readonly (readonly [number, string])[] {
  if (outcome.was !== 'deferred' || outcome.reason !== 'cap') return []
  return [[at, `${content || step} has to wait for the frequency cap`]]
}

/** What happened, each thing once at an instant: an act that is asked for three times is one line. */
function once(script: readonly Scripted[]): readonly (readonly [number, string])[] {
  const lines = new Map<string, { at: number; text: string; times: number }>()
  for (const { at, what } of script) {
    const text = inWords(what)
    const key = `${at} ${text}`
    lines.set(key, { at, text, times: (lines.get(key)?.times ?? 0) + 1 })
  }
  return [...lines.values()].map(({ at, text, times }) => [at, times > 1 ? `${text} ${times} times` : text])
}

function inWords(what: Happening): string {
  if ('act' in what) return `${what.act} ${what.of}`
  if ('fact' in what) return `${what.fact} is ${what.is}`
  if ('returned' in what) return `sales returns it: ${what.returned}`
  if ('sales' in what) return `sales takes it`
  if ('call' in what) return `call: ${what.call.replaceAll('_', ' ')}`
  return JSON.stringify(what)
}
