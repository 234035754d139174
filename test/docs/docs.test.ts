import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiKey, openDoors } from '../edge/edge-fixture.ts'
import { attempt, installPackage, packPackage, sh, type Packed } from '../package-fixture.ts'
import { scratchFolder } from '../scratch.ts'
import { freshDatabase } from '../stack-fixture.ts'
import { undoing } from '../../worker/undoing.ts'
import { blocksOf, documents, placeOf, type Block } from './blocks.ts'
import { follow, startsItsOwn } from './walk.ts'

const tutorial = join('docs', 'tutorial.md')
const blocks = documents.flatMap((document) => blocksOf(document))
const named = (chosen: readonly Block[]): [place: string, block: Block][] =>
  chosen.map((block) => [placeOf(block), block])

const undo = undoing()
const scratch = scratchFolder('docs')
undo.push(async () => scratch.remove())
afterAll(() => undo.run())

describe('code in our documents', () => {
  test('that does not run or compile says why', () => {
    const silent = blocks.filter(({ mark }) => mark?.is === 'only shown' && mark.of.length < 10)
    expect(silent.map(placeOf)).toEqual([])
  })

  test.each(named(blocks.filter(({ mark }) => mark?.is === 'quoted from')))(
    'stands where it is quoted from: %s',
    (_, block) => {
      const flat = (text: string): string => text.replaceAll(/\n\s*/g, '\n').trim()
      expect(flat(readFileSync(block.mark?.of ?? '', 'utf8'))).toContain(flat(block.text))
    },
  )

  test('compiles, as a file in tracks/ that imports what a marketing team imports', async () => {
    const code = blocks.filter(({ language, mark }) => language === 'ts' && mark === undefined)
    const repository = process.cwd()
    const folder = join(scratch.path, 'code')
    mkdirSync(join(folder, 'tracks'), { recursive: true })
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
    const fileOf = ({ document, line }: Block): string => `${document.replaceAll(/\W/g, '-')}-line-${line}.ts`
    for (const block of code) writeFileSync(join(folder, 'tracks', fileOf(block)), `${block.text}\n`)
    const config = {
      extends: join(repository, 'tsconfig.json'),
      compilerOptions: {
        rootDir: '/',
        rootDirs: [repository, folder],
        paths: {
          'perennial-nurture': [join(repository, 'index.ts')],
          'perennial-nurture/test': [join(repository, 'testing.ts')],
        },
        types: [],
      },
      include: ['tracks'],
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const said = await attempt(`npx tsc -p '${folder}' --pretty false`, { cwd: repository })
    expect(said.out).toBe('')
    expect(code.length).toBeGreaterThan(3)
  })
})

describe('commands in our documents do what they say', () => {
  let packed: Packed
  let repository: string
  let env: Readonly<Record<string, string>>

  /** A business whose database and edge are there, with what the starter publishes. */
  beforeAll(async () => {
    packed = await packPackage(scratch.path)
    await installPackage(scratch.path, packed)
    await sh('npx perennial init docs', { cwd: scratch.path })
    repository = join(scratch.path, 'docs')
    await installPackage(repository, packed)
    const database = await freshDatabase()
    undo.push(() => database.drop())
    const doors = await openDoors(database.databaseUrl)
    undo.push(() => doors.close())
    env = { DATABASE_URL: database.databaseUrl, PUBLIC_URL: doors.url, API_KEY: apiKey }
    await sh('npx perennial publish', { cwd: repository, env })
  }, 600_000)

  const others = documents.filter((document) => document !== tutorial)

  test.each(others.filter((document) => document.startsWith('docs')))(
    "in a team's repository: %s",
    async (document) => {
      await (
        await follow(document, { folder: repository, said: '', env }, packed)
      )()
    },
  )

  test.each(others.filter((document) => !document.startsWith('docs')))('in ours: %s', async (document) => {
    await (
      await follow(document, { folder: process.cwd(), said: '', env }, packed)
    )()
  })

  test('from nothing to a published track: the tutorial', { retry: 0, timeout: 900_000 }, async () => {
    const database = startsItsOwn ? undefined : await freshDatabase()
    try {
      const reader = {
        folder: scratch.path,
        said: '',
        env: database === undefined ? {} : { DATABASE_URL: database.databaseUrl },
      }
      await (
        await follow(tutorial, reader, packed)
      )()
    } finally {
      await database?.drop()
    }
  })
})
