import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { startAudience } from './audience.ts'
import { writeDiary } from './audience-diary.ts'
import type { Behaviour } from './audience-behaviour.ts'

/** The audience's own process: it knows what its environment tells it, and ends when whoever started it goes. */

const env = z.object({
  INBOX_URL: z.url(),
  EDGE_URL: z.url(),
  API_KEY: z.string().min(1),
  SEED: z.string().min(1),
  MEMORY_FILE: z.string().min(1),
  BEHAVIOUR: z.string().min(1),
  /** Gets a line for every try at an act, where it is named. */
  DIARY_FILE: z.string().min(1).optional(),
})

const isBehaviour = (given: unknown): given is Behaviour =>
  typeof given === 'object' &&
  given !== null &&
  'isColleague' in given &&
  'onMail' in given &&
  'onHandoff' in given &&
  'onCall' in given

const told = env.safeParse(process.env)
if (!told.success) {
  console.error(`The audience does not start:\n${z.prettifyError(told.error)}`)
  process.exit(1)
}
const { INBOX_URL, EDGE_URL, API_KEY, SEED, MEMORY_FILE, BEHAVIOUR, DIARY_FILE } = told.data
const module = (await import(pathToFileURL(BEHAVIOUR).href)) as { default?: unknown }
if (!isBehaviour(module.default)) {
  console.error(
    `The audience does not start: ${BEHAVIOUR} has no behaviour as its default export (see worker/audience-behaviour.ts).`,
  )
  process.exit(1)
}

const audience = startAudience({
  inboxUrl: INBOX_URL,
  edgeUrl: EDGE_URL,
  apiKey: API_KEY,
  seed: SEED,
  memoryFile: MEMORY_FILE,
  behaviour: module.default,
  log: (line) => console.log(`${new Date().toISOString()} ${line}`),
  ...(DIARY_FILE === undefined ? {} : { onTry: writeDiary(DIARY_FILE) }),
})

async function end(): Promise<void> {
  await audience.stop()
  console.log(`${new Date().toISOString()} stopped ${JSON.stringify(audience.tally)}`)
  process.exit(0)
}

process.stdin.resume().once('end', () => void end())
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end())
