import { Client, Connection } from '@temporalio/client'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { searchAttributes } from '../../core/search-attributes.ts'
import { startStack } from '../../worker/stack.ts'
import type { Stack, StackOptions } from '../../worker/stack.ts'
import { scratchFolder } from '../scratch.ts'

let folder: ReturnType<typeof scratchFolder>
let said: string[]
const toStop: (() => Promise<void>)[] = []

beforeEach(() => {
  folder = scratchFolder('stack')
  said = []
})

afterEach(async () => {
  for (const stop of toStop.splice(0)) await stop()
  folder.remove()
})

async function start(options: Partial<StackOptions> = {}): Promise<Stack> {
  const stack = await startStack({
    dataDir: folder.path,
    env: {},
    searchAttributes,
    log: (line) => said.push(line),
    headless: true,
    ports: { temporal: 0, postgres: 0, smtp: 0, inbox: 0 },
    ...options,
  })
  toStop.push(() => stack.stop())
  return stack
}

async function sql(stack: Pick<Stack, 'databaseUrl'>, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: stack.databaseUrl })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(statement)
  await client.end()
  return rows
}

async function withTemporal<T>(
  stack: Pick<Stack, 'temporalAddress'>,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address: stack.temporalAddress })
  try {
    return await work(new Client({ connection }))
  } finally {
    await connection.close()
  }
}

/** Leaves a trace in each store. */
async function remember(stack: Pick<Stack, 'databaseUrl' | 'temporalAddress'>): Promise<void> {
  await sql(stack, `CREATE TABLE trace AS SELECT 'kept' AS state`)
  const start = { taskQueue: 'nobody-listens', workflowId: 'lead/1', searchAttributes: { LifecycleStage: ['mql'] } }
  await withTemporal(stack, (client) => client.workflow.start('nurture', start))
}

async function expectRemembered(stack: Stack): Promise<void> {
  expect(await sql(stack, 'SELECT state FROM trace')).toEqual([{ state: 'kept' }])
  const lead = await withTemporal(stack, (client) => client.workflow.getHandle('lead/1').describe())
  expect(lead).toMatchObject({ status: { name: 'RUNNING' }, searchAttributes: { LifecycleStage: ['mql'] } })
}

function runningChildren(): { name: string; pid: number }[] {
  return JSON.parse(readFileSync(join(folder.path, 'running.json'), 'utf8')).children
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a second start goes on where the first stopped, and knows search attributes that are new since', async () => {
  const first = await start()
  await remember(first)
  const servers = runningChildren()
  await first.stop()
  expect(servers.map(({ pid }) => isAlive(pid))).toEqual([false, false])

  const second = await start({ searchAttributes: { ...searchAttributes, Region: 'Keyword' } })
  await expectRemembered(second)
  const startInRegion = { taskQueue: 'nobody-listens', workflowId: 'lead/2', searchAttributes: { Region: ['north'] } }
  await withTemporal(second, (client) => client.workflow.start('nurture', startInRegion))
  expect(said).toEqual([])
})

test('a second run on the same folder is refused while the first lives', async () => {
  const outside = { TEMPORAL_ADDRESS: 'temporal:7233', DATABASE_URL: 'postgres://db/perennial' }
  const first = await start({ env: outside })
  await expect(start({ env: outside })).rejects.toThrow(/already runs on .* \(process \d+\)\. Stop that run first/)
  await first.stop()
  await start({ env: outside })
})

test('addresses that are given are used and nothing is started for them', async () => {
  const env = { TEMPORAL_ADDRESS: 'temporal:7233', DATABASE_URL: 'postgres://db/perennial', SMTP_URL: 'smtp://mail' }
  const stack = await start({ env })
  expect(stack).toMatchObject({
    temporalAddress: 'temporal:7233',
    databaseUrl: env.DATABASE_URL,
    smtpUrl: 'smtp://mail',
  })
  expect(stack).not.toHaveProperty('inboxUrl')
  expect(runningChildren()).toEqual([])
})

test('after kill -9 a new start stops the orphans, says so, and has all data', async () => {
  const killed = await runInProcess()
  await remember(killed.stack)
  const orphans = runningChildren()
  killed.process.kill('SIGKILL')
  await once(killed.process, 'exit')
  expect(orphans.map(({ pid }) => isAlive(pid))).toEqual([true, true])

  const stack = await start()
  expect(said).toEqual(
    orphans.map(
      ({ name, pid }) => `${name} of an earlier run that was killed still runs (process ${pid}): stopping it`,
    ),
  )
  await expectRemembered(stack)
  expect(runningChildren().map(({ pid }) => pid)).not.toContain(orphans[0]?.pid)
})

test('a Postgres that no record names any more is found by its pid file', async () => {
  const killed = await runInProcess()
  const orphans = runningChildren()
  killed.process.kill('SIGKILL')
  await once(killed.process, 'exit')
  writeFileSync(join(folder.path, 'running.json'), '{"owner":{"pi')

  await start({ env: { TEMPORAL_ADDRESS: killed.stack.temporalAddress } })
  const [postgres, temporal] = orphans
  expect(said).toEqual([
    `Postgres still runs on ${join(folder.path, 'postgres')} (process ${postgres?.pid}): stopping it`,
  ])
  process.kill(temporal?.pid ?? 0, 'SIGKILL')
})

test("a pid file that names another program's process does not keep Postgres from starting", async () => {
  const env = { TEMPORAL_ADDRESS: 'temporal:7233', SMTP_URL: 'smtp://mail' }
  await (await start({ env })).stop()
  const pidFile = join(folder.path, 'postgres', 'postmaster.pid')
  writeFileSync(pidFile, `${process.ppid}\n${join(folder.path, 'postgres')}\n`)
  const stack = await start({ env })
  expect(await sql(stack, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(said).toEqual([`${pidFile} names process ${process.ppid}, which is another program: removing the file`])
})

test('a process that leaves without stopping takes its servers along', async () => {
  const left = await runInProcess()
  const servers = runningChildren()
  left.process.stdin.end()
  await once(left.process, 'exit')
  await expect.poll(() => servers.map(({ pid }) => isAlive(pid)), { timeout: 60_000 }).toEqual([false, false])
})

test('a given port that is taken is an error that names who has it', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const taken = typeof address === 'object' && address ? address.port : 0
  await expect(start({ env: { TEMPORAL_ADDRESS: 'temporal:7233' }, ports: { postgres: taken } })).rejects.toThrow(
    `Port ${taken}, given for Postgres, is taken by process ${process.pid}`,
  )
  other.close()
})

async function runInProcess() {
  const script = join(import.meta.dirname, 'run-stack.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder.path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const stack: Stack = JSON.parse(String(line))
  return { process: child, stack }
}
