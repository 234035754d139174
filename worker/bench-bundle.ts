import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'
import { shared } from './workflow-code.ts'

const modules = { leads: '../workflows/index', sleepers: './bench-sleeper' } as const

/** Which workflows a worker of a benchmark runs. */
export type Runs = keyof typeof modules

/** The code of workflows, in a file each. */
export interface Bundles {
  readonly paths: Readonly<Record<Runs, string>>
  remove(): void
}

/** Bundles the workflows here: a worker whose memory is measured is not to remember that it did so. */
export async function bundles(): Promise<Bundles> {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-bundle-'))
  const bundle = async (runs: Runs): Promise<string> => {
    const module = new URL(`${modules[runs]}${extname(import.meta.url)}`, import.meta.url)
    const { code } = await bundleWorkflowCode({
      ...shared(fileURLToPath(module)),
      logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error },
    })
    const path = join(folder, `${runs}.js`)
    await writeFile(path, code)
    return path
  }
  try {
    return {
      paths: { leads: await bundle('leads'), sleepers: await bundle('sleepers') },
      remove: () => rmSync(folder, { recursive: true, force: true }),
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}
