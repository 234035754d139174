import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attempt, installPackage, packPackage, sh, type Packed } from './package-fixture.ts'
import { scratchFolder } from './scratch.ts'

const scratch = scratchFolder('package')
afterAll(() => scratch.remove())

let packed: Packed
beforeAll(async () => {
  packed = await packPackage(scratch.path)
}, 600_000)

interface Manifest {
  readonly dependencies: Record<string, string>
  readonly peerDependencies: Record<string, string>
}
const manifest = () => JSON.parse(readFileSync(join(packed.folder, 'package.json'), 'utf8')) as Manifest

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(packed.folder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describe('the package', () => {
  const bin = (name: string) => join(process.cwd(), 'node_modules', '.bin', name)

  test('says of itself only what is so: publint', async () => {
    expect(await attempt(`'${bin('publint')}' --strict .`, { cwd: packed.folder })).toMatchObject({ code: 0 })
  })

  test('has the right types for everyone who can import it: are the types wrong?', async () => {
    const said = await attempt(`'${bin('attw')}' --profile esm-only '${packed.tarball}'`, { cwd: scratch.path })
    expect(said).toMatchObject({ code: 0 })
  })

  test('imports nothing at run time that npm does not install with it', () => {
    const declared = [
      ...Object.keys(manifest().dependencies),
      ...Object.keys(manifest().peerDependencies),
      ...builtinModules.map((name) => `node:${name}`),
    ]
    const imported = filesIn('dist')
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [
        ...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s(?:[^'"`;()]*\sfrom\s)?['"]([^.'"][^'"]*)['"]/gm),
      ])
      .map(([, from = '']) => (from.startsWith('node:') ? from : from.split('/', from[0] === '@' ? 2 : 1).join('/')))
    expect([...new Set(imported)].filter((name) => !declared.includes(name))).toEqual([])
    expect(imported).toContain('@temporalio/client')
  })

  test('leads from what was built to what was written', () => {
    const maps = filesIn('dist').filter((file) => file.endsWith('.map'))
    const lost = maps.flatMap((file) => {
      const { sources } = JSON.parse(readFileSync(file, 'utf8')) as { sources: readonly string[] }
      return sources.map((source) => join(file, '..', source)).filter((source) => !existsSync(source))
    })
    expect(lost).toEqual([])
    expect(maps.length).toBeGreaterThan(100)
  })
})

describe('a marketing team', () => {
  let repository: string
  beforeAll(async () => {
    await installPackage(scratch.path, packed)
    await sh('npx perennial init my-nurture', { cwd: scratch.path })
    repository = join(scratch.path, 'my-nurture')
    await installPackage(repository, packed)
  }, 600_000)

  test('begins with a repository whose types, meaning and tests are right', async () => {
    expect(await sh('npx perennial check', { cwd: repository })).toContain('0 errors, 0 warnings')
    expect(await sh('npm test', { cwd: repository })).toContain('passed')
  })

  test('is told by the editor that a merge field is missing, by the types that it installed', async () => {
    const mistake = "import { email } from 'perennial-nurture'\nimport { peerStory } from '../templates/index.ts'\n"
    await sh(`echo "${mistake}export const step = email(peerStory, { customer: 'Norwind' })" > tracks/mistake.ts`, {
      cwd: repository,
    })
    const said = await attempt('npx tsc; rm tracks/mistake.ts', { cwd: repository })
    expect(said.out).toContain("Property 'visitsSaved' is missing")
  })
})
