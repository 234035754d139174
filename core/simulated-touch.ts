/** One touch of a simulated lead: judged by `admit`, claimed in the ledger, sent. As `activities/touch.ts` does. */
import { admit, judgedAt } from './admit.ts'
import { addSpan, DAY, MINUTE } from './calendar.ts'
import { attemptsFor } from './call.ts'
import type { Command, TouchOutcome } from './contract.ts'
import { dayAt, naming, pieceFor } from './pieces.ts'
import { without } from './simulated-ingest.ts'
import {
  calendarIn,
  deaf,
  eventsFor,
  tellOutside,
  type LedgerEntry,
  type Sent,
  type SimulatedLead,
} from './simulated-lead.ts'
import { spreadOf, type State } from './state.ts'
import { stillDue } from './still-due.ts'
import { channelOf, isTouch, type TouchStep } from './steps.ts'
import { stepOf, type Track } from './track.ts'

/** The longest that a receiving side may put a mail off before it counts as refused. */
const mostTries = 8

/** Makes the touch, or says what an earlier attempt came to. */
export function touch(
  lead: SimulatedLead,
  { step: id, attempt, due }: Extract<Command, { do: 'touch' }>,
  state: State,
  track: Track,
  now: number,
): TouchOutcome {
  const step = stepOf(track, id)
  if (!isTouch(step)) throw new Error(`step ${id} is no touch`)
  const key = `${state.enrolment}/${id}/${state.pass}/${attempt}`
  const before = lead.ledger.get(key)
  if (before && before.outcome.was !== 'deferred') return before.outcome
  const channel = channelOf(step)
  const unheard = track.rules ? eventsFor(lead, state, deaf) : []
  const isStillDue = stillDue({ track, calendar: calendarIn(lead, track) }, state, id, unheard, now)
  const { content, template, nothingLeft } = bringsNow(lead, step, state, track, judgedAt(due, now, 1))
  const admission = admit(
    {
      lifecycle: lead.lifecycle,
      heldOut: lead.person.heldOut === true,
      paused: lead.paused,
      enrolment: lead.enrolment,
      hasAddress: true,
      allowListed: true,
      channels: lead.channels,
      touchedAt: touchedAt(lead, now),
      hadContent: hadContent(lead, key, content, attempt),
      nothingLeft,
      stopped: false,
    },
    {
      enrolment: state.enrolment,
      channel,
      withSales: step.withSales,
      due,
      cadence: track.cadence,
      calendar: calendarIn(lead, track),
      spread: spreadOf(state, id),
    },
    now,
    1,
  )
  if (!isStillDue || (!admission.admitted && admission.was === 'overtaken')) {
    lead.notSent.push({ at: now, track: track.name, step: id, content, outcome: { was: 'overtaken' } })
    return { was: 'overtaken' }
  }
  const stood = { mayReach: lead.channels, lifecycle: lead.lifecycle, paused: lead.paused }
  const tries = (before?.tries ?? 0) + 1
  const outcome: TouchOutcome = admission.admitted
    ? naming(step, content, send(lead, step, template, key, tries, now))
    : admission.was === 'dropped'
      ? { was: 'dropped', reason: admission.reason, at: now }
      : { was: 'deferred', reason: admission.reason, until: admission.until }
  record(lead, key, { outcome, content, attempt, tries })
  if (outcome.was === 'sent' || outcome.was === 'assigned' || outcome.was === 'unknown') {
    const sent: Sent = {
      at: now,
      key,
      track: track.name,
      step: id,
      content,
      template,
      channel,
      attempt,
      withSales: step.withSales,
      isSure: outcome.was !== 'unknown',
      ...stood,
    }
    lead.sent.push(sent)
    if (outcome.was === 'sent') tellOutside(lead, { is: 'mailed', at: now, sent, nth: lead.sent.length })
    if (outcome.was === 'assigned') tellOutside(lead, { is: 'calling', at: now, task: outcome.task, sent })
  } else lead.notSent.push({ at: now, track: track.name, step: id, content, outcome })
  if (outcome.was === 'dropped' && outcome.reason === 'bad_address') without(lead, 'email', now)
  return outcome
}

/** What the touch would bring at an instant; a cast chooses the best piece of the day. */
function bringsNow(
  lead: SimulatedLead,
  step: TouchStep,
  state: State,
  track: Track,
  at: number,
): { readonly content: string; readonly template: string | null; readonly nothingLeft: boolean } {
  if (step.kind !== 'cast') {
    return { content: step.content, template: step.kind === 'email' ? step.template : null, nothingLeft: false }
  }
  const reader = { theme: state.theme, had: lead.had }
  const piece = pieceFor(track, step, reader, dayAt(calendarIn(lead, track), at))
  return { content: piece?.content ?? step.id, template: piece?.template ?? null, nothingLeft: piece === undefined }
}

function send(
  lead: SimulatedLead,
  step: TouchStep,
  template: string | null,
  key: string,
  tries: number,
  now: number,
): TouchOutcome {
  if (step.kind === 'call') {
    lead.task = `call ${key}`
    const until = addSpan(lead.programme.office, now, step.due)
    return { was: 'assigned', task: lead.task, budget: attemptsFor(step.attempts, lead.grade), until }
  }
  switch (lead.outside.fate?.(template ?? '', now) ?? 'sent') {
    case 'sent':
      return { was: 'sent', at: now }
    case 'unknown':
      return { was: 'unknown', at: now }
    case 'refused':
      return { was: 'dropped', reason: 'refused_by_policy', at: now }
    case 'bounced':
      return { was: 'dropped', reason: 'bad_address', at: now }
    case 'greylisted':
      return tries >= mostTries
        ? { was: 'dropped', reason: 'refused_by_policy', at: now }
        : { was: 'deferred', reason: 'deferred_by_receiver', until: now + 15 * MINUTE }
  }
}

function record(lead: SimulatedLead, key: string, entry: LedgerEntry): void {
  lead.ledger.set(key, entry)
  const { was } = entry.outcome
  const mayHaveReached = was === 'sent' || was === 'assigned' || was === 'unknown'
  if (mayHaveReached && !lead.had.includes(entry.content)) lead.had = [...lead.had, entry.content]
}

/** When touches surely reached the lead in the last 31 days: what its frequency caps count. */
function touchedAt({ sent }: SimulatedLead, now: number): readonly number[] {
  const lately: number[] = []
  for (let i = sent.length - 1; i >= 0 && sent[i]!.at > now - 31 * DAY; i--) {
    if (sent[i]!.isSure) lately.push(sent[i]!.at)
  }
  return lately
}

/** Whether it had this content by another attempt than this one; the attempts of one call share their content. */
function hadContent({ sent }: SimulatedLead, key: string, content: string, attempt: number): boolean {
  return sent.some((one) => one.content === content && one.attempt === attempt && one.key !== key)
}
