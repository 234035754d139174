import { proxyActivities, sleep } from '@temporalio/workflow'

/** What the activities of a bare workflow are: they do nothing. */
export interface BareActivities {
  nothing(): Promise<void>
}

const { nothing } = proxyActivities<BareActivities>({ startToCloseTimeout: '60 seconds' })

/**
 * The least that a life could be: sleeps until each instant, does nothing there, and goes on.
 * @param wakes ms since the epoch
 */
export async function bare(wakes: readonly number[]): Promise<void> {
  for (const wake of wakes) {
    await sleep(Math.max(1, wake - Date.now()))
    await nothing()
  }
}
