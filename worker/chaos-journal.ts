import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from '../db/pool.ts'
import type { Doubt } from './chaos-moments.ts'

/** What the run remembers of what it did, beside what its parts remember. */
export interface Journal {
  /** Processes killed with -9, by part. */
  readonly kills: Readonly<Record<string, number>>
  /** Kills of the worker that met a touch between its claim and its record. */
  readonly killsMidSend: number
  /** What was done, as a line each. */
  readonly lines: readonly string[]
  killed(part: string): void
  killedMidSend(): void
  note(line: string): void
  /** A conversation with the mail server broke off in the middle of this mail. */
  doubt(doubt: Doubt): void
  /** Looks at what is under way now, and keeps it. Returns how many of these no earlier look has seen. */
  look(): Promise<number>
  /** Whether a mail was under way when something broke: all that may explain that nobody knows what became of it. */
  explains(touch: { readonly id: number; readonly messageId: string | null; readonly address: string | null }): boolean
}

export function openJournal(pool: Pool): Journal {
  const kills: Record<string, number> = {}
  const lines: string[] = []
  const doubts: Doubt[] = []
  const underWay = new Set<number>()
  const claims = new Set<string>()
  let midSend = 0
  return {
    kills,
    lines,
    get killsMidSend() {
      return midSend
    },
    killed: (part) => void (kills[part] = (kills[part] ?? 0) + 1),
    killedMidSend: () => void (midSend += 1),
    note: (line) => void lines.push(line),
    doubt: (doubt) => void doubts.push(doubt),
    async look() {
      const rows = await untilAnswered(pool)
      const fresh = rows.filter(({ token }) => !claims.has(token))
      for (const { id, token } of rows) {
        underWay.add(id)
        claims.add(token)
      }
      return fresh.length
    },
    explains: ({ id, messageId, address }) =>
      underWay.has(id) ||
      doubts.some((doubt) =>
        doubt.messageId === undefined
          ? doubt.recipient === address?.toLowerCase()
          : bare(doubt.messageId) === bare(messageId ?? ''),
      ),
  }
}

export const bare = (messageId: string): string => messageId.replaceAll(/[<>]/g, '')

const answersWithinMs = 60_000

/** A claim outlives its process by its lease: a look that comes some seconds late sees the same. */
async function untilAnswered(pool: Pool): Promise<readonly { readonly id: number; readonly token: string }[]> {
  const over = performance.now() + answersWithinMs
  for (;;) {
    try {
      const { rows } = await pool.query<{ id: number; token: string }>(
        `select id, claim_token as token from touch where state in ('claimed', 'sending') and channel = 'email'`,
      )
      return rows
    } catch (error) {
      if (performance.now() > over) throw error
      await delay(100)
    }
  }
}
