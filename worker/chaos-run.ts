import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import pino from 'pino'
import { readClock, startFastClock, tick } from '../db/clock.ts'
import { Definitions } from '../db/definitions.ts'
import { numbers } from '../db/numbers.ts'
import { openPool, type Pool } from '../db/pool.ts'
import { readDiary } from './audience-diary.ts'
import { startAudienceProcess } from './audience-process.ts'
import { applyChange, changedProgramme } from './chaos-change.ts'
import { driveChaosClock } from './chaos-clock.ts'
import { prepareDisk } from './chaos-disk.ts'
import { inflict, patiently, type FaultDeps } from './chaos-faults.ts'
import type { ChaosFigures } from './chaos-figures.ts'
import { openJournal, type Journal } from './chaos-journal.ts'
import { judgeChaos } from './chaos-judge.ts'
import { chaosSubject } from './chaos-list.ts'
import { startChaosStack, type ChaosStack } from './chaos-parts.ts'
import { schedule } from './chaos-schedule.ts'
import { importLeads } from './import.ts'
import { loadMapping } from './import-mapping.ts'
import { atRest, startsAt } from './measure-run.ts'
import type { Subject } from './measure-subjects.ts'
import { loadProgramme, publishProgramme } from './programme.ts'
import { installRuntime } from './temporal-runtime.ts'
import { undoing } from './undoing.ts'

export interface ChaosRunOptions {
  readonly leads: number
  readonly minutes: number
  readonly seed: string
  /** Where the run keeps everything; empty. */
  readonly folder: string
  /** How long a claim of the ledger holds, ms: production's, but for a short run. */
  readonly leaseMs: number
  /** The most real ms for which lives go on undisturbed once nothing breaks any more. */
  readonly calmMs: number
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

const day = 86_400_000
/** Of the clock, for which a life of the sample's tracks lasts, with most of what sales makes of it. */
export const lifeInDays = 130
const apiKey = 'a-key-for-chaos-only'

/** Lets things break while leads live, lets everything recover, and judges what came of it. */
export async function runChaos(options: ChaosRunOptions): Promise<ChaosFigures> {
  const { folder, log, seed, minutes, signal } = options
  const undo = undoing()
  try {
    // Replaying histories tells much that nobody asked for.
    installRuntime(pino({ level: 'silent' }))
    const subject = chaosSubject(options.leads, folder)
    log('starting Postgres, Temporal, the sink, an edge and a worker')
    let journal: Journal | undefined
    const stack = await startChaosStack({
      folder,
      apiKey,
      sender: subject.sender,
      leaseMs: options.leaseMs,
      log,
      doubts: (doubt) => journal?.doubt(doubt),
      undo,
    })
    const pool = openPool(stack.databaseUrl, { max: 10 })
    undo.push(() => pool.end())
    journal = openJournal(pool)
    const apply = await publish(pool, subject)
    await prepareDisk(pool)
    const rate = (lifeInDays / (minutes * 60)) * 86_400
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
      diaryFile: join(folder, 'diary.jsonl'),
    })
    undo.push(() => audience.stop())

    const until = performance.now() + minutes * 60_000
    const importing = bringIn(pool, subject, options, (minutes * 60) / 2)
    importing.catch(() => {})
    undo.push(() => importing.then(undefined, () => {}))
    await breakThings({ stack, pool, journal, apply }, options, until)
    log('nothing breaks any more: lives go on undisturbed')
    await heal(stack)
    await importing
    await untilAtRest(pool, options)
    await clock.stop()
    await patiently(() => tick(pool, 0))
    log('the clock stands: what is under way comes to its end')
    await untilStill(pool, options)
    await audience.stop()
    await untilStill(pool, options)
    signal.throwIfAborted()

    log('judging')
    const connection = await Connection.connect({ address: stack.temporalAddress })
    undo.push(() => connection.close())
    const figures = await judgeChaos({
      pool,
      client: new Client({ connection }),
      inboxUrl: stack.inboxUrl,
      subject,
      journal,
      diary: readDiary(join(folder, 'diary.jsonl')),
      parts: Object.values(stack.parts),
      leaseMs: options.leaseMs,
    })
    return { seed, minutes, days: Math.round(((await readClock(pool)).now - startsAt) / day), ...figures }
  } finally {
    await undo.run()
  }
}

