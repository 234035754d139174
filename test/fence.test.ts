import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'

// Who may import what, as the design says it. The linter's configuration says it again in its own way; here both must agree:
// in a copy of the house every room tries every import, and exactly the ones below must get through.
const pureRooms = ['core', 'templates', 'tracks', 'workflows']
const innerRooms = ['core', 'db', 'mail']
const shippedRooms = [...pureRooms, 'db', 'mail', 'activities', 'edge', 'worker']
const rooms = [...shippedRooms, 'cli', 'test']
const temporal = ['workflow', 'activity', 'client', 'worker', 'common'].map((name) => `@temporalio/${name}`)
const node = ['node:fs', 'node:fs/promises']
const packages = [
  ...temporal,
  ...node,
  'fs',
  '@noble/hashes/sha2.js',
  'pg',
  'nodemailer',
  'mjml',
  'hono',
  'zod',
  'vitest',
  'perennial-nurture',
]
const shippedPackages = packages.filter((name) => name !== 'vitest' && name !== 'perennial-nurture')

const mayImport: Record<string, string[]> = {
  core: ['core', '@noble/hashes/sha2.js'],
  templates: ['templates', 'core'],
  tracks: ['tracks', 'core', 'templates'],
  'examples/shop/templates': ['perennial-nurture'],
  'examples/shop/tracks': ['perennial-nurture'],
  workflows: ['workflows', 'core', '@temporalio/workflow'],
  db: ['db', 'core', 'pg', ...node],
  mail: ['mail', 'core', 'nodemailer', 'mjml', ...node],
  activities: ['activities', ...innerRooms, '@temporalio/activity', 'zod', ...node],
  edge: ['edge', ...innerRooms, 'hono', 'zod', ...node],
  worker: [...shippedRooms, ...shippedPackages],
  cli: [...shippedRooms, 'cli', ...shippedPackages],
  test: [...rooms, ...packages],
}

const forbiddenCode: [what: string, file: string, code: string, rule: string][] = [
  ['a type of another room', 'core/p01.ts', `export type { it } from '../db/room.ts'`, 'no-restricted-imports'],
  ['a type by import()', 'core/p02.ts', `export type It = typeof import('../db/room.ts')`, 'consistent-type-imports'],
  ['a dynamic import', 'core/p03.ts', `export const it = import('../db/room.ts')`, 'no-restricted-imports'],
  ['a detour', 'core/p04.ts', `export * from './../db/room.ts'`, 'no-restricted-imports'],
  ['a longer detour', 'core/p05.ts', `export * from '../core/../db/room.ts'`, 'no-restricted-imports'],
  ['the clock', 'core/p06.ts', `export const now = Date.now()`, 'no-restricted-globals'],
  ['the clock by new', 'core/p07.ts', `export const now = new Date()`, 'no-restricted-globals'],
  ['the clock by globalThis', 'core/p08.ts', `export const now = globalThis.Date.now()`, 'no-restricted-globals'],
  ['randomness', 'core/p09.ts', `export const chance = Math.random()`, 'no-restricted-properties'],
  ['Intl', 'core/p10.ts', `export const zone = new Intl.DateTimeFormat()`, 'no-restricted-globals'],
  ['the locale', 'core/p11.ts', `export const money = (9000).toLocaleString()`, 'no-restricted-properties'],
  ['a timer', 'core/p12.ts', `setTimeout(String, 1)`, 'no-restricted-globals'],
  ['the network', 'core/p13.ts', `export const page = fetch('https://example.com')`, 'no-restricted-globals'],
  ['the environment', 'core/p14.ts', `export const home = process.env['HOME']`, 'no-restricted-globals'],
  ['the clock in a track', 'tracks/p15.ts', `export const now = Date.now()`, 'no-restricted-globals'],
  ['Intl in a workflow', 'workflows/p16.ts', `export const zone = new Intl.DateTimeFormat()`, 'no-restricted-globals'],
  ['a nameless timer', 'workflows/p17.ts', `setTimeout(String, 1)`, 'no-restricted-globals'],
  ['process in a workflow', 'workflows/p18.ts', `export const pid = process.pid`, 'no-restricted-globals'],
  ['an activity type', 'workflows/p19.ts', `export type { it } from '../activities/room.ts'`, 'no-restricted-imports'],
  ['a whole workflow', 'edge/p20.ts', `export * from '../workflows/room.ts'`, 'no-restricted-imports'],
  ['a lost promise', 'db/p21.ts', `Promise.resolve(1)`, 'no-floating-promises'],
  ['a promise as a yes', 'db/p22.ts', `export const yes = Promise.resolve(1) ? 1 : 2`, 'no-misused-promises'],
  [
    'a forgotten case',
    'db/p23.ts',
    `export function name(kind: 'email' | 'call'): void { switch (kind) { case 'email': return } }`,
    'switch-exhaustiveness-check',
  ],
  ['any', 'db/p24.ts', `export const loose = (row: any): unknown => row`, 'no-explicit-any'],
  ['@ts-ignore', 'db/p25.ts', `// @ts-ignore\nexport const one: string = 1`, 'ban-ts-comment'],
  [
    'a needless lint-disable',
    'db/p26.ts',
    `// oxlint-disable-next-line no-eval\nexport const one = 1`,
    'unused directive',
  ],
  ['another room at the front door', 'index.ts', `export * from './db/room.ts'`, 'no-restricted-imports'],
  ['a cycle', 'db/p27.ts', `import { two } from './p28.ts'\nexport const one = (): number => two()`, 'no-cycle'],
  ['its way back', 'db/p28.ts', `import { one } from './p27.ts'\nexport const two = (): number => one()`, 'no-cycle'],
]

