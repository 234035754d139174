import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client, Connection } from '@temporalio/client'
import { expect } from 'vitest'
import { loop } from '../../worker/loop.ts'
import { findTemporal } from '../../worker/temporal-binary.ts'
import { undoing } from '../../worker/undoing.ts'
import { scratchFolder } from '../scratch.ts'
import { temporalAddress } from '../stack-fixture.ts'
import { freshWorld, type World } from '../world.ts'
import { installRelease, run, type Edit, type Running } from './releases.ts'

const apiKey = 'a-key-for-tests-only'

/** A business in a namespace of its own, and an operator at a terminal. */
export interface Place {
  readonly world: World
  readonly client: Client
  readonly leads: string[]
  /** Types a command in the folder of a release; answers with what it printed. */
  type(line: string, version?: string): Promise<string>
  /** Types it until it does not fail: what a worker tells Temporal takes a moment to be known. */
  typeUntil(line: string): Promise<string>
  set(name: string, value: string): void
  /** Starts a release, and waits until it says so. */
  start(version: string, line: string): Promise<Running>
  end(worker: Running): Promise<void>
  enrol(count: number): Promise<void>
  /** The ids of the events that an edge has answered with 2xx. */
  readonly posted: ReadonlySet<string>
  /** Nothing more is posted. */
  quiet(): Promise<void>
  stop(): Promise<void>
}

/** @param releases what each differs in from today's code */
export async function openPlace(releases: Readonly<Record<string, readonly Edit[]>>): Promise<Place> {
  const undo = undoing()
  const scratch = scratchFolder('upgrade')
  undo.push(async () => scratch.remove())
  const folders = new Map(
    Object.entries(releases).map(([version, edits]) => [version, installRelease(scratch.path, version, edits)]),
  )
  const bin = join(scratch.path, 'bin')
  mkdirSync(bin)
  symlinkSync(await findTemporal({ log: console.log }), join(bin, 'temporal'))
  writeFileSync(join(bin, 'perennial'), `#!/bin/sh\nexec '${process.execPath}' --import tsx cli/main.ts "$@"\n`)
  chmodSync(join(bin, 'perennial'), 0o755)

  const world = await freshWorld({ lives: false, daysPerSecond: 0.5 })
  undo.push(() => world.stop())
  const { letterhead, databaseUrl, smtpUrl } = world.settings
  const namespace = `upgrade-${randomUUID().slice(0, 8)}`
  const env: NodeJS.ProcessEnv = {
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: process.env['HOME'],
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: namespace,
    DATABASE_URL: databaseUrl,
    SMTP_URL: smtpUrl,
    SEND_TO: 'everyone',
    MAIL_FROM: 'Ledgerline <hello@ledgerline.test>',
    POSTAL_ADDRESS: letterhead.postalAddress,
    PUBLIC_URL: letterhead.publicUrl,
    PORT: '0',
    HOST: '127.0.0.1',
    API_KEY: apiKey,
    LINK_KEYS: 'k1:a-secret-for-tests-only',
    CLICK_JUDGE_SECONDS: '0.2',
    MAX_CACHED_WORKFLOWS: '50',
  }
  const connection = await Connection.connect({ address: temporalAddress() })
  undo.push(() => connection.close())
  const running = new Set<Running>()
  undo.push(async () => {
    for (const each of running) each.kill()
  })
  const leads: string[] = []
  const posting = postEvents(world, () => [...running].map(({ edgeUrl }) => edgeUrl))
  undo.push(() => posting.stop())

  const inShell = promisify(execFile)
  const type = async (line: string, version = '0.1.0'): Promise<string> =>
    (await inShell('sh', ['-c', line], { cwd: folders.get(version), env, maxBuffer: 1e8 })).stdout
  await type(`temporal operator namespace create --namespace ${namespace}`)
  const client = new Client({ connection, namespace })
  await world.until('the namespace is known', () => client.workflow.count().catch(() => undefined))

  return {
    world,
    client,
    leads,
    type,
    typeUntil: (line) => world.until(line, () => type(line).catch(() => undefined)),
    set: (name, value) => void (env[name] = value),
    async start(version, line) {
      const started = await run(line, folders.get(version) ?? '', env)
      running.add(started)
      return started
    },
    async end(worker) {
      running.delete(worker)
      expect(await worker.end()).toBe(0)
    },
    async enrol(count) {
      for (let i = 0; i < count; i++) {
        const email = `lead-${leads.length}@leads.test`
        leads.push(await world.lead({ email }))
        posting.of(email)
      }
    },
    posted: posting.posted,
    quiet: () => posting.stop(),
    stop: undo.run,
  }
}

interface Posting {
  readonly posted: ReadonlySet<string>
  /** Somebody more who does something now and then. */
  of(email: string): void
  stop(): Promise<void>
}

/** Web pages that tell what leads do, to whichever edge answers, until it is answered 2xx. */
function postEvents(world: World, edges: () => readonly string[]): Posting {
  const posted = new Set<string>()
  const emails: string[] = []
  const posting = loop(
    300,
    async () => {
      const email = emails[posted.size % emails.length]
      if (email === undefined) return false
      const messageId = randomUUID()
      const body = JSON.stringify({ messageId, traits: { email }, properties: { path: '/blog' } })
      const headers = { authorization: `Bearer ${apiKey}` }
      await world.until('an edge that takes an event', async () => {
        for (const edge of edges()) {
          const answer = await fetch(`${edge}/v1/page`, { method: 'POST', headers, body }).catch(() => undefined)
          if (answer?.ok) return true
        }
        return false
      })
      posted.add(messageId)
      return false
    },
    (error) => console.error(error),
  )
  return { posted, of: (email) => void emails.push(email), stop: () => posting.stop() }
}
