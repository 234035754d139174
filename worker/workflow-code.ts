import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BundleOptions, WorkerOptions } from '@temporalio/worker'

const isBuilt = extname(import.meta.url) === '.js'
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The module of the workflows. */
export const workflowsPath = at(`../workflows/index${extname(import.meta.url)}`)

/** Where the build leaves the workflows in one file. */
export const bundlePath = at('../workflows.bundle.js')

/**
 * How workflows are bundled: all of a worker share the modules that they run, where the SDK would load each of them anew for each
 * workflow (decision 30). So a module may keep nothing of one life: what `core/` remembers is reckoned from what it was given.
 */
export function shared(path: string): Required<Pick<BundleOptions, 'workflowsPath' | 'preloadModules'>> {
  return { workflowsPath: path, preloadModules: [path] }
}

type Code = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions'>

/** {@link shared}, as a worker takes it that bundles them itself. */
export function bundledHere(path: string): Code {
  const { preloadModules } = shared(path)
  return { workflowsPath: path, bundlerOptions: { preloadModules } }
}

/** Lives as a worker takes them: in one file where they are built, so that it is ready seconds sooner. */
export const workflowCode: Code = isBuilt ? { workflowBundle: { codePath: bundlePath } } : bundledHere(workflowsPath)
