import { Readable } from 'node:stream'
import SMTPPool from 'nodemailer/lib/smtp-pool'
import pLimit from 'p-limit'
import type { Message } from './message.ts'

/** What is known after an attempt to send. `unknown` may have arrived: never send it again blindly. */
export type SendOutcome =
  | { readonly sent: true; readonly response: string }
  /** Refused for good (5xx): the mailbox does not exist, or the other side does not want this mail. */
  | { readonly refused: 'bad_address' | 'policy'; readonly code: number; readonly response: string }
  /** Refused for now (4xx). */
  | { readonly deferred: number; readonly response: string }
  /** Nothing left this machine, provably: safe to try again. */
  | { readonly notSent: string }
  | { readonly unknown: string }

export interface Sender {
  /** Never rejects for trouble of the network or the server. An aborted signal ends the attempt. */
  send(message: Message, signal?: AbortSignal): Promise<SendOutcome>
  /** Runs what sends one mail when a connection is free for it: what a process leaves in doubt when it dies is what was on the wire. */
  whenFree<T>(work: () => Promise<T>): Promise<T>
  /** Lets what is under way finish, then closes the connections. */
  close(): void
}

export interface SenderOptions {
  /** As `smtp://user:password@host:587` or `smtps://…`. */
  readonly smtpUrl: string
  readonly maxConnections?: number
  /** Messages per connection, after which it is replaced. */
  readonly maxMessages?: number
  /** All in ms. Their sum must stay below the activity's start-to-close timeout, and that below the ledger's lease. */
  readonly connectionTimeout?: number
  readonly greetingTimeout?: number
  readonly socketTimeout?: number
}

/** Mails on the wire at a time: so many may be in doubt when a process dies (decision 21), and with fewer the wire waits. */
export const smtpConnections = 10

export function createSender(options: SenderOptions): Sender {
  const maxConnections = options.maxConnections ?? smtpConnections
  const connections = pLimit(maxConnections)
  // Nodemailer's pool by itself: its mailer before it would only parse and compose once more what is composed already.
  const pool = new SMTPPool({
    url: options.smtpUrl,
    maxConnections,
    maxMessages: options.maxMessages ?? 1_000,
    maxRequeues: 1, // a pooled connection that the server had closed: once more over a new one, if not a byte of it left
    connectionTimeout: options.connectionTimeout ?? 10_000,
    greetingTimeout: options.greetingTimeout ?? 10_000,
    socketTimeout: options.socketTimeout ?? 20_000,
    dnsTimeout: options.connectionTimeout ?? 10_000,
  })

  return {
    async send(message, signal) {
      // The stream is read from the moment the server has said yes to DATA: an unread one proves that nothing left.
      const opened: Readable[] = []
      const mail = mailOf(message, signal, (stream) => opened.push(stream))
      try {
        return await new Promise<SendOutcome>((resolve, reject) => {
          pool.send(mail, (error, info) => {
            if (error) reject(error)
            else resolve({ sent: true, response: info?.response ?? '' })
          })
        })
      } catch (error) {
        return outcomeOf(
          error,
          opened.some((stream) => stream.readableDidRead),
        )
      }
    },
    whenFree: (work) => connections(work),
    close: () => pool.close(),
  }
}

/** A message as nodemailer's mailer would hand it to the pool: what the pool asks of it, and no more. */
function mailOf({ messageId, envelope, raw }: Message, signal: AbortSignal | undefined, open: (one: Readable) => void) {
  const createReadStream = (): Readable => {
    const stream = new Readable({
      read() {
        this.push(raw)
        this.push(null)
      },
    })
    open(stream)
    return stream
  }
  const message = {
    getHeader: () => messageId,
    messageId: () => messageId,
    getEnvelope: () => ({ from: envelope.from, to: [envelope.to] }),
    createReadStream,
  }
  return { data: { signal }, message } as unknown as Parameters<SMTPPool['send']>[0]
}

/** The commands with which a session opens, before any message is offered. */
const opening = /^(CONN|EHLO|HELO|LHLO|STARTTLS|AUTH.*|MAIL FROM)$/

/** A mailbox or domain that does not exist (RFC 3463, X.1.*); 5.1.7 and 5.1.8 speak of the sender. */
const badAddress = /\b5\.1\.(?!7\b|8\b)\d+\b/

function outcomeOf(error: unknown, wasRead: boolean): SendOutcome {
  const { code, command, responseCode, response, message } = smtpError(error)
  if (responseCode !== undefined && !opening.test(command)) {
    // 503 says that the session was out of step, not that the message is unwanted.
    if ((responseCode >= 400 && responseCode < 500) || responseCode === 503) return { deferred: responseCode, response }
    if (responseCode >= 500) {
      return { refused: badAddress.test(response) ? 'bad_address' : 'policy', code: responseCode, response }
    }
  }
  const reason = `${[code, command].filter(Boolean).join(' ')}: ${message}`
  return !wasRead || (responseCode !== undefined && opening.test(command)) ? { notSent: reason } : { unknown: reason }
}

function smtpError(error: unknown) {
  const known: Readonly<Record<string, unknown>> = typeof error === 'object' && error !== null ? { ...error } : {}
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    code: text(known['code']),
    command: text(known['command']),
    responseCode: typeof known['responseCode'] === 'number' ? known['responseCode'] : undefined,
    response: text(known['response']),
    message: error instanceof Error ? error.message : String(error),
  }
}
