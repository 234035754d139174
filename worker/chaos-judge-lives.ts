import { Worker } from '@temporalio/worker'
import type { Violation } from './chaos-figures.ts'
import { textOf, type Life } from './chaos-histories.ts'
import type { Evidence, LeadSeen } from './chaos-judge.ts'
import { taskQueue } from './chaos-parts.ts'
import { lost } from './lost.ts'
import { workflowCode } from './workflow-code.ts'

/** I1: no lead is lost. I7: Temporal knows nothing of people. I10: no life broke on code, and each replays on ours. */
export async function judgeLives(evidence: Evidence, lives: readonly Life[]): Promise<readonly Violation[]> {
  const { leads } = evidence
  const gone = await lost(
    { ...evidence, taskQueue },
    leads.map(({ id }) => id),
  )
  return [
    ...gone.map(({ lead, what }) => ({ invariant: 'I1', lead, what: `it has no next action: ${what}` })),
    ...lives.flatMap((life) =>
      personal(
        life,
        leads.find(({ id }) => id === life.lead),
      ),
    ),
    ...lives.flatMap(brokenByCode),
    ...lives.flatMap(givenUp),
    ...(await endedOtherwise(evidence)),
    ...(await unlikeOurCode(lives)),
  ]
}

function personal({ lead, runs }: Life, person: LeadSeen | undefined): readonly Violation[] {
  const text = textOf(runs)
  const told = { address: person?.email, name: person?.name, company: person?.company, phone: person?.phone }
  return Object.entries(told)
    .filter(([, value]) => value && value.length > 5 && text.includes(value.toLowerCase()))
    .map(([what]) => ({ invariant: 'I7', lead, what: `its ${what} is to be read in Temporal` }))
}

/**
 * What is said where the machine, not the code, was too slow, and where something came in while a task was about to end its
 * run; such a task is tried again.
 */
const passing = /Script execution timed out|UnhandledCommand/

function brokenByCode({ lead, runs }: Life): readonly Violation[] {
  return runs.flatMap(({ events }) =>
    (events ?? []).flatMap((event) => {
      const message = event.workflowTaskFailedEventAttributes?.failure?.message
      return message && !passing.test(message)
        ? [{ invariant: 'I10', lead, what: `a task of its workflow failed: ${message}` }]
        : []
    }),
  )
}

/** An activity is tried until it works: one that is given up was taken for a defect. */
function givenUp({ lead, runs }: Life): readonly Violation[] {
  return runs.flatMap(({ events }) =>
    (events ?? []).flatMap(({ activityTaskFailedEventAttributes: failed }) => {
      const message = failed?.failure?.cause?.message ?? failed?.failure?.message
      return failed ? [{ invariant: 'I1', lead, what: `an activity of its life was given up: ${message}` }] : []
    }),
  )
}

async function endedOtherwise({ client }: Evidence): Promise<readonly Violation[]> {
  const found: Violation[] = []
  const query = `TaskQueue = "${taskQueue}" AND ExecutionStatus IN ("Failed", "Terminated", "TimedOut", "Canceled")`
  for await (const { workflowId, status } of client.workflow.list({ query })) {
    found.push({
      invariant: 'I1',
      lead: workflowId.slice('lead/'.length),
      what: `its workflow ended as ${status.name}`,
    })
  }
  return found
}

async function unlikeOurCode(lives: readonly Life[]): Promise<readonly Violation[]> {
  const all = lives.flatMap(({ lead, runs }) => runs.map((history) => ({ workflowId: `lead/${lead}`, history })))
  const found: Violation[] = []
  for await (const { workflowId, error } of Worker.runReplayHistories(workflowCode, all)) {
    if (error)
      found.push({
        invariant: 'I10',
        lead: workflowId.slice('lead/'.length),
        what: `it does not replay: ${error.message}`,
      })
  }
  return found
}
