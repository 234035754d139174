import { WorkflowNotFoundError } from '@temporalio/client'
import { isWithSales } from '../core/lifecycle.ts'
import { channelOf, isTouch, type Step } from '../core/steps.ts'
import type { Track } from '../core/track.ts'
import { raiseAlert } from '../db/alerts.ts'
import { changeConsent } from '../db/consent.ts'
import { rememberTouch } from '../db/doctor-ledger.ts'
import { lockLead, type Lead } from '../db/leads.ts'
import { pause } from '../db/pauses.ts'
import { inTransaction, type Sql } from '../db/pool.ts'
import { workflowIdOf } from '../workflows/messages.ts'
import { channelsOf, contentOfTouch, wentOut, type Beyond } from './doctor-judge.ts'
import type { Look } from './doctor-look.ts'
import type { Remembered, RememberedAttempt } from './doctor-remembered.ts'
import { beyondInWords } from './doctor-words.ts'
import { begin, type RelayDeps } from './relay.ts'

export type Repaired = { readonly done: true } | { readonly done: false; readonly because: string }

const actor = 'doctor'
const wentOn: Repaired = { done: false, because: 'it went on meanwhile; run the command once more' }

/** Ends the run that was looked at, if it still runs, and begins the life again from what Postgres keeps of it. */
export async function beginAgain(deps: RelayDeps, lead: string, look: Look): Promise<Repaired> {
  if (!(await endRun(deps, lead, look))) return wentOn
  await begin(deps.pool, deps, lead)
  return { done: true }
}

/** Ends a workflow whose lead has no life, and keeps in the ledger what it sent. */
export async function endOrphan(
  deps: RelayDeps,
  lead: string,
  look: Exclude<Look, { is: 'missing' }>,
  beyond: Beyond | undefined,
): Promise<Repaired> {
  if (!(await endRun(deps, lead, look))) return wentOn
  if (beyond) await inTransaction(deps.pool, (tx) => rememberTouches(tx, deps, lead, look.remembers, beyond))
  return { done: true }
}

/**
 * Gives back to Postgres what only the workflow knows and what must not be forgotten: that a mail went out, and that a
 * permission was withdrawn. What else was lost is told to a person; where sales had a word, the lead is paused until then.
 */
export async function bringBack(
  deps: RelayDeps,
  id: string,
  look: Exclude<Look, { is: 'missing' }>,
  beyond: Beyond,
): Promise<Repaired> {
  if (!(await endRun(deps, id, look))) return wentOn
  const { remembers } = look
  await inTransaction(deps.pool, async (tx) => {
    const lead = await lockLead(tx, id)
    const mustWait = hadSales(lead, remembers, beyond)
    await rememberTouches(tx, deps, id, remembers, beyond)
    const withdrawn = await withdrawAgain(tx, lead, remembers, beyond)
    if (mustWait) await pause(tx, id, actor)
    if (!mustWait && beyond.events.length === 0 && beyond.seq === null && withdrawn.length === 0) return
    await raiseAlert(tx, {
      lead: id,
      at: lead.clock.now,
      what: 'set back',
      detail: [
        `The database was set back: it lacked ${beyondInWords(beyond)}.`,
        ...withdrawn.map((channel) => `Permission by ${channel} is withdrawn, as its workflow knew it.`),
        mustWait
          ? 'The lead is paused: say again what sales said, then resume it.'
          : 'Enter again what is known elsewhere.',
      ].join(' '),
    })
  })
  await begin(deps.pool, deps, id)
  return { done: true }
}

async function endRun({ client }: RelayDeps, lead: string, look: Look): Promise<boolean> {
  if (look.is !== 'running') return true
  try {
    await client.workflow.getHandle(workflowIdOf(lead), look.runId).terminate('perennial doctor')
    return true
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}

const salesActs = new Set(['accepted', 'qualified', 'opportunity', 'returned', 'disqualified', 'customer'])

/** Whether sales said something, or got the lead, that Postgres has forgotten. */
function hadSales(lead: Lead, { state }: Remembered, { events, made, ended }: Beyond): boolean {
  const isElsewhere =
    state.lifecycle !== lead.lifecycle && (isWithSales(state.lifecycle) || isWithSales(lead.lifecycle))
  const handedOver = made.some((id) => id.startsWith('h_'))
  return ended !== null || isElsewhere || handedOver || events.some(({ kind }) => salesActs.has(kind))
}

async function rememberTouches(
  tx: Sql,
  deps: RelayDeps,
  lead: string,
  remembers: Remembered,
  { contents }: Beyond,
): Promise<void> {
  if (contents.length === 0) return
  const { track: name, version, state } = remembers
  const published = await deps.definitions.track(tx, name, version).catch(() => undefined)
  const { clock } = await lockLead(tx, lead)
  const attempts = new Map<string, RememberedAttempt>()
  for (const attempt of remembers.touches.filter(wentOut))
    attempts.set(await contentOfTouch(deps, remembers, attempt), attempt)
  for (const content of contents) {
    const attempt = attempts.get(content)
    const step = stepOf(published?.track, attempt?.step, content)
    // A person makes a call, and the lead's life asks for it anew.
    if (step?.kind === 'call') continue
    const { enrolment, pass, attempt: number } = attempt ?? { ...state, attempt: 1 }
    await rememberTouch(tx, {
      key: { lead, enrolment, step: attempt?.step ?? step?.id ?? content, pass, attempt: number },
      channel: step && isTouch(step) ? channelOf(step) : 'email',
      content,
      track: name,
      version,
      was: attempt?.outcome.was === 'unknown' ? 'unknown' : 'sent',
      at: attempt && 'at' in attempt.outcome ? attempt.outcome.at : (state.lastTouchAt ?? clock.now),
    })
  }
}

function stepOf(track: Track | undefined, id: string | undefined, content: string): Step | undefined {
  return track?.steps.find((step) =>
    id === undefined ? 'content' in step && step.content === content : step.id === id,
  )
}

async function withdrawAgain(
  tx: Sql,
  lead: Lead,
  remembers: Remembered,
  { events, seq }: Beyond,
): Promise<readonly string[]> {
  const known = channelsOf(remembers)
  if (!known || (events.length === 0 && seq === null)) return []
  const gone = lead.channels.filter((channel) => !known.includes(channel))
  for (const channel of gone) {
    await changeConsent(tx, await lockLead(tx, lead.id), {
      channel,
      granted: false,
      basis: 'set_back',
      source: 'temporal',
      at: lead.clock.now,
      actor,
      messageId: `doctor/${lead.id}/${channel}/${lead.clock.now}`,
    })
  }
  return gone
}
