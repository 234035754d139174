import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where a run keeps everything: the folder that was asked for, or a new one. Postgres may run as another user, who must be able to enter. */
export function runFolder(purpose: string, keep: string | undefined): string {
  if (keep === undefined) {
    const made = mkdtempSync(join(tmpdir(), `perennial-${purpose}-`))
    chmodSync(made, 0o755)
    return made
  }
  mkdirSync(keep, { recursive: true, mode: 0o755 })
  return resolve(keep)
}

/**
 * The folder that `--keep` names.
 * @throws where something is in it: of two runs in one folder, neither could be told apart afterwards
 */
export function emptyFolder(keep: string): string {
  if (existsSync(keep) && readdirSync(keep).length > 0)
    throw new Error(`--keep ${keep}: something is in this folder; name one that is empty, or that is not there yet`)
  return keep
}
