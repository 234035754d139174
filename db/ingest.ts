import { holds, isAct, type Evidence } from '../core/condition.ts'
import { mayEnterOn } from '../core/entry.ts'
import type { BehaviourKind } from '../core/event.ts'
import { mayPromote } from '../core/lifecycle.ts'
import { fitOf, triggersFired, type Quality } from '../core/quality.ts'
import { toldAgain } from '../core/ruled.ts'
import { entriesFor } from '../core/scoring.ts'
import { factsAsked, type PinnedTrack } from '../core/track.ts'
import type { Agreed } from './agreed.ts'
import { raiseAlert } from './alerts.ts'
import type { Definitions } from './definitions.ts'
import { enterOn } from './enter-on.ts'
import { append } from './events.ts'
import { writeTaken, type TakenRows } from './ingest-rows.ts'
import { standingOf, type Standing } from './ingest-standing.ts'
import { changeLifecycle, lockLead, type Lead } from './leads.ts'
import type { Sql } from './pool.ts'

/** Something that a lead did, or that became known of it, as it came in at a door. */
export interface Incoming {
  readonly lead: string
  /** None: only facts are told. */
  readonly act?: { readonly kind: BehaviourKind; readonly of: string }
  readonly at: number
  readonly messageId: string
  readonly facts?: Readonly<Record<string, string>>
  readonly source: string
  readonly actor: string
  /** The theme of the content that it was done to. */
  readonly theme?: string
}

export type Taken = 'taken' | 'known'

/**
 * Takes in events, one after another, each with all its effects, in the caller's transaction: facts, score, what it makes of
 * a subscriber, which triggers it fires, and whether the lead's life must hear of it. Ingest only nominates; `promote`
 * decides. Many cost hardly more statements than one, but for those that change more than their own rows.
 */
export async function takeIn(tx: Sql, agreed: Agreed, incoming: readonly Incoming[]): Promise<readonly Taken[]> {
  const taken: Taken[] = []
  while (taken.length < incoming.length) taken.push(...(await takeRun(tx, agreed, incoming.slice(taken.length))))
  return taken
}

/** Takes in events up to and with the first that changes more than its rows: those after it are judged by what that left. */
async function takeRun(tx: Sql, agreed: Agreed, incoming: readonly Incoming[]): Promise<readonly Taken[]> {
  const { leads, known } = await standingOf(tx, agreed.quality, incoming)
  const rows: TakenRows = { events: [], facts: [], scores: [] }
  const taken: Taken[] = []
  let more: More | undefined
  for (const one of incoming) {
    if (known.has(one.messageId)) {
      taken.push('known')
      continue
    }
    taken.push('taken')
    known.add(one.messageId)
    more = await judge(tx, agreed, leads.get(one.lead)!, one, rows)
    if (more) break
  }
  await writeTaken(tx, rows)
  if (more) await doMore(tx, agreed, more)
  return taken
}

/** What an event changes beside its own rows. */
interface More {
  readonly one: Incoming
  readonly becomesLead: boolean
  readonly enters: readonly PinnedTrack[]
  /** Triggers that no track could promote the lead for. */
  readonly alone: readonly string[]
}

/** Adds the rows of one event; what it changes beside them is returned. */
async function judge(
  tx: Sql,
  { definitions, quality, entered }: Agreed,
  lead: Standing,
  one: Incoming,
  rows: TakenRows,
): Promise<More | undefined> {
  const { act } = one
  const knew = valuesOf(lead)
  const seq = ++lead.lastSeq
  const fresh = addFacts(lead, one, rows)
  if (act) lead.counts.push({ ...act, times: 1 })
  const evidence = evidenceOf(quality, lead)
  const triggers = act ? triggersFired(quality, act, evidence) : []
  const { asked, again } = await factsFor(tx, definitions, lead, fresh, knew, one.facts ?? {})
  const told = {
    ...(triggers.length > 0 ? { triggers } : {}),
    ...(Object.keys(asked).length > 0 ? { facts: asked } : {}),
    ...(again.length > 0 ? { again } : {}),
  }
  const heard = act !== undefined && (lead.listens.life || lead.listens.acts.some((listened) => isAct(listened, act)))
  rows.events.push({
    lead: lead.id,
    seq,
    id: one.messageId,
    kind: act?.kind ?? 'facts',
    of: act?.of ?? null,
    at: one.at,
    data: act ? told : { ...told, facts: asked },
    matters: heard || Object.keys(told).length > 0,
    actor: one.actor,
  })
  const scored = act ? entriesFor(quality, act, one) : []
  rows.scores.push(...scored.map((entry) => ({ ...entry, lead: lead.id, account: lead.accountId, seq })))

  const becomesLead = lead.lifecycle === 'subscriber' && holds(quality.becomesLead, evidence)
  const enters = entered.filter(({ track }) => mayEnterOn(track, act, Object.keys(fresh)))
  const isAlone = (lead.track === null || lead.doing === 'ended') && mayPromote(lead.lifecycle)
  const alone = isAlone || becomesLead ? triggers : []
  return becomesLead || enters.length > 0 || alone.length > 0 ? { one, becomesLead, enters, alone } : undefined
}

