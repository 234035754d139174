import type { Letterhead } from '../activities/deps.ts'
import type { Receiver } from '../mail/webhook.ts'
import type { WorkerVersion } from './versioning.ts'

/** Everything that a worker or an edge is told from outside. */
export interface Settings {
  readonly temporalAddress: string
  readonly temporalNamespace: string
  readonly temporalApiKey: string | undefined
  readonly taskQueue: string
  readonly databaseUrl: string
  readonly smtpUrl: string
  /** `everyone`, or the addresses and domains that may get mail. */
  readonly sendTo: string
  readonly letterhead: Letterhead
  /** Where webhooks go, by the name that tracks give; none where absent. */
  readonly receivers?: ReadonlyMap<string, Receiver>
  readonly port: number
  readonly host: string
  readonly apiKeys: readonly string[]
  /** Real time after which a click is judged: machines show themselves within seconds. */
  readonly judgeClicksAfterMs: number
  readonly maxCachedWorkflows: number
  /** What Temporal routes tasks to this worker by; without it every worker takes any. */
  readonly version?: WorkerVersion
  /** Real time for which a claim of the ledger holds, ms; only tests shorten it. */
  readonly leaseMs?: number
}
