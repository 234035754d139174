import type { Letterhead } from '../activities/deps.ts'
import { localOf, type Calendar } from '../core/calendar.ts'
import type { Quality } from '../core/quality.ts'
import { raiseAlert } from '../db/alerts.ts'
import { calendarOf } from '../db/calendar.ts'
import { callById } from '../db/calls.ts'
import { readClock } from '../db/clock.ts'
import { currentVersion, type Definitions } from '../db/definitions.ts'
import { handoffById, type Handoff } from '../db/handoffs.ts'
import { readLead, type Lead } from '../db/leads.ts'
import { noticeDropped, noticeFailed, noticeSent, takeNotices, type Notice } from '../db/notices.ts'
import { inTransaction, type Pool } from '../db/pool.ts'
import { repById } from '../db/reps.ts'
import { mayReceive } from '../mail/allow.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import { buildMessage } from '../mail/message.ts'
import { render, type MergeValue } from '../mail/render.ts'
import type { Sender } from '../mail/send.ts'
import { signToken } from '../mail/tokens.ts'

export interface NoticeDeps {
  readonly pool: Pool
  readonly definitions: Definitions
  readonly sender: Sender
  readonly letterhead: Letterhead
  readonly sendTo: string
}

/**
 * Sends the mails to our own people that are due. A handoff that nobody hears of is worse than one heard of twice: what is
 * in doubt goes again, with the same Message-ID.
 */
export async function sendNotices(deps: NoticeDeps): Promise<boolean> {
  const notices = await takeNotices(deps.pool, 20)
  for (const notice of notices) {
    const fate = await sendNotice(deps, notice).catch((error: unknown): Fate => ({
      later: error instanceof Error ? error.message : String(error),
    }))
    if (fate === 'sent') await noticeSent(deps.pool, notice.id, (await readClock(deps.pool)).now)
    else if ('later' in fate) await noticeFailed(deps.pool, notice.id, fate.later)
    else if ('needless' in fate) await noticeDropped(deps.pool, notice.id, fate.needless)
    else await giveUp(deps.pool, notice, fate.refused)
  }
  return notices.length > 0
}

/** What became of an attempt; `refused` for good, by the receiving side. */
type Fate = 'sent' | { readonly later: string } | { readonly needless: string } | { readonly refused: string }

/** The rep hears nothing by mail any more: somebody must tell them, and put their address right. */
async function giveUp(pool: Pool, notice: Notice, refused: string): Promise<void> {
  const about = notice.task === null ? await handoffById(pool, notice.handoff ?? '') : await callById(pool, notice.task)
  const { now } = await readClock(pool)
  await inTransaction(pool, async (tx) => {
    await noticeDropped(tx, notice.id, refused)
    await raiseAlert(tx, {
      lead: about?.lead ?? null,
      at: now,
      what: 'rep not reached',
      detail:
        `The mail ${notice.template} to ${notice.rep} was refused for good: ${refused}. ` +
        'Tell them by another way, and put their address right in the programme.',
    })
  })
}

async function sendNotice(deps: NoticeDeps, notice: Notice): Promise<Fate> {
  const { pool, letterhead } = deps
  const needless = await whyNeedless(pool, notice)
  if (needless !== undefined) return { needless }
  const rep = await repById(pool, notice.rep)
  if (rep === undefined) return { later: `there is no rep ${notice.rep}` }
  if (!mayReceive(deps.sendTo, rep.email)) return { later: 'SEND_TO does not name this address' }
  const version = await currentVersion(pool, 'template', notice.template)
  if (version === undefined) return { later: `template ${notice.template} is not published` }
  const compiled = await deps.definitions.template<CompiledTemplate>(pool, notice.template, version)
  const { now } = await readClock(pool)
  const built = buildMessage({
    key: `notice/${notice.key}`,
    to: { name: rep.name, address: rep.email },
    sender: letterhead.brand,
    date: now,
    content: render(compiled, { ...(await valuesFor(deps, notice, now)), ...common(letterhead) }),
  })
  if ('refused' in built) return { refused: built.why }
  const outcome = await deps.sender.whenFree(() => deps.sender.send(built.ok))
  if ('sent' in outcome) return 'sent'
  return 'refused' in outcome ? { refused: outcome.response } : { later: JSON.stringify(outcome) }
}

