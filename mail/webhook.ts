import { Webhook } from 'standardwebhooks'
import type { SendOutcome } from './send.ts'

/** Another system that touches leads: where it listens, and what signs what it is sent. */
export interface Receiver {
  readonly url: string
  /** As Standard Webhooks writes it: `whsec_…`. */
  readonly secret: string
}

const deadline = 20_000

/** Moved, gone, not allowed: nothing that waiting would mend. What asks for patience is tried again. */
const isForGood = (status: number): boolean => status >= 300 && status < 500 && ![408, 409, 425, 429].includes(status)

/** Nothing was sent: no connection came about. */
const unconnected = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS)/

/**
 * Posts a body, signed as Standard Webhooks 1.0.0 says. Never rejects for trouble of the network or the receiver.
 * @param id the same in each attempt: by it a receiver knows what it has had
 */
export async function post(receiver: Receiver, id: string, body: string, signal: AbortSignal): Promise<SendOutcome> {
  // The receiver's clock is a real one, whatever ours is.
  const now = new Date()
  try {
    const answer = await fetch(receiver.url, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'perennial',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(receiver.secret).sign(id, now, body),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(deadline)]),
    })
    // Its words may be about a person; the status says what became of it.
    await answer.body?.cancel()
    const response = `${answer.status} ${answer.statusText}`.trim()
    if (answer.ok) return { sent: true, response }
    return isForGood(answer.status)
      ? { refused: 'policy', code: answer.status, response }
      : { deferred: answer.status, response }
  } catch (error) {
    const code = codeOf(error)
    return unconnected.test(code) ? { notSent: code } : { unknown: code }
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string')
    return cause.code
  return error instanceof Error ? error.name : 'unknown'
}

/**
 * Reads `WEBHOOKS`: receivers as `name=https://…#whsec_…`, joined by commas.
 * @throws {Error} naming the receiver that is wrong, never its secret
 */
export function parseReceivers(text: string): ReadonlyMap<string, Receiver> {
  const receivers = new Map<string, Receiver>()
  for (const part of text.split(',').filter((each) => each.trim() !== '')) {
    const [, name, address] = /^\s*([a-z][a-z0-9-]*)=(\S+)\s*$/.exec(part) ?? []
    if (name === undefined || address === undefined)
      throw new Error('names a receiver wrongly: write name=https://…#whsec_…')
    if (!URL.canParse(address)) throw new Error(`gives ${name} no web address`)
    const url = new URL(address)
    const secret = url.hash.slice(1)
    url.hash = ''
    if (!/^https?:$/.test(url.protocol)) throw new Error(`gives ${name} no web address`)
    try {
      new Webhook(secret).sign('msg', new Date(), '')
    } catch {
      throw new Error(`gives ${name} no secret that signs: put #whsec_… behind its address`)
    }
    receivers.set(name, { url: url.href, secret })
  }
  return receivers
}
