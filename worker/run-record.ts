import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { childRecord, end, isOurs, isRunning, processAt, processIdentity } from './processes.ts'
import type { ChildRecord, ProcessIdentity } from './processes.ts'

const runFile = z.object({ owner: processIdentity, children: z.array(childRecord) })
type RunFile = z.infer<typeof runFile>

/** Says who runs a stack on a data folder and which servers it started there; one run at a time. */
export interface RunRecord {
  add(child: ChildRecord): void
  remove(child: ChildRecord): void
  /** Gives the folder free for the next run. */
  release(): void
}

/**
 * Takes the data folder for this process, and ends the servers that an earlier run left behind when it was killed.
 * @throws when another run lives on the folder
 */
export async function claimDataDir(dataDir: string, log: (line: string) => void): Promise<RunRecord> {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'running.json')
  const owner = self()
  const before = read(file)
  if (before && isRunning(before.owner)) throw inUse(dataDir, before.owner)

  const children = new Map((before?.children ?? []).filter(isOurs).map((child) => [child.pid, child]))
  const save = (): void => write(file, { owner, children: [...children.values()] })
  save()
  // Of two that start in the same instant the last to write has the folder: look again before trusting it.
  await delay(50)
  const now = read(file)?.owner
  if (now && now.pid !== owner.pid) throw inUse(dataDir, now)

  for (const orphan of children.values()) {
    log(`${orphan.name} of an earlier run that was killed still runs (process ${orphan.pid}): stopping it`)
    await end(orphan)
    children.delete(orphan.pid)
    save()
  }
  return {
    add(child) {
      children.set(child.pid, child)
      save()
    },
    remove(child) {
      children.delete(child.pid)
      save()
    },
    release: () => rmSync(file, { force: true }),
  }
}

function inUse(dataDir: string, owner: ProcessIdentity): Error {
  return new Error(
    `Perennial already runs on ${dataDir} (process ${owner.pid}). Stop that run first, or choose another data folder.`,
  )
}

function self(): ProcessIdentity {
  return { pid: process.pid, started: processAt(process.pid)?.started ?? 'unknown' }
}

function read(file: string): RunFile | undefined {
  try {
    return runFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // Absent, or cut off by a crash of the machine, after which no child of it can live either.
    return undefined
  }
}

function write(file: string, content: RunFile): void {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(content, null, 2))
  renameSync(draft, file)
}
