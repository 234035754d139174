import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Places } from './audience-hands.ts'

export interface AudienceProcessOptions extends Places {
  /** Module whose default export is the behaviour; the sample's where none is given. */
  readonly behaviour?: string
  readonly seed: string
  readonly memoryFile: string
  readonly logFile: string
  /** Gets a line for every try at an act: see `audience-diary.ts`. */
  readonly diaryFile?: string
}

export interface AudienceProcess {
  /** Resolves when it ends although nobody stopped it. */
  readonly lost: Promise<void>
  /** Lets it finish what is under way and keep the rest for the next time. */
  stop(): Promise<void>
}

const extension = extname(import.meta.url)
const beside = (name: string): string => fileURLToPath(new URL(`./${name}${extension}`, import.meta.url))

/** Our own sources need their loader; built code needs none. */
const loader = extension === '.ts' ? ['--import', import.meta.resolve('tsx')] : []

const graceMs = 5_000

/**
 * Starts the audience as a process of its own, without access to anything but what it is told. It ends with its standard
 * input, so it never outlives us, and Ctrl-C in a terminal does not reach it before we say so.
 */
export function startAudienceProcess(options: AudienceProcessOptions): AudienceProcess {
  mkdirSync(dirname(options.logFile), { recursive: true })
  const log = openSync(options.logFile, 'a')
  const child = spawn(process.execPath, [...loader, beside('audience-main')], {
    detached: true,
    stdio: ['pipe', log, log],
    env: {
      PATH: process.env['PATH'],
      INBOX_URL: options.inboxUrl,
      EDGE_URL: options.edgeUrl,
      API_KEY: options.apiKey,
      SEED: options.seed,
      MEMORY_FILE: options.memoryFile,
      BEHAVIOUR: options.behaviour ?? beside('audience-default'),
      ...(options.diaryFile === undefined ? {} : { DIARY_FILE: options.diaryFile }),
    },
  })
  closeSync(log)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  let isWanted = true
  // It may be gone before it has read the end of its input.
  child.stdin?.on('error', () => {})
  return {
    lost: ended.then(() => (isWanted ? undefined : new Promise<never>(() => {}))),
    async stop() {
      isWanted = false
      child.stdin?.end()
      const killer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      await ended
      clearTimeout(killer)
    },
  }
}
