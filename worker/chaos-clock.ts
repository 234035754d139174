import { Connection } from '@temporalio/client'
import type { Pool } from '../db/pool.ts'
import { taskQueue } from './chaos-parts.ts'
import { driveClock } from './clock-driver.ts'
import type { Loop } from './loop.ts'

/** Work that nobody can see counts as lying for so long: the clock slows down while Temporal is away. */
const unseenMs = 3_000

/** 1: tasks of workflows; 2: of activities. */
const queues = [1, 2] as const

/** Drives the fast clock from outside of the worker, by what lies waiting in Temporal's queues. */
export function driveChaosClock(pool: Pool, rate: number, temporalAddress: string): Loop {
  const connection = Connection.lazy({ address: temporalAddress })
  const oldest = async (): Promise<number> => {
    const ages = await Promise.all(
      queues.map(async (taskQueueType) => {
        const { stats } = await connection.withDeadline(Date.now() + 1_000, () =>
          connection.workflowService.describeTaskQueue({
            namespace: 'default',
            taskQueue: { name: taskQueue },
            taskQueueType,
            reportStats: true,
          }),
        )
        const { seconds, nanos } = stats?.approximateBacklogAge ?? {}
        return Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1e6
      }),
    )
    return Math.max(...ages)
  }
  const clock = driveClock(
    pool,
    rate,
    () => oldest().catch(() => unseenMs),
    () => {},
  )
  return {
    wake: () => clock.wake(),
    async stop() {
      await clock.stop()
      await connection.close()
    },
  }
}
