import { randomUUID } from 'node:crypto'
import type { Checked, Problem } from '../core/problem.ts'
import type { Quality } from '../core/quality.ts'
import { readClock } from '../db/clock.ts'
import { changeConsent } from '../db/consent.ts'
import { enrol } from '../db/enrol.ts'
import { isKnown } from '../db/events.ts'
import { findOrCreate } from '../db/identify.ts'
import { takeIn } from '../db/ingest.ts'
import { findLead, lockLead } from '../db/leads.ts'
import { lastWord } from '../db/permission.ts'
import { inTransaction, type Sql } from '../db/pool.ts'
import type { EdgeDeps } from './deps.ts'
import type { Message } from './segment.ts'
import { understand, type Told } from './told.ts'

/** What became of a message. */
export interface Accepted {
  readonly messageId: string
  readonly accepted: true
  /** It was taken in before: this time it changed nothing. */
  readonly known: boolean
  readonly lead?: string
  /** Nobody knows yet who it was: it was not kept. */
  readonly ignored?: 'anonymous'
  readonly warnings: readonly string[]
}

const actor = 'api'
const source = 'segment'
const aheadAtMost = 5 * 60_000

/** Takes in one message in one transaction; what it answers is committed. */
export async function takeMessage(deps: EdgeDeps, message: Message): Promise<Checked<Accepted>> {
  const { now } = await readClock(deps.pool)
  const at = message.timestamp ?? now
  if (at > now + aheadAtMost) return { problems: [ahead(now)] }
  const { quality } = await deps.definitions.quality(deps.pool)
  const understood = understand(message, quality.facts)
  if ('problems' in understood) return understood
  const messageId = message.messageId ?? randomUUID()
  const taken = await inTransaction(deps.pool, (tx) =>
    take(tx, deps, quality, understood.ok, { at, id: `${source}/${messageId}`, isNamed: message.userId !== undefined }),
  )
  return { ok: { messageId, accepted: true, ...taken } }
}

const ahead = (now: number): Problem => ({
  where: 'timestamp',
  what: `it lies more than 5 minutes ahead of our clock, which is at ${new Date(now).toISOString()}`,
  remedy: 'Send what has happened, or leave it out: then it counts as now.',
})

async function take(
  tx: Sql,
  deps: EdgeDeps,
  quality: Quality,
  told: Told,
  envelope: { at: number; id: string; isNamed: boolean },
): Promise<Omit<Accepted, 'messageId' | 'accepted'>> {
  const { person, act, facts } = told
  const { at, id } = envelope
  if (!envelope.isNamed && person.email === undefined && (await isStranger(tx, person.aliases))) {
    return { known: false, ignored: 'anonymous', warnings: told.warnings }
  }
  const { lead, created } = await findOrCreate(tx, { source: 'api', ...person }, actor)
  const changesMore = created || Object.keys(told.consent).length > 0
  if (changesMore && (await isKnown(tx, id))) return { known: true, lead, warnings: told.warnings }
  const kept = await recordConsent(tx, lead, told, { at, id })
  // Before the event, so that a new lead's first event finds a life that can hear of it.
  if (created) await enrol(tx, deps.definitions, lead, quality.intake, actor)
  const taken = await takeIn(tx, deps.definitions, lead, {
    ...(act && { act }),
    at,
    messageId: id,
    facts,
    source,
    actor,
  })
  return { known: taken === 'known', lead, warnings: [...told.warnings, ...kept] }
}

async function isStranger(tx: Sql, aliases: Told['person']['aliases']): Promise<boolean> {
  for (const { source, alias } of aliases) if (await findLead(tx, `${source}:${alias}`)) return false
  return true
}

/** A copy of an old yes that a system sends along must not undo a no: only a new, confirmed yes does. */
async function recordConsent(
  tx: Sql,
  leadId: string,
  { consent }: Told,
  { at, id }: { at: number; id: string },
): Promise<readonly string[]> {
  const warnings: string[] = []
  for (const channel of ['email', 'phone'] as const) {
    const said = consent[channel]
    if (said === undefined) continue
    const lead = await lockLead(tx, leadId)
    const last = await lastWord(tx, leadId, channel)
    if (last?.granted === said.granted && (last.basis === said.basis || !said.granted)) continue
    if (last?.granted === false && said.basis !== 'double_opt_in') {
      warnings.push(
        `consent.${channel}: the person has said no; after that only a new yes of basis double_opt_in counts`,
      )
      continue
    }
    await changeConsent(tx, lead, { channel, ...said, source, at, actor, messageId: `${id}/${channel}` })
  }
  return warnings
}