const allowedCode: Record<string, string> = {
  'edge/messages.ts': `export * from '../workflows/messages.ts'`,
  'workflows/clock.ts': `export const now = Date.now()`,
  'activities/clock.ts': `export const now = Date.now()`,
  'examples/shop/tracks/own.ts': `export * from '../templates/room.ts'`,
}

const house = mkdtempSync(join(tmpdir(), 'perennial-fence-'))
const pureHouse = mkdtempSync(join(tmpdir(), 'perennial-pure-'))
afterAll(() => {
  for (const copy of [house, pureHouse]) rmSync(copy, { recursive: true, force: true })
})

function furnish(copy: string, files: Record<string, string>): void {
  for (const name of ['.oxlintrc.json', 'package.json', 'tsconfig.base.json', 'tsconfig.core.json', 'tsconfig.json']) {
    cpSync(name, join(copy, name))
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'), 'junction')
  for (const [file, code] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    writeFileSync(join(copy, file), `${code}\n`)
  }
}

/** The way from one room to the file `room.ts` of another, or a package's own name. */
function specifier(from: string, target: string): string {
  if (packages.includes(target)) return target
  return from === target ? './room.ts' : posix.join(posix.relative(from, target), 'room.ts')
}

const targets = [...rooms, ...packages]
const everyImport = (room: string) =>
  targets.map((target, index) => `export * as it${index} from '${specifier(room, target)}'`).join('\n')

function lint(): { file: string; line: number; rule: string }[] {
  const report = z.object({
    diagnostics: z.array(
      z.object({
        filename: z.string(),
        code: z.string().optional(),
        message: z.string(),
        labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
      }),
    ),
  })
  const run = spawnSync(process.execPath, [bin('oxlint', 'bin/oxlint'), '--format=json'], {
    cwd: house,
    encoding: 'utf8',
  })
  return report.parse(JSON.parse(run.stdout)).diagnostics.map(({ filename, code, message, labels }) => ({
    file: filename.replaceAll('\\', '/'),
    line: labels[0]?.span.line ?? 0,
    rule: code?.replace(/^.*\((.*)\)$/, '$1') ?? (message.startsWith('Unused ') ? 'unused directive' : message),
  }))
}

const bin = (name: string, path: string) => join(process.cwd(), 'node_modules', name, path)

let complaints: ReturnType<typeof lint> = []
beforeAll(() => {
  furnish(house, {
    ...Object.fromEntries(
      [...rooms, 'examples/shop/templates'].map((room) => [`${room}/room.ts`, 'export const it = 1']),
    ),
    ...Object.fromEntries(Object.keys(mayImport).map((room) => [`${room}/every-import.ts`, everyImport(room)])),
    ...Object.fromEntries(forbiddenCode.map(([, file, code]) => [file, code])),
    ...allowedCode,
    'workflows/messages.ts': 'export const it = 1',
  })
  complaints = lint()
}, 60_000)

describe('the fences between the rooms', () => {
  test.each(Object.entries(mayImport))('%s imports what the design lets it import, and nothing else', (room, legal) => {
    const refused = complaints
      .filter(({ file, rule }) => file === `${room}/every-import.ts` && rule === 'no-restricted-imports')
      .map(({ line }) => targets[line - 1])
    expect(targets.filter((target) => !refused.includes(target)).toSorted()).toEqual(legal.toSorted())
  })

  test.each(forbiddenCode)('%s is caught: %s', (_, file, __, rule) => {
    expect(complaints.filter((complaint) => complaint.file === file).map((complaint) => complaint.rule)).toContain(rule)
  })

  test.each(Object.entries(allowedCode))('%s may say: %s', (file) => {
    expect(complaints.filter((complaint) => complaint.file === file)).toEqual([])
  })
})

test('in the pure rooms the compiler does not even know the names of clock, socket and file', () => {
  const names = ['process', 'Buffer', 'fetch', 'setTimeout', 'performance', 'console']
  const files = pureRooms.map((room) => `${room}/names.ts`)
  furnish(
    pureHouse,
    Object.fromEntries(files.map((file) => [file, names.map((name) => `void ${name}`).join('\n') + '\nexport {}'])),
  )
  const args = [bin('typescript', 'bin/tsc'), '-p', 'tsconfig.core.json', '--pretty', 'false']
  const { stdout } = spawnSync(process.execPath, args, { cwd: pureHouse, encoding: 'utf8' })
  for (const file of files) {
    for (const [index, name] of names.entries())
      expect(stdout).toMatch(new RegExp(`${file}\\(${index + 1},.*'${name}'`))
  }
})

test('what all lives of a worker share has no variable that one of them could set (decision 30)', () => {
  const variables = ['core', 'workflows'].flatMap((room) =>
    readdirSync(room).flatMap((file) => {
      const found = readFileSync(join(room, file), 'utf8').match(/^(?:export )?(?:let|var) .*/gm) ?? []
      return found.map((line) => `${room}/${file}: ${line}`)
    }),
  )
  expect(variables).toEqual([])
})
