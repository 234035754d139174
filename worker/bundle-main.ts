import { writeFile } from 'node:fs/promises'
import { bundleWorkflowCode } from '@temporalio/worker'
import { bundlePath, shared, workflowsPath } from './workflow-code.ts'

/** The last step of the build: the workflows and all that they import, in one file. */
const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error }
const { code } = await bundleWorkflowCode({ ...shared(workflowsPath), logger: quiet })
await writeFile(bundlePath, code)
