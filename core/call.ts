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
