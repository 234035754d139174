import { MockActivityEnvironment } from '@temporalio/testing'
import { createActivities } from '../activities/index.ts'
import { calendarOf } from '../db/calendar.ts'
import { currentVersion, Definitions, type PublishedTrack } from '../db/definitions.ts'
import { openPool, type Pool } from '../db/pool.ts'
import { createEdge } from '../edge/server.ts'
import type { Sender } from '../mail/send.ts'
import { benchLog } from './bench-bare.ts'
import { alone, compared } from './bench-figures.ts'
import { growTo, past } from './bench-grown.ts'
import { stateAfter } from './bench-lived.ts'
import { rememberStatements, wholeReads, wholeReadsDuring } from './bench-plans.ts'
import { asRequest, decisive, visit } from './bench-posts.ts'
import { benchProgramme, benchTrack } from './bench-programme.ts'
import { benchSettings } from './bench-settings.ts'
import type { Benchmark, Stage } from './bench-stage.ts'
import { publishProgramme, type LoadedProgramme } from './programme.ts'
import { undoing } from './undoing.ts'

const most = 1.2
/** A table of so many rows is one that grows with leads, touches or events. */
const large = 5_000
const day = 86_400_000
/** So many of a hundred events are such that a workflow must hear of them. */
const decisiveShare = 5

const kinds = ['touch', 'event'] as const

/** A database with so many leads, and what is measured in it. */
interface Grown {
  readonly leads: number
  readonly databaseUrl: string
  /** Makes the next touch of a lead that had none of them so far. */
  readonly touch: (pool: Pool) => Promise<void>
  readonly event: (pool: Pool) => Promise<void>
}

/** Cost of a touch and of an event while the database grows, and whether anything reads a table from end to end. */
export const benchGrow: Benchmark = async (stage) => {
  const { quick, runs, tell, note, log } = stage
  const sizes = quick ? [50, 500] : [1_000, 10_000, 100_000]
  const times = quick ? { touch: 3, event: 5 } : { touch: 100, event: 300 }
  const undo = undoing()
  try {
    const programme = await benchProgramme({
      touches: past.touches + 2,
      apart: '1 minute',
      between: ['00:00', '24:00'],
    })
    const databases: Grown[] = []
    for (const leads of sizes) databases.push(await grown(stage, programme, leads, undo))

    const [small, ...larger] = databases
    if (small === undefined) throw new Error('there is no size to begin with')
    const costs = new Map(databases.map((each) => [each, { touch: [] as number[], event: [] as number[] }]))
    // The first run warms up.
    for (let run = 0; run <= runs; run++) {
      log(run === 0 ? 'warming up' : `run ${run} of ${runs}`)
      const opened = databases.map((database) => ({ database, pool: openPool(database.databaseUrl) }))
      try {
        for (const what of kinds) {
          const works = opened.map(
            ({ database, pool }) =>
              () =>
                database[what](pool),
          )
          await msOfEach(1, works)
          const took = await msOfEach(times[what], works)
          if (run > 0) databases.forEach((database, index) => costs.get(database)?.[what].push(took[index] ?? NaN))
        }
      } finally {
        await Promise.all(opened.map(({ pool }) => pool.end()))
      }
    }
    for (const what of kinds) {
      const least = costs.get(small)?.[what] ?? []
      tell(alone(least, { name: `grow, ${what} at ${inWords(small)}`, unit: 'ms' }))
      for (const database of larger) {
        const pairs = (costs.get(database)?.[what] ?? []).map((ours, run) => ({ ours, beside: least[run] ?? NaN }))
        tell(
          compared(pairs, {
            name: `grow, ${what} at ${inWords(database)}`,
            unit: 'ms',
            besideWhat: `the same at ${inWords(small)}`,
            most,
          }),
        )
      }
    }

    const largest = databases.at(-1) ?? small
    const found = await readingAll(largest)
    const name = 'grow, statements that read a whole table that grows'
    tell(alone([found.length], { name, unit: 'statements', ...(quick ? {} : { most: 0 }) }))
    for (const each of found) note(`At ${inWords(largest)} a touch or an event ${each}.`)
    note(
      `One after the other and in turn with the other sizes, ${times.touch} touches and ${times.event} events of as many leads a run, spread over all; each lead has ${past.touches} touches behind it, and ${past.events} events before the last of them; an event in ${100 / decisiveShare} fires a trigger. A touch is the activity by itself with a sender that takes every mail at once; an event is a request to the edge, without a network.`,
    )
  } finally {
    await undo.run()
  }
}

const inWords = ({ leads }: Grown): string => `${leads.toLocaleString('en')} leads`

