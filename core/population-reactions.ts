/** What a drawn lead, its callers and its sales do with what reaches them. */
import { addSpan, DAY, HOUR, MINUTE, type Calendar } from './calendar.ts'
import type { Span } from './duration.ts'
import type { BehaviourKind } from './event.ts'
import { told, type Rates, type Table, type TellsTable } from './population-rates.ts'
import { randomOf, seedOf, shareAt, type Random } from './random.ts'
import type { DisqualifyReason, RecycleReason } from './reasons.ts'
import type { Handoff, Happening, Met, Scripted, Sent } from './simulated-lead.ts'

/** What sets one lead apart from the others. */
interface Nature {
  readonly seed: number
  /** So many times as often as the rates say. */
  readonly temper: number
  /** Until when it is looked at, ms. */
  readonly until: number
}

/**
 * How one lead and those who deal with it react. What is drawn for one mail depends on the lead and the mail alone: another
 * track meets the same people.
 */
export function reactions(rates: Rates, { seed, temper, until }: Nature): (met: Met) => readonly Scripted[] {
  const answered = new Set<string>()
  return (met) => {
    switch (met.is) {
      case 'enrolled':
        return unprompted(rates, met.at, until, temper, randomOf(seedOf('site', seed)))
      case 'mailed':
        return onMail(rates, met.sent, met.nth, temper, randomOf(seedOf(met.sent.content, seed)))
      case 'calling':
        return onCall(rates, met.task, met.at, randomOf(seedOf(met.task, seed)))
      case 'handedOff': {
        // A reminder finds the answer on its way.
        if (answered.has(met.handoff.id)) return []
        const random = randomOf(seedOf(`${met.handoff.id} ${met.nth}`, seed))
        const answers = onHandoff(rates, met.handoff, met.at, random)
        if (answers.length > 0) answered.add(met.handoff.id)
        return answers
      }
    }
  }
}

/** What it does on the site by itself: each at any time, so many times a month. */
function unprompted({ site }: Rates, from: number, until: number, temper: number, random: Random): readonly Scripted[] {
  const all: Scripted[] = []
  for (const { act, of, perMonth, tells } of site) {
    const perMs = (perMonth * temper) / (30 * DAY)
    if (perMs === 0) continue
    for (let at = from + between(random, perMs); at < until; at += between(random, perMs)) {
      all.push({ at: Math.floor(at), what: doing(act, of, tells, random) })
    }
  }
  return all
}

function doing(act: BehaviourKind, of: string, tells: TellsTable, random: Random): Happening {
  return tells.length === 0 ? { act, of } : { act, of, facts: told(tells, random) }
}

/** The time until the next of what happens so often by chance. */
function between(random: Random, perMs: number): number {
  return -Math.log(1 - random()) / perMs
}

function onMail(rates: Rates, sent: Sent, nth: number, temper: number, random: Random): readonly Scripted[] {
  const { mails } = rates.population.behaviour
  const mail = rates.population.mails[sent.template ?? '']
  // Most who react do so within hours.
  const read = sent.at + MINUTE + Math.floor(random() ** 3 * rates.reactMs)
  if (random() < mails.unsubscribes) return [{ at: read, what: { withdraws: 'email' } }]
  const all: Scripted[] = []
  const often = temper * (mail === undefined ? 1 : (mails.themes[mail.theme] ?? 1))
  const of = sent.template ?? ''
  const clicks = random() < often * mails.clicks[mail?.purpose ?? 'educate']
  const replies = random() < often * mails.replies[mail?.purpose ?? 'educate']
  if (clicks) {
    all.push({ at: read, what: { act: 'clicked', of } })
    let later = read
    for (const { act, of, afterClick, tells } of rates.site) {
      if (random() >= afterClick) continue
      later += Math.floor((0.5 + random() * 4) * MINUTE)
      all.push({ at: later, what: doing(act, of, tells, random) })
    }
  }
  if (replies) all.push({ at: read + 10 * MINUTE, what: { act: 'replied', of } })
  for (const { of, perMail, fromTouch, tells } of rates.requests) {
    if (nth < fromTouch || random() >= perMail * temper) continue
    all.push({ at: read + HOUR, what: doing('requested', of, tells, random) })
  }
  return all
}

function onCall(rates: Rates, task: string, at: number, random: Random): readonly Scripted[] {
  const { behaviour, programme } = rates.population
  const call = shareAt(rates.results, random())
  return call === undefined
    ? []
    : [{ at: later(programme.office, at, behaviour.calls.within, random), what: { call, task } }]
}

/** What sales makes of a handoff, until it is won, lost or given back; nothing, where nobody answers. */
function onHandoff(rates: Rates, { id: handoff }: Handoff, at: number, random: Random): readonly Scripted[] {
  const { behaviour, programme } = rates.population
  const { sales } = behaviour
  const all: Scripted[] = []
  let when = at
  const say = (within: Span, what: SaidNow): void => {
    when = later(programme.office, when, within, random)
    all.push({ at: when, what: { ...what, handoff } })
  }
  const verdict = random()
  const returning = (): SaidNow => ({ returned: reasonOf(rates, random) })
  if (verdict < sales.accepts) {
    say(sales.answersWithin, { sales: 'accepted' })
    if (random() >= sales.qualifies) say(sales.qualifiesWithin, returning())
    else {
      say(sales.qualifiesWithin, { sales: 'qualified' })
      if (random() >= sales.opportunities) say(sales.opportunityWithin, returning())
      else {
        say(sales.opportunityWithin, { sales: 'opportunity' })
        say(sales.decidesWithin, random() < sales.wins ? { sales: 'customer' } : { returned: 'opportunity_lost' })
      }
    }
    return all
  }
  const returned = shareAt(rates.returns, verdict - sales.accepts)
  const disqualified = shareAt(rates.disqualifies, verdict - sales.accepts - sum(rates.returns))
  if (returned !== undefined) say(sales.answersWithin, { returned })
  else if (disqualified !== undefined) say(sales.answersWithin, { disqualified })
  return all
}

type SaidNow =
  | { readonly sales: 'accepted' | 'qualified' | 'opportunity' | 'customer' }
  | { readonly returned: RecycleReason }
  | { readonly disqualified: DisqualifyReason }

/** The reason of a later return, by the shares of the early ones. */
function reasonOf({ returns }: Rates, random: Random): RecycleReason {
  return shareAt(returns, random() * sum(returns)) ?? 'bad_timing'
}

function sum(shares: Table<string>): number {
  return shares.reduce((total, [, share]) => total + share, 0)
}

/** Within a span, sooner more often than later. */
function later(calendar: Calendar, at: number, { amount, unit }: Span, random: Random): number {
  return addSpan(calendar, at, { amount: amount * random() ** 2, unit })
}
