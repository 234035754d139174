import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import pLimit from 'p-limit'
import { livesAfter, recordedOf, type Recorded } from '../db/doctor-lives.ts'
import { workflowType } from '../workflows/messages.ts'
import type { Finding, Report } from './doctor-finding.ts'
import { beyondOf, judgeLife, type Verdict } from './doctor-judge.ts'
import { openTouches, untold } from './doctor-queues.ts'
import { lookAt, type Look } from './doctor-look.ts'
import { beginAgain, bringBack, endOrphan } from './doctor-repair.ts'
import { wordsOf } from './doctor-words.ts'
import type { RelayDeps } from './relay.ts'

const page = 500
const atOnce = 16

/**
 * Goes through all lives in Postgres, all workflows in Temporal, the outbox and the ledger, a page at a time, and changes
 * nothing: whoever asks calls `repair` of what is found. What seems wrong is looked at again before it is told.
 */
export async function* examine(deps: RelayDeps): AsyncGenerator<Report> {
  yield* lives(deps)
  yield* orphans(deps)
  for await (const findings of untold(deps)) yield { leads: 0, workflows: 0, findings }
  for await (const findings of openTouches(deps)) yield { leads: 0, workflows: 0, findings }
}

async function* lives(deps: RelayDeps): AsyncGenerator<Report> {
  for (let last = ''; ;) {
    const recorded = await livesAfter(deps.pool, last, page)
    if (recorded.length === 0) return
    last = recorded.at(-1)?.lead ?? last
    const findings = await each(recorded, async (life) => {
      const look = await lookAt(deps.client, life.lead)
      const seems = await judgeLife(deps, life, look)
      return seems.is === 'well' ? undefined : confirm(deps, life.lead)
    })
    yield { leads: recorded.length, workflows: 0, findings }
  }
}

/** Workflows that run for leads without a life: those only Temporal can name. */
async function* orphans(deps: RelayDeps): AsyncGenerator<Report> {
  const query = `WorkflowType = "${workflowType}" AND TaskQueue = "${deps.taskQueue}" AND ExecutionStatus = "Running"`
  let leads: string[] = []
  for await (const { workflowId } of deps.client.workflow.list({ query, pageSize: page })) {
    leads.push(workflowId.slice(workflowId.indexOf('/') + 1))
    if (leads.length < page) continue
    yield await orphansAmong(deps, leads)
    leads = []
  }
  yield await orphansAmong(deps, leads)
}

async function orphansAmong(deps: RelayDeps, leads: readonly string[]): Promise<Report> {
  const recorded = await recordedOf(deps.pool, leads)
  const suspects = leads.filter((lead) => recorded.get(lead)?.over !== null)
  const findings = await each(suspects, (lead) => confirm(deps, lead))
  return { leads: 0, workflows: leads.length, findings }
}

const looks = 4
const betweenLooksMs = 250

/** Looks at a life between two equal looks at Postgres, so that nothing under way is taken for a difference. */
async function confirm(deps: RelayDeps, lead: string): Promise<Finding | undefined> {
  for (let times = 1; times <= looks; times++) {
    const before = (await recordedOf(deps.pool, [lead])).get(lead)
    const look = await lookAt(deps.client, lead, { whole: true })
    const after = (await recordedOf(deps.pool, [lead])).get(lead)
    if (isDeepStrictEqual(before, after)) return findingOf(deps, lead, after, look)
    await delay(betweenLooksMs)
  }
  // Who changes so often is alive.
  return undefined
}

async function findingOf(
  deps: RelayDeps,
  lead: string,
  recorded: Recorded | undefined,
  look: Look,
): Promise<Finding | undefined> {
  const verdict = recorded ? await judgeLife(deps, recorded, look) : judgeStranger(look)
  const words = wordsOf(verdict)
  if (verdict.is === 'well' || !words) return undefined
  return { kind: verdict.is, lead, ...words, repair: repairOf(deps, lead, recorded, look, verdict) }
}

function judgeStranger(look: Look): Verdict {
  return look.is === 'running' ? { is: 'orphan', over: 'unknown' } : { is: 'well' }
}

function repairOf(
  deps: RelayDeps,
  lead: string,
  recorded: Recorded | undefined,
  look: Look,
  verdict: Verdict,
): Finding['repair'] {
  switch (verdict.is) {
    case 'well':
    case 'held up':
      return null
    case 'missing':
    case 'behind':
    case 'stuck':
      return () => beginAgain(deps, lead, look)
    case 'ahead':
      return look.is === 'missing' ? null : () => bringBack(deps, lead, look, verdict.beyond)
    case 'orphan':
      if (look.is === 'missing') return null
      return async () => endOrphan(deps, lead, look, recorded && (await beyondOf(deps, recorded, look.remembers)))
  }
}

async function each<T>(all: readonly T[], look: (one: T) => Promise<Finding | undefined>): Promise<readonly Finding[]> {
  const limit = pLimit(atOnce)
  const found = await Promise.all(all.map((one) => limit(() => look(one))))
  return found.filter((finding) => finding !== undefined)
}
