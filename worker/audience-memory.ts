import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { callResults } from '../core/call.ts'

const later = { after: z.number() }
const reason = { reason: z.string(), note: z.string().optional() }
const opportunity = { opportunity: z.string().optional() }

const action = z.union([
  z.object({ ...later, do: z.literal('click'), link: z.string().optional() }),
  z.object({ ...later, do: z.literal('visit'), path: z.string() }),
  z.object({ ...later, do: z.literal('track'), event: z.string(), properties: z.record(z.string(), z.unknown()) }),
  z.object({ ...later, do: z.enum(['unsubscribe', 'scan', 'leave']) }),
  z.object({ ...later, do: z.literal('answer'), say: z.enum(['accept', 'customer']) }),
  z.object({ ...later, do: z.literal('answer'), say: z.enum(['qualify', 'opportunity']), ...opportunity }),
  z.object({ ...later, do: z.literal('answer'), say: z.enum(['return', 'disqualify']), ...reason }),
  z.object({ ...later, do: z.literal('call'), result: z.enum(callResults), note: z.string().optional() }),
])

const plan = z.object({
  /** Names the act for ever: done twice, it counts once. */
  id: z.string(),
  /** The mail that it answers, by its number in the inbox. */
  mail: z.number(),
  who: z.string(),
  /** Where the form is that it fills in: path on the edge. */
  form: z.string().optional(),
  action,
  /** When, in ms on the one clock. */
  due: z.number(),
})
/** Something that somebody is going to do. */
export type Plan = z.infer<typeof plan>

const memory = z.object({
  /** The number of the last mail that was looked at. */
  read: z.number(),
  plans: z.array(plan),
  /** Mails got, by address and by form. */
  got: z.record(z.string(), z.number()),
  /** Addresses whose mailbox is closed. */
  gone: z.array(z.string()),
})
/** Everything that the audience must know to go on after a stop: a few bytes for each person and for each plan. */
export type Memory = z.infer<typeof memory>

export function recall(file: string): Memory {
  try {
    return memory.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { read: 0, plans: [], got: {}, gone: [] }
    }
    throw new Error(`${file} is no memory of an audience. Delete it to let the audience begin anew.`, { cause: error })
  }
}

export function remember(file: string, kept: Memory): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(kept))
  renameSync(`${file}.new`, file)
}
