import { parseAddress } from '../mail/address.ts'
import { mayReceive } from '../mail/allow.ts'
import { buildMessage } from '../mail/message.ts'
import type { Rendered } from '../mail/render.ts'
import type { StudioDeps } from './studio-deps.ts'

/** What came of a test, in a sentence. */
export interface TestSent {
  readonly ok: boolean
  readonly line: string
}

/** Sends a mail to one address as a test: no lead, no ledger, and no header that a list would have. */
export async function sendTest(
  { sending, now, senderName }: StudioDeps,
  content: Rendered,
  given: string,
): Promise<TestSent> {
  const no = (line: string): TestSent => ({ ok: false, line })
  if ('missing' in sending) return no(sending.missing)
  const to = parseAddress(given)
  if (to === undefined) return no(`"${given}" is no single plain address. Write it as you@example.com.`)
  if (!mayReceive(sending.sendTo, to))
    return no(`SEND_TO does not name ${to}: add it there and start perennial dev anew.`)
  const date = now()
  const built = buildMessage({
    key: `test/${to}/${date}`,
    to: { address: to },
    sender: sending.from ?? { name: senderName, address: to },
    date,
    content,
  })
  if ('refused' in built) return no(built.why)
  const outcome = await sending.sender.send(built.ok)
  if ('sent' in outcome) return { ok: true, line: `Sent to ${to}.` }
  if ('refused' in outcome)
    return no(`The mail server refuses it: ${outcome.response}. Correct the address or the sender.`)
  if ('deferred' in outcome) return no(`The mail server puts it off: ${outcome.response}. Try again in a while.`)
  if ('notSent' in outcome)
    return no(`It did not leave: ${outcome.notSent}. Look at SMTP_URL, and whether the server runs.`)
  return no(`Nobody knows whether it left: ${outcome.unknown}. Look into the inbox before you send it again.`)
}
