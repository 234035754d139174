import { open, rm, type FileHandle } from 'node:fs/promises'
import { stringify } from 'csv-stringify/sync'
import { refusal } from './import-problems.ts'

/**
 * A list beside the imported one. Its length is kept with the import: lines of a batch that was never committed are
 * written over.
 */
export interface SideFile {
  /** Writes lines from this byte on; returns the length of the file then. */
  write(size: number, lines: readonly (readonly string[])[]): Promise<number>
  close(): Promise<void>
}

/** Opens the file at the length that counts; at none it is removed, and made anew with its header when a line comes. */
export async function openSideFile(path: string, size: number, header: readonly string[]): Promise<SideFile> {
  let handle: FileHandle | undefined
  if (size === 0) await rm(path, { force: true })
  return {
    async write(from, lines) {
      if (lines.length === 0) return from
      handle ??= await openToWrite(path)
      // Somebody took the file away between two runs: what is left to write begins a new one.
      const at = Math.min(from, (await handle.stat()).size)
      const text = stringify(at === 0 ? [header, ...lines] : [...lines], { escape_formulas: true })
      const { bytesWritten } = await handle.write(text, at)
      await handle.truncate(at + bytesWritten)
      return at + bytesWritten
    },
    async close() {
      await handle?.close()
    },
  }
}

async function openToWrite(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a').then(async (made) => {
      await made.close()
      return open(path, 'r+')
    })
  } catch (error) {
    const what = `it cannot be written: ${(error as Error).message}`
    throw refusal(path, what, 'Put the list into a folder that you may write to: what it refuses is noted beside it.')
  }
}
