import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Place } from '../core/place.ts'

/** Why a module cannot be loaded, and where its author finds that, as far as it is known. */
export interface Fault {
  readonly where: string
  readonly what: string
  readonly at?: Place
}

/** `file:line:column: ERROR: what`, as the reader of TypeScript says it. */
const unread = /^(\/?[^\n]*?):(\d+):(\d+): ERROR: (.*)$/m

/** @param module the one whose loading failed: the fault may be in any that it imports */
export function faultOf(error: unknown, module: string): Fault {
  const said = error instanceof Error ? error.message : String(error)
  const [, file, line, column, what] = unread.exec(said) ?? []
  if (file !== undefined && what !== undefined)
    return {
      where: `${file}:${line}`,
      what: `it cannot be read: ${what}`,
      at: { file, line: Number(line), column: Number(column) + 1 },
    }
  const at = error instanceof Error ? placeIn(error.stack ?? '', dirname(dirname(module))) : undefined
  const loaded = `it cannot be loaded: ${said.replace(/\?tsx-namespace=\d+/g, '')}`
  return at ? { where: `${at.file}:${at.line}`, what: loaded, at } : { where: module, what: loaded }
}

/** The first line of a stack that is the author's own: not a package's, not Node's. */
function placeIn(stack: string, folder: string): Place | undefined {
  for (const [, file = '', line, column] of stack.matchAll(/(file:\/\/[^\s()]+?|\/[^\s():]+?):(\d+):(\d+)\)?$/gm)) {
    const path = file.startsWith('file:') ? fileURLToPath(file.replace(/[?#].*$/, '')) : file.replace(/\?.*$/, '')
    if (!path.startsWith(`${folder}/`) || path.includes('/node_modules/')) continue
    return { file: path, line: Number(line), column: Number(column) }
  }
  return undefined
}
