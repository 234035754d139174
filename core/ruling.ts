import { addSpan, DAY, dayOf, utcOf } from './calendar.ts'
import { actKey, actsOf, holds, isAct, type Act } from './condition.ts'
import { type Decision, positionOf, settle, stay } from './decision.ts'
import { isBehaviour, type LeadEvent } from './event.ts'
import { isDay } from './fact.ts'
import type { Course, Rule } from './rule.ts'
import { actsRuled, factsOfRule, letsRest } from './ruled.ts'
import type { Doing, State } from './state.ts'
import type { Track } from './track.ts'
import type { World } from './walk.ts'

/**
 * The rules of a track: what they ask for is counted from the beginning of the enrolment, and each looks when something
 * comes that it mentions. The first that holds, in the order of the file, is the one that acts.
 */

/** Something that a rule may mention: an act, a fact that has changed, a fact that was told with the value it had. */
type Mention = string
const ofAct = (act: Act): Mention => `act ${actKey(act)}`
const ofFact = (name: string): Mention => `fact ${name}`
const ofFactAgain = (name: string): Mention => `again ${name}`

/** At the beginning of an enrolment nothing has been done in it. `kept`: what is counted on, from another version. */
export function countFrom(track: Track, { ruled, ...state }: State, from: number, kept?: State['ruled']): State {
  if (!track.rules) return state
  const keys = actsRuled(track).map(actKey)
  const did = Object.fromEntries(keys.flatMap((key) => (kept && key in kept.did ? [[key, kept.did[key] ?? 0]] : [])))
  return { ...state, ruled: { did, from, noted: kept?.noted ?? [], judging: ruled?.judging ?? 0 } }
}

/** Takes in what an event says to the rules: counts its acts, and notes what it mentions. */
export function witness(track: Track, state: State, event: LeadEvent): State {
  if (!track.rules) return state
  const ruled = state.ruled ?? { did: {}, from: 0, noted: [], judging: 0 }
  const acts = actsRuled(track)
  const isOfNow = event.seq > ruled.from
  const did = { ...(isOfNow ? Object.fromEntries(acts.map((one) => [actKey(one), 0])) : {}), ...ruled.did }
  const done = isBehaviour(event) ? acts.filter((one) => isAct(one, event) && (isOfNow || actKey(one) in did)) : []
  for (const one of done) did[actKey(one)] = (did[actKey(one)] ?? 0) + 1
  const told = 'facts' in event ? Object.keys(event.facts ?? {}) : []
  const again = 'again' in event ? (event.again ?? []) : []
  const mentions = [...done.map(ofAct), ...told.map(ofFact), ...again.map(ofFactAgain)]
  const mentioned = track.rules.flatMap(mentionsOf)
  const noted = [...new Set([...ruled.noted, ...mentions.filter((mention) => mentioned.includes(mention))])]
  return { ...state, ruled: { ...ruled, did, noted } }
}

/**
 * Lets the rules act on what was noted, where they can: not while sales has the lead or a promotion is being judged, and
 * not before its position is settled.
 * @param otherwise what comes of the lead where none acts
 */
export function byRules(world: World, state: State, now: number, otherwise: (state: State) => Decision): Decision {
  const noted = state.ruled?.noted ?? []
  if (noted.length === 0 || !canAct(state)) return otherwise(state)
  const seen = heeded(state)
  const isMeant = (rule: Rule): boolean => mentionsOf(rule).some((one) => noted.includes(one))
  const acted = act(world, seen, now, isMeant)
  if (acted === undefined) return otherwise(seen)
  // Another theme changes no position: what was waited for may have come with the same news.
  return acted.commands.length === 0 && acted.state.doing === seen.doing ? otherwise(acted.state) : acted
}

function canAct({ ruled, doing }: State): boolean {
  if (ruled && ruled.judging > 0) return false
  return doing.is !== 'withSales' && doing.is !== 'settling' && doing.is !== 'ended'
}

/** What was noted has been looked at. */
export function heeded(state: State): State {
  return state.ruled && state.ruled.noted.length > 0 ? { ...state, ruled: { ...state.ruled, noted: [] } } : state
}

/**
 * At the beginning of an enrolment what is known of the lead already counts like news; a goal is something that is
 * reached after it.
 */
export function atStart(world: World, state: State, now: number): Decision | undefined {
  return act(world, heeded(state), now, ({ is }) => is !== 'goal')
}

/** Where the lead comes back to its way, an exit that has come to hold meanwhile acts. */
export function exitAtResume(world: World, state: State, now: number): Decision | undefined {
  return act(world, state, now, ({ is }) => is === 'exit')
}

/**
 * When sales gives a lead back, its word decides where and when it goes on. Of the rules an exit acts that holds by now, and
 * a timeframe that was told meanwhile may lengthen the rest.
 */
export function atReturn(world: World, resting: State, now: number): Decision | undefined {
  const noted = resting.ruled?.noted ?? []
  const isMeant = (rule: Rule): boolean =>
    rule.is === 'exit' || (letsRest(rule) && mentionsOf(rule).some((one) => noted.includes(one)))
  return act(world, heeded(resting), now, isMeant)
}

/** A promotion is asked for: until it is judged, the rules wait. */
export function whileJudged(state: State, by: 1 | -1): State {
  if (!state.ruled) return state
  return { ...state, ruled: { ...state.ruled, judging: Math.max(0, state.ruled.judging + by) } }
}

