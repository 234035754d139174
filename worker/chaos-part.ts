import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Child } from './children.ts'
import { kill } from './processes.ts'

/** One part of the stack in a process of its own, kept running as a container would be: what ends is started again. */
export interface Part {
  readonly name: string
  /** The times that it ended although nobody ended it, in words. Ends while it starts do not count: servers may be away. */
  readonly falls: readonly string[]
  isUp(): boolean
  /** Its process and all that it started; none while it is down. */
  pids(): readonly number[]
  /** Whether it came up in time. */
  whenUp(withinMs: number): Promise<boolean>
  /** Ends it with -9, and everything that it started; it comes back after so long. */
  kill(downForMs: number): Promise<void>
  /** A deploy: another process of it starts, and when it works, this one is told to end. False where it was down. */
  replace(): Promise<boolean>
  stop(): Promise<void>
}

export interface PartOptions {
  readonly name: string
  /** Starts it for the nth time. Hands the process over from its first moment; resolves when it works. */
  readonly begin: (nth: number, keep: (child: Child) => void) => Promise<unknown>
  readonly log: (line: string) => void
}

const betweenStartsMs = 300

export function startPart({ name, begin, log }: PartOptions): Part {
  const falls: string[] = []
  const meant = new Set<Child>()
  const leaving: Promise<unknown>[] = []
  let nth = 0
  let current: Child | undefined
  let isUp = false
  let isWanted = true
  let working = bringUp()

  async function bringUp(): Promise<void> {
    for (;;) {
      if (!isWanted) return
      try {
        await begin(++nth, (child) => (current = child))
        if (current) void watch(current)
        isUp = true
        return
      } catch (error) {
        log(`${name} did not come up: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
        await delay(betweenStartsMs)
      }
    }
  }

  async function watch(child: Child): Promise<void> {
    const how = await child.exited
    if (child !== current) return
    isUp = false
    if (meant.has(child) || !isWanted) return
    falls.push(`${name} ${how}, and nobody had ended it: see ${child.logFile}`)
    log(falls.at(-1) ?? '')
    working = bringUp()
  }

  return {
    name,
    falls,
    isUp: () => isUp,
    pids: () => (current !== undefined && isUp ? treeOf(current.record.pid) : []),
    async whenUp(withinMs) {
      const over = performance.now() + withinMs
      for (;;) {
        if (isUp || performance.now() > over) return isUp
        await delay(50)
      }
    },
    async kill(downForMs) {
      const child = current
      if (child === undefined || !isUp) return
      meant.add(child)
      killTree(child.record.pid)
      await child.exited
      isUp = false
      working = delay(downForMs).then(bringUp)
    },
    async replace() {
      const old = current
      if (old === undefined || !isUp) return false
      meant.add(old)
      working = bringUp()
      await working
      kill(old.record.pid, 'SIGTERM')
      leaving.push(old.exited)
      return true
    },
    async stop() {
      isWanted = false
      await Promise.race([working, delay(1_000)])
      await current?.stop()
      await Promise.all([working, ...leaving])
    },
  }
}

/** Postgres's own children are in groups of their own. */
function killTree(pid: number): void {
  const [, ...others] = treeOf(pid)
  for (const each of [pid, ...others]) kill(each, 'SIGKILL')
}

/** A process and all that it started, itself first. */
function treeOf(pid: number): readonly number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const all = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const within = (of: number): readonly number[] => [
    of,
    ...all.flatMap(([child, parent]) => (parent === of && child !== undefined ? within(child) : [])),
  ]
  return within(pid)
}
