import { statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'

/** What a programme is made of. */
const kinds = new Set(['.ts', '.mts', '.js', '.mjs', '.json', '.mjml'])
const elsewhere = new Set(['node_modules', 'dist', 'coverage'])

/** The folder in which all files of a programme are. */
export function folderOf(path: string): string {
  const full = resolve(path)
  if (!statSync(full, { throwIfNoEntry: false })?.isFile()) return full
  const folder = dirname(full)
  return basename(folder) === 'tracks' ? dirname(folder) : folder
}

/**
 * Calls when a file of the folder was saved, made or removed. It looks, instead of being told: that works on network drives and
 * in containers, and with editors that write another file and rename it.
 * @returns what ends it
 */
export function watchFolder(folder: string, everyMs: number, changed: () => void): () => void {
  let before: string | undefined
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const look = async (): Promise<void> => {
    const now = await snapshot(folder).catch(() => '')
    if (before !== undefined && now !== before && !isOver) changed()
    before = now
    if (!isOver) timer = setTimeout(() => void look(), everyMs)
  }
  void look()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}

async function snapshot(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true })
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        return entry.name.startsWith('.') || elsewhere.has(entry.name) ? '' : snapshot(path)
      }
      if (!kinds.has(extname(entry.name))) return ''
      // An editor may have it away for a moment.
      const { mtimeMs, size } = await stat(path).catch(() => ({ mtimeMs: 0, size: 0 }))
      return `${path} ${mtimeMs} ${size}\n`
    }),
  )
  return lines.join('')
}
