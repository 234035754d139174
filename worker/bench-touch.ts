import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { startFastClock, tick } from '../db/clock.ts'
import { Definitions } from '../db/definitions.ts'
import type { Pool } from '../db/pool.ts'
import { smtpConnections } from '../mail/send.ts'
import { workflowIdOf } from '../workflows/messages.ts'
import { benchLog, endWorkflows, startBare, startWorkflows } from './bench-bare.ts'
import { watchCpu, type CpuOverTime } from './bench-cpu-over-time.ts'
import { costOf, costsCompared, type Cost } from './bench-cpu.ts'
import { prepared, type Prepared } from './bench-database.ts'
import { alone, bestOf, compared, inTurn } from './bench-figures.ts'
import { benchProgramme } from './bench-programme.ts'
import { benchSettings } from './bench-settings.ts'
import type { Benchmark, Stage } from './bench-stage.ts'
import { startLives, taskSlots } from './lives.ts'
import { loop } from './loop.ts'
import { undoing } from './undoing.ts'

/** Activities under way at once of the bare worker that are tried; the first is ours. */
const choices = [taskSlots, 50, 100] as const
/** The window of a quarter of an hour opens at midnight: it is over, and the next is a day away. */
const startsAt = Date.UTC(2027, 0, 4, 0, 20)
const window = ['00:00', '00:15'] as const
const windowShare = 15 / (24 * 60)
/** Until the first touch is due. */
const daysAhead = 1.9
const maxCachedWorkflows = 2_000
const names = { own: 'worker', others: 'SMTP sink' }

/** What a run came to. */
interface Run {
  readonly perSecond: number
  /** Within the rounds, for each touch. */
  readonly cpu: Cost
  /** A touch that finds itself due already has none, and is cheaper than it should be. */
  readonly timers: number
  /** Seconds that a day needs at least: for the longest round, and until all are asleep before the first. */
  readonly longest: number
}

/** Rounds that ran into one another: a touch that is late finds its next one due and sets no timer for it. */
class TooFast extends Error {
  override readonly name = 'TooFast'
}

/**
 * Touches a second of whole lives, beside a bare workflow with the same timers: every day of a fast clock, all leads are due within
 * a moment, and what counts is the time until the last of them had its touch.
 */
export const benchTouch: Benchmark = async (stage) => {
  const { quick, runs, servers, tell, note, log } = stage
  const size: Size = { leads: quick ? 20 : 2_000, rounds: quick ? 2 : 5 }
  const few: Size = { leads: quick ? 20 : 500, rounds: 2 }
  // One more than is measured: what a life does when it has had everything is no part of a touch. All are to be asleep before the first.
  const programme = await benchProgramme({
    touches: size.rounds + 1,
    ahead: '1 day',
    apart: '12 hours',
    between: window,
  })
  const base = await prepared(stage, programme, size.leads, (pool) => startFastClock(pool, 86_400, startsAt))
  const warm = await prepared(stage, programme, few.leads, (pool) => startFastClock(pool, 86_400, startsAt))
  const temporalAddress = await servers.temporal()
  const { smtpUrl } = await servers.sink()

  /** By what was run: days, in seconds, that were long enough. */
  const enough = new Map<string, number>()

  /** Days so long that rounds stay apart: where they turn out too short, they are made longer, and stay so. */
  async function inDays(seconds: number, what: string, run: (day: number) => Promise<Run>): Promise<Run> {
    for (let day = Math.max(seconds, enough.get(what) ?? 0); ; day *= 2) {
      try {
        const made = await run(day)
        enough.set(what, day)
        log(`${what}: ${made.perSecond.toFixed(1)} touches/s in days of ${day.toFixed(1)} s`)
        return made
      } catch (error) {
        if (!(error instanceof TooFast) || day > 3_600) throw error
        log(`${what}: days of ${day.toFixed(1)} s are too short: ${error.message}`)
      }
    }
  }
  const live = (of: Prepared, { rounds }: Size, day: number): Promise<Run> =>
    inDays(day, 'ours', (seconds) => ours(stage, of, { temporalAddress, smtpUrl, rounds, day: seconds }))
  const idle = (of: Size, day: number, slots: number): Promise<Run> =>
    inDays(day, `bare, ${slots} slots`, (seconds) => bare(of, { temporalAddress, day: seconds, slots }))

  const first = quick ? 4 : 15
  const ourWarm = await live(warm, few, first)
  const bareWarm = await idle(few, first, taskSlots)
  // What a round leaves behind, as the sleep after the last touches, must be over before the next, too.
  const dayFor = ({ longest }: Run): number => Math.max(first, (2 * longest * size.leads) / few.leads)
  const tried = quick ? [taskSlots] : choices
  const best = await bestOf(tried, async (slots) => (await idle(few, first, slots)).perSecond)
  const pairs = await inTurn(
    runs,
    () => live(base, size, dayFor(ourWarm)),
    () => idle(size, dayFor(bareWarm), best),
  )
  tell(
    compared(
      pairs.map(({ ours, beside }) => ({ ours: ours.perSecond, beside: beside.perSecond })),
      {
        name: 'touch',
        unit: 'touches/s',
        besideWhat: `a bare workflow with the same timers, ${best} activity slots`,
        least: 0.8,
      },
    ),
  )
  tell(
    alone(
      pairs.map(({ ours }) => ours.timers),
      { name: 'touch, timers', unit: 'a touch', least: 1 },
    ),
  )
  costsCompared(
    pairs.map(({ ours, beside }) => ({ ours: ours.cpu, beside: beside.cpu })),
    { name: 'touch', unit: 'ms a touch', besideWhat: 'a bare workflow' },
  ).forEach(tell)
  note(
    `${size.leads.toLocaleString('en')} leads with ${size.rounds} touches a run, all leads due at once in each round; the time of a round is that from its first to its last touch, and so is its CPU. ` +
      `${maxCachedWorkflows.toLocaleString('en')} workflows cached, ${taskSlots} activity slots, ${smtpConnections} connections to the sink; of the bare worker, ${tried.join(', ')} slots were tried.`,
  )
}

