import { fileURLToPath } from 'node:url'

/** The folder of docs/, whether the code runs from source or from dist/. */
export function packageRoot(): string {
  return fileURLToPath(new URL(import.meta.url.includes('/dist/worker/') ? '../..' : '..', import.meta.url))
}
