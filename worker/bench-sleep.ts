import { Client, Connection } from '@temporalio/client'
import pLimit from 'p-limit'
import { workflowIdOf, workflowType } from '../workflows/messages.ts'
import { asleep } from './bench-asleep.ts'
import { bundles, type Runs } from './bench-bundle.ts'
import { compared, inTurn } from './bench-figures.ts'
import { lived, livedInput, shippedTrack } from './bench-lived.ts'
import { startPart } from './bench-part.ts'
import { sleeper } from './bench-sleeper.ts'
import type { Benchmark } from './bench-stage.ts'

const most = { ratio: 1.3, evicted: 0.1 } as const
const atOnce = 50
const day = 86_400_000

/** What sleeping workflows take of a worker's memory. */
interface Taken {
  /** MB for 1,000 that are cached. */
  readonly cached: number
  /** MB for 1,000 that were, and had to give way to others. */
  readonly evicted: number
}

/** Memory of a worker for leads that sleep: while it caches them, and once it does not any more. */
export const benchSleep: Benchmark = async ({ quick, runs, servers, tell, note, log }) => {
  // Those that make the process warm, and those that are counted.
  const [first, counted] = quick ? [5, 20] : [100, 1_000]
  const temporalAddress = await servers.temporal()
  const connection = await Connection.connect({ address: temporalAddress })
  const client = new Client({ connection })
  const code = await bundles()

  const measure = async (kind: Runs, run: number): Promise<Taken> => {
    const taskQueue = `bench-sleep-${kind}-${run}`
    const maxCachedWorkflows = first + counted
    const part = await startPart('bench-worker-main', {
      temporalAddress,
      taskQueue,
      bundle: code.paths[kind],
      maxCachedWorkflows,
    })
    const bring = async (from: number, count: number): Promise<number> => {
      const limit = pLimit(atOnce)
      const start = kind === 'leads' ? sleepingLead : bareSleeper
      await Promise.all(
        Array.from({ length: count }, (_, nth) => limit(() => start(client, taskQueue, `${run}-${from + nth}`))),
      )
      return settledMemory(() => part.memory())
    }
    try {
      const base = await bring(0, first)
      const full = await bring(first, counted)
      const after = await bring(first + counted, counted)
      log(
        `${kind}: ${base.toFixed(0)} MB with ${first} cached, ${full.toFixed(0)} with ${first + counted}, ${after.toFixed(0)} once ${counted} of them gave way`,
      )
      return { cached: ((full - base) * 1_000) / counted, evicted: ((after - full) * 1_000) / counted }
    } finally {
      await part.stop()
    }
  }

  try {
    const made = await inTurn(
      runs,
      (run) => measure('leads', run),
      (run) => measure('sleepers', run),
    )
    tell(
      compared(
        made.map(({ ours, beside }) => ({ ours: ours.cached, beside: beside.cached })),
        {
          name: 'sleep, cached',
          unit: 'MB for 1,000 leads',
          besideWhat: 'bare sleeping workflows',
          most: most.ratio,
        },
      ),
    )
    tell(
      compared(
        made.map(({ ours }) => ({ ours: ours.evicted, beside: ours.cached })),
        {
          name: 'sleep, evicted',
          unit: 'MB for 1,000 leads',
          besideWhat: 'what they take while they are cached',
          most: most.evicted,
        },
      ),
    )
    note(
      `Resident memory of a worker process, after the garbage of each of its threads was collected, with ${first} workflows in its cache, then ${first + counted}, which is all that it holds, then as many once ${counted.toLocaleString('en')} more had come. "None" for the evicted is a growth below ${most.evicted * 100} % of what the cached ones take: less cannot be told from what the process breathes.`,
    )
    note(`Each lead is before its first touch in ${shippedTrack.track.name}, the track that ships.`)
  } finally {
    await connection.close()
    code.remove()
  }
}

async function bareSleeper(client: Client, taskQueue: string, name: string): Promise<void> {
  const handle = await client.workflow.start(sleeper, {
    workflowId: `sleeper/${name}`,
    taskQueue,
    args: [{ touches: 0, apartMs: 0, sleepMs: 30 * day }],
  })
  await asleep(handle, { activities: 0 })
}

async function sleepingLead(client: Client, taskQueue: string, name: string): Promise<void> {
  const lead = lived({ touches: 0, momentMs: 0 }, name)
  const handle = await client.workflow.start(workflowType, {
    workflowId: workflowIdOf(lead),
    taskQueue,
    args: [livedInput(lead, shippedTrack, 0)],
  })
  await asleep(handle, { activities: 1 })
}

/** What a collection frees is given back a little later: the least of a few looks. */
async function settledMemory(look: () => Promise<number>): Promise<number> {
  let least = Infinity
  for (let nth = 0; nth < 3; nth++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    least = Math.min(least, await look())
  }
  return least
}