interface Size {
  readonly leads: number
  readonly rounds: number
}

interface OurOptions {
  readonly temporalAddress: string
  readonly rounds: number
  readonly smtpUrl: string
  /** Seconds that a day of the fast clock takes. */
  readonly day: number
}

function ours({ servers }: Stage, of: Prepared, { temporalAddress, smtpUrl, rounds, day }: OurOptions): Promise<Run> {
  return of.withCopy(async (pool, databaseUrl) => {
    const undo = undoing()
    const size: Size = { leads: of.leads.length, rounds }
    try {
      const sink = await servers.sink()
      await sink.receipts()
      const rate = 86_400 / day
      await pool.query(`update clock set rate = $1, ticked_at = clock_timestamp(), pace = 0`, [rate])
      // Nobody begins before the worker is ready.
      await pool.query(`update outbox set try_at = 'infinity'`)
      const settings = benchSettings({
        temporalAddress,
        databaseUrl,
        smtpUrl,
        taskQueue: `touch-${randomUUID()}`,
        maxCachedWorkflows,
      })
      const lives = await startLives(settings, pool, new Definitions(), benchLog)
      undo.push(() => lives.stop())
      const connection = await Connection.connect({ address: temporalAddress })
      undo.push(() => connection.close())
      const client = new Client({ connection })
      // At one pace, whatever lies waiting: who fell asleep at another one would not be due with the rest.
      const clock = loop(
        250,
        async () => {
          await tick(pool, rate)
          return false
        },
        (error) => benchLog.error({ err: error }, 'the clock'),
      )
      undo.push(() => clock.stop())
      undo.push(() => endWorkflows(client, of.leads.map(workflowIdOf)))
      const began = performance.now()
      await pool.query(`update outbox set try_at = clock_timestamp()`)
      await pool.query(`select pg_notify('outbox', '')`)

      const asleep = await until(day * daysAhead, async () => (await scheduled(pool)) === size.leads)
      if (!asleep) throw new TooFast('not all leads were asleep when the first window opened')
      const settling = (performance.now() - began) / 1_000
      const cpu = watchCpu(names)
      undo.push(() => cpu.stop())
      const at: number[] = []
      await until(day * (rounds + 3), async () => {
        at.push(...(await sink.receipts()).at)
        return at.length >= size.leads * rounds
      })
      await assertSent(pool, size)
      const timers = await timersPerTouch(client, of.leads.slice(0, 20))
      return asRun(at, size, { cpu, timers }, { day, shortest: settling / daysAhead })
    } finally {
      await undo.run()
    }
  })
}

