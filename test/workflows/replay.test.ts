import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker'
import { beforeAll, describe, expect, test } from 'vitest'
import { newestRules } from '../../core/next.ts'
import { shared } from '../../worker/workflow-code.ts'
import type { LifeInput } from '../../workflows/messages.ts'

/**
 * Lives that were lived by earlier code, replayed by today's (I10). Those of a new kind are recorded by
 * `RECORD_HISTORIES=1 npx vitest run --project real` with the test that lives them; a history that no longer replays must
 * not be recorded anew: the change needs a new `rules` version.
 */
const folder = fileURLToPath(new URL('../histories', import.meta.url))
const kinds = readdirSync(folder).filter((file) => file.endsWith('.json'))

const bundleOf = (path: string): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    ...shared(fileURLToPath(new URL(path, import.meta.url))),
    logger: new DefaultLogger('ERROR'),
  })

interface Recorded {
  readonly events: readonly [
    {
      readonly workflowExecutionStartedEventAttributes: {
        readonly input: { readonly payloads: readonly [{ data: string }] }
      }
    },
  ]
}

async function replay(workflowBundle: WorkflowBundleWithSourceMap, kind: string): Promise<number> {
  const runs = JSON.parse(readFileSync(`${folder}/${kind}`, 'utf8')) as unknown[]
  for (const run of runs) await Worker.runReplayHistory({ workflowBundle, replayName: kind }, run)
  return runs.length
}

describe('golden histories', () => {
  let today: WorkflowBundleWithSourceMap
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') })
    today = await bundleOf('../../workflows/index.ts')
  })

  test('there is one of every kind of life', () => {
    const wanted = `called cast customer displaced exhausted held-out left moved paused quiet rebuilt returned split
      unsubscribed untouched webhook`.split(/\s+/)
    expect(kinds).toEqual(wanted.map((kind) => `${kind}.json`))
  })

  test.each(kinds)('%s replays', async (kind) => {
    expect(await replay(today, kind)).toBeGreaterThan(0)
  })

  test('a run by rules that only a newer release knows is left alone, and says what it waits for', async () => {
    const [run] = JSON.parse(readFileSync(`${folder}/paused.json`, 'utf8')) as [Recorded]
    const [payload] = run.events[0].workflowExecutionStartedEventAttributes.input.payloads
    const input = JSON.parse(Buffer.from(payload.data, 'base64').toString()) as LifeInput
    payload.data = Buffer.from(JSON.stringify({ ...input, rules: newestRules + 1 })).toString('base64')
    await expect(Worker.runReplayHistory({ workflowBundle: today }, run)).rejects.toThrow(
      `This run follows rules ${newestRules + 1}, and this release knows none above ${newestRules}.`,
    )
  })

  test('a change that breaks running leads is caught', async () => {
    const broken = await bundleOf('broken-workflow.ts')
    await expect(replay(broken, 'returned.json')).rejects.toThrow(/nondeterminism/i)
  })
})
