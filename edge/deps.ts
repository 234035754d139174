import type { Logger } from 'pino'
import type { Definitions } from '../db/definitions.ts'
import type { Pool } from '../db/pool.ts'
import type { LinkKeys } from '../mail/tokens.ts'

/** What the doors work with; made once per process by `worker/`. */
export interface EdgeDeps {
  readonly pool: Pool
  readonly definitions: Definitions
  /** Where the edge is reached from outside, without a trailing slash. */
  readonly publicUrl: string
  readonly linkKeys: LinkKeys
  readonly brandName: string
  /** Any of them opens the API; none: nobody does. */
  readonly apiKeys: readonly string[]
  readonly log: Pick<Logger, 'error' | 'warn'>
}
