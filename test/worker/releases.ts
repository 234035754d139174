import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What one release differs in from today's code: a file, a text that stands there once, and what stands there instead. */
export type Edit = readonly [file: string, was: string, becomes: string]

/** The rooms of which a running worker is made. */
const rooms = ['activities', 'cli', 'core', 'db', 'edge', 'mail', 'templates', 'tracks', 'worker', 'workflows']

/**
 * A release in a folder of its own, as one that is installed: today's code, but for the edits. A file that an edit names and
 * that is not there yet is made.
 */
export function installRelease(parent: string, version: string, edits: readonly Edit[] = []): string {
  const folder = join(parent, version)
  mkdirSync(folder)
  for (const room of [...rooms, 'package.json', 'tsconfig.json', 'index.ts']) {
    cpSync(room, join(folder, room), { recursive: true })
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  for (const [file, was, becomes] of edits) {
    const path = join(folder, file)
    const text = was === '' ? '' : readFileSync(path, 'utf8')
    if (text.split(was).length !== 2 && was !== '') throw new Error(`${file} does not have this once: ${was}`)
    writeFileSync(path, was === '' ? becomes : text.replace(was, () => becomes))
  }
  return folder
}

/** A release that runs, worker and edge in one process, and what it has logged. */
export interface Running {
  readonly pid: number
  readonly edgeUrl: string
  readonly log: readonly string[]
  /** SIGTERM; answers with the exit status once it has ended. */
  end(): Promise<number | null>
  kill(): void
}

/** Types a command that goes on running, and waits until it says that it has started. */
export async function run(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Running> {
  const child = spawn('sh', ['-c', `exec env ${command}`], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const log: string[] = []
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const started = new Promise<string>((resolve, reject) => {
    const read = (line: string): void => {
      log.push(line)
      const edge = /"edge":"([^"]+)".*"msg":"started"/.exec(line)?.[1]
      if (edge !== undefined) resolve(edge)
    }
    linesOf(child, read)
    void exited.then((code) => reject(new Error(`${command} ended with ${code}:\n${log.slice(-20).join('\n')}`)))
  })
  return {
    pid: child.pid ?? 0,
    edgeUrl: await started,
    log,
    end() {
      child.kill('SIGTERM')
      return exited
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

function linesOf({ stdout, stderr }: ChildProcess, read: (line: string) => void): void {
  for (const stream of [stdout, stderr]) if (stream) createInterface({ input: stream }).on('line', read)
}
