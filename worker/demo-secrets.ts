import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const secrets = z.object({ apiKey: z.string(), linkKeys: z.string() })
/** Made once for each data folder: the key of the API, and the keys that sign links, in the form of `LINK_KEYS`. */
export type DemoSecrets = z.infer<typeof secrets>

export function demoSecrets(dataDir: string): DemoSecrets {
  const file = join(dataDir, 'secrets.json')
  try {
    return secrets.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new Error(
        `${file} cannot be read. Delete it: new keys are made, and links of mails that are out stop working.`,
        { cause: error },
      )
    }
  }
  const made: DemoSecrets = { apiKey: `demo-${random()}`, linkKeys: `k1:${random()}` }
  writeOwn(dataDir, 'secrets.json', made)
  return made
}

/** Writes a file that only its owner can read. */
export function writeOwn(dataDir: string, name: string, content: object): void {
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(join(dataDir, name), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
}

export function forgetOwn(dataDir: string, name: string): void {
  rmSync(join(dataDir, name), { force: true })
}

const random = (): string => randomBytes(24).toString('base64url')