async function grown(
  { servers, runs, log }: Stage,
  programme: LoadedProgramme,
  leads: number,
  undo: ReturnType<typeof undoing>,
): Promise<Grown> {
  const database = await servers.database()
  undo.push(() => database.drop())
  const { databaseUrl } = database
  const pool = openPool(databaseUrl)
  try {
    await publishProgramme(pool, programme, 'bench')
    const published = await publishedTrack(pool)
    const world = { track: published.track, calendar: calendarOf({ zone: 'Etc/UTC', country: 'DE' }, Date.now()) }
    const ids = await growTo(pool, published, world, leads)
    log(`a database of ${leads.toLocaleString('en')} leads is there`)
    const began = Date.now() - 100 * day
    // Neighbours were made together and lie on the same pages: spread over all, as who is due on a day is.
    const stride = Math.max(1, Math.floor(leads / (ids.length < 1_000 ? ids.length : 1_000)))
    let [made, posted] = [0, 0]
    return {
      leads,
      databaseUrl,
      async touch(using) {
        const lead = ids[made++ * stride]
        if (lead === undefined) throw new Error(`${runs} runs need more than ${leads} leads`)
        const { state } = stateAfter(lead, world, past.touches, began)
        if (state.doing.is !== 'due') throw new Error(`the lead is ${state.doing.is}`)
        const { step, attempt } = state.doing
        const asked = { state, track: benchTrack, version: published.version, step, attempt, due: Date.now() }
        const { outcome } = await inside((given: typeof asked) => activitiesOn(using).touch(given), asked)
        if (outcome.was !== 'sent') throw new Error(`a touch came to ${JSON.stringify(outcome)}`)
      },
      async event(using) {
        const nth = (posted++ * 7_919) % leads
        const { type, ...message } = posted % (100 / decisiveShare) === 0 ? decisive(nth) : visit(nth, posted)
        const answer = await edgeOn(using).request(`/v1/${type}`, asRequest(message))
        if (answer.status !== 202) throw new Error(`the edge answered ${answer.status}: ${await answer.text()}`)
      },
    }
  } finally {
    await pool.end()
  }
}

async function publishedTrack(pool: Pool): Promise<PublishedTrack> {
  const version = await currentVersion(pool, 'track', benchTrack)
  return new Definitions().track(pool, benchTrack, version ?? '')
}

const environment = new MockActivityEnvironment()
const inside = <P extends unknown[], R>(activity: (...args: P) => Promise<R>, ...args: P): Promise<R> =>
  environment.run(activity, ...args)
const sender: Sender = {
  send: () => Promise.resolve({ sent: true, response: '250 OK' }),
  whenFree: (work) => work(),
  close() {},
}
const settings = benchSettings({})

/** What works on a pool, once for each: it remembers what was published. */
function onPool<T extends object>(make: (pool: Pool) => T): (pool: Pool) => T {
  const made = new WeakMap<Pool, T>()
  return (pool) => {
    const known = made.get(pool) ?? make(pool)
    made.set(pool, known)
    return known
  }
}

const activitiesOn = onPool((pool) =>
  createActivities(
    {
      pool,
      definitions: new Definitions(),
      sender,
      letterhead: settings.letterhead,
      sendTo: settings.sendTo,
      receivers: new Map(),
      leaseMs: 75_000,
    },
    (line, error) => benchLog.error({ err: error }, line),
  ),
)

const edgeOn = onPool((pool) =>
  createEdge({
    pool,
    definitions: new Definitions(),
    publicUrl: settings.letterhead.publicUrl,
    linkKeys: settings.letterhead.linkKeys,
    brandName: 'Ledgerline',
    apiKeys: settings.apiKeys,
    log: benchLog,
  }),
)

/** Ms that each of the works took, on average: they take turns, so that what slows one of them slows the others as well. */
async function msOfEach(times: number, works: readonly (() => Promise<void>)[]): Promise<readonly number[]> {
  const took = works.map(() => 0)
  for (let turn = 0; turn < times * works.length; turn++) {
    // Who comes first changes from round to round.
    const index = (turn + Math.floor(turn / works.length)) % works.length
    const began = performance.now()
    await works[index]?.()
    took[index] = (took[index] ?? 0) + (performance.now() - began) / times
  }
  return took
}

/** What reads a whole table: the statements by their plans, and the tables by what Postgres counted. */
async function readingAll({ databaseUrl, touch, event }: Grown): Promise<readonly string[]> {
  let found: readonly string[] = []
  const read = await wholeReadsDuring(databaseUrl, large, async (pool) => {
    const remembered = rememberStatements(pool)
    await touch(pool)
    for (let nth = 0; nth < 100 / decisiveShare; nth++) await event(pool)
    found = await wholeReads(pool, remembered(), large)
  })
  const counted = Object.entries(read).map(
    ([table, times]) => `reads all of ${table}, ${times} times as Postgres counts`,
  )
  return [...found, ...counted]
}
