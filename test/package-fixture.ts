import { execFile } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/*
 * The package as those get it who install it: built, packed by npm, and installed in a folder that knows nothing of ours.
 * `npm run test:package` lets npm install it. Otherwise our own dependencies are linked to: the same, but in a second.
 */
export const installsForReal = process.env['PERENNIAL_INSTALL'] === 'npm'

export interface Packed {
  readonly tarball: string
  /** What is in the tarball. */
  readonly folder: string
}

const repository = resolve('.')

/** Builds and packs into a folder; nothing in the repository is touched. */
export async function packPackage(into: string): Promise<Packed> {
  const source = join(into, 'source')
  mkdirSync(source, { recursive: true })
  const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] }
  const wanted = files.filter((file) => !file.startsWith('!') && file !== 'dist')
  for (const file of [...wanted, 'package.json', 'README.md', 'LICENSE']) {
    cpSync(file, join(source, file), { recursive: true })
  }
  await sh(`npx tsc -p tsconfig.build.json --outDir '${join(source, 'dist')}'`, { cwd: repository })
  const modules = join(source, 'node_modules')
  symlinkSync(join(repository, 'node_modules'), modules, 'junction')
  await sh('node dist/worker/bundle-main.js', { cwd: source })
  rmSync(modules)
  await sh('npm pack --ignore-scripts', { cwd: source })
  const [tarball] = readdirSync(source).filter((file) => file.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('npm packed nothing')
  await sh(`tar xzf '${join(source, tarball)}'`, { cwd: into })
  return { tarball: join(source, tarball), folder: join(into, 'package') }
}

/** What `npm install` does in a folder whose package.json depends on the package: it cannot come from a registry yet. */
export async function installPackage(folder: string, packed: Packed): Promise<void> {
  if (installsForReal) {
    if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
    await sh(`npm install --prefer-offline --no-audit --no-fund '${packed.tarball}'`, { cwd: folder })
  } else linkModules(join(folder, 'node_modules'), packed)
}

function linkModules(modules: string, packed: Packed): void {
  const ours = join(repository, 'node_modules')
  const names = (within: string): readonly string[] => readdirSync(within).filter((name) => !name.startsWith('.'))
  const packages = names(ours).flatMap((name) =>
    name.startsWith('@') ? names(join(ours, name)).map((scoped) => join(name, scoped)) : [name],
  )
  for (const name of packages) {
    mkdirSync(join(modules, name, '..'), { recursive: true })
    symlinkSync(realpathSync(join(ours, name)), join(modules, name), 'junction')
  }
  const own = join(modules, 'perennial-nurture')
  cpSync(packed.folder, own, { recursive: true })
  mkdirSync(join(modules, '.bin'))
  for (const name of readdirSync(join(ours, '.bin'))) {
    symlinkSync(readlinkSync(join(ours, '.bin', name)), join(modules, '.bin', name))
  }
  const { bin } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as { bin: Record<string, string> }
  for (const [name, file] of Object.entries(bin)) {
    chmodSync(join(own, file), 0o755)
    symlinkSync(join('..', 'perennial-nurture', file), join(modules, '.bin', name))
  }
}

/** What a shell command said, and how it ended. */
export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

interface Surroundings {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs shell commands as in a fresh terminal; what vitest and npm put into the environment is not there. */
export function attempt(commands: string, { cwd, env = {} }: Surroundings): Promise<Said> {
  return new Promise((done) => {
    execFile(
      'bash',
      ['-euo', 'pipefail', '-c', commands],
      { cwd, env: { ...terminal(), ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        done({ code, out: stripVTControlCharacters(out), err: stripVTControlCharacters(err) })
      },
    )
  })
}

/** @throws with all that they said, where they fail */
export async function sh(commands: string, where: Surroundings): Promise<string> {
  const { code, out, err } = await attempt(commands, where)
  if (code !== 0) throw new Error(`exit code ${code} of: ${commands}\n${out}\n${err}`)
  return out
}

const settingsOfNpm = ['npm_config_registry', 'npm_config_userconfig', 'npm_config_globalconfig', 'npm_config_cache']

function terminal(): Record<string, string | undefined> {
  const ours = /^(npm_|VITEST|NODE_OPTIONS$|NODE_ENV$|INIT_CWD$|TEST$|DATABASE_URL$)/
  const kept = Object.entries(process.env).filter(([name]) => settingsOfNpm.includes(name) || !ours.test(name))
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter), NO_COLOR: '1' }
}
