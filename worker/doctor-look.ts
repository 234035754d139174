import { WorkflowNotFoundError, type Client } from '@temporalio/client'
import { isNotFound } from './temporal-connection.ts'
import { readRun, type Remembered } from './doctor-remembered.ts'
import { workflowIdOf } from '../workflows/messages.ts'

/** What Temporal has of a lead's life: the newest run of its workflow. */
export type Look =
  | { readonly is: 'missing' }
  | {
      readonly is: 'running' | 'closed'
      /** How the run stands, in Temporal's word: `RUNNING`, `TERMINATED`, … */
      readonly status: string
      readonly runId: string
      readonly remembers: Remembered
      /** The activity that is under way, and how it does. */
      readonly activity: { readonly name: string; readonly attempt: number; readonly failure: string } | null
      /** How often its next task was tried; 0: it has none. */
      readonly taskTries: number
    }

/**
 * Looks at a lead's workflow itself: the lists of Temporal may be seconds behind.
 * @param how `whole`: reads its whole run, to name all that it was told
 */
export async function lookAt(client: Client, lead: string, how: { readonly whole?: boolean } = {}): Promise<Look> {
  const workflowId = workflowIdOf(lead)
  try {
    const { status, runId, raw } = await client.workflow.getHandle(workflowId).describe()
    // To be told the time brings nothing to hear.
    const pending = raw.pendingActivities?.find(({ activityType }) => activityType?.name !== 'tellTime')
    return {
      is: status.name === 'RUNNING' ? 'running' : 'closed',
      status: status.name,
      runId,
      remembers: await readRun(client, { workflowId, runId }, how),
      activity: pending
        ? {
            name: pending.activityType?.name ?? 'unknown',
            attempt: pending.attempt ?? 1,
            failure: pending.lastFailure?.message ?? '',
          }
        : null,
      taskTries: raw.pendingWorkflowTask?.attempt ?? 0,
    }
  } catch (error) {
    // A history that is gone meanwhile is asked for without a handle.
    if (error instanceof WorkflowNotFoundError || isNotFound(error)) return { is: 'missing' }
    throw error
  }
}
