import { deadlinesAfter } from '../core/deadlines.ts'
import type { LeadEventKind } from '../core/event.ts'
import { isWithSales, mayMove, type Lifecycle } from '../core/lifecycle.ts'
import type { Quality } from '../core/quality.ts'
import { disqualifyReasons, isDisqualifyReason, recycleReasons, spokenRecycleReasons } from '../core/reasons.ts'
import { calendarOf } from './calendar.ts'
import type { Definitions } from './definitions.ts'
import { append } from './events.ts'
import { changeHandoff, handoffsOf, runningHandoff, type Handoff, type HandoffChange } from './handoffs.ts'
import { changeLifecycle, lockLead, type Lead } from './leads.ts'
import type { Sql } from './pool.ts'
import { toldAs, toldLast, type ToldBefore } from './told-before.ts'

/** What sales, or the CRM for it, says of a lead. */
export type SalesAnswer =
  | { readonly say: 'accept' }
  | { readonly say: 'return'; readonly reason: string }
  | { readonly say: 'disqualify'; readonly reason: string }
  | { readonly say: 'qualify' | 'opportunity'; readonly opportunity?: string | undefined }
  | { readonly say: 'customer' }

export interface SaidBy {
  /** Who says it: a rep's id, or the name of the system that speaks for one. */
  readonly actor: string
  /** By what way, as `page`, `api`, `cli`, `signal`, `crm`; `sla` is the engine, where nobody answered in time. */
  readonly source: string
  readonly note?: string | undefined
  /** Ties the answer to one handoff: a link of an earlier one does not answer a later one. */
  readonly handoff?: string | undefined
  /** The sender's own id of this answer: told again with it, the answer counts once, whatever happened since. */
  readonly messageId?: string | undefined
}

/** What became of an answer. A refusal says in a sentence that the person can read what holds instead. */
export type Answered =
  | { readonly done: true; readonly handoff: Handoff | undefined; readonly became: Lifecycle; readonly now: number }
  | {
      readonly done: false
      readonly why: 'too_late' | 'not_with_sales' | 'unknown_reason' | 'not_allowed'
      readonly sentence: string
    }

const no = (why: Exclude<Answered, { done: true }>['why'], sentence: string): Answered => ({
  done: false,
  why,
  sentence,
})

/**
 * Takes one answer of sales in the caller's transaction. The lead's lock makes one winner of two people who answer at
 * once; the other gets a sentence that says who was first.
 */
export async function answer(
  tx: Sql,
  definitions: Definitions,
  leadId: string,
  said: SalesAnswer,
  by: SaidBy,
): Promise<Answered> {
  const lead = await lockLead(tx, leadId)
  const handoff = await runningHandoff(tx, leadId)
  const { quality } = await definitions.quality(tx)
  const told = by.messageId === undefined ? undefined : await toldAs(tx, messageIdOf(by.messageId))
  if (told) return again(tx, lead, told, actsFor(said, quality, lead))
  const refusal = await refuse(tx, lead, handoff, said, by)
  if (refusal) return (await holdsAlready(tx, lead, said, by, actsFor(said, quality, lead))) ?? refusal
  for (const act of actsFor(said, quality, lead)) {
    await record(tx, await lockLead(tx, leadId), handoff, act, quality, by)
  }
  const after = await lockLead(tx, leadId)
  return {
    done: true,
    handoff: (await runningHandoff(tx, leadId)) ?? handoff,
    became: after.lifecycle,
    now: after.clock.now,
  }
}

const messageIdOf = (id: string): string => `answer/${id}`

/** What was told with this id before holds, as long as it said the same. */
async function again(tx: Sql, lead: Lead, told: ToldBefore, acts: readonly Act[]): Promise<Answered> {
  if (told.lead !== lead.id || !acts.some((act) => isSame(told, act))) {
    return no('not_allowed', 'this message id belongs to another answer')
  }
  return held(tx, lead, told)
}

/** A second telling without an id: the same person said the same, and nothing was said since. */
async function holdsAlready(
  tx: Sql,
  lead: Lead,
  said: SalesAnswer,
  by: SaidBy,
  acts: readonly Act[],
): Promise<Answered | undefined> {
  const told = await toldLast(tx, lead.id)
  if (told === undefined || told.actor !== by.actor || !acts.some((act) => isSame(told, act))) return undefined
  const handoff = (await handoffsOf(tx, lead.id)).at(-1)
  if (by.handoff !== undefined && by.handoff !== handoff?.id) return undefined
  if ('opportunity' in said && handoff && (said.opportunity ?? null) !== handoff.opportunity) return undefined
  return held(tx, lead, told)
}

const isSame = (told: ToldBefore, { kind, reason }: Act): boolean =>
  told.kind === kind && told.reason === (reason ?? null)

async function held(tx: Sql, lead: Lead, { at, became }: ToldBefore): Promise<Answered> {
  const handoff = (await handoffsOf(tx, lead.id)).findLast(({ madeAt }) => madeAt <= at)
  return { done: true, handoff, became, now: lead.clock.now }
}

