import { sleep } from '@temporalio/workflow'
import { lead as today } from '../../workflows/lead.ts'
import type { LifeInput } from '../../workflows/messages.ts'

/** What somebody might do in good faith, and must not: a timer more, in a life that is lived already. */
export async function lead(input: LifeInput): Promise<string> {
  await sleep('1 second')
  return today(input)
}