/** Returns what changes the track, and changes it back the next time. */
async function publish(pool: Pool, { programme }: Subject): Promise<() => Promise<string>> {
  const loaded = await loadProgramme(programme)
  if ('problems' in loaded) throw new Error(`${programme} does not compile: ${JSON.stringify(loaded.problems)}`)
  await publishProgramme(pool, loaded.ok, 'chaos')
  const versions = [await changedProgramme(programme), loaded.ok] as const
  let applied = 0
  return async () => {
    const told = await applyChange(pool, versions[applied % 2 === 0 ? 0 : 1])
    applied += 1
    return told
  }
}

/** Goes on where it was cut off, as whoever imports a list would. */
async function bringIn(
  pool: Pool,
  subject: Subject,
  { leads, signal }: ChaosRunOptions,
  seconds: number,
): Promise<void> {
  const mapping = await loadMapping(subject.mapping)
  const rate = Math.max(1, leads / seconds)
  const all = { pool, definitions: new Definitions(), file: subject.list, mapping, actor: 'chaos', rate, signal }
  await patiently(() => importLeads(all), 600_000)
}

async function breakThings(deps: FaultDeps, options: ChaosRunOptions, until: number): Promise<void> {
  const { seed, log, signal } = options
  const faults = schedule(seed)
  let seen = 0
  // Before the first mail there is little to break.
  while ((await received(deps.stack, 0)) === 0 && performance.now() < until && !signal.aborted) await delay(100)
  while (performance.now() < until && !signal.aborted) {
    const { afterMails, atMostMs, fault } = faults.next().value
    const over = Math.min(until, performance.now() + atMostMs)
    while ((await received(deps.stack, seen)) < seen + afterMails && performance.now() < over) await delay(100)
    seen = await received(deps.stack, seen)
    const told = await inflict(deps, fault).catch((error: unknown) => `${fault.do} failed: ${String(error)}`)
    deps.journal.note(told)
    log(`${deps.journal.lines.length}. ${told}`)
  }
}

/** Mails that the sink got by now; what was known, while it is away. */
async function received({ inboxUrl }: ChaosStack, known: number): Promise<number> {
  try {
    const answer = await fetch(`${inboxUrl}/api/count`, { signal: AbortSignal.timeout(1_000) })
    return ((await answer.json()) as { received: number }).received
  } catch {
    return known
  }
}

const upWithinMs = 600_000

async function heal({ parts, links }: ChaosStack): Promise<void> {
  for (const link of Object.values(links)) link.be('open')
  for (const part of Object.values(parts)) {
    if (!(await part.whenUp(upWithinMs))) throw new Error(`${part.name} does not come back up`)
  }
}

async function untilAtRest(pool: Pool, { calmMs, signal, log }: ChaosRunOptions): Promise<void> {
  const over = performance.now() + calmMs
  for (let looks = 1; performance.now() < over && !signal.aborted; looks++) {
    const { byDoing, touches, at } = await patiently(() => numbers(pool))
    if (Object.entries(byDoing).every(([doing, leads]) => atRest.has(doing) || leads === 0)) return
    if (looks % 10 === 0) {
      const words = Object.entries(byDoing).map(([doing, leads]) => `${doing} ${leads}`)
      log(`day ${Math.round((at - startsAt) / day)}: ${touches.byState['sent'] ?? 0} sent, ${words.join(', ')}`)
    }
    await delay(2_000)
  }
}

/**
 * Until nothing is under way: claims are recorded or their leases over, everything told is heard, our own mail is out, and nobody's
 * touch is overdue: who fell asleep while the clock was slow wakes minutes after the clock came to stand (decision 8).
 */
async function untilStill(pool: Pool, { leaseMs, signal }: ChaosRunOptions): Promise<void> {
  const over = performance.now() + leaseMs + 600_000
  for (let quiet = 0; quiet < 4 && performance.now() < over && !signal.aborted;) {
    await delay(500)
    const { rows } = await patiently(() =>
      pool.query<{ left: number }>(
        `select (select count(*) from outbox) + (select count(*) from notice where sent_at is null and try_at < 'infinity') +
           (select count(*) from hit where judged is null) + (select count(*) from touch where state in ('claimed', 'sending')) +
           (select count(*) from lead where doing = 'nurturing' and paused_at is null and merged_into is null and wakes_at <= clock_now()) as left`,
      ),
    )
    quiet = rows[0]?.left === 0 ? quiet + 1 : 0
  }
}
