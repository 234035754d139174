import { randomUUID } from 'node:crypto'
import { Client, Connection } from '@temporalio/client'
import pLimit from 'p-limit'
import { MINUTE } from '../core/calendar.ts'
import { fraction } from '../core/hash.ts'
import { Definitions } from '../db/definitions.ts'
import { enrol } from '../db/enrol.ts'
import { inTransaction, openPool, type Pool } from '../db/pool.ts'
import { workflowIdOf } from '../workflows/messages.ts'
import { endWorkflows } from './bench-bare.ts'
import { alone, compared, type Pair } from './bench-figures.ts'
import { quantile } from './bench-latency.ts'
import { makeLeads, newId } from './bench-made.ts'
import { startPart, type Part } from './bench-part.ts'
import { decisive, post } from './bench-posts.ts'
import { benchProgramme, benchTrack } from './bench-programme.ts'
import type { Sink } from './bench-servers.ts'
import type { Benchmark, Stage } from './bench-stage.ts'
import { allAsleep, TooLate } from './bench-started.ts'
import type { Role } from './engine.ts'
import { publishProgramme } from './programme.ts'
import { stretches, waitsIn, type Stretch } from './bench-waits.ts'
import { undoing } from './undoing.ts'

const most = 2
const pauseMs = 300
/** CPU of the worker in a second in which it has nothing to do but to look for work, ms. */
const idleMs = 150
/** A handoff that takes longer than that counts as lost. */
const patience = 5 * MINUTE
const hour = 60 * MINUTE
const maxCachedWorkflows = 500

/** The minute in which touches are due, and the window of an hour around it. All in ms since the epoch. */
interface Minute {
  readonly from: number
  readonly to: number
  readonly opens: number
  readonly closes: number
}

/** What a run came to. Times in ms. */
interface Run {
  /** From when the first touch was due to when the last was made. */
  readonly drained: number
  readonly outside: number
  readonly inTheMiddle: Handoffs
  readonly idle: Handoffs
}

/** From the POST of the decisive event, for each handoff. */
interface Handoffs {
  readonly made: readonly number[]
  /** Until the rep had the mail. */
  readonly told: readonly number[]
  /** Where the time until it was made went. */
  readonly waits: readonly Readonly<Record<Stretch, number>>[]
}

/** All touches due in the same minute, in a window of an hour: how long they take, and what a handoff in the middle waits. */
export const benchBurst: Benchmark = async (stage) => {
  const { quick, runs, tell, note, log } = stage
  const size: Size = quick
    ? { touches: 20, handoffs: 4, within: 5_000 }
    : { touches: 2_000, handoffs: 150, within: MINUTE }
  // Until the minute begins, all leads must be asleep: where that takes longer, it is tried again with more time.
  let ahead = (quick ? 15_000 : MINUTE) + (size.touches + 2 * size.handoffs) * 75
  const made: Run[] = []
  while (made.length < runs) {
    try {
      made.push(await burst(stage, size, ahead))
      log(`run ${made.length} of ${runs}: drained in ${((made.at(-1)?.drained ?? 0) / 1_000).toFixed(1)} s`)
    } catch (error) {
      if (!(error instanceof TooLate) || ahead > hour) throw error
      ahead *= 2
      log(`${error.message}: once more, with ${Math.round(ahead / 1_000)} s`)
    }
  }
  const seconds = made.map(({ drained }) => drained / 1_000)
  tell(alone(seconds, { name: 'burst, until all touches are made', unit: 's' }))
  tell(
    alone(
      seconds.map((each) => size.touches / each),
      { name: 'burst, rate', unit: 'touches/s' },
    ),
  )
  const outside = made.map((run) => run.outside)
  tell(alone([Math.max(...outside)], { name: 'burst, touches outside their window', unit: 'touches', most: 0 }))
  for (const [name, what] of [
    ['handed off', 'made'],
    ['the rep has the mail', 'told'],
  ] as const) {
    for (const [percentile, share] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      const pairs: Pair[] = made.map(({ inTheMiddle, idle }) => ({
        ours: quantile(inTheMiddle[what], share),
        beside: quantile(idle[what], share),
      }))
      const asked = percentile === 'p99' ? { most } : {}
      const besideWhat = 'a handoff when idle'
      tell(compared(pairs, { name: `burst, ${name}, ${percentile}`, unit: 'ms', besideWhat, ...asked }))
    }
  }
  for (const stretch of stretches) {
    const half = ({ waits }: Handoffs): number =>
      quantile(
        waits.map((each) => each[stretch]),
        0.5,
      )
    const pairs = made.map(({ inTheMiddle, idle }) => ({ ours: half(inTheMiddle), beside: half(idle) }))
    tell(compared(pairs, { name: `burst, of that: ${stretch}, p50`, unit: 'ms', besideWhat: 'a handoff when idle' }))
  }
  note(
    `${size.touches.toLocaleString('en')} touches due within one minute, in the middle of a window of an hour. Leads are spread over their window by their ids: these were given ids that fall into the same minute.`,
  )
  note(
    `${[...new Set(made.map(({ inTheMiddle }) => inTheMiddle.made.length))].join(' or ')} handoffs of other leads in the middle of the bursts, one each ${pauseMs} ms while there were mails to send, and as many afterwards, once the worker had used less than ${idleMs} ms of CPU in each of three seconds: from the POST of the decisive event. Worker and edge are processes of their own; ${maxCachedWorkflows} workflows cached.`,
  )
}

