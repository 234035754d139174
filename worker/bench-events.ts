import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { agreedNow } from '../db/agreed.ts'
import { readClock, startFastClock } from '../db/clock.ts'
import { Definitions } from '../db/definitions.ts'
import { handoffsOf } from '../db/handoffs.ts'
import { takeIn } from '../db/ingest.ts'
import { readLead } from '../db/leads.ts'
import { inTransaction, type Pool } from '../db/pool.ts'
import { answer, type SalesAnswer } from '../db/sales.ts'
import { workflowIdOf } from '../workflows/messages.ts'
import { benchLog, endWorkflows } from './bench-bare.ts'
import { prepared } from './bench-database.ts'
import { alone } from './bench-figures.ts'
import { benchProgramme } from './bench-programme.ts'
import { benchSettings } from './bench-settings.ts'
import type { Benchmark } from './bench-stage.ts'
import { driveClock } from './clock-driver.ts'
import { startLives } from './lives.ts'
import { chainOf, type History } from './measure-histories.ts'
import { undoing } from './undoing.ts'

const touches = 12
/** Touches that it had when it asked for a demo. */
const promotedAfter = 6
const most = { perTouch: { events: 11, actions: 2 }, life: 250 } as const
const startsAt = Date.UTC(2027, 0, 4)
const patienceMs = 1_800_000

/** What whole lives leave in Temporal: 12 touches, of which sales had the lead once in the middle and gave it back, and a customer in the end. */
export const benchEvents: Benchmark = async (stage) => {
  const { quick, servers, tell, note, log } = stage
  const daysPerSecond = quick ? 3 : 1
  const rate = daysPerSecond * 86_400
  const programme = await benchProgramme({ touches, apart: '4 days', between: ['09:00', '17:00'] })
  const base = await prepared(stage, programme, quick ? 1 : 5, (pool) => startFastClock(pool, rate, startsAt))
  const temporalAddress = await servers.temporal()
  const { smtpUrl } = await servers.sink()

  const chains = await base.withCopy(async (pool, databaseUrl) => {
    const undo = undoing()
    try {
      const settings = benchSettings({ temporalAddress, databaseUrl, smtpUrl, taskQueue: `events-${randomUUID()}` })
      const lives = await startLives(settings, pool, new Definitions(), benchLog)
      undo.push(() => lives.stop())
      const clock = driveClock(pool, rate, lives.lag, (error) => benchLog.error({ err: error }, 'the clock'))
      undo.push(() => clock.stop())
      const connection = await Connection.connect({ address: temporalAddress })
      undo.push(() => connection.close())
      const client = new Client({ connection })
      undo.push(() => endWorkflows(client, base.leads.map(workflowIdOf)))
      await Promise.all(base.leads.map((lead) => live(pool, lead)))
      log('the lives are over')
      return await Promise.all(base.leads.map((lead) => wholeChain(client, lead)))
    } finally {
      await undo.run()
    }
  })

  const scheduled = chains.flatMap((chain) => chain.flatMap(scheduledTouches))
  const whole = chains.map((chain) => costOf(chain.flatMap((run) => run)))
  if (scheduled.length < chains.length * (touches / 2))
    throw new Error(
      `of ${chains.length * touches} touches, only ${scheduled.length} followed on another by a timer alone`,
    )
  const largest = (of: (cost: Cost) => number, costs: readonly Cost[]): readonly number[] => [
    Math.max(...costs.map(of)),
  ]
  tell(
    alone(
      largest(({ events }) => events, scheduled),
      { name: 'events, a scheduled touch at the most', unit: 'events', most: most.perTouch.events },
    ),
  )
  tell(
    alone(
      largest(({ actions }) => actions, scheduled),
      { name: 'events, actions of a scheduled touch at the most', unit: 'actions', most: most.perTouch.actions },
    ),
  )
  tell(
    alone(
      largest(({ events }) => events, whole),
      { name: 'events, a whole life at the most', unit: 'events', most: most.life - 1 },
    ),
  )
  tell(
    alone(
      whole.map(({ actions }) => actions),
      { name: 'events, actions of a whole life', unit: 'actions' },
    ),
  )
  for (const [what, of] of Object.entries(apart))
    tell(alone(whole.map(of), { name: `events, ${what} of a whole life`, unit: what }))
  note(
    `${chains.length} lives of ${touches} touches, 1 promotion, 1 return and 1 customer, on a clock of ${daysPerSecond} day a second. A scheduled touch follows on another by a timer alone. ` +
      `What only a fast clock asks for (tellTime: ${whole.reduce((sum, { tellTime }) => sum + tellTime, 0)} times) is left out; actions are counted as Temporal Cloud bills them.`,
  )
  note(`Activities of the first life: ${JSON.stringify(whole[0]?.activities)}.`)
}

