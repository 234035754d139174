/** What comes in at the doors of a simulated lead: acts, facts, permission, results of calls, pauses. As `db/ingest.ts` does. */
import type { CallResult } from './call.ts'
import type { Channel } from './channel.ts'
import { actsOf, holds, isAct, type Act, type Evidence } from './condition.ts'
import type { BehaviourKind, LeadEvent } from './event.ts'
import { fitOf, triggersFired, type Quality } from './quality.ts'
import type { StandIns } from './onto.ts'
import { countAct, countOf } from './simulated-counts.ts'
import { enters, entersBy } from './simulated-entry.ts'
import { salesSays } from './simulated-sales.ts'
import { score } from './simulated-scores.ts'
import { append, becomes, isHeard, nextSeq, pick, type Happening, type SimulatedLead } from './simulated-lead.ts'
import { toldAgain } from './ruled.ts'
import { factsAsked, type Track } from './track.ts'

/** Where nothing is told beside an act. */
const nothing: Readonly<Record<string, string>> = Object.freeze({})

/** Takes in what happens at an instant. */
export function happen(lead: SimulatedLead, what: Happening, at: number): void {
  if ('act' in what) takeIn(lead, what, what.facts ?? nothing, at)
  else if ('fact' in what) takeIn(lead, undefined, { [what.fact]: what.is }, at)
  else if ('mayReach' in what) mayReach(lead, what.mayReach, at)
  else if ('withdraws' in what) without(lead, what.withdraws, at)
  else if ('call' in what) called(lead, what.call, at, what.task)
  else if ('pause' in what) pause(lead, what.pause, at)
  else if ('enters' in what) enters(lead, what.enters, what.again ?? false, at)
  else if ('republished' in what) republished(lead, what.republished, what.standIns ?? {}, at)
  else salesSays(lead, what, at)
}

/** One event with all its effects: facts, which triggers it fires, what it makes of a subscriber. */
function takeIn(
  lead: SimulatedLead,
  act: { readonly act: BehaviourKind; readonly of: string } | undefined,
  told: Readonly<Record<string, string>>,
  at: number,
): void {
  const { quality } = lead.programme
  const news = told === nothing ? [] : Object.keys(told).filter((name) => lead.facts[name] !== told[name])
  const again = told === nothing ? [] : toldAgain(lead.track, lead.facts, told)
  const asked = told === nothing ? nothing : learn(lead, told)
  const done = act && { kind: act.act, of: act.of }
  const { promotes } = actsIn(quality)
  // Most acts are none that anything asks for.
  const mayFire = done !== undefined && promotes.some((act) => isAct(act, done))
  const isSubscriber = lead.lifecycle === 'subscriber'
  const evidence = mayFire || isSubscriber ? evidenceFor(lead, quality, done) : null
  const triggers = mayFire && evidence ? triggersFired(quality, done, evidence) : []
  const hasAsked = Object.keys(asked).length > 0
  const isTold = triggers.length > 0 || hasAsked || again.length > 0
  const seq = nextSeq(lead)
  const extra = isTold && {
    ...(triggers.length > 0 ? { triggers } : {}),
    ...(hasAsked ? { facts: asked } : {}),
    ...(again.length > 0 ? { again } : {}),
  }
  const event: LeadEvent = done
    ? extra
      ? { kind: done.kind, of: done.of, seq, at, ...extra }
      : { kind: done.kind, of: done.of, seq, at }
    : { kind: 'facts', seq, at, ...extra, facts: asked }
  append(lead, event, isTold || isHeard(lead.listens, event))
  if (done) score(lead, done, at)
  if (isSubscriber && evidence && holds(quality.becomesLead, evidence)) {
    append(lead, { kind: 'becameLead', seq: nextSeq(lead), at })
    becomes(lead, 'lead', at, 'declared condition')
  }
  // Only now: the evidence adds this act to those before it.
  if (done) countAct(lead, done)
  entersBy(lead, done, news, at)
}

/** Takes in facts; of those that changed, gives back what the lead's track asks for. */
function learn(lead: SimulatedLead, told: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const fresh = Object.entries(told).filter(([name, value]) => value !== '' && lead.facts[name] !== value)
  if (fresh.length === 0) return {}
  const changed = Object.fromEntries(fresh)
  lead.facts = { ...lead.facts, ...changed }
  lead.grade = fitOf(lead.programme.quality, lead.facts).grade
  return pick(changed, askedBy(lead.track))
}

/** Counts and facts up to and with this event; the history is asked only where a condition asks for such an act. */
function evidenceFor(
  lead: SimulatedLead,
  quality: Quality,
  done: { readonly kind: BehaviourKind; readonly of: string } | undefined,
): Evidence {
  const { promotes, makesLead } = actsIn(quality)
  const isWanted = (acts: readonly Act[]): boolean => done !== undefined && acts.some((act) => isAct(act, done))
  const asks = isWanted(promotes) || (lead.lifecycle === 'subscriber' && isWanted(makesLead))
  return {
    facts: lead.facts,
    grade: lead.grade,
    count: (act) => (asks ? countOf(lead, act) : 0) + (done !== undefined && isAct(act, done) ? 1 : 0),
  }
}

/** The channels from now on; a call that may no longer be made disappears. */
export function mayReach(lead: SimulatedLead, channels: readonly Channel[], at: number): void {
  if (channels.join() === lead.channels.join()) return
  lead.channels = channels
  append(lead, { kind: 'permission', channels, seq: nextSeq(lead), at })
  if (!channels.includes('phone')) called(lead, 'not_made', at)
}

export function without(lead: SimulatedLead, channel: Channel, at: number): void {
  mayReach(
    lead,
    lead.channels.filter((each) => each !== channel),
    at,
  )
}

/** The result of the open call; the first one counts. */
export function called(lead: SimulatedLead, result: CallResult, at: number, task = lead.task): void {
  if (lead.task === null || lead.task !== task) return
  append(lead, { kind: 'called', task, result, seq: nextSeq(lead), at })
  lead.task = null
  if (result === 'wrong_number') without(lead, 'phone', at)
}

function republished(lead: SimulatedLead, to: Track, said: StandIns, at: number): void {
  lead.moveTo = to
  lead.standIns = said
  append(lead, { kind: 'moved', seq: nextSeq(lead), at })
}

function pause(lead: SimulatedLead, paused: boolean, at: number): void {
  if (paused === lead.paused) return
  lead.paused = paused
  append(lead, { kind: paused ? 'paused' : 'resumed', seq: nextSeq(lead), at })
}

const asked = new WeakMap<Track, readonly string[]>()

/** What `factsAsked` says, found once per track. */
export function askedBy(track: Track): readonly string[] {
  let names = asked.get(track)
  if (names === undefined) asked.set(track, (names = factsAsked(track)))
  return names
}

interface WantedActs {
  readonly promotes: readonly Act[]
  readonly makesLead: readonly Act[]
}
const wanted = new WeakMap<Quality, WantedActs>()

function actsIn(quality: Quality): WantedActs {
  let acts = wanted.get(quality)
  if (acts === undefined) {
    acts = {
      promotes: quality.triggers.flatMap(({ when }) => actsOf(when)),
      makesLead: actsOf(quality.becomesLead),
    }
    wanted.set(quality, acts)
  }
  return acts
}