/** Since its cause was committed, somebody may have done what it asks for, or got what it is about. */
async function whyNeedless(
  pool: Pool,
  { template, rep, handoff: id, task, madeAt }: Notice,
): Promise<string | undefined> {
  if (task !== null) return (await callById(pool, task))?.doneAt == null ? undefined : 'the call is over'
  const handoff = await handoffById(pool, id ?? '')
  if (handoff === undefined || template === 'handoff-taken-back') return undefined
  if (handoff.closedAt !== null) return `the handoff is ${handoff.status}`
  if (handoff.owner !== rep) return `${handoff.owner} has it now`
  const saidSince = [handoff.answeredAt, handoff.qualifiedAt].some((at) => at !== null && at >= madeAt)
  return template === 'handoff-reminder' && saidSince ? `the handoff is ${handoff.status}` : undefined
}

function common({ brand, postalAddress }: Letterhead): Record<string, string> {
  return { senderName: brand.name ?? brand.address, ownerName: brand.name ?? brand.address, postalAddress }
}

async function valuesFor(deps: NoticeDeps, notice: Notice, now: number): Promise<Record<string, MergeValue>> {
  const { quality } = await deps.definitions.quality(deps.pool)
  const office = calendarOf(quality.office, now)
  if (notice.task !== null) return callValues(deps, notice, notice.task, office)
  const handoff = await handoffById(deps.pool, notice.handoff ?? '')
  if (handoff === undefined) throw new Error(`notice ${notice.key} names no handoff`)
  const lead = await readLead(deps.pool, handoff.lead)
  return {
    ...who(lead),
    ...linksTo(deps.letterhead, handoff, notice.rep),
    ...handoffValues(handoff, lead, quality, office),
  }
}

function handoffValues(handoff: Handoff, lead: Lead, quality: Quality, office: Calendar): Record<string, MergeValue> {
  const { evidence, deadlines } = handoff
  const takenBackAt = deadlines.find(({ act }) => act === 'takeBack')?.at
  return {
    jobTitle: lead.jobTitle ?? '',
    reason: handoff.trigger.replaceAll('-', ' '),
    answerBy: takenBackAt === undefined ? '' : moment(office, takenBackAt),
    since: moment(office, handoff.madeAt),
    endedAt: moment(office, handoff.closedAt ?? handoff.madeAt),
    next: nextFor(quality),
    why: evidence.whyNow,
    score: evidence.score,
    read: evidence.read,
    answers: evidence.answers,
    openQuestions: evidence.openQuestions,
    history: evidence.history,
  }
}

function nextFor({ sla }: Quality): string {
  return `Nobody answered within ${sla.takeBack.amount} ${sla.takeBack.unit}s, so the lead rests and is nurtured on.`
}

async function callValues(
  deps: NoticeDeps,
  notice: Notice,
  id: string,
  office: Calendar,
): Promise<Record<string, MergeValue>> {
  const task = await callById(deps.pool, id)
  if (task === undefined) throw new Error(`notice ${notice.key} names no call`)
  const lead = await readLead(deps.pool, task.lead)
  const { linkKeys, publicUrl } = deps.letterhead
  return {
    ...who(lead),
    ask: task.ask,
    phone: lead.phone ?? 'no number known',
    due: moment(office, task.dueAt),
    attempt: task.attempt,
    attempts: task.budget,
    script: task.script === '' ? [] : task.script.split('\n'),
    taskUrl: `${publicUrl}/call/${signToken(linkKeys, 'call', `${task.id}.${notice.rep}`)}`,
  }
}

function who(lead: Lead): { leadName: string; company: string } {
  const name = [lead.firstName, lead.lastName].filter(Boolean).join(' ')
  return {
    leadName: name === '' ? (lead.email ?? 'A lead without a name') : name,
    company: lead.company ?? 'company not known',
  }
}

function linksTo({ linkKeys, publicUrl }: Letterhead, handoff: Handoff, rep: string): Record<string, string> {
  const handoffUrl = `${publicUrl}/h/${signToken(linkKeys, 'handoff', `${handoff.id}.${rep}`)}`
  return {
    handoffUrl,
    acceptUrl: `${handoffUrl}?say=accept`,
    returnUrl: `${handoffUrl}?say=return`,
    disqualifyUrl: `${handoffUrl}?say=disqualify`,
  }
}

/** `Tue 1 Dec, 14:30` on the office's clock. */
function moment(office: Calendar, at: number): string {
  const { minute } = localOf(office, at)
  const two = (n: number): string => String(n).padStart(2, '0')
  const date = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: office.zone,
  }).format(at)
  return `${date}, ${two(Math.floor(minute / 60))}:${two(Math.floor(minute % 60))}`
}
