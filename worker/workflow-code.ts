import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WorkerOptions } from '@temporalio/worker'

const isBuilt = extname(import.meta.url) === '.js'
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Where the module of the workflows is, and where the build leaves it in one file. */
export const workflowsPath = at(`../workflows/index${extname(import.meta.url)}`)
export const bundlePath = at('../workflows.bundle.js')

/** The workflows as a worker takes them: in one file where they are built, so that it is ready seconds sooner. */
export const workflowCode: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> = isBuilt
  ? { workflowBundle: { codePath: bundlePath } }
  : { workflowsPath }
