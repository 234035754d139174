import { randomUUID } from 'node:crypto'
import { Client, Connection } from '@temporalio/client'
import pLimit from 'p-limit'
import { workflowIdOf } from '../workflows/messages.ts'
import { asleep } from './bench-asleep.ts'
import { bundles } from './bench-bundle.ts'
import { prepared } from './bench-database.ts'
import { alone, compared } from './bench-figures.ts'
import { paced, quantile, startOf } from './bench-latency.ts'
import { startPart } from './bench-part.ts'
import { decisive, post, visitors } from './bench-posts.ts'
import { benchProgramme } from './bench-programme.ts'
import { sleeper, wake } from './bench-sleeper.ts'
import type { Benchmark } from './bench-stage.ts'
import { allAsleep } from './bench-started.ts'
import type { Role } from './engine.ts'
import { undoing } from './undoing.ts'

const most = 2
const perSecond = 500
const pauseMs = 100
/** As in a nurture, hardly anything is cached when it is woken. */
const maxCachedWorkflows = 10
const day = 86_400_000
const queues = { ours: 'bench-wake', bare: 'bench-wake-bare' } as const

/** From the POST of a decisive event until the promotion begins, beside a bare signal that begins an activity. */
export const benchWake: Benchmark = async (stage) => {
  const { quick, runs, servers, tell, note, log } = stage
  const [probes, warm, crowd] = quick ? [3, 1, 20] : [200, 20, 500]
  // Each lead is promoted once. The first so many are those who visit.
  const each = warm + 2 * probes * runs
  const programme = await benchProgramme({ touches: 1, apart: '1 day', between: farFrom(Date.now()) })
  const base = await prepared(stage, programme, crowd + each)
  const temporalAddress = await servers.temporal()
  const { smtpUrl } = await servers.sink()

  await base.withCopy(async (pool, databaseUrl) => {
    const undo = undoing()
    try {
      const connection = await Connection.connect({ address: temporalAddress })
      undo.push(() => connection.close())
      const client = new Client({ connection })
      const code = await bundles()
      undo.push(() => code.remove())
      const settings = { temporalAddress, databaseUrl, smtpUrl, taskQueue: queues.ours, maxCachedWorkflows }
      const engine = (role: Role) => startPart('bench-engine-main', { role, servers: settings })
      const worker = await engine('worker')
      undo.push(() => worker.stop())
      const edge = await engine('edge')
      undo.push(() => edge.stop())
      const bareWorker = await startPart('bench-worker-main', {
        temporalAddress,
        taskQueue: queues.bare,
        bundle: code.paths.sleepers,
        maxCachedWorkflows,
      })
      undo.push(() => bareWorker.stop())
      const limit = pLimit(20)
      const sleepers = await Promise.all(
        Array.from({ length: each }, () =>
          limit(async () => {
            const handle = await client.workflow.start(sleeper, {
              workflowId: `sleeper/${randomUUID()}`,
              taskQueue: queues.bare,
              args: [{ touches: 0, apartMs: 0, sleepMs: 30 * day }],
            })
            await asleep(handle, { activities: 0 })
            return handle
          }),
        ),
      )
      await allAsleep(pool, crowd + each)
      log(`${(crowd + each).toLocaleString('en')} leads and ${each.toLocaleString('en')} bare workflows sleep`)

      let [lead, bare] = [crowd, 0]
      const ours = async (count: number): Promise<readonly number[]> => {
        const first = lead
        lead += count
        const posted = await paced(count, pauseMs, (nth) => post(edge.ready, decisive(first + nth)))
        return Promise.all(
          posted.map(async (at, nth) => {
            const id = workflowIdOf(base.leads[first + nth] ?? '')
            return (await startOf(client.workflow.getHandle(id), 'signalPromotion')) - at
          }),
        )
      }
      const beside = async (count: number): Promise<readonly number[]> => {
        const woken = sleepers.slice(bare, (bare += count))
        const signalled = await paced(count, pauseMs, async (nth) => {
          const at = Date.now()
          await woken[nth]?.signal(wake, true)
          return at
        })
        return Promise.all(
          woken.map(async (handle, nth) => (await startOf(handle, 'nothing')) - (signalled[nth] ?? NaN)),
        )
      }

      await ours(warm)
      await beside(warm)
      const idle: Timed[] = []
      const busy: Timed[] = []
      const rates: number[] = []
      for (let run = 0; run < runs; run++) {
        log(`run ${run + 1} of ${runs}`)
        idle.push({ ours: await ours(probes), beside: await beside(probes) })
        const background = visitors(edge.ready, { leads: crowd, perSecond })
        try {
          busy.push({ ours: await ours(probes), beside: await beside(probes) })
        } finally {
          rates.push(await background.stop())
        }
      }

      for (const [how, runsOf] of [
        ['idle', idle],
        [`under ${perSecond} events/s`, busy],
      ] as const) {
        for (const [name, share] of [
          ['p50', 0.5],
          ['p99', 0.99],
        ] as const) {
          const pairs = runsOf.map((timed) => ({
            ours: quantile(timed.ours, share),
            beside: quantile(timed.beside, share),
          }))
          const besideWhat = 'a bare signal that starts an activity'
          const asked = name === 'p50' ? { most } : {}
          tell(compared(pairs, { name: `wake, ${how}, ${name}`, unit: 'ms', besideWhat, ...asked }))
        }
      }
      tell(alone(rates, { name: 'wake, background that was taken in', unit: 'events/s' }))
      note(
        `${probes} leads a run and load, one each ${pauseMs} ms; from just before the POST, or the signal, to the start of the activity as the history has it. Worker, edge and the bare worker are processes of their own, with ${maxCachedWorkflows} workflows cached: all but the last woken are cold.`,
      )
      note(
        `The background is visits of ${crowd} other leads, in batches of ${perSecond / 10}: scored, and of no consequence to their workflows. It goes through the same edge and database as the decisive events.`,
      )
    } finally {
      await undo.run()
    }
  })
}

/** ms of each probe of a run. */
interface Timed {
  readonly ours: readonly number[]
  readonly beside: readonly number[]
}

/** A window that is hours away, so that leads sleep. */
function farFrom(now: number): readonly [`${number}:${number}`, `${number}:${number}`] {
  const hour = new Date(now).getUTCHours()
  return hour >= 6 && hour < 18 ? ['03:00', '04:00'] : ['12:00', '13:00']
}
