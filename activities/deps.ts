import type { Definitions } from '../db/definitions.ts'
import type { Pool } from '../db/pool.ts'
import type { Mailbox } from '../mail/address.ts'
import type { Sender } from '../mail/send.ts'
import type { LinkKeys } from '../mail/tokens.ts'
import type { Receiver } from '../mail/webhook.ts'

/** What the activities work with; made once per process by `worker/`. */
export interface Deps {
  readonly pool: Pool
  readonly definitions: Definitions
  readonly sender: Sender
  readonly letterhead: Letterhead
  /** `everyone`, or the addresses and domains that may get mail. */
  readonly sendTo: string
  /** Where webhooks go, by the name that tracks give. */
  readonly receivers: ReadonlyMap<string, Receiver>
  /** Real time for which a claim holds, ms: longer than any attempt may last. */
  readonly leaseMs: number
}

/** What every mail of this business carries. */
export interface Letterhead {
  readonly brand: Mailbox
  readonly postalAddress: string
  /** Where the edge is reached from outside, without a trailing slash. */
  readonly publicUrl: string
  readonly linkKeys: LinkKeys
}
