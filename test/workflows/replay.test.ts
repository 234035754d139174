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

/**
 * Lives that were lived by earlier code, replayed by today's (I10). They are recorded by
 * `RECORD_HISTORIES=1 npx vitest run test/worker/lives.test.ts`; a history that no longer replays must not be recorded
 * anew: the change needs a new `rules` version or a patch.
 */
const folder = fileURLToPath(new URL('../histories', import.meta.url))
const kinds = readdirSync(folder).filter((file) => file.endsWith('.json'))

const bundleOf = (path: string): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(path, import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  })

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
    const wanted = ['called', 'customer', 'exhausted', 'paused', 'rebuilt', 'returned', 'unsubscribed', 'untouched']
    expect(kinds).toEqual(wanted.map((kind) => `${kind}.json`))
  })

  test.each(kinds)('%s replays', async (kind) => {
    expect(await replay(today, kind)).toBeGreaterThan(0)
  })

  test('a change that breaks running leads is caught', async () => {
    const broken = await bundleOf('broken-workflow.ts')
    await expect(replay(broken, 'returned.json')).rejects.toThrow(/nondeterminism/i)
  })
})
