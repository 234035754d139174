import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { Numbers } from '../../db/numbers.ts'
import type { RunningStack } from '../../worker/demo.ts'
import { processAt } from '../../worker/processes.ts'
import { scratchFolder } from '../scratch.ts'

const main = fileURLToPath(new URL('../../worker/demo-main.ts', import.meta.url))

/** A demo as somebody runs it: a process of its own, known by what it prints, its files and its doors. */
interface RunningDemo {
  readonly stack: RunningStack
  readonly children: readonly number[]
  numbers(): Promise<Numbers>
  mails(): Promise<{ received: number; uniqueMessageIds: number }>
  /** Ctrl-C. Resolves with what it printed and its exit code. */
  interrupt(): Promise<{ printed: string; code: number | null }>
}

describe('npm run demo', () => {
  const folder = scratchFolder('demo')
  const running: ChildProcess[] = []
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL')
    folder.remove()
  })

  async function startDemo(): Promise<RunningDemo> {
    const { DATABASE_URL: _db, TEMPORAL_ADDRESS: _temporal, SMTP_URL: _smtp, ...env } = process.env
    const args = ['--import', 'tsx', main, '--data', folder.path, '--leads', '40', '--days-per-second', '4']
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.push(child)
    let printed = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text))
    const ended = new Promise<number | null>((resolve) => void child.once('close', resolve))
    const file = join(folder.path, 'stack.json')
    await until('it runs', async () => existsSync(file) || child.exitCode !== null)
    if (child.exitCode !== null) throw new Error(printed)
    const stack = JSON.parse(readFileSync(file, 'utf8')) as RunningStack
    const get = async <T>(url: string): Promise<T> => {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${stack.apiKey}` } })
      return (await answer.json()) as T
    }
    const { children } = JSON.parse(readFileSync(join(folder.path, 'running.json'), 'utf8')) as {
      children: { pid: number }[]
    }
    return {
      stack,
      children: children.map(({ pid }) => pid),
      numbers: () => get(`${stack.edgeUrl}/v1/numbers`),
      mails: () => get(`${stack.inboxUrl ?? ''}/api/count`),
      async interrupt() {
        child.kill('SIGINT')
        return { code: await ended, printed }
      },
    }
  }

  test(
    'lets leads live, ends with all that it started, and goes on where it stopped',
    { timeout: 900_000 },
    async () => {
      const first = await startDemo()
      const lived = await until('mails are sent and a lead is promoted', async () => {
        const numbers = await first.numbers()
        expect(numbers.withoutNextAction).toBe(0)
        const { received } = await first.mails()
        return numbers.promoted > 0 && (numbers.touches.byState['sent'] ?? 0) > 20 && received > 20 && numbers
      })
      expect(statSync(join(folder.path, 'secrets.json')).mode & 0o777).toBe(0o600)
      expect(statSync(join(folder.path, 'stack.json')).mode & 0o777).toBe(0o600)

      const { code, printed } = await first.interrupt()
      expect(code).toBe(0)
      expect(printed).toContain('Ended, with all that the demo started.')
      expect(first.children.length).toBeGreaterThan(1)
      expect(first.children.filter((pid) => processAt(pid) !== undefined)).toEqual([])
      expect(existsSync(join(folder.path, 'stack.json'))).toBe(false)

      const second = await startDemo()
      const later = await until('more mails', async () => {
        const numbers = await second.numbers()
        return (numbers.touches.byState['sent'] ?? 0) > (lived.touches.byState['sent'] ?? 0) + 10 && numbers
      })
      expect(later.leads).toBe(lived.leads)
      expect(later.at).toBeGreaterThan(lived.at)
      expect(later.withoutNextAction).toBe(0)
      const { received, uniqueMessageIds } = await second.mails()
      expect(uniqueMessageIds).toBe(received)
      expect((await second.interrupt()).code).toBe(0)
    },
  )
})

async function until<T>(what: string, look: () => Promise<T | false>, seconds = 240): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const seen = await look()
    if (seen !== false) return seen
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
