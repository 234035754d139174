import { NativeConnection, Worker } from '@temporalio/worker'
import { benchLog } from './bench-bare.ts'
import { livedActivities } from './bench-lived.ts'
import { bePart } from './bench-part.ts'
import type { SleeperActivities } from './bench-sleeper.ts'
import { commonPolls, taskSlots } from './lives.ts'
import { installRuntime } from './temporal-runtime.ts'

const nothing: SleeperActivities = { nothing: () => Promise.resolve() }

await bePart('bench-worker-main', async ({ temporalAddress, taskQueue, bundle, maxCachedWorkflows }) => {
  installRuntime(benchLog)
  const connection = await NativeConnection.connect({ address: temporalAddress })
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: { codePath: bundle },
    activities: { ...nothing, ...livedActivities },
    maxCachedWorkflows,
    // As a worker of Perennial has it.
    maxConcurrentActivityTaskExecutions: taskSlots,
    ...(maxCachedWorkflows > 0 ? { nonStickyToStickyPollRatio: commonPolls } : {}),
    shutdownGraceTime: '20 seconds',
  })
  const running = worker.run()
  return {
    ready: '',
    async stop() {
      worker.shutdown()
      await running
      await connection.close()
    },
  }
})
