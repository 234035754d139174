import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection, type WorkflowHandle } from '@temporalio/client'
import pLimit from 'p-limit'
import { happened, workflowIdOf, workflowType } from '../workflows/messages.ts'
import { asleep, type Done } from './bench-asleep.ts'
import { bundles, type Runs } from './bench-bundle.ts'
import { alone, compared, type Pair } from './bench-figures.ts'
import { lived, livedInput, longTrack, type Living } from './bench-lived.ts'
import { startPart, type Part } from './bench-part.ts'
import { sleeper, wake } from './bench-sleeper.ts'
import type { Benchmark } from './bench-stage.ts'

/** Touches of a life so far, and how many of them are in the run that a wake replays: a run has 7. */
const ages = [
  { touches: 1, had: 0 },
  { touches: 10, had: 7 },
  { touches: 50, had: 49 },
] as const
/** The most that a run has when it sleeps. */
const longest = { touches: 6, had: 0 } as const
const bareTouches = 2
const most = { ratio: 2, growth: 1.2 } as const
const atOnce = 10
/** So many are on their way at once to the age at which they are woken. */
const broughtAtOnce = 150
const day = 86_400_000
const queues = { leads: 'bench-cold-leads', sleepers: 'bench-cold-sleepers' } as const

/** A workflow that sleeps, and how to wake it so that it sleeps on. */
interface Sleeping {
  readonly handle: WorkflowHandle
  readonly done: Done
  /** Events in its history. */
  readonly length: number
  wake(): Promise<void>
}

/** CPU of a wake, where the worker has nothing of the workflow: all that the run did is gone through once more. */
export const benchCold: Benchmark = async ({ quick, runs, servers, tell, note, log }) => {
  const temporalAddress = await servers.temporal()
  const connection = await Connection.connect({ address: temporalAddress })
  const code = await bundles()
  const parts: Part[] = []
  const start = async (kind: Runs, maxCachedWorkflows: number): Promise<Part> => {
    const taskQueue = queues[kind]
    const part = await startPart('bench-worker-main', {
      temporalAddress,
      taskQueue,
      bundle: code.paths[kind],
      maxCachedWorkflows,
    })
    parts.push(part)
    return part
  }
  const stop = async (): Promise<void> => {
    for (const part of parts.splice(0)) await part.stop()
  }
  try {
    const client = new Client({ connection })
    const wakes = quick ? 2 : 60
    const all = wakes * (runs + 1)
    await Promise.all([start('leads', 500), start('sleepers', 500)])
    log('workflows are brought to their ages')
    const limit = pLimit(broughtAtOnce)
    const bring = (start: (name: string) => Promise<Sleeping>, length: number): Promise<readonly Sleeping[]> =>
      Promise.all(
        Array.from({ length: all }, (_, nth) => limit(() => (quick ? start(`${nth}`) : asOnIdle(nth, start, length)))),
      )
    const momentMs = quick ? 10_000 : 5_000
    const [sleepers, ...brought] = await Promise.all([
      bring((name) => startSleeper(client, name, momentMs), historyOf(bareTouches)),
      ...[...ages, longest].map((age) => {
        const settling = age.had === 0 ? 6 : 0
        const length = settling + historyOf(age.touches - age.had)
        return bring((name) => startLead(client, { ...age, momentMs }, name), length)
      }),
    ])
    const leads = new Map<object, readonly Sleeping[]>([...ages, longest].map((age, nth) => [age, brought[nth] ?? []]))
    await stop()

    const cold = { leads: await start('leads', 0), sleepers: await start('sleepers', 0) }
    const measure = (part: Part, from: readonly Sleeping[], run: number): Promise<number> =>
      cpuOfWakes(part, from.slice(run * wakes, (run + 1) * wakes), !quick)
    const bare: number[] = []
    const ours = new Map<object, number[]>([...leads.keys()].map((age) => [age, []]))
    // The first run warms up both.
    for (let run = 0; run <= runs; run++) {
      log(run === 0 ? 'warming up' : `run ${run} of ${runs}`)
      const besides = await measure(cold.sleepers, sleepers, run)
      if (run > 0) bare.push(besides)
      for (const [age, from] of leads) {
        const took = await measure(cold.leads, from, run)
        if (run > 0) ours.get(age)?.push(took)
      }
    }

    const unit = 'ms of CPU a wake'
    const pairs = (age: object): Pair[] => bare.map((beside, run) => ({ ours: ours.get(age)?.[run] ?? NaN, beside }))
    const besideWhat = `a bare workflow of ${bareTouches} touches, cold`
    for (const age of ages)
      tell(compared(pairs(age), { name: `cold, at touch ${age.touches}`, unit, besideWhat, most: most.ratio }))
    tell(compared(pairs(longest), { name: `cold, at touch ${longest.touches}, the longest run`, unit, besideWhat }))
    const [young, , old] = ages
    const growth = (ours.get(old) ?? []).map((value, run) => ({ ours: value, beside: ours.get(young)?.[run] ?? NaN }))
    tell(
      compared(growth, {
        name: `cold, at touch ${old.touches} by touch ${young.touches}`,
        unit,
        besideWhat: `the same at touch ${young.touches}`,
        most: most.growth,
      }),
    )
    const events = (leads.get(longest) ?? []).map(({ length }) => length)
    tell(alone(events, { name: 'cold, history of the longest run', unit: 'events' }))
    note(
      `${wakes} wakes of as many workflows a run, ${atOnce} at once; the worker caches nothing. A wake is a signal that leads to no activity: the run is replayed, the event taken in, the timer set anew. CPU is that of all threads of a worker process that does nothing else.`,
    )
    note(
      `A run of a life has 7 touches at the most, so a wake replays ${[...ages, longest].map(({ touches, had }) => `${touches - had} of ${touches}`).join(', ')}; the track has ${longTrack.track.steps.length} steps (${JSON.stringify(longTrack.track).length.toLocaleString('en')} bytes, which each run is given).`,
    )
  } finally {
    await stop()
    await connection.close()
    code.remove()
  }
}

