import { stripVTControlCharacters } from 'node:util'
import { vi } from 'vitest'
import { perennial } from '../../cli/program.ts'

/** What a command said and how it ended. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command line in this process; a process of its own takes a second to come up. */
export async function run(
  args: readonly string[],
  given: { readonly databaseUrl?: string | undefined; readonly cwd?: string },
): Promise<Ran> {
  const said = { out: '', err: '' }
  const listen = (to: 'out' | 'err') => (chunk: string | Uint8Array) => {
    said[to] += stripVTControlCharacters(String(chunk))
    return true
  }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(listen('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(listen('err')),
  ]
  const home = process.cwd()
  vi.stubEnv('DATABASE_URL', given.databaseUrl)
  process.chdir(given.cwd ?? home)
  try {
    const code = await perennial(args)
    return { code, ...said }
  } finally {
    process.chdir(home)
    vi.unstubAllEnvs()
    for (const spy of spies) spy.mockRestore()
  }
}
