/**
 * Runs the tests of `core/` for Stryker in one process: everything is loaded once, and a mutant costs no more than the tests that it
 * takes to kill it, the quickest first. The runner that Stryker has for vitest starts a worker and loads all modules again for each mutant,
 * which is most of its time. It is possible because `core/` is pure: between two mutants there is nothing to clean up but its caches.
 */
import { readdirSync } from 'node:fs'
import { register } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { INSTRUMENTER_CONSTANTS, type MutantCoverage, type StrykerOptions } from '@stryker-mutator/api/core'
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner'
import { collectTests, getFn, type Suite, type Test, type VitestRunner } from '@vitest/runner'
import 'vitest'
import { forgetCaches, withLayeredCaches } from './caches.ts'

/** What the instrumented code and the runner tell each other. */
interface Instrumented {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
  mutantCoverage?: MutantCoverage
}
const global = globalThis as unknown as Record<string, Instrumented>
const instrumented: Instrumented = (global[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {})

/**
 * The tests of what is mutated. Pictures are not (`stryker.config.mjs`), and what a marketer's own vitest says is the room's next door.
 */
const isOfCore = (file: string): boolean =>
  file.endsWith('.test.ts') && !file.startsWith('draw') && file !== 'testing.test.ts'
const folders = ['test/core', 'test/tracks']

/** Judged by a clock: that means nothing of a mutant. */
const notHere = /in less than two seconds/

class OneProcess implements TestRunner {
  static inject = tokens(commonTokens.options)
  private readonly only: readonly string[]
  private tests: ReadonlyMap<string, Test> = new Map()
  private took: Readonly<Record<string, number>> = {}

  constructor({ testFiles }: StrykerOptions) {
    this.only = testFiles ?? []
  }

  capabilities(): { reloadEnvironment: boolean } {
    // Stryker asks for it where code runs while loading, too; that code is tried as it runs in tests.
    return { reloadEnvironment: true }
  }

  async init(): Promise<void> {
    register('./hooks.mjs', import.meta.url)
    const root = process.cwd()
    const files = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter(isOfCore)
        .map((file) => path.posix.join(folder, file)),
    )
    const wanted = files.filter((file) => this.only.length === 0 || this.only.includes(file))
    const config = { root, sequence: {}, tags: [], setupFiles: [], testTimeout: 0, hookTimeout: 0, retry: 0 }
    const runner = {
      config,
      importFile: (file: string) => import(pathToFileURL(file).href),
      trace: (_: string, then: unknown, or?: unknown) =>
        typeof then === 'function' ? then() : (or as () => unknown)(),
    } as unknown as VitestRunner
    await withLayeredCaches(async () => {
      const collected = await collectTests(
        wanted.map((file) => path.join(root, file)),
        runner,
      )
      const broken = collected.find(({ result }) => result?.state === 'fail')
      if (broken) throw new Error(`${broken.filepath}: ${broken.result?.errors?.[0]?.stack}`)
      this.tests = new Map(collected.flatMap((file) => testsIn(file, file.name)))
    })
  }

  async dryRun(): Promise<DryRunResult> {
    const tests = await this.run([...this.tests.keys()], false)
    this.took = Object.fromEntries(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]))
    const { mutantCoverage } = instrumented
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) }
  }

  async mutantRun({ activeMutant, hitLimit, testFilter, disableBail }: MutantRunOptions): Promise<MutantRunResult> {
    const ids = (testFilter ?? [...this.tests.keys()]).toSorted((a, b) => (this.took[a] ?? 0) - (this.took[b] ?? 0))
    Object.assign(instrumented, { activeMutant: activeMutant.id, hitCount: 0, hitLimit })
    const tests = await this.run(ids, !disableBail)
    const { hitCount } = instrumented
    Object.assign(instrumented, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined })
    await this.stillPasses(tests)
    const endless = determineHitLimitReached(hitCount, hitLimit)
    return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests })
  }

  /**
   * What killed a mutant must pass without it: else the mutant left something behind, and the next ones would seem to be killed. Stryker
   * starts a new process after an error, and tries the mutant again in that.
   */
  private async stillPasses(tests: readonly TestResult[]): Promise<void> {
    const killers = tests.filter(({ status }) => status === TestStatus.Failed).map(({ id }) => id)
    const again = await this.run(killers, true)
    const failed = again.find(({ status }) => status === TestStatus.Failed)
    if (failed) throw new Error(`"${failed.name}" fails without a mutant, too: an earlier one left something behind`)
  }

  private async run(ids: readonly string[], bail: boolean): Promise<TestResult[]> {
    forgetCaches()
    const results: TestResult[] = []
    for (const id of ids) {
      const test = this.tests.get(id)
      if (!test) throw new Error(`there is no test ${id}`)
      const result = await tried(id, test)
      results.push(result)
      if (bail && result.status === TestStatus.Failed) break
    }
    return results
  }
}

async function tried(id: string, test: Test): Promise<TestResult> {
  instrumented.currentTestId = id
  const before = performance.now()
  const result = (): Omit<TestResult, 'status' | 'failureMessage'> => ({
    id,
    name: id,
    timeSpentMs: performance.now() - before,
    fileName: test.file.filepath,
  })
  try {
    await getFn(test)()
    return { ...result(), status: TestStatus.Success }
  } catch (error) {
    return { ...result(), status: TestStatus.Failed, failureMessage: String(error) }
  } finally {
    instrumented.currentTestId = undefined
  }
}

function testsIn(suite: Suite, name: string): [string, Test][] {
  const found: [string, Test][] = []
  for (const task of suite.tasks) {
    const id = `${name} ${task.name}`
    if (task.type === 'suite') found.push(...testsIn(task, id))
    else if (task.mode === 'run' && !notHere.test(task.name)) found.push([id, task])
  }
  return found
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'one-process', OneProcess)]
