import type { DeferReason, DropReason } from '../core/contract.ts'
import type { LedgerState } from './ledger.ts'

/** What the ledger says became of a touch. */
export interface TouchFate {
  readonly state: LedgerState
  readonly reason: string | null
  /** How often it was claimed. */
  readonly tries: number
}

const words: Readonly<Record<DropReason | DeferReason, string>> = {
  no_permission: 'there was no permission for this channel',
  suppressed: 'the address is barred',
  no_address: 'no address is known for this channel',
  bad_address: 'the address does not exist, or is none',
  refused_by_policy: 'the receiving side refused it',
  already_had: 'the lead had this content before',
  nothing_left: 'there was no piece left that it had not had',
  not_allow_listed: 'SEND_TO does not name the address',
  failed: 'it failed for good',
  cap: 'the lead had as many touches as the cadence allows',
  window: 'the send window was closed',
  stopped: 'sending was stopped',
  deferred_by_receiver: 'the receiving side asked for later',
  server_down: 'our mail server could not be reached',
  in_doubt: 'it is in doubt whether it left, and it goes again as the same mail',
  early: 'it was not due yet',
  overtaken: 'the lead was elsewhere',
}

/** Why a touch did not come, or not yet, in a sentence; null for one that came or is on its way. */
export function whyNot({ state, reason, tries }: TouchFate, overtaken: boolean): string | null {
  const because =
    reason === null ? 'no reason was kept' : (Object.entries(words).find(([code]) => code === reason)?.[1] ?? reason)
  switch (state) {
    case 'claimed':
    case 'sending':
    case 'sent':
      return null
    case 'refused':
      return `Not sent: ${because}.`
    case 'deferred': {
      const times = tries === 1 ? 'once' : tries === 2 ? 'twice' : `${tries} times`
      const then = overtaken ? '; then the lead went another way, so it never came' : ''
      return `Put off ${times}, last because ${because}${then}.`
    }
    case 'unknown':
      return `It cannot be known whether it left: ${because}. It is not sent again by itself.`
  }
}