interface Size {
  readonly touches: number
  /** At the most, of each kind. */
  readonly handoffs: number
  /** The touches are due within so many ms. */
  readonly within: number
}

async function burst({ servers, log }: Stage, size: Size, ahead: number): Promise<Run> {
  const temporalAddress = await servers.temporal()
  const sink = await servers.sink()
  const undo = undoing()
  try {
    await sink.receipts()
    const database = await servers.database()
    undo.push(() => database.drop())
    const { databaseUrl } = database
    const pool = openPool(databaseUrl, { max: 20 })
    undo.push(() => pool.end())
    const minute = minuteAfter(Date.now() + ahead, size.within)
    const leads = await enrolled(pool, size, minute)
    log(`${leads.length.toLocaleString('en')} leads are enrolled; touches are due from ${timeOf(minute.from)}`)

    const settings = {
      temporalAddress,
      databaseUrl,
      smtpUrl: sink.smtpUrl,
      taskQueue: randomUUID(),
      maxCachedWorkflows,
    }
    const engine = (role: Role) => startPart('bench-engine-main', { role, servers: settings })
    const connection = await Connection.connect({ address: temporalAddress })
    undo.push(() => connection.close())
    const client = new Client({ connection })
    undo.push(() => endWorkflows(client, leads.map(workflowIdOf)))
    const worker = await engine('worker')
    undo.push(() => worker.stop())
    const edge = await engine('edge')
    undo.push(() => edge.stop())
    await allAsleep(pool, leads.length, minute.from - 1_000)

    let next = size.touches
    const handOff = async (count: number, goesOn: () => Promise<boolean>): Promise<Handoffs> => {
      const posted = new Map<string, number>()
      for (let nth = 0; nth < count && (await goesOn()); nth++) {
        const began = Date.now()
        posted.set(leads[next] ?? '', await post(edge.ready, decisive(next)))
        next += 1
        await until(began + pauseMs)
      }
      return timesOf(pool, client, posted)
    }

    const isUnsent = async (): Promise<boolean> => (await sentOf(pool, minute)) < size.touches
    await until(minute.from + size.within / 30)
    const inTheMiddle = await handOff(size.handoffs, isUnsent)
    if (inTheMiddle.made.length === 0) throw new Error('the burst was over before a handoff could be in its middle')
    while (await isUnsent()) {
      if (Date.now() > minute.closes + MINUTE) throw new Error('the touches were not made within their window')
      await until(Date.now() + 250)
    }
    const drained = (await lastSent(pool, minute)) - minute.from
    await untilStill(worker)
    const idle = await handOff(inTheMiddle.made.length, () => Promise.resolve(true))
    const outside = await countOf(
      pool,
      `select count(*) as count from touch where state = 'sent' and (settled_at < $1 or settled_at >= $2)`,
      [new Date(minute.opens), new Date(minute.closes)],
    )
    await assertOnce(pool, sink)
    return { drained, outside, inTheMiddle, idle }
  } finally {
    await undo.run()
  }
}

/** Leads whose next touch falls into the minute, and after them others for handoffs, whose own falls elsewhere. */
async function enrolled(pool: Pool, { touches, handoffs }: Size, minute: Minute): Promise<readonly string[]> {
  const closes = hourAndMinute(minute.closes)
  const between = [hourAndMinute(minute.opens), closes === '00:00' ? '24:00' : closes] as const
  const programme = await benchProgramme({ touches: 2, apart: '30 days', between })
  await publishProgramme(pool, programme, 'bench')
  const [first] = programme.tracks.find(({ name }) => name === benchTrack)?.steps ?? []
  if (first === undefined) throw new Error('the track of the benchmarks is empty')
  const share = (minute.from - minute.opens) / hour
  const spread = (id: string): number => fraction(`${id} ${first.id}`) - share
  const falls = (id: string): boolean => spread(id) >= 0 && spread(id) < (minute.to - minute.from) / hour
  const isElsewhere = (id: string): boolean => Math.abs(spread(id)) > 0.2
  const ids = [
    ...Array.from({ length: touches }, () => idThat(falls)),
    ...Array.from({ length: 2 * handoffs }, () => idThat(isElsewhere)),
  ]
  await makeLeads(pool, ids)
  const definitions = new Definitions()
  const limit = pLimit(8)
  await Promise.all(
    ids.map((id) => limit(() => inTransaction(pool, (tx) => enrol(tx, definitions, id, benchTrack, 'bench')))),
  )
  return ids
}

