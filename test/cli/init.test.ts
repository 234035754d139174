import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadProgramme } from '../../worker/programme.ts'
import { scratchFolder } from '../scratch.ts'
import { run } from './run.ts'

const scratch = scratchFolder('init')
afterAll(() => scratch.remove())

const init = (...args: readonly string[]) => run(['init', ...args], { cwd: scratch.path })
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const ours = read('package.json') as Record<'dependencies' | 'devDependencies', Record<string, string>> & {
  readonly version: string
  readonly allowScripts: unknown
}

test('init makes a folder under the names that a repository wants, and says what to do next', async () => {
  const made = await init('my-nurture', '--json')
  expect(made).toMatchObject({ code: 0, err: '' })
  const { files, next } = JSON.parse(made.out) as { files: string[]; next: string[] }
  expect(files).toEqual(
    expect.arrayContaining(['.github/workflows/ci.yml', '.gitignore', 'README.md', 'package.json', 'tsconfig.json']),
  )
  expect(files.filter((file) => /(^|\/)_/.test(file))).toEqual([])
  expect(next).toEqual(['cd my-nurture', 'npm install', 'npx perennial check'])
})

test('it depends on this very version, and on the compiler and the tests that it was tried with', async () => {
  await init('Our Nurture 2027')
  expect(read(join(scratch.path, 'Our Nurture 2027', 'package.json'))).toMatchObject({
    name: 'our-nurture-2027',
    dependencies: { 'perennial-nurture': ours.version },
    devDependencies: {
      typescript: ours.devDependencies['typescript'],
      vitest: ours.devDependencies['vitest'],
    },
    allowScripts: ours.allowScripts,
  })
})

test('what it makes has no mistakes', async () => {
  const loaded = await loadProgramme('examples/starter')
  expect('problems' in loaded ? loaded.problems : []).toEqual([])
})

test('a fresh clone of an empty repository is empty enough', async () => {
  mkdirSync(join(scratch.path, 'clone', '.git'), { recursive: true })
  expect(await init('clone')).toMatchObject({ code: 0 })
})

test('a folder that holds something is refused, and stays as it was', async () => {
  mkdirSync(join(scratch.path, 'full'))
  writeFileSync(join(scratch.path, 'full', 'plan.txt'), 'mine')
  const { code, err } = await init('full')
  expect(code).toBe(1)
  expect(err).toContain('full is not empty: it holds plan.txt. Nothing was changed.')
  expect(readdirSync(join(scratch.path, 'full'))).toEqual(['plan.txt'])
})

test('a file is no folder', async () => {
  writeFileSync(join(scratch.path, 'notes'), '')
  expect(await init('notes')).toMatchObject({ code: 1, err: expect.stringContaining('notes is a file.') as string })
})
