import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { readClock, startFastClock } from '../db/clock.ts'
import { Definitions } from '../db/definitions.ts'
import { openPool, type Pool } from '../db/pool.ts'
import { startAudienceProcess } from './audience-process.ts'
import { driveChaosClock } from './chaos-clock.ts'
import { sample, writeList } from './chaos-list.ts'
import { startChaosStack } from './chaos-parts.ts'
import { lifeInDays } from './chaos-run.ts'
import { importLeads } from './import.ts'
import { loadMapping } from './import-mapping.ts'
import type { Machine } from './measure-figures.ts'
import { machineOf } from './measure-machine.ts'
import { publishSubject, startsAt } from './measure-run.ts'
import type { Subject } from './measure-subjects.ts'
import { judgeSoak, type SoakFigures } from './soak-judge.ts'
import { takeSample, type Sample } from './soak-sample.ts'
import { undoing } from './undoing.ts'

export interface SoakRunOptions {
  /** Leads in flight at a time, once it is steady. */
  readonly leads: number
  readonly minutes: number
  readonly seed: string
  /** Where the run keeps everything; empty. */
  readonly folder: string
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

const day = 86_400_000
const apiKey = 'a-key-for-the-soak-only'
/** Production's. */
const leaseMs = 75_000
/** Whole lives that fit into a run: in the first third the population becomes steady, and in each other it is renewed more than twice. */
const livesInARun = 8
/** A list comes in once in so many days of the clock. */
const listEveryDays = 10
/** Looks at the whole, about every ten seconds of half an hour. */
const looks = 180

/** Lets leads live, and lists come in as lives end, until the time is over; then judges what levelled off. */
export async function runSoak(
  options: SoakRunOptions,
): Promise<{ readonly figures: SoakFigures; readonly samples: readonly Sample[]; readonly machine: Machine }> {
  const { folder, log, seed, minutes, leads, signal } = options
  const undo = undoing()
  try {
    const subject = sample()
    log('starting Postgres, Temporal, the sink, an edge and a worker')
    const stack = await startChaosStack({
      folder,
      apiKey,
      sender: subject.sender,
      leaseMs,
      // Fewer than there are lives: it is full before anything is judged, and lives go on giving way to others.
      maxCachedWorkflows: Math.max(5, Math.round(leads / 2)),
      log,
      doubts: () => {},
      undo,
    })
    const pool = openPool(`${stack.databaseUrl}?application_name=soak`, { max: 6 })
    undo.push(() => pool.end())
    const connection = await Connection.connect({ address: stack.temporalAddress })
    undo.push(() => connection.close())
    const client = new Client({ connection })
    await publishSubject(pool, subject, 'soak')
    const rate = ((livesInARun * lifeInDays) / (minutes * 60)) * 86_400
    await startFastClock(pool, rate, startsAt)
    const clock = driveChaosClock(pool, rate, stack.temporalAddress)
    undo.push(() => clock.stop())
    const audience = startAudienceProcess({
      inboxUrl: stack.inboxUrl,
      edgeUrl: stack.edgeUrl,
      apiKey,
      seed,
      memoryFile: join(folder, 'audience.json'),
      logFile: join(folder, 'logs', 'audience.log'),
    })
    undo.push(() => audience.stop())

    const ending = new AbortController()
    const importing = bringIn(pool, subject, options, AbortSignal.any([signal, ending.signal]))
    undo.push(() => {
      ending.abort()
      return importing.catch(() => {})
    })
    const watching = watch({ pool, client, stack }, options)
    const samples = await Promise.race([watching, importing.then(() => watching)])
    signal.throwIfAborted()
    const last = samples.at(-1)
    if (last === undefined) throw new Error('no sample was taken')
    const { touches, events, continuedAsNew, tables } = last
    return {
      figures: {
        seed,
        minutes,
        days: Math.round((last.at - startsAt) / day),
        leads: last.leads,
        touches,
        events,
        continuedAsNew,
        judged: judgeSoak(samples),
        falls: Object.values(stack.parts).flatMap((part) => part.falls),
        tables,
      },
      samples,
      machine: await machineOf(stack),
    }
  } finally {
    await undo.run()
  }
}

async function watch(
  where: Parameters<typeof takeSample>[0],
  { minutes, log, signal }: SoakRunOptions,
): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  const began = performance.now()
  const apartMs = Math.max(1_000, (minutes * 60_000) / looks)
  for (let nth = 0; performance.now() - began < minutes * 60_000 && !signal.aborted; nth++) {
    const look = await takeSample(where, began)
    samples.push(look)
    await delay(Math.max(0, began + look.real + apartMs - performance.now()), undefined, { signal }).catch(() => {})
    if (nth % 6 !== 0) continue
    const { at, leads, inFlight, touches, memory } = look
    const mb = Object.entries(memory).map(([part, used]) => `${part} ${used?.toFixed(0) ?? '?'} MB`)
    log(
      `day ${Math.round((at - startsAt) / day)}: ${leads} leads, ${inFlight} in flight, ${touches} touches, ${mb.join(', ')}`,
    )
  }
  return samples
}

/** As lives end, others begin: by the clock, so that a machine that falls behind has no more to carry. */
async function bringIn(
  pool: Pool,
  subject: Subject,
  { leads, folder }: SoakRunOptions,
  signal: AbortSignal,
): Promise<void> {
  const mapping = await loadMapping(subject.mapping)
  const definitions = new Definitions()
  const lists = join(folder, 'lists')
  mkdirSync(lists)
  const dueBy = (days: number): number => Math.round((leads * (days + listEveryDays)) / lifeInDays)
  for (let nth = 0, first = 0; !signal.aborted; nth++) {
    const rows = dueBy(nth * listEveryDays) - first
    if (rows > 0) {
      const file = writeList(join(lists, `leads-${nth}.csv`), subject.list, { rows, first })
      await importLeads({ pool, definitions, file, mapping, actor: 'soak', signal })
    }
    first += rows
    while (!signal.aborted && (await readClock(pool)).now < startsAt + (nth + 1) * listEveryDays * day) await delay(200)
  }
}