function mentionsOf(rule: Rule): readonly Mention[] {
  const facts = factsOfRule(rule)
  const acts = rule.when ? actsOf(rule.when).map(ofAct) : []
  return [...acts, ...facts.map(ofFact), ...(letsRest(rule) ? facts.map(ofFactAgain) : [])]
}

function act(world: World, state: State, now: number, isMeant: (rule: Rule) => boolean): Decision | undefined {
  const { did = {} } = state.ruled ?? {}
  const evidence = { count: (one: Act) => did[actKey(one)] ?? 0, facts: state.facts }
  for (const rule of world.track.rules ?? []) {
    if (!isMeant(rule) || (rule.when && !holds(rule.when, evidence))) continue
    const acted = effectOf(world, state, rule, now)
    if (acted) return acted
  }
  return undefined
}

/** A day beyond it is a slip of somebody's pen: nobody is to sleep for a century. */
const longestRest = 10 * 366 * DAY

/** What the rule does with the lead as it stands; undefined where that changes nothing. */
function effectOf(world: World, state: State, rule: Rule, now: number): Decision | undefined {
  switch (rule.is) {
    case 'exit':
      return ended(state, 'exit', rule.name)
    case 'goal':
      return rule.to === null ? ended(state, 'goal', rule.name) : send(state, rule.to, now, rule.name)
    case 'moves':
      if (rule.from !== null && !rule.from.includes(state.stage)) return undefined
      return isThere(world, state, rule.to) ? undefined : send(state, rule.to, now)
    case 'rests':
      return rest(state, addSpan(world.calendar, now, rule.rest), rule.to)
    case 'restsUntil': {
      const until = dateOf(world, state, rule)
      const isAhead = until !== undefined && until > now && until < now + longestRest
      return isAhead ? rest(state, until, rule.to) : undefined
    }
  }
}

function ended(state: State, outcome: 'goal' | 'exit', reason: string): Decision {
  return settle({ ...state, doing: { is: 'ended', reason, outcome } }, 'ended')
}

/** A theme alone changes no position. A rest that sales asked for is not cut short: the lead goes on elsewhere after it. */
function send(state: State, to: Course, now: number, goal: string | null = null): Decision {
  const { doing } = state
  if (goal === null && to.stage === null && to.track === null) return stay({ ...state, theme: to.theme ?? state.theme })
  if (doing.is === 'resting' && doing.reason !== 'timeframe' && goal === null) {
    return stay({ ...state, doing: { ...doing, ...afterRest(doing, to) } })
  }
  const bookmark = positionOf(state)
  return settle({ ...state, bookmark, doing: { is: 'settling', until: now, to: { ...to, goal } } }, 'ruled')
}

type AfterRest = Pick<Extract<Doing, { is: 'resting' }>, 'resume' | 'theme' | 'track'>

function afterRest(doing: AfterRest, to: Course): AfterRest {
  const track = to.track ?? doing.track
  return {
    resume: to.stage ?? (to.track === null ? doing.resume : null),
    theme: to.theme ?? doing.theme,
    ...(track === undefined ? {} : { track }),
  }
}

/** Whether the lead stands, or rests on its way to, where the rule would send it. From a day that it named it is called back. */
function isThere({ track }: World, state: State, to: Course): boolean {
  const { doing } = state
  if (doing.is === 'resting' && doing.reason === 'timeframe' && (to.stage ?? to.track) !== null) return false
  const next = nowhereElse(doing)
  if (to.track !== null && to.track !== (next.track ?? track.name)) return false
  if (to.stage !== null && to.stage !== (next.resume ?? state.stage)) return false
  return to.theme === null || to.theme === (next.theme ?? state.theme)
}

/** What sales asked for is the least; a timeframe that is told anew takes the place of the one before. */
function rest(state: State, until: number, to: Course): Decision {
  const { doing } = state
  const resting: Doing =
    doing.is === 'resting' && doing.reason !== 'timeframe'
      ? { ...doing, ...afterRest(doing, to), until: Math.max(until, doing.until) }
      : { is: 'resting', reason: 'timeframe', ...afterRest(nowhereElse(doing), to), until }
  return settle({ ...state, bookmark: positionOf(state), doing: resting }, 'ruled')
}

function nowhereElse(doing: Doing): AfterRest {
  return doing.is === 'resting' ? doing : { resume: null, theme: null }
}

/** The beginning of the day that the fact tells, in the lead's place, or of the day so long before it. */
function dateOf({ calendar }: World, { facts }: State, rule: Extract<Rule, { is: 'restsUntil' }>): number | undefined {
  const value = facts[rule.date] ?? ''
  if (!isDay(value)) return undefined
  const { amount, unit } = rule.before ?? { amount: 0, unit: 'day' }
  const day =
    unit === 'month' ? monthsBefore(value, amount) : dayOf(value) - Math.round(amount * (unit === 'week' ? 7 : 1))
  return utcOf(calendar, day, 0)
}

/** The same day of an earlier month, or its last. */
function monthsBefore(date: string, months: number): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const there = year * 12 + month - 1 - Math.round(months)
  const first = (index: number): number => dayOf(`${Math.floor(index / 12)}-${(index % 12) + 1}-1`)
  return first(there) + Math.min(day, first(there + 1) - first(there)) - 1
}
