import { pathToFileURL } from 'node:url'
import pLimit from 'p-limit'
import { readClock } from '../db/clock.ts'
import type { Pool } from '../db/pool.ts'
import { loop, type Loop } from './loop.ts'

/** Something that somebody does without having got a mail: people come to a web site by themselves. */
export interface Unprompted {
  readonly who: string
  /** Place of the person in the list, from 1. */
  readonly row: number
  /** ms of the one clock after the list is in. */
  readonly after: number
  readonly event: string
  readonly properties: Readonly<Record<string, unknown>>
}

const atOnce = 5

/** Reports what people do by themselves, as their web site would, when it is time for it. */
export async function startUnprompted(
  pool: Pool,
  module: string,
  rows: number,
  edge: { readonly url: string; readonly apiKey: string },
  onFailure: (error: unknown) => void,
): Promise<Loop> {
  const { default: all } = (await import(pathToFileURL(module).href)) as { default: readonly Unprompted[] }
  const from = (await readClock(pool)).now
  const left = all.filter(({ row }) => row <= rows).toSorted((a, b) => b.after - a.after)
  const limit = pLimit(atOnce)
  return loop(
    500,
    async () => {
      const { now } = await readClock(pool)
      const due: Unprompted[] = []
      for (let next = left.at(-1); next && from + next.after <= now && due.length < 50; next = left.at(-1)) {
        due.push(next)
        left.pop()
      }
      await Promise.all(due.map((act) => limit(() => report(act, edge))))
      return due.length > 0
    },
    onFailure,
  )
}

async function report(act: Unprompted, { url, apiKey }: { url: string; apiKey: string }): Promise<void> {
  const answer = await fetch(`${url}/v1/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({
      messageId: `unprompted/${act.row}/${act.event}`,
      event: act.event,
      properties: act.properties,
      context: { traits: { email: act.who } },
    }),
  })
  if (answer.status !== 202) throw new Error(`the edge answered ${answer.status}: ${await answer.text()}`)
}
