import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scratchFolder } from '../scratch.ts'
import { run, type Ran } from './run.ts'

const scratch = scratchFolder('check')
const folder = join(scratch.path, 'x-education')
const track = join(folder, 'tracks', 'career-starters.ts')
const right = readFileSync('examples/x-education/tracks/career-starters.ts', 'utf8')
const wrong = right.replace("wait('4 days')", "wait('-4 days')")
const line = wrong.split('\n').findIndex((text) => text.includes("wait('-4 days')")) + 1
const config = { extends: join(process.cwd(), 'tsconfig.core.json'), include: ['tracks', 'templates'] }

beforeAll(() => {
  cpSync('examples/x-education', folder, { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(process.cwd(), join(folder, 'node_modules', 'perennial-nurture'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
})
afterAll(() => scratch.remove())

/**
 * `perennial check` where the track of career starters reads so. In a process of its own: vitest takes over how this one writes
 * positions in code that it has not loaded itself.
 */
function check(source: string, options: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  writeFileSync(track, source)
  const node = ['--conditions=perennial-source', '--import', import.meta.resolve('tsx'), resolve('cli/main.ts')]
  const { GITHUB_ACTIONS: _, ...ours } = process.env
  return new Promise((done) => {
    const settings = { cwd: folder, env: { ...ours, NO_COLOR: '1', ...env } }
    execFile(process.execPath, [...node, 'check', ...options], settings, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    )
  })
}

describe('perennial check', () => {
  test('names a mistake with its file, line and code, from where it is called', async () => {
    const { code, out } = await check(wrong)
    expect(code).toBe(1)
    expect(out).toContain(
      `tracks/career-starters.ts:${line}:7 P111 '-4 days' is negative. Write it as '4 business days'`,
    )
    expect(out).toContain('1 error, 0 warnings, 0 notes.')
  })

  test('has nothing to refuse in a sound programme, and says what it is to know', async () => {
    const { code, out } = await check(right, ['--strict'])
    expect(code).toBe(0)
    expect(out).toMatch(/career-starters\.ts:\d+:\d+ P308 /)
  })

  test('shows the life that a warning is about, and refuses it only when it is told to be strict', async () => {
    const silent = right.replace("wait('4 days')", "wait('5 months')")
    const { code, out } = await check(silent)
    expect(code).toBe(0)
    expect(out).toMatch(/P306 a lead can hear nothing for \d+ days before mail/)
    expect(out).toContain('  day   1  Mon  enrolled in career-starters')
    expect((await check(silent, ['--strict'])).code).toBe(1)
  })

  test('speaks to machines', async () => {
    const { problems, typesSkipped } = JSON.parse((await check(wrong, ['--json'])).out) as Record<string, unknown[]>
    expect(typesSkipped).toContain('tsconfig.json')
    expect(problems).toMatchObject([
      {
        code: 'P111',
        severity: 'error',
        at: { file: join('tracks', 'career-starters.ts'), line },
        docs: 'docs/problems.md#p111',
      },
    ])
  })

  test('stands beside the line in a pull request', async () => {
    const { out } = await check(wrong, [], { GITHUB_ACTIONS: 'true' })
    expect(out).toContain(
      `::error file=tracks/career-starters.ts,line=${line},col=7,title=P111 track career-starters%2C`,
    )
  })

  test('looks at the types first, with the TypeScript of the folder', async () => {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    symlinkSync(join(process.cwd(), 'node_modules', 'typescript'), join(folder, 'node_modules', 'typescript'))
    symlinkSync(join(process.cwd(), 'node_modules', '@typescript'), join(folder, 'node_modules', '@typescript'))
    const { code, out } = await check(right.replace("wait('4 days')", "wait('4 dayz')"))
    expect(code).toBe(1)
    expect(out).toMatch(new RegExp(`^tracks/career-starters\\.ts:${line}:\\d+ P604 .*4 dayz`, 'm'))
  })

  test('what is refused is not published either', async () => {
    writeFileSync(track, wrong)
    const { code, err } = await run(['publish', folder], {
      cwd: process.cwd(),
      databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
    })
    expect(code).toBe(1)
    expect(err).toContain("P111 '-4 days' is negative")
  })
})
