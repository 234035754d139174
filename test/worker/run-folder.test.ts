import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readChaosArgs } from '../../worker/chaos-options.ts'
import { readMeasureArgs } from '../../worker/measure-options.ts'
import { readSoakArgs } from '../../worker/soak-options.ts'

describe('the folder that --keep names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-keep-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each([
    ['chaos', readChaosArgs],
    ['soak', readSoakArgs],
    ['measure', (args: readonly string[]) => readMeasureArgs(['sample', ...args])],
  ] as const)('%s takes an empty one, one that is not there yet, and none where another run lies', (_, read) => {
    for (const keep of [folder, join(folder, 'new')]) expect(read(['--keep', keep])).toMatchObject({ ok: { keep } })
    writeFileSync(join(folder, 'postgres.log'), '')
    const refused = read(['--keep', folder])
    rmSync(join(folder, 'postgres.log'))
    expect(refused).toEqual({ problem: expect.stringContaining('something is in this folder') as string })
  })
})
