import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type { Problem } from '../core/problem.ts'

export type TypesChecked = { readonly problems: readonly Problem[] } | { readonly skipped: string }

/** Checks the types of the folder that a programme is in, with the folder's own TypeScript; says why where it cannot. */
export async function checkTypes(programme: string): Promise<TypesChecked> {
  const from = resolve(programme)
  const folder = statSync(from, { throwIfNoEntry: false })?.isFile() ? dirname(from) : from
  const config = above(folder, 'tsconfig.json')
  if (config === undefined) return { skipped: `there is no tsconfig.json in ${folder} or above it` }
  const compiler = await findCompiler(config)
  if (compiler === undefined) return { skipped: `typescript is not installed for ${config}` }
  const { code, out } = await run(compiler, ['--noEmit', '--pretty', 'false', '-p', config], dirname(config))
  const problems = problemsIn(out, dirname(config))
  if (code === 0 || problems.length > 0) return { problems }
  const what = `tsc ends with ${code}: ${out.trim().split('\n')[0] ?? ''}`
  return { problems: [{ where: config, what, remedy: 'Mend the configuration of TypeScript.', code: 'P604' }] }
}

function above(folder: string, file: string): string | undefined {
  const here = join(folder, file)
  if (existsSync(here)) return here
  return dirname(folder) === folder ? undefined : above(dirname(folder), file)
}

async function findCompiler(config: string): Promise<string | undefined> {
  try {
    const manifest = createRequire(config).resolve('typescript/package.json')
    const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin?: Record<string, string> }
    return bin?.['tsc'] && join(dirname(manifest), bin['tsc'])
  } catch {
    return undefined
  }
}

function run(script: string, args: readonly string[], cwd: string): Promise<{ code: number; out: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    child.stdout.on('data', (text: Buffer) => (out += text.toString()))
    child.stderr.on('data', (text: Buffer) => (out += text.toString()))
    child.on('error', fail)
    child.on('close', (code) => done({ code: code ?? 1, out }))
  })
}

/** Lines as `tracks/a.ts(12,5): error TS2322: …`; what is indented belongs to the line before it. */
function problemsIn(out: string, folder: string): readonly Problem[] {
  return [...out.matchAll(/^(\S.*?)\((\d+),(\d+)\): error (TS\d+): (.*)$/gm)].map(
    ([, file = '', line, column, number = '', what = '']) => ({
      where: `${file}:${line}`,
      what: what.replace(/\.$/, ''),
      remedy: `TypeScript says so (${number}); your editor shows it in its place.`,
      code: 'P604',
      at: { file: resolve(folder, file), line: Number(line), column: Number(column) },
    }),
  )
}
