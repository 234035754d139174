import { domainToASCII } from 'node:url'

/** A person or team, and the address that mail for them goes to. */
export interface Mailbox {
  readonly name?: string
  readonly address: string
}

const local = /[A-Za-z0-9#$&'*+/=?^_{|}~-]+(?:\.[A-Za-z0-9#$&'*+/=?^_{|}~-]+)*/
const domain = /(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]/
const plainAddress = new RegExp(`^${local.source}@${domain.source}$`)

/**
 * One plain address, its domain in lower case and in its ASCII form; undefined for anything else: a list, a display
 * name, a comment, a quoted or routed local part, control characters.
 */
export function parseAddress(text: string): string | undefined {
  const trimmed = text.trim()
  const at = trimmed.lastIndexOf('@')
  const address = `${trimmed.slice(0, Math.max(at, 0))}@${domainToASCII(trimmed.slice(at + 1))}`
  return address.length <= 254 && at <= 64 && plainAddress.test(address) ? address : undefined
}
