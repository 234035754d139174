import { randomUUID } from 'node:crypto'
import type { Checked, Problem } from '../core/problem.ts'
import { agreedNow, type Agreed } from '../db/agreed.ts'
import { changeConsent } from '../db/consent.ts'
import { enrol } from '../db/enrol.ts'
import { knownIds } from '../db/events.ts'
import { aliasKey, findOrCreate, knownAliases } from '../db/identify.ts'
import { takeIn, type Incoming } from '../db/ingest.ts'
import { lockLead } from '../db/leads.ts'
import { lastWord } from '../db/permission.ts'
import { isPassing } from '../db/passing.ts'
import type { Sql } from '../db/pool.ts'
import { inRetriedTransaction } from '../db/retried.ts'
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
/** Messages in one transaction: each holds a lock for every name of its person until the end. */
const together = 100

/**
 * Takes messages in, in their order; what it answers is committed. One that could not be read, or cannot be taken in, costs
 * no other.
 */
export async function takeMessages(
  deps: EdgeDeps,
  messages: readonly Checked<Message>[],
): Promise<readonly Checked<Accepted>[]> {
  const taken: Checked<Accepted>[] = []
  for (let from = 0; from < messages.length; from += together) {
    taken.push(...(await takeSome(deps, messages.slice(from, from + together))))
  }
  return taken
}

async function takeSome(deps: EdgeDeps, messages: readonly Checked<Message>[]): Promise<readonly Checked<Accepted>[]> {
  const agreed = await agreedNow(deps.pool, deps.definitions)
  const understood = messages.map((message) => ('problems' in message ? message : understoodBy(agreed, message.ok)))
  const clear = understood.flatMap((one) => ('ok' in one ? [one.ok] : []))
  const accepted = (await takeClear(deps, agreed, clear)).values()
  return understood.map((one) => ('problems' in one ? one : (accepted.next().value ?? { problems: [] })))
}

/** A message in our words. */
interface Clear extends Told {
  readonly messageId: string
  /** Ours of it: the same id counts once. */
  readonly id: string
  readonly at: number
  /** It says who it was, or may have been nobody whom we know. */
  readonly isNamed: boolean
}

function understoodBy({ clock, quality }: Agreed, message: Message): Checked<Clear> {
  const at = message.timestamp ?? clock.now
  if (at > clock.now + aheadAtMost) return { problems: [ahead(clock.now)] }
  const understood = understand(message, quality.facts)
  if ('problems' in understood) return understood
  const messageId = message.messageId ?? randomUUID()
  const isNamed = message.userId !== undefined || understood.ok.person.email !== undefined
  return { ok: { ...understood.ok, messageId, id: `${source}/${messageId}`, at, isNamed } }
}

const ahead = (now: number): Problem => ({
  where: 'timestamp',
  what: `it lies more than 5 minutes ahead of our clock, which is at ${new Date(now).toISOString()}`,
  remedy: 'Send what has happened, or leave it out: then it counts as now.',
})

/** All in one transaction; where one of them breaks it, each by itself. */
async function takeClear(
  deps: EdgeDeps,
  agreed: Agreed,
  messages: readonly Clear[],
): Promise<readonly Checked<Accepted>[]> {
  const take = async (some: readonly Clear[]): Promise<readonly Checked<Accepted>[]> => {
    const accepted = await inRetriedTransaction(deps.pool, (tx) => takeAll(tx, agreed, some))
    return accepted.map((ok) => ({ ok }))
  }
  if (messages.length === 0) return []
  try {
    return await take(messages)
  } catch (error) {
    if (messages.length === 1 || isPassing(error)) throw error
    const each: Checked<Accepted>[] = []
    for (const message of messages) {
      const taken = await take([message]).catch((reason: unknown) => {
        if (isPassing(reason)) throw reason
        deps.log.error({ err: reason, messageId: message.messageId }, 'a message of a batch failed')
        return [{ problems: [ourFault] }]
      })
      each.push(...taken)
    }
    return each
  }
}

const ourFault: Problem = {
  where: 'edge',
  what: 'something is wrong on our side',
  remedy: 'This message was not taken in. Send it again later; our log says what went wrong.',
}

async function takeAll(tx: Sql, agreed: Agreed, messages: readonly Clear[]): Promise<readonly Accepted[]> {
  const ofSomebody = await withoutStrangers(tx, messages)
  const people = ofSomebody.map(({ person }) => ({ source: actor, ...person }))
  const identified = await findOrCreate(tx, people, actor)
  const accepted = new Map<Clear, Accepted>()
  let plain: { readonly message: Clear; readonly event: Incoming; readonly warnings: readonly string[] }[] = []
  const takePlain = async (): Promise<void> => {
    const taken = await takeIn(
      tx,
      agreed,
      plain.map(({ event }) => event),
    )
    for (const [i, { message, event, warnings }] of plain.entries()) {
      const { messageId } = message
      accepted.set(message, { messageId, accepted: true, known: taken[i] === 'known', lead: event.lead, warnings })
    }
    plain = []
  }
  for (const [i, message] of ofSomebody.entries()) {
    const { lead, created } = identified[i]!
    const { act, at, id, facts, warnings } = message
    const event = { lead, ...(act && { act }), at, messageId: id, facts, source, actor }
    if (!created && Object.keys(message.consent).length === 0) {
      plain.push({ message, event, warnings })
      continue
    }
    // What changes more than its own rows is done in its place: what came before it first.
    await takePlain()
    const kept = await changeMore(tx, agreed, lead, created, message)
    plain.push({ message, event, warnings: [...warnings, ...kept] })
  }
  await takePlain()
  return messages.map((message) => {
    const { messageId, warnings } = message
    return accepted.get(message) ?? { messageId, accepted: true, known: false, ignored: 'anonymous', warnings }
  })
}

/** Those that say who it was, or whose names are known: here, or since an earlier message of these. */
async function withoutStrangers(tx: Sql, messages: readonly Clear[]): Promise<readonly Clear[]> {
  const unnamed = messages.filter(({ isNamed }) => !isNamed)
  if (unnamed.length === 0) return messages
  const known = await knownAliases(
    tx,
    unnamed.flatMap(({ person }) => person.aliases),
  )
  return messages.filter(({ isNamed, person }) => {
    const keys = person.aliases.map(aliasKey)
    if (!isNamed && !keys.some((key) => known.has(key))) return false
    for (const key of keys) known.add(key)
    return true
  })
}

/** Consent, and what makes a life of a new lead: before the event, so that its first event finds a life that can hear of it. */
async function changeMore(
  tx: Sql,
  { definitions, quality }: Agreed,
  lead: string,
  created: boolean,
  message: Clear,
): Promise<readonly string[]> {
  if ((await knownIds(tx, [message.id])).size > 0) return []
  const kept = await recordConsent(tx, lead, message)
  if (created) await enrol(tx, definitions, lead, quality.intake, actor)
  return kept
}

/** A copy of an old yes that a system sends along must not undo a no: only a new, confirmed yes does. */
async function recordConsent(tx: Sql, leadId: string, { consent, at, id }: Clear): Promise<readonly string[]> {
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
