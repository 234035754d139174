import { DAY } from './calendar.ts'
import { choicesAt, returnsAt, rulesAt, take, type Choice } from './explore-choices.ts'
import { aheadOf, goesOnAt, ruleOf } from './explore-ahead.ts'
import { beginning, type Moment } from './explore-moment.ts'
import { startsOf } from './explore-starts.ts'
import { interestFact } from './following.ts'
import type { RunningProgramme, Sent } from './simulated-lead.ts'
import { wakesAt } from './state.ts'
import type { Track } from './track.ts'

/** A moment that differs in what may come from all others, with every way on. */
export interface Explored {
  readonly moment: Moment
  readonly ways: readonly {
    /** The moment that it leads to, which may have been found on another path. */
    readonly to: number
    readonly choice: Choice
    /** The touches on the way. */
    readonly sent: readonly Sent[]
    /** A touch was due, and had to wait for the cap of the track. */
    readonly isCapped: boolean
  }[]
}

export interface Exploration {
  readonly track: Track
  /** In the order in which they were found: fewest touches and choices first. */
  readonly moments: readonly Explored[]
  /** Every path was followed to its end. */
  readonly isWhole: boolean
}

const mostMoments = 30_000

const week = 7 * DAY

/**
 * Every path of a lead through a track: enrolled on each weekday, whatever it does, whatever is known of it, on all
 * channels or only the one that the track uses most; and each return of sales, and each rule of the track, once from each place. Paths that come to
 * the same place with the same past, as far as that matters for what comes, are followed once. It is `next` that goes
 * the ways, and the simulation that answers it.
 * @param most More different moments than these are not explored.
 */
export function explore(programme: RunningProgramme, track: Track, most = mostMoments): Exploration {
  const moments: { moment: Moment; ways: Explored['ways'][number][] }[] = []
  const places = new Map<string, number>()
  const leftFrom = new Set<string>()
  // They come last: less is tried after a return, so that no other path may end where a returned one came first.
  const returns: (() => void)[] = []
  let isWhole = true
  const place = (moment: Moment): number => {
    const key = keyOf(moment)
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, moments.length)
    return moments.push({ moment, ways: [] }) - 1
  }
  for (const { person, at, facts } of startsOf(programme, track)) place(beginning(programme, person, at, facts))
  for (let i = 0; i < moments.length; i++) {
    const { moment, ways } = moments[i]!
    if (moments.length > most) {
      isWhole = false
      break
    }
    const follow = (choice: Choice): void => {
      const then = take(moment, choice)
      if (then === undefined) return
      const sent = then.lead.sent.slice(moment.lead.sent.length)
      const put = then.lead.notSent.slice(moment.lead.notSent.length).at(-1)?.outcome
      const isCapped = put?.was === 'deferred' && put.reason === 'cap'
      ways.push({ to: place(then), choice, sent, isCapped })
    }
    for (const choice of choicesAt(moment, programme.quality.facts)) follow(choice)
    const isDecided = ways.every(({ choice }) => choice.is !== 'fact')
    for (const choice of isDecided ? [...rulesAt(moment), ...returnsAt(moment)] : []) {
      const from = `${whereOf(moment)} ${JSON.stringify(choice)}`
      if (leftFrom.has(from)) continue
      leftFrom.add(from)
      if (choice.is === 'return') returns.push(() => follow(choice))
      else follow(choice)
    }
    if (i === moments.length - 1) for (const followReturn of returns.splice(0)) followReturn()
  }
  return { track, moments, isWhole }
}

/** Walks the ways from a start of the exploration once more: in full, what was followed once for many paths. */
export function follow(start: Moment, choices: readonly Choice[]): Moment {
  return choices.reduce((at: Moment, choice) => take(at, choice) ?? at, start)
}

function whereOf({ state, track }: Moment): string {
  return `${track.name} ${state.doing.is} ${'step' in state.doing ? state.doing.step : ''}`
}

/** What the rest of a life depends on, and what the limits are judged by. */
function keyOf(moment: Moment): string {
  const { lead, state, now, track } = moment
  const { doing } = state
  const ahead = goesOnAt(track, state).map((id) => aheadOf(track, id))
  const isMoving = doing.is === 'resting'
  let key = `${lead.person.id} ${lead.person.channels.join()} ${lead.grade} ${track.name} ${state.stage} ${state.theme} ${state.facts[interestFact] ?? ''}`
  key += ` ${doing.is} ${(wakesAt(state) ?? 0) - now} ${now % week} ${now - moment.quietSince}`
  if ('step' in doing) key += ` ${doing.step}`
  if ('attempt' in doing) key += ` ${doing.attempt}`
  if (isMoving) {
    const { open, resume, theme, track: other } = ruleOf(track, state)
    key += ` ${open} ${resume} ${theme} ${other} ${state.bookmark}`
  }
  const horizon = horizonOf(track)
  for (let i = lead.sent.length - 1; i >= 0 && now - lead.sent[i]!.at < horizon; i--)
    key += ` ${now - lead.sent[i]!.at}`
  for (const [fact, value] of Object.entries(moment.facts)) {
    if (isMoving || ahead.some(({ facts }) => facts.has(fact))) key += `|${fact}=${value}`
  }
  const had = state.had.filter((text) => isMoving || ahead.some(({ texts }) => texts.has(text)))
  return `${key}|${had.toSorted().join('|')}`
}

const lengthOf = { day: DAY, week, month: 30 * DAY } as const

/** How long a touch matters to the caps and to the limit of touches in a week, ms. */
function horizonOf({ cadence }: Track): number {
  return cadence.atMost.reduce((longest, { per }) => Math.max(longest, lengthOf[per]), week)
}
