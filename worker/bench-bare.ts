import { randomUUID } from 'node:crypto'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import pLimit from 'p-limit'
import pino from 'pino'
import type { bare, BareActivities } from './bench-bare-workflow.ts'
import { commonPolls, patienceWithOwn, taskSlots } from './lives.ts'
import { installRuntime } from './temporal-runtime.ts'
import { undoing } from './undoing.ts'
import { bundledHere } from './workflow-code.ts'

/** What a benchmark's worker has to say. */
export const benchLog = pino({ level: 'error' }, pino.destination(2))

/** Bare workflows and a worker for them, with the settings of ours. */
export interface Bare {
  readonly client: Client
  readonly taskQueue: string
  /** When each activity was over since this was asked before, ms since the epoch. */
  done(): readonly number[]
  stop(): Promise<void>
}

export async function startBare(options: {
  readonly temporalAddress: string
  readonly maxCachedWorkflows: number
  /** Activities under way at once; as many as ours has where it is left out. */
  readonly slots?: number
}): Promise<Bare> {
  installRuntime(benchLog)
  const undo = undoing()
  try {
    const address = options.temporalAddress
    const taskQueue = `bare-${randomUUID()}`
    let done: number[] = []
    const activities: BareActivities = {
      nothing() {
        done.push(Date.now())
        return Promise.resolve()
      },
    }
    const native = await NativeConnection.connect({ address })
    undo.push(() => native.close())
    const worker = await Worker.create({
      connection: native,
      taskQueue,
      ...bundledHere(fileURLToPath(new URL(`./bench-bare-workflow${extname(import.meta.url)}`, import.meta.url))),
      activities,
      maxCachedWorkflows: options.maxCachedWorkflows,
      maxConcurrentActivityTaskExecutions: options.slots ?? taskSlots,
      nonStickyToStickyPollRatio: commonPolls,
      stickyQueueScheduleToStartTimeout: patienceWithOwn,
      shutdownGraceTime: '20 seconds',
    })
    const running = worker.run()
    undo.push(async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown()
      await running
    })
    running.catch(() => {})
    const connection = await Connection.connect({ address })
    undo.push(() => connection.close())
    return {
      client: new Client({ connection }),
      taskQueue,
      done() {
        const all = done
        done = []
        return all
      },
      stop: undo.run,
    }
  } catch (error) {
    await undo.run()
    throw error
  }
}

/** Starts bare workflows, so many at once, each with its wakes. @returns their ids */
export async function startWorkflows(
  client: Client,
  taskQueue: string,
  wakes: readonly (readonly number[])[],
  atOnce: number,
): Promise<readonly string[]> {
  const limit = pLimit(atOnce)
  return Promise.all(
    wakes.map((each) =>
      limit(async () => {
        const workflowId = `bare/${randomUUID()}`
        await client.workflow.start<typeof bare>('bare', { workflowId, taskQueue, args: [each] })
        return workflowId
      }),
    ),
  )
}

/** Ends workflows of a run that is over, as far as they were begun, so that the next run has the server to itself. */
export async function endWorkflows(client: Client, workflowIds: readonly string[]): Promise<void> {
  const limit = pLimit(20)
  await Promise.all(
    workflowIds.map((id) =>
      limit(async () => {
        try {
          await client.workflow.getHandle(id).terminate('the run of the benchmark is over')
        } catch (error) {
          // Whatever ends a run is cleaned up after: what it failed of must not be hidden by this.
          if (!(error instanceof WorkflowNotFoundError)) benchLog.error({ err: error }, `${id} could not be ended`)
        }
      }),
    ),
  )
}
