import { execFile, spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The newest release of the Temporal CLI that `go install` can build. */
const buildable = '1.5.1'
const goPackage = `github.com/temporalio/cli/cmd/temporal@v${buildable}`

/** A download that has not brought one byte by then is taken for one that never will. */
const downloadSilenceMs = 5_000
const downloadLimitMs = 300_000
const progressEveryMs = 10_000

export interface TemporalSearch {
  /** The folder where what was downloaded or built is kept for the next time. */
  cacheDir?: string
  /** The folders to look in for programs; that of the environment when not given. */
  path?: string
  log: (line: string) => void
}

type Attempt = { found: string } | { failed: string }

/**
 * The path of a Temporal CLI that works: one on PATH, one that we cached, one downloaded, or one built with Go.
 * @throws an error that tells why each way failed and what to do
 */
export async function findTemporal({ cacheDir = defaultCacheDir(), path, log }: TemporalSearch): Promise<string> {
  const searchPath = path ?? process.env['PATH'] ?? ''
  const built = join(cacheDir, `temporal-${buildable}`, 'temporal')
  const downloaded = join(cacheDir, 'temporal-downloaded', 'temporal')
  const ways: readonly (readonly [string, () => Promise<Attempt>])[] = [
    ['on PATH', () => onPath(searchPath)],
    ['built before', () => working(built)],
    ['downloaded before', () => working(downloaded)],
    ['download', () => download(cacheDir, downloaded, log)],
    [`go install ${goPackage}`, () => build(cacheDir, built, searchPath, log)],
  ]
  const failures: string[] = []
  for (const [way, attempt] of ways) {
    const result = await attempt()
    if ('found' in result) return result.found
    failures.push(`  ${way}: ${result.failed}`)
  }
  throw new Error(
    [
      'No Temporal server could be found. Tried, in this order:',
      ...failures,
      'Install the Temporal CLI (https://docs.temporal.io/cli#install) or Go (https://go.dev/dl) and start again,',
      'or set TEMPORAL_ADDRESS to a Temporal server that runs already.',
    ].join('\n'),
  )
}

function defaultCacheDir(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'perennial')
}

async function onPath(path: string): Promise<Attempt> {
  const file = executableOnPath('temporal', path)
  return file ? working(file) : { failed: 'there is no program named temporal' }
}

function executableOnPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

async function working(file: string): Promise<Attempt> {
  if (!isExecutable(file)) return { failed: `there is none at ${file}` }
  return new Promise((resolve) => {
    execFile(file, ['--version'], { timeout: 20_000 }, (error, stdout) => {
      resolve(
        !error && stdout.startsWith('temporal version')
          ? { found: file }
          : { failed: `${file} --version failed: ${error?.message.trim() ?? `it printed "${stdout.trim()}"`}` },
      )
    })
  })
}

/** Lets the Temporal SDK download its server, in a process of its own, which can be ended when it gets nowhere. */
async function download(cacheDir: string, target: string, log: (line: string) => void): Promise<Attempt> {
  const folder = scratchFolder(cacheDir)
  const sdk = pathToFileURL(createRequire(import.meta.url).resolve('@temporalio/testing')).href
  const script = `
    const { TestWorkflowEnvironment } = (await import(${JSON.stringify(sdk)})).default
    const executable = { type: 'cached-download', downloadDir: process.argv[1] }
    await (await TestWorkflowEnvironment.createLocal({ server: { executable } })).teardown()`
  const files = (): string[] => readdirSync(folder).map((name) => join(folder, name))
  const isSilent = (): boolean => files().every((file) => statSync(file).size === 0)
  try {
    log('looking for a Temporal server to download')
    const outcome = await run(process.execPath, ['--input-type=module', '--eval', script, folder], {
      everyMs: 250,
      check(elapsedMs) {
        if (elapsedMs > downloadSilenceMs && isSilent()) return `nothing came within ${downloadSilenceMs / 1000} s`
        return elapsedMs > downloadLimitMs ? `not complete after ${downloadLimitMs / 1000} s` : undefined
      },
    })
    const file = files().find(isExecutable)
    if (outcome.failed !== undefined || !file) return { failed: outcome.failed ?? 'it left no program' }
    return moveInto(target, file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function build(cacheDir: string, target: string, path: string, log: (line: string) => void): Promise<Attempt> {
  const go = executableOnPath('go', path)
  if (!go) return { failed: 'Go is not installed' }
  const folder = scratchFolder(cacheDir)
  try {
    log(`building the Temporal server ${buildable} with ${go}: about 3 minutes, only this once`)
    const outcome = await run(go, ['install', goPackage], {
      env: { ...process.env, PATH: path, GOBIN: folder, GOFLAGS: '' },
      everyMs: progressEveryMs,
      check(elapsedMs) {
        log(`building the Temporal server: ${Math.round(elapsedMs / 1000)} s of about 180 s`)
        return undefined
      },
    })
    if (outcome.failed !== undefined) return { failed: outcome.failed }
    // The last act, so that a build that was interrupted is never taken for a good one.
    return await moveInto(target, join(folder, 'temporal'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function scratchFolder(cacheDir: string): string {
  mkdirSync(cacheDir, { recursive: true })
  return mkdtempSync(join(cacheDir, '.scratch-'))
}

async function moveInto(target: string, file: string): Promise<Attempt> {
  const tested = await working(file)
  if ('failed' in tested) return tested
  mkdirSync(join(target, '..'), { recursive: true })
  renameSync(file, target)
  return { found: target }
}

interface Watch {
  env?: NodeJS.ProcessEnv
  everyMs: number
  /** Called every `everyMs`; what it returns is why the program is ended. */
  check: (elapsedMs: number) => string | undefined
}

/** Runs a program to its end and says why it failed, if it did. */
async function run(command: string, args: readonly string[], watch: Watch): Promise<{ failed?: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], ...(watch.env && { env: watch.env }) })
  const startedAt = performance.now()
  let errors = ''
  let givenUp: string | undefined
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors = (errors + chunk).slice(-4000)
  })
  const timer = setInterval(() => {
    givenUp ??= watch.check(performance.now() - startedAt)
    if (givenUp !== undefined) child.kill('SIGKILL')
  }, watch.everyMs)
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', resolve)
  })
  clearInterval(timer)
  if (code === 0) return {}
  return { failed: givenUp ?? `it ended with ${code}: ${summary(errors)}` }
}

/** The line that tells most: the error itself, else the last one. */
function summary(errors: string): string {
  const lines = errors.trim().split('\n')
  return (lines.find((line) => line.includes('Error: ')) ?? lines.at(-1) ?? 'no message').trim().slice(0, 300)
}