interface BareOptions {
  readonly temporalAddress: string
  readonly day: number
  readonly slots: number
}

async function bare(size: Size, { temporalAddress, day, slots }: BareOptions): Promise<Run> {
  const { leads, rounds } = size
  const undo = undoing()
  try {
    const worker = await startBare({ temporalAddress, maxCachedWorkflows, slots })
    undo.push(() => worker.stop())
    const began = Date.now()
    const wakes = Array.from({ length: leads }, (_, nth) =>
      Array.from({ length: rounds + 1 }, (_, round) => began + day * 1_000 * (round + 1 + (windowShare * nth) / leads)),
    )
    const ids = await startWorkflows(worker.client, worker.taskQueue, wakes, 8)
    undo.push(() => endWorkflows(worker.client, ids))
    const settling = (Date.now() - began) / 1_000
    if (settling > day * 0.9) throw new TooFast('not all workflows were asleep before the first round')
    const cpu = watchCpu(names)
    undo.push(() => cpu.stop())
    const at: number[] = []
    await until(day * (rounds + 2), () => {
      at.push(...worker.done())
      return Promise.resolve(at.length >= leads * rounds)
    })
    return asRun(at, size, { cpu, timers: 1 }, { day, shortest: settling / 0.9 })
  } finally {
    await undo.run()
  }
}

/** Leads that are asleep until their first touch. */
async function scheduled(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ asleep: number }>(
    `select count(*) as asleep from lead where step is not null and wakes_at > clock_now()`,
  )
  return rows[0]?.asleep ?? 0
}

/** What was counted must be the touches that were meant: one a lead in each round, none put off. */
async function assertSent(pool: Pool, { leads, rounds }: Size): Promise<void> {
  const { rows } = await pool.query<{ state: string; times: number }>(
    `select state || coalesce(' ' || reason, '') as state, count(*) as times from touch group by 1`,
  )
  // The last mails are at the sink before the ledger knows it.
  const isSent = ({ state }: { readonly state: string }): boolean => ['sent', 'sending', 'claimed'].includes(state)
  const sent = rows.filter(isSent).reduce((sum, { times }) => sum + times, 0)
  if (sent < leads * rounds || !rows.every(isSent))
    throw new TooFast(`the ledger has ${JSON.stringify(rows)} where ${leads * rounds} were to be sent`)
}

/** Timers that were set before each touch, in the last runs of these leads. */
async function timersPerTouch(client: Client, leads: readonly string[]): Promise<number> {
  let [timers, touches] = [0, 0]
  for (const lead of leads) {
    const { events = [] } = await client.workflow.getHandle(workflowIdOf(lead)).fetchHistory()
    const all = events ?? []
    const isTouch = (event: (typeof all)[number]): boolean =>
      event.activityTaskScheduledEventAttributes?.activityType?.name === 'touch'
    touches += all.filter(isTouch).length
    timers += all.slice(0, all.findLastIndex(isTouch)).filter((event) => event.timerStartedEventAttributes).length
  }
  return timers / touches
}

function asRun(
  all: readonly number[],
  { leads: count, rounds }: Size,
  { cpu, timers }: { readonly cpu: CpuOverTime; readonly timers: number },
  { day, shortest }: { readonly day: number; readonly shortest: number },
): Run {
  if (all.length < count * rounds) throw new TooFast(`of ${count * rounds} touches, ${all.length} were made in time`)
  const at = all.toSorted((a, b) => a - b)
  const touches = (count - 1) * rounds
  const seconds: number[] = []
  const cost: Record<string, number> = {}
  for (let round = 0; round < rounds; round++) {
    const [first = 0, last = 0] = [at[round * count], at[(round + 1) * count - 1]]
    seconds.push((last - first) / 1_000)
    if (last - first > day * 950) throw new TooFast(`round ${round + 1} took ${seconds.at(-1)} s`)
    for (const [name, ms] of Object.entries(costOf(cpu.until(first), cpu.until(last), touches)))
      cost[name] = (cost[name] ?? 0) + ms
  }
  const sum = seconds.reduce((total, each) => total + each, 0)
  return { perSecond: touches / sum, cpu: cost, timers, longest: Math.max(shortest, ...seconds) }
}

/** Whether it became true within so many seconds. */
async function until(seconds: number, isSo: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + seconds * 1_000
  while (performance.now() < deadline) {
    if (await isSo()) return true
    await delay(100)
  }
  return false
}
