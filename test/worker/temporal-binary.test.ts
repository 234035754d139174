import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findTemporal } from '../../worker/temporal-binary.ts'
import { scratchFolder } from '../scratch.ts'

let folder: ReturnType<typeof scratchFolder>
let path: string
let cacheDir: string
let said: string[]

beforeEach(() => {
  folder = scratchFolder('temporal')
  path = join(folder.path, 'bin')
  cacheDir = join(folder.path, 'cache')
  mkdirSync(path)
  said = []
  // Nothing can be downloaded through a proxy that is not there.
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9')
})

afterEach(() => {
  vi.unstubAllEnvs()
  folder.remove()
})

const find = () => findTemporal({ path, cacheDir, log: (line) => said.push(line) })

function program(file: string, script: string): string {
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}

const temporal = 'echo temporal version 1.2.3'
/** Does what `go install` does, except for the building. */
const installs = (script: string) =>
  `printf '#!/bin/sh\\n${script}\\n' > "$GOBIN/temporal"; /bin/chmod +x "$GOBIN/temporal"`

test('the one on PATH is preferred to one that was built before', async () => {
  program(join(cacheDir, 'temporal-1.5.1', 'temporal'), temporal)
  const onPath = program(join(path, 'temporal'), temporal)
  expect(await find()).toBe(onPath)
})

test('one on PATH that does not work is passed over', async () => {
  program(join(path, 'temporal'), 'exit 3')
  const built = program(join(cacheDir, 'temporal-1.5.1', 'temporal'), temporal)
  expect(await find()).toBe(built)
})

test('where there is none it is built with Go, once', async () => {
  program(
    join(path, 'go'),
    `[ "$*" = "install github.com/temporalio/cli/cmd/temporal@v1.5.1" ] && ${installs(temporal)}`,
  )
  const built = await find()
  expect(built).toBe(join(cacheDir, 'temporal-1.5.1', 'temporal'))
  expect(said.at(-1)).toMatch(/^building the Temporal server 1\.5\.1/)
  said = []
  expect(await find()).toBe(built)
  expect(said).toEqual([])
})

test('a build that fails halfway leaves nothing behind that could be taken for good', async () => {
  program(join(path, 'go'), `${installs('exit 1')}; echo "no space left on device" >&2; exit 1`)
  await expect(find()).rejects.toThrow(
    'go install github.com/temporalio/cli/cmd/temporal@v1.5.1: it ended with 1: no space left',
  )
  expect(existsSync(join(cacheDir, 'temporal-1.5.1'))).toBe(false)
  expect(readdirSync(cacheDir)).toEqual([])
})

test('where nothing helps the error says what was tried and what to do', async () => {
  await expect(find()).rejects.toThrow(
    /on PATH: [^]*download: [^]*Go is not installed\n.*docs\.temporal\.io[^]*TEMPORAL_ADDRESS/,
  )
})
