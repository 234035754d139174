import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

/** One process, told apart from a later one that was handed the same pid by the moment it started. */
export const processIdentity = z.object({ pid: z.number().int().positive(), started: z.string() })
export type ProcessIdentity = z.infer<typeof processIdentity>

/** A server that we started: enough to find it again, and to end it, after our own process was killed. */
export const childRecord = processIdentity.extend({
  name: z.string(),
  /** Text that its command line must contain for it to be ours: its data folder or its executable. */
  marker: z.string(),
  /** Tried in this order, each with its time to work, until the process is gone. */
  stopSignals: z.array(z.enum(['SIGINT', 'SIGQUIT', 'SIGKILL'])),
})
export type ChildRecord = z.infer<typeof childRecord>

/** How long a server may take to stop on one signal before it gets the next. */
const graceMs = 15_000

interface RunningProcess extends ProcessIdentity {
  command: string
}

/** The process that has this pid now, if there is one. */
export function processAt(pid: number): RunningProcess | undefined {
  return existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid)
}

export function isRunning(identity: ProcessIdentity): boolean {
  return processAt(identity.pid)?.started === identity.started
}

/** Whether the recorded process still runs and is what the record says it is. */
export function isOurs(record: ChildRecord): boolean {
  const running = processAt(record.pid)
  return running?.started === record.started && running.command.includes(record.marker)
}

/**
 * Ends a process that we started, gently at first, and returns when it is gone.
 * @throws when it survives every signal of its record
 */
export async function end(record: ChildRecord): Promise<void> {
  for (const signal of record.stopSignals) {
    if (!isRunning(record)) return
    kill(record.pid, signal)
    if (await gone(record)) return
  }
  if (isRunning(record))
    throw new Error(`${record.name} (process ${record.pid}) does not stop. End it: kill ${record.pid}`)
}

/** Sends a signal; a process that is gone already is no fault. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

async function gone(identity: ProcessIdentity): Promise<boolean> {
  for (let waited = 0; waited < graceMs; waited += 25) {
    if (!isRunning(identity)) return true
    await delay(25)
  }
  return false
}

function fromProc(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field, the name in parentheses, may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, started] = [fields[0], fields[19]]
    // A zombie has ended; where nobody reaps orphans (a container without an init) it would look alive for ever.
    if (state === 'Z' || started === undefined) return undefined
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return { pid, started, command }
  } catch {
    return undefined
  }
}

function fromPs(pid: number): RunningProcess | undefined {
  try {
    const line = execFileSync('ps', ['-ww', '-o', 'state=,lstart=,command=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    })
    const found = /^(?<state>\S+)\s+(?<started>\S+ +\S+ +\S+ +\S+ +\S+)\s+(?<command>.*)$/.exec(line.trim())?.groups
    if (!found?.['started'] || found['state']?.startsWith('Z')) return undefined
    return { pid, started: found['started'], command: found['command'] ?? '' }
  } catch {
    return undefined
  }
}
