import { writeFileSync } from 'node:fs'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import type { World } from './world.ts'

/**
 * With RECORD_HISTORIES=1, makes the histories of a life that a test has just lived golden ones, which every later version
 * must replay. One that is there already is never recorded anew: a change that it does not survive needs new `rules`.
 */
export async function recordHistory({ client }: World, kind: string, lead: string): Promise<void> {
  if (!process.env['RECORD_HISTORIES']) return
  const runs: unknown[] = []
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = "lead/${lead}"` })) {
    const history = await client.workflow.getHandle(`lead/${lead}`, runId).fetchHistory()
    runs.push(JSON.parse(historyToJSON(history)))
  }
  try {
    writeFileSync(new URL(`histories/${kind}.json`, import.meta.url), `${JSON.stringify(runs)}\n`, { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
