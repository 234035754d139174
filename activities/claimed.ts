import type { Frozen } from '../db/ledger.ts'
import type { Recipient } from '../db/recipient.ts'
import type { MailToSend } from './touch-mail.ts'

/** A touch that this process holds. */
export interface Claimed {
  readonly id: number
  /** The instant that it counts as made, ms. */
  readonly at: number
  readonly token: string
  /** As it was when the touch was claimed. */
  readonly to: Pick<Recipient, 'lead' | 'facts' | 'rep' | 'quality' | 'unheard'>
  /** Null where the touch is no mail. */
  readonly mail: MailToSend | null
  /** Null where nothing is sent: a call. What an earlier attempt froze stays, so that the same bytes go again. */
  readonly frozen: Frozen | null
}
