import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { end, kill, processAt } from './processes.ts'
import type { ChildRecord } from './processes.ts'

export interface ChildSpec extends Pick<ChildRecord, 'name' | 'marker' | 'stopSignals'> {
  command: string
  args: readonly string[]
  /** Gets what the server writes; what the run before wrote is kept beside it as `.previous`. */
  logFile: string
  /** The user it runs as, where that is not ours. */
  user?: { uid: number; gid: number }
  env?: NodeJS.ProcessEnv
}

/** A server that runs as our child, in a process group of its own. */
export interface Child {
  record: ChildRecord
  /** Resolves with what happened when the process ends, whoever ended it. */
  exited: Promise<string>
  stop(): Promise<void>
  logFile: string
  /** The end of what it wrote, to say why it failed. */
  lastWords(): string
}

const living = new Set<ChildRecord>()
let exitGuarded = false

/**
 * Starts a server. In its own process group the terminal's Ctrl-C does not reach it, so that we can stop our own
 * work first; if we leave without stopping it, it is told to stop as we go.
 * @throws when the program cannot be run at all
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const log = openLog(spec.logFile)
  const child = spawn(spec.command, spec.args, {
    detached: true,
    stdio: ['ignore', log, log],
    ...(spec.env && { env: spec.env }),
    ...spec.user,
  })
  closeSync(log)
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`))
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(new Error(`${spec.name} could not be started: ${error.message}`)))
  })
  const pid = child.pid ?? 0
  const { name, marker, stopSignals } = spec
  const record = { name, marker, stopSignals, pid, started: processAt(pid)?.started ?? 'ended at once' }
  guardExit()
  living.add(record)
  void exited.then(() => living.delete(record))
  return {
    record,
    exited,
    async stop() {
      await end(record)
      await exited
    },
    logFile: spec.logFile,
    lastWords: () => readFileSync(spec.logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n'),
  }
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true })
  try {
    renameSync(file, `${file}.previous`)
  } catch {
    // There was no run before.
  }
  return openSync(file, 'w')
}

function guardExit(): void {
  if (exitGuarded) return
  exitGuarded = true
  process.on('exit', () => {
    for (const { pid } of living) kill(pid, 'SIGINT')
  })
}
