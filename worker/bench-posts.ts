import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { idOf } from './bench-leads.ts'
import { benchSettings } from './bench-settings.ts'

const [apiKey = ''] = benchSettings({}).apiKeys
const pages = ['/blog/close', '/team', '/developers', '/jobs', '/security'] as const

interface Message {
  readonly type: 'track' | 'page'
  readonly event?: string
  readonly properties: Readonly<Record<string, string>>
  readonly userId: string
  readonly messageId: string
}

/** What makes a lead with the facts of the benchmarks sales-ready. @param nth the lead's number */
export const decisive = (nth: number): Message => ({
  type: 'track',
  event: 'Requested',
  properties: { what: 'demo' },
  userId: idOf(nth),
  messageId: randomUUID(),
})

/** A visit that no lead listens for, and that promotes none. */
export const visit = (nth: number, page: number): Message => ({
  type: 'page',
  properties: { path: pages[page % pages.length] ?? pages[0] },
  userId: idOf(nth),
  messageId: randomUUID(),
})

/** What a request to the API carries. */
export const asRequest = (body: unknown): RequestInit & { readonly headers: Readonly<Record<string, string>> } => ({
  method: 'POST',
  headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** Posts one event. @returns when it was sent, ms since the epoch @throws where it was not taken in */
export async function post(edgeUrl: string, { type, ...message }: Message): Promise<number> {
  const at = Date.now()
  const answer = await fetch(`${edgeUrl}/v1/${type}`, asRequest(message))
  const text = await answer.text()
  if (answer.status !== 202) throw new Error(`the edge answered ${answer.status}: ${text}`)
  return at
}

/** Posts visits at a steady rate, until stopped. */
export interface Background {
  /** @returns events that were taken in for each second */
  stop(): Promise<number>
}

const ticksPerSecond = 10
/** Requests under way; an edge that falls behind gets no more than that. */
const mostUnderWay = 10

/** @param leads those who visit are the first so many */
export function visitors(
  edgeUrl: string,
  { leads, perSecond }: { readonly leads: number; readonly perSecond: number },
): Background {
  const size = Math.ceil(perSecond / ticksPerSecond)
  const began = performance.now()
  const underWay = new Set<Promise<void>>()
  const stopping = new AbortController()
  let [taken, made] = [0, 0]
  const send = async (): Promise<void> => {
    const batch = Array.from({ length: size }, () => visit(made++ % leads, Math.floor(made / leads)))
    const answer = await fetch(`${edgeUrl}/v1/batch`, asRequest({ batch }))
    const { results } = (await answer.json()) as { results?: readonly { accepted: boolean }[] }
    taken += results?.filter(({ accepted }) => accepted).length ?? 0
  }
  const failures: unknown[] = []
  const run = async (): Promise<void> => {
    for (let tick = 1; !stopping.signal.aborted; tick++) {
      if (underWay.size < mostUnderWay) {
        const sent: Promise<void> = send()
          .catch((error: unknown) => void failures.push(error))
          .finally(() => underWay.delete(sent))
        underWay.add(sent)
      }
      await delay(Math.max(0, began + (tick * 1_000) / ticksPerSecond - performance.now()))
    }
  }
  const done = run()
  return {
    async stop() {
      stopping.abort()
      await done
      await Promise.all(underWay)
      if (failures.length > 0) throw failures[0]
      return (taken * 1_000) / (performance.now() - began)
    },
  }
}
