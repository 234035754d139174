import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The folder that the Dockerfile makes, without Docker: what is missing in it is missing in production.
const app = mkdtempSync(join(tmpdir(), 'perennial-image-'))
afterAll(() => rmSync(app, { recursive: true, force: true }))

beforeAll(() => {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc')
  const build = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', join(app, 'dist')], {
    encoding: 'utf8',
  })
  expect(build.stdout).toBe('')
  for (const path of ['package.json', 'db/migrations', 'templates']) cpSync(path, join(app, path), { recursive: true })
  symlinkSync(join(process.cwd(), 'node_modules'), join(app, 'node_modules'), 'junction')
}, 120_000)

const run = (...args: string[]) =>
  spawnSync(process.execPath, args, { cwd: app, env: {}, encoding: 'utf8', timeout: 30_000 })

test('the command line answers', () => {
  const { status, stdout } = run('dist/cli/main.js', '--help')
  expect(stdout).toContain('migrate')
  expect(status).toBe(0)
})

test.each(['worker', 'edge'])('the %s refuses to start without its environment, and names what is missing', (role) => {
  const { status, stderr, stdout } = run('dist/worker/main.js', '--only', role)
  expect(stderr + stdout).toContain('DATABASE_URL')
  expect(status).toBeGreaterThan(0)
})
