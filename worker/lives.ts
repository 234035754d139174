import { Client, Connection } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { createActivities } from '../activities/index.ts'
import type { Definitions } from '../db/definitions.ts'

import { listen } from '../db/listen.ts'
import { tellMoves } from '../db/moves.ts'
import type { Pool } from '../db/pool.ts'
import { judgeHits } from '../edge/judge-hits.ts'
import { createSender } from '../mail/send.ts'
import { lagMeter } from './lag-meter.ts'
import { loop } from './loop.ts'
import { sendNotices } from './notices.ts'
import { startRelay } from './relay.ts'
import type { Settings } from './settings.ts'
import { temporalConnection } from './temporal-connection.ts'
import { installRuntime } from './temporal-runtime.ts'
import { undoing } from './undoing.ts'
import { versioned } from './versioning.ts'
import { workflowCode } from './workflow-code.ts'

/** Longer than SMTP's deadlines and an activity's start-to-close, so that two attempts at a touch never overlap. */
const defaultLeaseMs = 75_000

/** Activities that a worker has under way at once. */
export const taskSlots = 20

/** A nurture's wakes are cold: most workflow tasks wait in the common queue, not in this worker's own. */
export const commonPolls = 0.5

/**
 * How long a workflow's task may wait for the worker that has its life in memory, before any worker may take it and live the life again from its
 * history. It must be longer than the line of a morning's touches, all due at once: those that wait longer cost more, and the line grows by that (decision 33).
 * What a worker that dies had in its queue, or got within ten seconds, is held up for as long; what comes later is not, since Temporal sees that nobody asks for it.
 */
export const patienceWithOwn = '60 seconds'

/** Runs leads' lives: their workflows and activities, the relay that tells them what happened, and our own mail. */
export interface Lives {
  /** Rejects when the worker dies of a defect. */
  readonly failed: Promise<never>
  /** Real ms for which work lies waiting for a worker: activities of late (the median since the last look), or tasks of workflows. */
  readonly lag: () => Promise<number>
  stop(): Promise<void>
}

export async function startLives(
  settings: Settings,
  pool: Pool,
  definitions: Definitions,
  log: Logger,
): Promise<Lives> {
  installRuntime(log)
  const undo = undoing()
  try {
    const { letterhead, sendTo, taskQueue, temporalNamespace: namespace } = settings
    const sender = createSender({ smtpUrl: settings.smtpUrl })
    undo.push(() => sender.close())
    const activities = createActivities(
      {
        pool,
        definitions,
        sender,
        letterhead,
        sendTo,
        receivers: settings.receivers ?? new Map(),
        leaseMs: settings.leaseMs ?? defaultLeaseMs,
      },
      (line, error) => log.error({ err: error }, line),
    )
    const native = await NativeConnection.connect(temporalConnection(settings))
    undo.push(() => native.close())
    const waited = lagMeter()
    const worker = await Worker.create({
      connection: native,
      namespace,
      taskQueue,
      ...workflowCode,
      activities,
      interceptors: {
        activity: [
          ({ info }) => {
            waited.saw(Date.now() - info.currentAttemptScheduledTimestampMs)
            return {}
          },
        ],
      },
      ...versioned(settings.version),
      maxCachedWorkflows: settings.maxCachedWorkflows,
      maxConcurrentActivityTaskExecutions: taskSlots,
      nonStickyToStickyPollRatio: commonPolls,
      stickyQueueScheduleToStartTimeout: patienceWithOwn,
      shutdownGraceTime: '20 seconds',
      identity: `perennial-${process.pid}`,
    })
    const running = worker.run()
    undo.push(async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown()
      await running.catch(() => {})
    })

    const connection = await Connection.connect(temporalConnection(settings))
    undo.push(() => connection.close())
    const client = new Client({ connection, namespace })
    const failing = (what: string) => (error: unknown) => log.warn({ err: error }, `${what} failed; it is tried again`)
    const telling = startRelay({ pool, client, definitions, taskQueue }, failing('relay'))
    const noticing = loop(
      1_000,
      () => sendNotices({ pool, definitions, sender, letterhead, sendTo }),
      failing('our own mail'),
    )
    const judging = loop(
      Math.min(1_000, Math.max(100, settings.judgeClicksAfterMs / 2)),
      async () => (await judgeHits(pool, definitions, { olderThanMs: settings.judgeClicksAfterMs, limit: 200 })) > 0,
      failing('judging clicks'),
    )
    // Each move costs a workflow an activity: so many a second, and no more.
    const moving = loop(
      1_000,
      async () => {
        await tellMoves(pool, 100)
        return false
      },
      failing('moving leads to another version'),
    )
    const listening = listen(settings.databaseUrl, 'outbox', (word) => {
      if (word !== 'notice') telling.wake(word)
      if (word === undefined || word === 'notice') noticing.wake()
    })
    for (const part of [telling, noticing, judging, moving, listening]) undo.push(() => part.stop())

    const failed = running.then(() => new Promise<never>(() => {}))
    failed.catch(() => {})
    return {
      failed,
      lag: async () => Math.max(waited.look(), await oldestTask(connection, { namespace, taskQueue })),
      stop: undo.run,
    }
  } catch (error) {
    await undo.run()
    throw error
  }
}

/** Real ms for which the oldest task of a workflow lies in the queue that no worker keeps for itself. */
async function oldestTask(
  { workflowService }: Connection,
  { namespace, taskQueue: name }: { readonly namespace: string; readonly taskQueue: string },
): Promise<number> {
  const { stats } = await workflowService.describeTaskQueue({ namespace, taskQueue: { name }, reportStats: true })
  const { seconds, nanos } = stats?.approximateBacklogAge ?? {}
  return Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1e6
}
