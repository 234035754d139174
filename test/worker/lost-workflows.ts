import { condition, sleep } from '@temporalio/workflow'

/** What a lead's life may look like to whom looks from outside. */
export async function lead(does: 'sleeps' | 'waits for nothing' | 'fails and is tried again'): Promise<void> {
  if (does === 'fails and is tried again') throw new Error('on purpose: the task fails, not the workflow')
  if (does === 'sleeps') await sleep('1 day')
  else await condition(() => false)
}