/** Events until it sleeps: it begins with a task; a touch is a timer, a task, an activity and a task; then a timer. */
const historyOf = (touches: number): number => 4 + touches * 11 + 1

/** A busy machine leaves its traces in a history, as a task that timed out: such a one is not what is to be measured. */
async function asOnIdle(nth: number, start: (name: string) => Promise<Sleeping>, length: number): Promise<Sleeping> {
  let found = 0
  for (let tries = 0; tries < 5; tries++) {
    const sleeping = await start(`${nth}-${tries}`)
    if (sleeping.length === length) return sleeping
    found = sleeping.length
  }
  throw new Error(`histories have ${found} events and not ${length}: the machine is too busy for this to be measured`)
}

async function startSleeper(client: Client, name: string, apartMs: number): Promise<Sleeping> {
  const handle = await client.workflow.start(sleeper, {
    workflowId: `sleeper/${name}`,
    taskQueue: queues.sleepers,
    args: [{ touches: bareTouches, apartMs, sleepMs: 30 * day }],
  })
  const done = { activities: bareTouches }
  await delay(bareTouches * apartMs)
  return { handle, done, length: await asleep(handle, done), wake: () => handle.signal(wake, false) }
}

async function startLead(
  client: Client,
  { had, ...living }: Living & { readonly had: number },
  name: string,
): Promise<Sleeping> {
  const lead = lived(living, name)
  const input = livedInput(lead, longTrack, had)
  const handle = await client.workflow.start(workflowType, {
    workflowId: workflowIdOf(lead),
    taskQueue: queues.leads,
    args: [input],
  })
  const done = { activities: living.touches - had + (had === 0 ? 1 : 0) }
  await delay((living.touches - had) * living.momentMs)
  const visit = { seq: input.state.cursor + 1, at: input.clock.now, kind: 'visited', of: '/blog' } as const
  return { handle, done, length: await asleep(handle, done), wake: () => handle.signal(happened, [visit]) }
}

/** Signalled, a task of three events, the old timer cancelled, a new one started. */
const eventsOfWake = 6

/** @param isExact whether each wake must be all that happens @returns ms of CPU for each */
async function cpuOfWakes(part: Part, sleeping: readonly Sleeping[], isExact: boolean): Promise<number> {
  const limit = pLimit(atOnce)
  const before = await part.cpu()
  const lengths = await Promise.all(
    sleeping.map((each) =>
      limit(async () => {
        await each.wake()
        return asleep(each.handle, { ...each.done, signals: 1 })
      }),
    ),
  )
  const used = (await part.cpu()) - before
  const odd = sleeping.findIndex(({ length }, nth) => lengths[nth] !== length + eventsOfWake)
  if (isExact && odd !== -1)
    throw new Error(
      `a wake of ${sleeping[odd]?.handle.workflowId} took its history from ${sleeping[odd]?.length} to ${lengths[odd]} events, not by ${eventsOfWake}`,
    )
  return used / sleeping.length
}