const valuesOf = ({ facts }: Standing): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).map(([name, { value }]) => [name, value]))

/** Adds dated facts; earlier ones stay. Returns those that are new and hold from now on: one told late may be outdated. */
function addFacts(
  lead: Standing,
  { at, facts = {}, source, actor }: Incoming,
  rows: TakenRows,
): Record<string, string> {
  const fresh = Object.entries(facts).filter(([name, value]) => value !== '' && lead.facts[name]?.value !== value)
  for (const [name, value] of fresh) {
    rows.facts.push({ lead: lead.id, seq: lead.lastSeq, name, value, at, source, actor })
  }
  const holding = fresh.filter(([name]) => at >= (lead.facts[name]?.at ?? at))
  for (const [name, value] of holding) lead.facts[name] = { value, at }
  return Object.fromEntries(holding)
}

/** Counts and facts up to and with the event that was added last. */
function evidenceOf(quality: Quality, lead: Standing): Evidence {
  const facts = valuesOf(lead)
  return {
    facts,
    grade: fitOf(quality, facts).grade,
    count: (wanted) => lead.counts.filter((done) => isAct(wanted, done)).reduce((sum, { times }) => sum + times, 0),
  }
}

/**
 * Of the facts that changed, those that decide a way in the lead's track: only they travel through Temporal. Of those told
 * again, the ones that let it rest anew.
 */
async function factsFor(
  tx: Sql,
  definitions: Definitions,
  lead: Standing,
  fresh: Readonly<Record<string, string>>,
  knew: Readonly<Record<string, string>>,
  told: Readonly<Record<string, string>>,
): Promise<{ readonly asked: Record<string, string>; readonly again: readonly string[] }> {
  if (lead.track === null || lead.version === null || Object.keys(told).length === 0) return { asked: {}, again: [] }
  const { track } = await definitions.track(tx, lead.track, lead.version)
  const names = factsAsked(track)
  const asked = Object.fromEntries(Object.entries(fresh).filter(([name]) => names.includes(name)))
  return { asked, again: toldAgain(track, knew, told) }
}

async function doMore(tx: Sql, { definitions }: Agreed, { one, becomesLead, enters, alone }: More): Promise<void> {
  if (becomesLead) await becomeLead(tx, await lockLead(tx, one.lead), one)
  for (const pinned of enters) await enterOn(tx, definitions, one.lead, pinned)
  if (alone.length > 0) await tellIfAlone(tx, await lockLead(tx, one.lead), alone)
}

/** A subscriber who met the declared condition is a lead from now on (R35). */
async function becomeLead(tx: Sql, lead: Lead, incoming: Incoming): Promise<void> {
  const seq = await append(tx, lead, {
    kind: 'becameLead',
    at: incoming.at,
    messageId: `${incoming.messageId}/became-lead`,
    matters: true,
    actor: 'engine',
  })
  if (seq === undefined) return
  await changeLifecycle(tx, lead, 'lead', { at: incoming.at, seq, because: 'declared condition', actor: 'engine' })
}

/** A lead that no track has is promoted by none: that it wants something of sales is told to a person. */
async function tellIfAlone(tx: Sql, lead: Lead, triggers: readonly string[]): Promise<void> {
  if ((lead.track !== null && lead.doing !== 'ended') || !mayPromote(lead.lifecycle)) return
  await raiseAlert(tx, {
    lead: lead.id,
    at: lead.clock.now,
    what: 'sales-ready in no track',
    detail: `The lead fired ${triggers.join(', ')}, and is in no track that could promote it. Enrol it, or hand it to sales.`,
  })
}