async function refuse(
  tx: Sql,
  lead: Lead,
  handoff: Handoff | undefined,
  said: SalesAnswer,
  by: SaidBy,
): Promise<Answered | undefined> {
  const reasons: readonly string[] = by.source === 'sla' ? recycleReasons : spokenRecycleReasons
  if (said.say === 'return' && !reasons.includes(said.reason)) {
    return no(
      'unknown_reason',
      `"${said.reason}" is no reason to return a lead; it may be ${spokenRecycleReasons.join(', ')}`,
    )
  }
  if (said.say === 'disqualify' && !isDisqualifyReason(said.reason)) {
    return no(
      'unknown_reason',
      `"${said.reason}" is no reason to disqualify; it may be ${disqualifyReasons.join(', ')}`,
    )
  }
  if (by.handoff !== undefined && handoff?.id !== by.handoff) {
    return no('too_late', await whatBecameOf(tx, by.handoff, handoff))
  }
  const target = lifecycleAfter(said)
  if (said.say === 'accept' && handoff?.status !== 'open') {
    return no(
      handoff ? 'too_late' : 'not_with_sales',
      handoff ? whoWasFirst(handoff) : `the lead is ${lead.lifecycle}: sales has no open handoff of it`,
    )
  }
  if ((said.say === 'return' || said.say === 'qualify') && !isWithSales(lead.lifecycle)) {
    return no('not_with_sales', `the lead is ${lead.lifecycle}: it is not with sales`)
  }
  if (said.say === 'opportunity' && lead.lifecycle === 'opportunity')
    return no('not_allowed', 'the lead is an opportunity already')
  if (!mayMove(lead.lifecycle, target))
    return no('not_allowed', `a lead that is ${lead.lifecycle} cannot become ${target}`)
  return undefined
}

function lifecycleAfter(said: SalesAnswer): Lifecycle {
  switch (said.say) {
    case 'accept':
      return 'sal'
    case 'return':
      return 'recycled'
    case 'disqualify':
      return 'disqualified'
    case 'qualify':
      return 'sql'
    case 'opportunity':
    case 'customer':
      return said.say
  }
}

interface Act {
  readonly kind: LeadEventKind
  readonly became: Lifecycle
  readonly reason?: string
  readonly change: (now: number, by: SaidBy) => HandoffChange
  readonly deadlines: 'accepted' | 'qualified' | null
}

function actsFor(said: SalesAnswer, quality: Quality, lead: Lead): readonly Act[] {
  const answered = (now: number, by: SaidBy): HandoffChange =>
    lead.lifecycle === 'mql' ? { answeredAt: now, answeredBy: by.actor } : {}
  const qualified: Act = {
    kind: 'qualified',
    became: 'sql',
    deadlines: 'qualified',
    change: (now, by) => ({
      ...answered(now, by),
      status: 'qualified',
      qualifiedAt: now,
      opportunity: 'opportunity' in said ? (said.opportunity ?? null) : null,
    }),
  }
  switch (said.say) {
    case 'accept': {
      if (quality.accepting === 'sql') return [qualified]
      return [
        {
          kind: 'accepted',
          became: 'sal',
          deadlines: 'accepted',
          change: (now, by) => ({ ...answered(now, by), status: 'accepted' }),
        },
      ]
    }
    case 'qualify':
      return [qualified]
    case 'opportunity':
      return [
        {
          kind: 'opportunity',
          became: 'opportunity',
          deadlines: 'qualified',
          change: (now, by) => ({ ...answered(now, by), status: 'opportunity', opportunity: said.opportunity ?? null }),
        },
      ]
    case 'customer':
      return [
        {
          kind: 'customer',
          became: 'customer',
          deadlines: null,
          change: (now, by) => ({ ...answered(now, by), status: 'customer', closedAt: now, closedBy: by.actor }),
        },
      ]
    case 'return':
    case 'disqualify': {
      const status = said.say === 'return' ? 'returned' : 'disqualified'
      return [
        {
          kind: status,
          became: lifecycleAfter(said),
          reason: said.reason,
          deadlines: null,
          change: (now, by) => ({
            ...answered(now, by),
            status,
            closedAt: now,
            closedBy: by.actor,
            reason: said.reason,
            note: by.note ?? null,
          }),
        },
      ]
    }
  }
}

async function record(
  tx: Sql,
  lead: Lead,
  handoff: Handoff | undefined,
  act: Act,
  quality: Quality,
  by: SaidBy,
): Promise<void> {
  const { now } = lead.clock
  const deadlines = act.deadlines && deadlinesAfter(act.deadlines, quality.sla, calendarOf(quality.office, now), now)
  const seq = await append(tx, lead, {
    kind: act.kind,
    at: now,
    messageId:
      by.messageId === undefined
        ? `${handoff?.id ?? lead.id}/${act.kind}/${lead.lastSeq + 1}`
        : messageIdOf(by.messageId),
    data: { ...(deadlines ? { deadlines } : {}), ...(act.reason ? { reason: act.reason } : {}) },
    matters: true,
    actor: by.actor,
    ...(by.note === undefined ? {} : { note: by.note }),
  })
  if (seq === undefined) return
  await changeLifecycle(tx, lead, act.became, { at: now, seq, because: act.reason ?? act.kind, actor: by.actor })
  if (handoff) await changeHandoff(tx, handoff.id, { ...act.change(now, by), deadlines: deadlines ?? [] })
}

function whoWasFirst(handoff: Handoff): string {
  return `${handoff.answeredBy ?? 'somebody'} has it already: it is ${handoff.status}`
}

async function whatBecameOf(tx: Sql, id: string, running: Handoff | undefined): Promise<string> {
  const { rows } = await tx.query<{ status: string; by: string | null; number: number }>(
    `select status, coalesce(closed_by, answered_by) as by, number from handoff where id = $1`,
    [id],
  )
  const [was] = rows
  if (was === undefined) return 'there is no such handoff'
  const now = running ? '; the lead is with sales again by a later handoff' : ''
  return `this handoff was answered already: ${was.status}${was.by ? ` by ${was.by}` : ''}${now}`
}