/** Plays what happens to a lead from outside, until its life is over. */
async function live(pool: Pool, lead: string): Promise<void> {
  const definitions = new Definitions()
  const says = async (said: SalesAnswer): Promise<void> => {
    const answered = await inTransaction(pool, (tx) =>
      answer(tx, definitions, lead, said, { actor: 'bench', source: 'api' }),
    )
    if (!answered.done) throw new Error(`sales could not say ${said.say}: ${answered.sentence}`)
  }
  const sent = async (): Promise<number> => {
    const { rowCount } = await pool.query(`select from touch where lead_id = $1 and state = 'sent'`, [lead])
    return rowCount ?? 0
  }
  await until('touches before the promotion', async () => (await sent()) >= promotedAfter)
  await inTransaction(pool, async (tx) => {
    const { now } = await readClock(tx)
    const act = { kind: 'requested', of: 'demo' } as const
    const asked = { lead, act, at: now, messageId: randomUUID(), source: 'bench', actor: 'lead' }
    await takeIn(tx, await agreedNow(tx, definitions), [asked])
  })
  await until('a handoff', async () => (await handoffsOf(pool, lead)).length > 0)
  await says({ say: 'accept' })
  await says({ say: 'return', reason: 'bad_timing' })
  await until('all touches', async () => (await sent()) >= touches)
  await until('it has had everything', async () => (await readLead(pool, lead)).doing === 'exhausted')
  await says({ say: 'customer' })
  await until('it is over', async () => (await readLead(pool, lead)).doing === 'ended')
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for this: ${what}`)
    await delay(100)
  }
}

/** Visibility learns of runs a little later than they are. */
async function wholeChain(client: Client, lead: string): Promise<readonly Run[]> {
  for (let looks = 0; ; looks++) {
    const chain = await chainOf(client, lead)
    const runs = chain.map(asRun)
    const isWhole = runs[0]?.some(({ kind }) => kind === 'workflowExecutionStarted') && runs.at(-1)?.some(isEnd)
    const linked = runs.slice(0, -1).every((run) => run.some(({ kind }) => kind === 'workflowExecutionContinuedAsNew'))
    if (isWhole && linked && runs.length > 1) return runs
    if (looks > 600) throw new Error(`the runs of ${lead} never became visible: ${runs.length} are`)
    await delay(100)
  }
}

/** An event of a history. */
interface Event {
  /** As `timerStarted`. */
  readonly kind: string
  readonly activity: string | undefined
  /** Of an activity that began: how often it was tried, with this time. */
  readonly attempt: number
}

type Run = readonly Event[]

const isEnd = ({ kind }: Event): boolean => kind === 'workflowExecutionCompleted'

function asRun({ events }: History): Run {
  return (events ?? []).map((event) => {
    const named = Object.entries(event).find(([name, value]) => name.endsWith('EventAttributes') && value)
    return {
      kind: named?.[0].replace(/EventAttributes$/, '') ?? '',
      activity: event.activityTaskScheduledEventAttributes?.activityType?.name ?? undefined,
      attempt: event.activityTaskStartedEventAttributes?.attempt ?? 1,
    }
  })
}

interface Cost {
  readonly events: number
  readonly actions: number
  readonly activities: Readonly<Record<string, number>>
  readonly timers: number
  readonly signals: number
  readonly runs: number
  readonly upserts: number
  readonly tellTime: number
}

/** What is counted beside the touches. */
const apart: Readonly<Record<string, (cost: Cost) => number>> = {
  wakes: ({ signals }) => signals,
  settles: ({ activities }) => activities['settle'] ?? 0,
  runs: ({ runs }) => runs,
  upserts: ({ upserts }) => upserts,
}

/** Three events of the activity, and three of the task that takes its answer. */
const eventsOfActivity = 6

function costOf(events: Run): Cost {
  const count = (kind: string): number => events.filter((event) => event.kind === kind).length
  const activities: Record<string, number> = {}
  for (const { activity } of events) if (activity !== undefined) activities[activity] = (activities[activity] ?? 0) + 1
  const { tellTime = 0, ...ours } = activities
  const [timers, signals] = [count('timerStarted'), count('workflowExecutionSignaled')]
  const [runs, upserts] = [count('workflowExecutionStarted'), count('upsertWorkflowSearchAttributes')]
  const scheduled = Object.values(ours).reduce((sum, times) => sum + times, 0)
  const retries = events.reduce((sum, { attempt }) => sum + attempt - 1, 0)
  return {
    events: events.length - eventsOfActivity * tellTime,
    actions: timers + scheduled + retries + signals + runs + upserts,
    activities: ours,
    timers,
    signals,
    runs,
    upserts,
    tellTime,
  }
}

/** From each touch to the next of the same run, where nothing but one timer and the touch itself lies between. */
function scheduledTouches(run: Run): readonly Cost[] {
  const at = run.flatMap(({ activity }, i) => (activity === 'touch' ? [i] : []))
  return at
    .slice(1)
    .map((end, i) => costOf(run.slice(at[i], end)))
    .filter(({ timers, signals, activities }) => timers === 1 && signals === 0 && Object.keys(activities).length === 1)
    .map((cost) => ({ ...cost, events: cost.events - cost.upserts, actions: cost.actions - cost.upserts }))
}
