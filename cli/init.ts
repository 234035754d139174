import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { Mistake } from './mistake.ts'
import { count, print, printJson } from './print.ts'

/** What would act on our own repository under its real name, and what npm leaves out of a package under it. */
const realNames = { '_package.json': 'package.json', '_tsconfig.json': 'tsconfig.json', _gitignore: '.gitignore' }

export function addInit(program: Command): void {
  program
    .command('init')
    .description('make a new folder with a first track, its mails, a quality definition and a test')
    .argument('<folder>', 'a folder that is empty or not there yet')
    .option('--json', 'say what was made as JSON')
    .addHelpText('after', '\nExample:\n  perennial init my-nurture')
    .action((given: string, { json }: { json?: boolean }) => {
      const folder = resolve(given)
      const files = makeFolder(folder)
      const path = relative(process.cwd(), folder)
      const next = [...(path === '' ? [] : [`cd ${path}`]), 'npm install', 'npx perennial check']
      if (json) return printJson({ folder, files, next })
      print(`Made ${count(files.length, 'file')} in ${given}. Its README.md is the plan that the first track follows.`)
      print()
      print('Next:')
      for (const line of next) print(`  ${line}`)
    })
}

/**
 * Copies the starter, under the names that a team's own repository wants.
 * @throws Mistake where the folder holds something already, or cannot be written
 */
function makeFolder(folder: string): readonly string[] {
  refuseUnlessEmpty(folder)
  const root = packageFolder()
  try {
    mkdirSync(folder, { recursive: true })
    cpSync(join(root, 'examples', 'starter'), folder, { recursive: true })
    for (const [kept, real] of Object.entries(realNames)) renameSync(join(folder, kept), join(folder, real))
    name(join(folder, 'package.json'), nameOf(folder), versionIn(root))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined || !unwritable.includes(code)) throw error
    throw new Mistake(`${folder} cannot be written: ${message}. Choose a place that you may write to.`)
  }
  return filesIn(folder)
}

const unwritable = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'ENAMETOOLONG']

/** A fresh clone of an empty repository counts as empty. */
function refuseUnlessEmpty(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isDirectory()) throw new Mistake(`${folder} is a file. Give the name of a folder that is not there yet.`)
  const [first] = readdirSync(folder).filter((file) => file !== '.git')
  if (first === undefined) return
  throw new Mistake(
    `${folder} is not empty: it holds ${first}. Nothing was changed. Give the name of a folder that is not there yet, or empty it.`,
  )
}

/** Built code lies deeper than sources do. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

const versionIn = (root: string): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version

/** As npm allows it. */
function nameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, '-')
    .replaceAll(/^[._-]+|-+$/g, '')
  // npm installs no package in itself.
  return ['', 'perennial-nurture'].includes(name) ? 'nurture' : name
}

function name(file: string, name: string, version: string): void {
  const starter = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> }
  const dependencies = { ...starter.dependencies, 'perennial-nurture': version }
  writeFileSync(file, `${JSON.stringify({ ...starter, name, dependencies }, null, 2)}\n`)
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('.git/'))
    .sort()
}
