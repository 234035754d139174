import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Evidence } from './chaos-judge.ts'
import { chainOf, type History } from './measure-histories.ts'

/** The histories of a lead's life, the oldest first. */
export interface Life {
  readonly lead: string
  readonly runs: readonly History[]
  readonly touches: readonly TouchAsked[]
}

/** A touch that a life asked for, as Temporal's histories have it. */
export interface TouchAsked {
  /** Names the attempt, as in the ledger. */
  readonly key: string
  readonly step: string
  /** What the activity said came of it, as `sent` or `deferred: early`; undefined where it has yet to answer. */
  readonly outcome: string | undefined
}

/** Held claims and servers that were down are tried again within so long. */
const looks = 12
const betweenLooksMs = 8_000

/** Reads all lives, once no touch of any is under way, or after some patience. */
export async function readLives({ client, leads }: Pick<Evidence, 'client' | 'leads'>): Promise<readonly Life[]> {
  const limit = pLimit(8)
  const read = (lead: string): Promise<Life> =>
    limit(async () => {
      const runs = await chainOf(client, lead)
      return { lead, runs, touches: runs.flatMap(touchesIn) }
    })
  const lives = new Map((await Promise.all(leads.map(({ id }) => read(id)))).map((life) => [life.lead, life]))
  for (let look = 2; look <= looks; look++) {
    const moving = [...lives.values()].filter(({ touches }) => touches.some(({ outcome }) => outcome === undefined))
    if (moving.length === 0) break
    await delay(betweenLooksMs)
    for (const life of await Promise.all(moving.map(({ lead }) => read(lead)))) lives.set(life.lead, life)
  }
  return [...lives.values()]
}

interface Input {
  readonly state: { readonly lead: string; readonly enrolment: number; readonly pass: number }
  readonly step: string
  readonly attempt: number
}

function touchesIn({ events }: History): readonly TouchAsked[] {
  const outcomes = new Map<string, string>()
  for (const event of events ?? []) {
    const done = event.activityTaskCompletedEventAttributes
    if (done) outcomes.set(String(done.scheduledEventId), was(decoded(done.result?.payloads?.[0]?.data)))
    const failed = event.activityTaskFailedEventAttributes
    if (failed)
      outcomes.set(
        String(failed.scheduledEventId),
        `failed: ${failed.failure?.cause?.message ?? failed.failure?.message ?? ''}`,
      )
  }
  return (events ?? []).flatMap(({ eventId, activityTaskScheduledEventAttributes: scheduled }) => {
    if (scheduled?.activityType?.name !== 'touch') return []
    const { state, step, attempt } = decoded(scheduled.input?.payloads?.[0]?.data) as Input
    const key = [state.lead, state.enrolment, step, state.pass, attempt].join('/')
    return [{ key, step, outcome: outcomes.get(String(eventId)) }]
  })
}

function was(result: unknown): string {
  const { outcome } = result as { readonly outcome?: { readonly was: string; readonly reason?: string } }
  if (outcome === undefined) return 'nothing'
  return outcome.reason === undefined ? outcome.was : `${outcome.was}: ${outcome.reason}`
}

function decoded(data: Uint8Array | null | undefined): unknown {
  return JSON.parse(Buffer.from(data ?? []).toString('utf8') || '{}')
}

/** Everything that is to be read in a history, with payloads decoded, in small letters. */
export function textOf(value: unknown): string {
  return textsIn(value).join('\n').toLowerCase()
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}
