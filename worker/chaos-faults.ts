import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from '../db/pool.ts'
import { fillDisk } from './chaos-disk.ts'
import type { Journal } from './chaos-journal.ts'
import type { Caught, Link } from './chaos-link.ts'
import type { Moment } from './chaos-moments.ts'
import type { ChaosStack, PartName } from './chaos-parts.ts'
import type { Fault } from './chaos-schedule.ts'

export interface FaultDeps {
  readonly stack: ChaosStack
  readonly pool: Pool
  readonly journal: Journal
  /** Publishes a changed track and moves its leads; says what it did. */
  readonly apply: () => Promise<string>
}

/** How long a part may need to come back before the next fault that wants it is left out. */
const upWithinMs = 300_000
/** How long a mail may take to come to the moment that a kill waits for. */
const momentWithinMs = 20_000

/** Does it, and returns when it is done; what was killed may still be on its way back. Says what it did. */
export async function inflict(deps: FaultDeps, fault: Fault): Promise<string> {
  const { stack, pool, journal } = deps
  const { parts, links } = stack
  switch (fault.do) {
    case 'kill':
      return killPart(deps, fault.part, fault.downForMs)
    case 'kill at':
      return killAt(deps, fault.moment, fault.downForMs)
    case 'sink dies': {
      const smtp = links['worker to SMTP']
      for (const part of [parts.sink, parts.worker]) {
        if (!(await part.whenUp(upWithinMs))) return `${part.name} is down: left out`
      }
      const caught = await smtp.stopAt([fault.moment], momentWithinMs)
      const closed = await closedMailboxes(stack.inboxUrl)
      await parts.sink.kill(fault.downForMs)
      journal.killed('sink')
      await reopen(stack, closed)
      return `kill -9 of the sink ${caught ? fault.moment : 'while no mail came'}`
    }
    case 'link': {
      const link = links[fault.link]
      link.be(fault.how, fault.lateMs)
      await delay(fault.forMs)
      await journal.look()
      link.be('open')
      const how = fault.how === 'slow' ? `${fault.lateMs} ms late` : fault.how
      return `${fault.link} ${how} for ${fault.forMs} ms`
    }
    case 'disk full':
      await patiently(() => fillDisk(pool, fault.share))
      await delay(fault.forMs)
      await journal.look()
      await patiently(() => fillDisk(pool, 0))
      return `disk full for ${fault.forMs} ms, for ${fault.share * 100} % of what writes`
    case 'deploy':
      if (!(await parts.worker.whenUp(upWithinMs))) return 'the worker is down: no deploy'
      return (await parts.worker.replace()) ? 'deploy: a new worker beside the old, which was told to end' : 'no deploy'
    case 'apply':
      return patiently(deps.apply)
  }
}

async function killPart({ stack, journal }: FaultDeps, name: PartName, downForMs: number): Promise<string> {
  const part = stack.parts[name]
  if (!(await part.whenUp(upWithinMs))) return `${name} is down: left out`
  const closed = name === 'sink' ? await closedMailboxes(stack.inboxUrl) : undefined
  await part.kill(downForMs)
  journal.killed(name)
  await journal.look()
  if (closed !== undefined) await reopen(stack, closed)
  return `kill -9 of ${name}, down for ${downForMs} ms`
}

async function killAt({ stack, journal }: FaultDeps, moment: Moment, downForMs: number): Promise<string> {
  const { parts, links } = stack
  if (!(await parts.worker.whenUp(upWithinMs))) return 'the worker is down: left out'
  const postgres = links['worker to Postgres']
  const caught = await comesTo(moment, links['worker to SMTP'], postgres)
  if (moment === 'after the claim') {
    caught?.pass()
    await delay(50)
  } else if (moment === 'before the record') {
    postgres.be('silent')
    caught?.pass()
    await delay(50)
  }
  await parts.worker.kill(downForMs)
  journal.killed('worker')
  if (moment === 'before the record') postgres.be('open')
  const met = await journal.look()
  if (caught && met > 0) journal.killedMidSend()
  return `kill -9 of the worker ${caught ? moment : 'while no mail came'}: ${met} under way`
}

function comesTo(moment: Moment, smtp: Link, postgres: Link): Promise<Caught | undefined> {
  switch (moment) {
    case 'before the claim':
    case 'after the claim':
      return postgres.stopAt(['before the claim'], momentWithinMs)
    case 'before DATA':
      return smtp.stopAt(['before DATA'], momentWithinMs)
    case 'after DATA':
    case 'before the record':
      return smtp.stopAt(['after DATA'], momentWithinMs)
  }
}

/** Mailboxes that the audience has closed; the sink forgets them when it dies. */
async function closedMailboxes(inboxUrl: string): Promise<string> {
  const answer = await fetch(`${inboxUrl}/api/faults`, { signal: AbortSignal.timeout(5_000) })
  return answer.text()
}

async function reopen({ parts, inboxUrl }: ChaosStack, closed: string): Promise<void> {
  if (!(await parts.sink.whenUp(upWithinMs))) return
  await fetch(`${inboxUrl}/api/faults`, { method: 'PUT', body: closed, signal: AbortSignal.timeout(5_000) })
}

/** Until it works: what it needs may be down. */
export async function patiently<T>(work: () => Promise<T>, withinMs = upWithinMs): Promise<T> {
  const over = performance.now() + withinMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > over) throw error
      await delay(250)
    }
  }
}
