import { appendFileSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Outcome } from './audience-hands.ts'
import type { Plan } from './audience-memory.ts'

const line = z.object({
  /** The act's own id. */
  id: z.string(),
  /** The mail that it answers, by its number in the inbox. */
  mail: z.number(),
  who: z.string(),
  did: z.string(),
  /** The answer that sales gave on a handoff. */
  said: z.string().optional(),
  outcome: z.enum(['done', 'refused', 'later']),
  /** Real ms since the epoch, when the answer was there. */
  at: z.number(),
})
/** A try at an act of the audience, and how it was answered: `done` by 2xx or 3xx, `later` by nobody. */
export type Tried = z.infer<typeof line>

/** Keeps every try in a file, so that it can be held against what the other side kept. */
export function writeDiary(file: string): (plan: Plan, outcome: Outcome) => void {
  return ({ id, mail, who, action }, outcome) => {
    const said = action.do === 'answer' ? { said: action.say } : {}
    const tried: Tried = { id, mail, who, did: action.do, ...said, outcome, at: Date.now() }
    appendFileSync(file, `${JSON.stringify(tried)}\n`)
  }
}

export function readDiary(file: string): readonly Tried[] {
  const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean)
  return lines.map((text) => line.parse(JSON.parse(text)))
}
