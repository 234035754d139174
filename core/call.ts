import type { Grade } from './condition.ts'

/** What came of a human call attempt (R8). */
export const callResults = [
  /** a conversation took place */
  'reached',
  'no_answer',
  'call_back',
  'not_interested',
  'wrong_number',
  /** nobody made the call in time */
  'not_made',
] as const
export type CallResult = (typeof callResults)[number]

/** Whether another attempt makes sense after this result, while the budget lasts. */
export function worthAnotherAttempt(result: CallResult): boolean {
  return result === 'no_answer' || result === 'call_back'
}

/** Of the attempts that a track allows, those that a lead of this fit is worth (R69). */
const shareOfAttempts: Readonly<Record<Grade, number>> = { A: 1, B: 1, C: 0.67, D: 0.34 }

/** How often a call is tried with a lead of this grade; at least once. */
export function attemptsFor(attempts: number, grade: Grade): number {
  return Math.max(1, Math.ceil(attempts * shareOfAttempts[grade]))
}
