import { join, resolve } from 'node:path'
import pino from 'pino'
import { searchAttributes } from '../core/search-attributes.ts'
import { tick } from '../db/clock.ts'
import { openPool, type Pool } from '../db/pool.ts'
import { startAudienceProcess } from './audience-process.ts'
import { driveClock } from './clock-driver.ts'
import { prepareForDemo } from './demo-database.ts'
import { listenForEnding } from './demo-ending.ts'
import { demoDefaults, type DemoOptions } from './demo-options.ts'
import { importSample } from './demo-sample.ts'
import { demoSecrets, forgetOwn, writeOwn } from './demo-secrets.ts'
import { demoSettings } from './demo-settings.ts'
import { startShow, type Show } from './demo-show.ts'
import { startEngine } from './engine.ts'
import { portChooser } from './ports.ts'
import { startStack, type Stack } from './stack.ts'
import { undoing } from './undoing.ts'

/** Where what runs on a data folder is reached: its `stack.json`, while it runs. */
export interface RunningStack {
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly edgeUrl: string
  /** Absent where mail goes to a server given from outside. */
  readonly inboxUrl: string | undefined
  readonly apiKey: string
}

const dayInSeconds = 86_400

/**
 * Lets months of leads' lives pass in minutes, until Ctrl-C or until its time is over. What it started has ended when this
 * returns; started again on the same folder, it goes on where it stopped.
 * @throws when a part does not start, or fails; what had started by then is ended
 */
export async function runDemo(given: Partial<DemoOptions> = {}): Promise<void> {
  const options: DemoOptions = { ...demoDefaults, ...given }
  const ending = listenForEnding()
  const undo = undoing()
  let show: Show | undefined
  const say = (line: string): void => (show === undefined ? console.log(line) : show.note(line))
  try {
    const dataDir = resolve(options.dataDir)
    say('Starting Postgres, Temporal and an inbox.')
    const stack = await startStack({ dataDir, env: process.env, searchAttributes, log: say })
    undo.push(() => stack.stop())
    const { running, pool, failed } = await startParts(stack, options, dataDir, undo, say)
    const addresses = addressesOf(stack, running)
    const picture = startShow({ ...running, sql: pool }, { addresses, daysPerSecond: options.daysPerSecond })
    show = picture
    undo.push(async () => {
      show = undefined
      await picture.stop()
      say('Stopping: what is under way is finished first.')
    })
    ending.isUp(options.forSeconds)
    await Promise.race([ending.asked, failed])
  } finally {
    await undo.run()
    ending.forget()
  }
  console.log('Ended, with all that the demo started. The next start goes on from here.')
}

/** Starts engine, leads, audience and clock on a stack that runs. */
async function startParts(
  stack: Stack,
  { daysPerSecond, leads }: DemoOptions,
  dataDir: string,
  undo: ReturnType<typeof undoing>,
  say: (line: string) => void,
): Promise<{ running: RunningStack; pool: Pool; failed: Promise<never> }> {
  const rate = daysPerSecond * dayInSeconds
  const { databaseUrl, temporalAddress, inboxUrl } = stack
  const { apiKey, linkKeys } = demoSecrets(dataDir)
  const pool = openPool(databaseUrl, { max: 3 })
  undo.push(() => pool.end())
  say('Publishing the example programme.')
  await prepareForDemo(pool, stack, rate)

  const port = await portChooser(say)({ name: 'the edge', usual: 3000 })
  const settings = demoSettings(stack, { apiKey, linkKeys }, port, process.env['SEND_TO'])
  const logFile = join(dataDir, 'logs', 'perennial.log')
  const log = pino({ name: 'perennial' }, pino.destination({ dest: logFile, mkdir: true, sync: true }))
  say('Starting the worker and the edge.')
  const engine = await startEngine(settings, ['worker', 'edge'], log)
  undo.push(() => engine.stop())
  const edgeUrl = settings.letterhead.publicUrl
  say('Importing the sample leads.')
  say(await importSample(pool, dataDir, leads))

  const clock = driveClock(pool, rate, engine.lag, (error) =>
    log.warn({ err: error }, 'driving the clock failed; it is tried again'),
  )
  undo.push(async () => {
    await clock.stop()
    await tick(pool, 0)
  })
  if (inboxUrl === undefined) say('Mail goes to the server of SMTP_URL, so nobody here reads it and reacts.')
  else {
    const memoryFile = join(dataDir, 'audience.json')
    const audienceLog = join(dataDir, 'logs', 'audience.log')
    const audience = startAudienceProcess({
      inboxUrl,
      edgeUrl,
      apiKey,
      seed: 'demo',
      memoryFile,
      logFile: audienceLog,
    })
    undo.push(() => audience.stop())
    void audience.lost.then(() => say(`The audience has ended although nobody stopped it: see ${audienceLog}`))
  }
  const running: RunningStack = { databaseUrl, temporalAddress, edgeUrl, inboxUrl, apiKey }
  writeOwn(dataDir, 'stack.json', running)
  undo.push(() => forgetOwn(dataDir, 'stack.json'))
  return { running, pool, failed: engine.failed }
}

function addressesOf(
  { temporalUi, inboxUrl }: Stack,
  { edgeUrl }: RunningStack,
): readonly (readonly [string, string])[] {
  return [
    ...(temporalUi === undefined
      ? []
      : [['Leads, in Temporal', `${temporalUi}/namespaces/default/workflows`] as const]),
    ...(inboxUrl === undefined ? [] : [['Their mail', inboxUrl] as const]),
    ['Edge', edgeUrl],
  ]
}
