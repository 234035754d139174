import { actsOf, holds, isAct, type Evidence } from '../core/condition.ts'
import type { BehaviourKind } from '../core/event.ts'
import { mayPromote } from '../core/lifecycle.ts'
import { fitOf, triggersFired, type Quality } from '../core/quality.ts'
import { entriesFor } from '../core/scoring.ts'
import { toldAgain } from '../core/ruled.ts'
import { factsAsked } from '../core/track.ts'
import { raiseAlert } from './alerts.ts'
import type { Definitions } from './definitions.ts'
import { enterOn } from './enter-on.ts'
import { actCounts, append, isKnown } from './events.ts'
import { addFacts } from './facts.ts'
import { changeLifecycle, factsOf, lockLead, type Lead } from './leads.ts'
import { addScores } from './scores.ts'
import type { Sql } from './pool.ts'

/** Something that a lead did, or that became known of it, as it came in at a door. */
export interface Incoming {
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
 * Takes in one event with all its effects in the caller's transaction: facts, score, what it makes of a subscriber, which
 * triggers it fires, and whether the lead's life must hear of it. Ingest only nominates; `promote` decides.
 */
export async function takeIn(tx: Sql, definitions: Definitions, leadId: string, incoming: Incoming): Promise<Taken> {
  const lead = await lockLead(tx, leadId)
  if (await isKnown(tx, incoming.messageId)) return 'known'
  const { quality } = await definitions.quality(tx)
  const known = await factsOf(tx, lead.id)
  const seq = lead.lastSeq + 1
  const fresh = await addFacts(tx, lead, known, incoming.facts ?? {}, { ...incoming, seq })
  const facts = { ...known, ...fresh }
  const evidence = await evidenceFor(tx, lead, quality, facts, incoming.act)
  const { asked, again } = await factsFor(tx, definitions, lead, fresh, known, incoming.facts ?? {})

  const { act } = incoming
  const triggers = act ? triggersFired(quality, act, evidence) : []
  const told = {
    ...(triggers.length > 0 ? { triggers } : {}),
    ...(Object.keys(asked).length > 0 ? { facts: asked } : {}),
    ...(again.length > 0 ? { again } : {}),
  }
  const heard = act !== undefined && (lead.listens.life || lead.listens.acts.some((listened) => isAct(listened, act)))
  await append(tx, lead, {
    kind: act?.kind ?? 'facts',
    ...(act ? { of: act.of, data: told } : { data: { ...told, facts: asked } }),
    at: incoming.at,
    messageId: incoming.messageId,
    matters: heard || Object.keys(told).length > 0,
    actor: incoming.actor,
  })
  if (act) await addScores(tx, lead, seq, entriesFor(quality, act, incoming))
  if (lead.lifecycle === 'subscriber' && holds(quality.becomesLead, evidence)) await becomeLead(tx, lead, incoming)
  await enterOn(tx, definitions, lead.id, act, Object.keys(fresh))
  if (triggers.length > 0) await tellIfAlone(tx, lead.id, triggers)
  return 'taken'
}

/** A lead that no track has is promoted by none: that it wants something of sales is told to a person. */
async function tellIfAlone(tx: Sql, id: string, triggers: readonly string[]): Promise<void> {
  const lead = await lockLead(tx, id)
  if ((lead.track !== null && lead.doing !== 'ended') || !mayPromote(lead.lifecycle)) return
  await raiseAlert(tx, {
    lead: id,
    at: lead.clock.now,
    what: 'sales-ready in no track',
    detail: `The lead fired ${triggers.join(', ')}, and is in no track that could promote it. Enrol it, or hand it to sales.`,
  })
}

/** Counts and facts up to and with this event; the history is read only where a condition asks for it. */
async function evidenceFor(
  tx: Sql,
  lead: Lead,
  quality: Quality,
  facts: Record<string, string>,
  act: Incoming['act'],
): Promise<Evidence> {
  const conditions = quality.triggers.map(({ when }) => when)
  if (lead.lifecycle === 'subscriber') conditions.push(quality.becomesLead)
  const asks = act !== undefined && conditions.some((when) => actsOf(when).some((wanted) => isAct(wanted, act)))
  const counts = asks ? await actCounts(tx, lead.id) : []
  return {
    facts,
    grade: fitOf(quality, facts).grade,
    count: (wanted) =>
      counts
        .filter(({ kind, of }) => isAct(wanted, { kind: kind as BehaviourKind, of }))
        .reduce((sum, { times }) => sum + times, 0) + (act !== undefined && isAct(wanted, act) ? 1 : 0),
  }
}

/**
 * Of the facts that changed, those that decide a way in the lead's track: only they travel through Temporal. Of those told
 * again, the ones that let it rest anew.
 */
async function factsFor(
  tx: Sql,
  definitions: Definitions,
  lead: Lead,
  fresh: Readonly<Record<string, string>>,
  known: Readonly<Record<string, string>>,
  told: Readonly<Record<string, string>>,
): Promise<{ readonly asked: Record<string, string>; readonly again: readonly string[] }> {
  if (lead.track === null || lead.version === null || Object.keys(told).length === 0) return { asked: {}, again: [] }
  const { track } = await definitions.track(tx, lead.track, lead.version)
  const names = factsAsked(track)
  const asked = Object.fromEntries(Object.entries(fresh).filter(([name]) => names.includes(name)))
  return { asked, again: toldAgain(track, known, told) }
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
