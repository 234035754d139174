import type { TestProject } from 'vitest/node'
import { searchAttributes } from '../core/search-attributes.ts'
import { startStack } from '../worker/stack.ts'
import { scratchFolder } from './scratch.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    temporalAddress: string
    databaseUrl: string
  }
}

/** One Temporal server and one Postgres for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = scratchFolder('test')
  const stack = await startStack({
    dataDir: folder.path,
    env: { SMTP_URL: 'none: every test that wants an inbox starts its own' },
    searchAttributes,
    log: (line) => console.log(line),
    ephemeral: true,
    headless: true,
    ports: { temporal: 0, postgres: 0 },
  })
  project.provide('temporalAddress', stack.temporalAddress)
  project.provide('databaseUrl', stack.databaseUrl)
  return async () => {
    await stack.stop()
    folder.remove()
  }
}
