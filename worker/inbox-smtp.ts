import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server'
import { z } from 'zod'

const rejection = z.strictObject({
  /** A regular expression, tried on each recipient's address. */
  pattern: z.string().refine(isRegularExpression, 'is not a regular expression'),
  code: z.number().int().min(400).max(599),
  message: z.string().min(1),
})

/** How the inbox misbehaves: what a real mail server does now and then, on demand. */
export const faults = z.strictObject({
  rejectRcpt: rejection.optional(),
  /** Answers the whole message with an error; nothing is kept. */
  rejectData: rejection.optional(),
  /** Drops the connection, for so many mails, before it has taken the message; nothing is kept. */
  dieBeforeData: z.number().int().min(0).optional(),
  /** Drops the connection, for so many mails, after it has kept the message and before it says so. */
  dieAfterData: z.number().int().min(0).optional(),
  /** Time that it takes over each message before it answers. */
  delayMs: z.number().int().min(0).optional(),
})
export type Faults = z.infer<typeof faults>

export interface SmtpSink {
  port: number
  /** Replaces the faults; the counted ones count down in what `faults()` returns. */
  setFaults(faults: Faults): void
  faults(): Faults
  stop(): Promise<void>
}

/** What becomes of a mail that was taken; it is answered once this is done. */
export interface MailTaker {
  add(raw: Buffer, recipients: readonly string[]): Promise<unknown>
}

const maxBytes = 25 * 1024 * 1024

/** Listens for mail on 127.0.0.1 and keeps all of it, without log-in or encryption. */
export async function startSmtpSink(store: MailTaker, port: number): Promise<SmtpSink> {
  let current: Faults = {}

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: maxBytes,
    rejectOversized: true,
    closeTimeout: 200,
    onRcptTo({ address }, _session, callback) {
      callback(refusal(current.rejectRcpt, [address]))
    },
    onData(stream, session, callback) {
      void answer(stream, session, callback)
    },
  })
  server.on('error', () => {
    // A client that went away in the middle: its own trouble.
  })

  const sockets = new Map<number, Socket>()
  server.server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })

  async function answer(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    callback: (refusal?: Error) => void,
  ): Promise<void> {
    try {
      const result = await receive(stream, session)
      if (result === 'dead') sockets.get(session.remotePort)?.destroy()
      else callback(result)
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)))
    }
  }

  async function receive(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<Error | 'dead' | undefined> {
    if (takeOne('dieBeforeData')) return 'dead'
    const chunks: Buffer[] = []
    for await (const chunk of stream) if (Buffer.isBuffer(chunk) && !stream.sizeExceeded) chunks.push(chunk)
    if (stream.sizeExceeded) return undefined
    const recipients = session.envelope.rcptTo.map(({ address }) => address)
    if (current.delayMs) await delay(current.delayMs)
    const refused = refusal(current.rejectData, recipients)
    if (refused) return refused
    const dies = takeOne('dieAfterData')
    await store.add(Buffer.concat(chunks), recipients)
    return dies ? 'dead' : undefined
  }

  function takeOne(fault: 'dieBeforeData' | 'dieAfterData'): boolean {
    const left = current[fault] ?? 0
    if (left === 0) return false
    current = { ...current, [fault]: left - 1 }
    return true
  }

  const listening = await new Promise<number>((resolve, reject) => {
    server.server.once('error', reject)
    const listener = server.listen(port, '127.0.0.1', () => {
      const address = listener.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
  return {
    port: listening,
    setFaults(next) {
      current = next
    },
    faults: () => current,
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

function refusal(rule: z.infer<typeof rejection> | undefined, recipients: readonly string[]): Error | undefined {
  if (!rule || !recipients.some((address) => new RegExp(rule.pattern, 'i').test(address))) return undefined
  return Object.assign(new Error(rule.message), { responseCode: rule.code })
}

function isRegularExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp
  } catch {
    return false
  }
}
