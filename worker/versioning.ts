import type { WorkerOptions } from '@temporalio/worker'

/** A worker as Temporal tells it apart: the deployment it belongs to, and the release that it runs. */
export interface WorkerVersion {
  readonly deploymentName: string
  readonly buildId: string
}

/**
 * How a worker takes part in Worker Versioning: not at all where it has no version. A run goes on with the version that is
 * current, never pinned to the one that began it: a lead sleeps for months, and no release should have to run that long.
 * What holds a run together meanwhile is its `rules`.
 */
export function versioned(version: WorkerVersion | undefined): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  if (version === undefined) return {}
  return {
    workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' },
  }
}
