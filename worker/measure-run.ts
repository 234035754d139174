import { symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import pino from 'pino'
import { readClock, startFastClock } from '../db/clock.ts'
import { Definitions } from '../db/definitions.ts'
import { migrate } from '../db/migrate.ts'
import { numbers } from '../db/numbers.ts'
import { openPool, type Pool } from '../db/pool.ts'
import { parseLinkKeys } from '../mail/tokens.ts'
import { startAudienceProcess } from './audience-process.ts'
import { driveClock } from './clock-driver.ts'
import { startEngine } from './engine.ts'
import { importLeads } from './import.ts'
import type { ImportReport } from './import-report.ts'
import { loadMapping } from './import-mapping.ts'
import { count, mostPerSecond } from './measure-count.ts'
import { cpuBetween, cpuSeconds } from './measure-cpu.ts'
import type { Machine, Measurement } from './measure-figures.ts'
import { readHistories, sampleOf } from './measure-histories.ts'
import { closedAddresses, judge, receivedMails } from './measure-judge.ts'
import type { Subject } from './measure-subjects.ts'
import { startUnprompted } from './measure-unprompted.ts'
import { loadProgramme, publishProgramme } from './programme.ts'
import type { Settings } from './settings.ts'
import { undoing } from './undoing.ts'

/** Servers that nobody else works with: a database, an inbox, a Temporal. */
export interface Servers {
  readonly temporalAddress: string
  readonly databaseUrl: string
  readonly smtpUrl: string
  readonly inboxUrl: string
}

export interface RunOptions {
  readonly subject: Subject
  readonly limit?: number
  readonly daysPerSecond: number
  /** Leads that the import enrols in a second of real time. */
  readonly enrolPerSecond: number
  /** The most days of the clock that pass after the last row. */
  readonly days: number
  /** The most seconds of real time that the whole may take before it is judged. */
  readonly seconds: number
  /** Workflows whose histories are read. */
  readonly sample: number
  /** Where this run keeps what it writes. */
  readonly folder: string
  readonly edgePort: number
  readonly taskQueue: string
  readonly machine: Machine
  readonly log: (line: string) => void
  readonly signal?: AbortSignal
}

/** Monday, 4 January 2027, 05:30 in Mumbai: a working day before anyone's window. */
export const startsAt = Date.UTC(2027, 0, 4)
const day = 86_400_000
const apiKey = 'a-key-for-measuring-only'
const maxCachedWorkflows = 2_000
const judgeClicksAfterMs = 1_000

/**
 * Runs a whole list through the real parts on the fast clock, with an audience that acts from outside, until every lead
 * has come to the end of its track, to sales' verdict or out of reach; then says what came of it.
 */
export async function runThrough(servers: Servers, options: RunOptions): Promise<Measurement> {
  const { subject, daysPerSecond, enrolPerSecond, limit, log } = options
  const rate = daysPerSecond * 86_400
  const undo = undoing()
  try {
    await migrate(servers.databaseUrl)
    const pool = openPool(servers.databaseUrl, { max: 10 })
    undo.push(() => pool.end())
    const connection = await Connection.connect({ address: servers.temporalAddress })
    undo.push(() => connection.close())
    await publishSubject(pool, subject, 'measure')
    await startFastClock(pool, rate, startsAt)

    const logger = pino({ level: 'warn' }, pino.destination(join(options.folder, 'engine.log')))
    const engine = await startEngine(settingsFor(servers, options), ['worker', 'edge'], logger)
    undo.push(() => engine.stop())
    const edgeUrl = engine.edgeUrl ?? ''
    const failing = (what: string) => (error: unknown) => logger.warn({ err: error }, `${what}; it is tried again`)
    const clock = driveClock(pool, rate, engine.lag, failing('the clock'))
    undo.push(() => clock.stop())
    const audience = startAudienceProcess({
      inboxUrl: servers.inboxUrl,
      edgeUrl,
      apiKey,
      seed: subject.name,
      memoryFile: join(options.folder, 'audience.json'),
      logFile: join(options.folder, 'audience.log'),
      ...(subject.behaviour === undefined ? {} : { behaviour: subject.behaviour }),
    })
    undo.push(() => audience.stop())

    const began = performance.now()
    const cpuBefore = cpuSeconds()
    const imported = await bringIn(pool, options)
    log(`${imported.rows} rows are in after ${seconds(began)} s`)
    if (subject.unprompted !== undefined) {
      const acts = await startUnprompted(
        pool,
        subject.unprompted,
        imported.rows,
        { url: edgeUrl, apiKey },
        failing('what people do by themselves'),
      )
      undo.push(() => acts.stop())
    }
    await Promise.race([untilAtRest(pool, options, began), engine.failed])
    const wallSeconds = seconds(began)
    const cpu = cpuBetween(cpuBefore, cpuSeconds())
    const { now } = await readClock(pool)
    await clock.stop()
    await untilTold(pool)
    await audience.stop()
    await untilTold(pool)
    // What is judged must not change any more: a busy machine may still have touches to begin that were due before.
    await engine.stop()

    const client = new Client({ connection })
    const all = await receivedMails(servers.inboxUrl)
    const ours = await addressesOfReps(pool)
    const toLeads = all.filter(({ to }) => !to.some((address) => ours.has(address.toLowerCase())))
    const sample = sampleOf(await enrolledLeads(pool), options.sample)
    const histories = await readHistories(client, sample)
    const musts = await judge({
      pool,
      client,
      taskQueue: options.taskQueue,
      toLeads,
      all,
      closed: await closedAddresses(subject),
      sample,
    })
    const counted = await count(pool)
    const { touches } = counted.numbers
    const sent = touches.byState['sent'] ?? 0
    return {
      subject: subject.name,
      settings: {
        limit: limit ?? null,
        daysPerSecond,
        enrolPerSecond,
        days: options.days,
        maxCachedWorkflows,
        judgeClicksAfterMs,
      },
      machine: options.machine,
      import: importFigures(imported),
      mail: {
        sent,
        received: toLeads.length,
        receivedByUs: all.length - toLeads.length,
        uniqueMessageIds: new Set(all.map(({ messageId }) => messageId)).size,
        refused: touches.refusedBecause,
        deferred: touches.deferredBecause,
        unknown: touches.byState['unknown'] ?? 0,
      },
      ...counted,
      musts,
      histories: { ...histories, touches: await touchesOf(pool, sample) },
      speed: {
        wallSeconds,
        days: Math.round((now - startsAt) / day),
        touchesPerSecond: sent / wallSeconds,
        mostTouchesPerSecond: mostPerSecond(toLeads.map(({ receivedAt }) => Date.parse(receivedAt))),
        cpuSeconds: cpu,
      },
    }
  } finally {
    await undo.run()
  }
}

/** Publishes what a list runs through. */
export async function publishSubject(pool: Pool, { programme }: Subject, by: string): Promise<void> {
  const loaded = await loadProgramme(programme)
  if ('problems' in loaded)
    throw new Error(`${programme} does not compile:\n${JSON.stringify(loaded.problems, null, 2)}`)
  await publishProgramme(pool, loaded.ok, by)
}

function settingsFor(servers: Servers, { subject, edgePort, taskQueue }: RunOptions): Settings {
  const { name, address, postalAddress } = subject.sender
  return {
    ...servers,
    temporalNamespace: 'default',
    temporalApiKey: undefined,
    taskQueue,
    // Every address ends in an inbox of our own.
    sendTo: 'everyone',
    letterhead: {
      brand: { name, address },
      postalAddress,
      publicUrl: `http://127.0.0.1:${edgePort}`,
      linkKeys: parseLinkKeys('k1:a-secret-for-measuring-only'),
    },
    port: edgePort,
    host: '127.0.0.1',
    apiKeys: [apiKey],
    judgeClicksAfterMs,
    maxCachedWorkflows,
  }
}

/** The import writes what it refused beside the list: beside a link to it in a folder of our own. */
async function bringIn(
  pool: Pool,
  { subject, folder, limit, enrolPerSecond, signal }: RunOptions,
): Promise<ImportReport> {
  const file = join(folder, basename(subject.list))
  symlinkSync(subject.list, file)
  return importLeads({
    pool,
    definitions: new Definitions(),
    file,
    mapping: await loadMapping(subject.mapping),
    actor: 'measure',
    rate: enrolPerSecond,
    ...(limit === undefined ? {} : { limit }),
    ...(signal === undefined ? {} : { signal }),
  })
}

function importFigures({
  rows,
  matched,
  repeated,
  refused,
  repaired,
  enrolled,
  notEnrolled,
  ...rest
}: ImportReport): Measurement['import'] {
  return { rows, new: rest.new, matched, repeated, refused, repaired, enrolled, notEnrolled }
}

/** Has had everything, is out of reach, or is won or lost: nothing comes next but a look once in a while. */
export const atRest: ReadonlySet<string> = new Set(['exhausted', 'dormant', 'ended'])

async function untilAtRest(pool: Pool, options: RunOptions, began: number): Promise<void> {
  const { days, log, signal } = options
  const from = (await readClock(pool)).now
  for (let looks = 1; ; looks++) {
    await delay(5_000)
    const so = await numbers(pool)
    const moving = Object.entries(so.byDoing).filter(([doing, leads]) => !atRest.has(doing) && leads > 0)
    if (looks % 12 === 0) {
      const words = Object.entries(so.byDoing).map(([doing, leads]) => `${doing} ${leads}`)
      log(`day ${Math.round((so.at - startsAt) / day)}: ${so.touches.byState['sent'] ?? 0} sent, ${words.join(', ')}`)
    }
    const isOver = so.at - from > days * day || seconds(began) > options.seconds || signal?.aborted
    if (moving.length === 0 || isOver) return
  }
}

/** Until everything that was told is heard, and our own mail is out. */
async function untilTold(pool: Pool): Promise<void> {
  for (let quiet = 0, looks = 0; quiet < 3 && looks < 120; looks++) {
    await delay(500)
    const { rows } = await pool.query<{ left: number }>(
      `select (select count(*) from outbox) + (select count(*) from notice where sent_at is null and try_at < 'infinity') +
         (select count(*) from hit where judged is null) + (select count(*) from touch where state in ('claimed', 'sending')) as left`,
    )
    quiet = rows[0]?.left === 0 ? quiet + 1 : 0
  }
}

async function addressesOfReps(pool: Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ email: string }>(`select lower(email) as email from rep`)
  return new Set(rows.map(({ email }) => email))
}

async function enrolledLeads(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(`select distinct lead_id as id from enrolment`)
  return rows.map(({ id }) => id)
}

async function touchesOf(pool: Pool, leads: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ sent: number }>(
    `select count(*) as sent from touch where state = 'sent' and lead_id = any($1)`,
    [leads],
  )
  return rows[0]?.sent ?? 0
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000)
}