function idThat(suits: (id: string) => boolean): string {
  for (;;) {
    const id = newId()
    if (suits(id)) return id
  }
}

/** A minute that begins then or a little later, with a window around it that lies within a day, in UTC. */
function minuteAfter(instant: number, within: number): Minute {
  const day = 24 * hour
  let from = Math.ceil(instant / 1_000) * 1_000
  // What is late must still find its window open.
  if (from % day > day - 20 * MINUTE) from += day - (from % day)
  const midnight = from - (from % day)
  const middle = from - hour / 2
  const opens = Math.min(Math.max(middle - (middle % MINUTE), midnight), midnight + day - hour)
  return { from, to: from + within, opens, closes: opens + hour }
}

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 19)

const hourAndMinute = (at: number): `${number}:${number}` => timeOf(at).slice(0, 5) as `${number}:${number}`

/** Waits until all that was posted led to a handoff of which its rep has the mail. */
async function timesOf(pool: Pool, client: Client, posted: ReadonlyMap<string, number>): Promise<Handoffs> {
  const deadline = Date.now() + patience
  for (;;) {
    const { rows } = await pool.query<{ lead: string; made: number; told: number }>(
      `select h.lead_id as lead, h.made_at as made, n.sent_at as told
       from handoff h join notice n on n.handoff_id = h.id and n.template = 'handoff'
       where h.lead_id = any($1) and n.sent_at is not null`,
      [[...posted.keys()]],
    )
    if (rows.length === posted.size) {
      const since = ({ lead }: { lead: string }, at: number): number => at - (posted.get(lead) ?? NaN)
      const waits = await Promise.all(
        rows.map(async ({ lead, made }) => {
          const history = await client.workflow.getHandle(workflowIdOf(lead)).fetchHistory()
          return waitsIn(history, posted.get(lead) ?? NaN, made)
        }),
      )
      return { made: rows.map((row) => since(row, row.made)), told: rows.map((row) => since(row, row.told)), waits }
    }
    if (Date.now() > deadline)
      throw new Error(`of ${posted.size} decisive events, ${rows.length} led to a handoff of which sales was told`)
    await until(Date.now() + 250)
  }
}

/** The touches of the minute that were sent. */
function sentOf(pool: Pool, { from, to }: Minute): Promise<number> {
  return countOf(pool, `select count(*) as count from touch where state = 'sent' and due_at >= $1 and due_at < $2`, [
    new Date(from),
    new Date(to),
  ])
}

/** When the last of them was made. */
async function lastSent(pool: Pool, { from, to }: Minute): Promise<number> {
  const { rows } = await pool.query<{ last: number }>(
    `select max(settled_at) as last from touch where state = 'sent' and due_at >= $1 and due_at < $2`,
    [new Date(from), new Date(to)],
  )
  return rows[0]?.last ?? NaN
}

/** After the last mail its sleepers are still put to sleep: a handoff is idle when the worker has had nothing to do for a while. */
async function untilStill(worker: Part): Promise<void> {
  const givenUp = Date.now() + patience
  let before = await worker.cpu()
  for (let still = 0; still < 3;) {
    if (Date.now() > givenUp) throw new Error('the worker did not come to rest after the burst')
    await until(Date.now() + 1_000)
    const now = await worker.cpu()
    still = now - before < idleMs ? still + 1 : 0
    before = now
  }
}

/** Every touch and every handoff is one mail, and came once; one that is on its way is recorded in a moment. */
async function assertOnce(pool: Pool, sink: Sink): Promise<void> {
  let [came, once] = [0, 0]
  for (let tries = 0; ; tries++) {
    const recorded = await countOf(
      pool,
      `select (select count(*) from touch where state = 'sent') + (select count(*) from notice where sent_at is not null) as count`,
    )
    const { at, unique } = await sink.receipts()
    came += at.length
    once += unique
    if (came === recorded && once === recorded) return
    if (tries > 20) throw new Error(`${came} mails came, ${once} different ones, where ${recorded} were sent`)
    await until(Date.now() + 500)
  }
}

async function countOf(pool: Pool, query: string, values: readonly unknown[] = []): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(query, [...values])
  return rows[0]?.count ?? 0
}

function until(at: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now())))
}
