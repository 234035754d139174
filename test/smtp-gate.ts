import { createConnection, createServer, type Socket } from 'node:net'

/** Where in an SMTP conversation to stop. */
export type Moment =
  /** The client said DATA; the server has not heard it. */
  | 'before DATA'
  /** The server has the whole mail and said 250; the client has not heard it. */
  | 'after DATA'

/** A wire between a client and an SMTP server that can be stopped at a moment, so that a process can be killed just then. */
export interface SmtpGate {
  readonly smtpUrl: string
  /** From now on every mail to this address stops at this moment; resolves when the first one does. */
  stopAt(moment: Moment, address: string): Promise<void>
  /** Lets mails through again; conversations that were stopped stay so. */
  open(): void
  close(): Promise<void>
}

export async function startGate(target: string): Promise<SmtpGate> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let stop: { moment: Moment; address: string; reached: () => void } | undefined

  const server = createServer((client) => {
    const upstream = createConnection({ host: hostname, port: Number(port) })
    let recipient = ''
    let isShut = false
    let tail = ''
    const isMoment = (moment: Moment): boolean => stop?.moment === moment && stop.address === recipient
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    const shut = (): void => {
      isShut = true
      stop?.reached()
    }
    client.on('data', (chunk) => {
      if (isShut) return
      const text = chunk.toString('latin1')
      recipient = /^RCPT TO:<([^>]*)>/im.exec(text)?.[1] ?? recipient
      if (isMoment('before DATA') && /^DATA\r\n/m.test(text)) return shut()
      tail = (tail + text).slice(-5)
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (isShut) return
      if (tail === '\r\n.\r\n' && isMoment('after DATA') && /^250/m.test(chunk.toString('latin1'))) return shut()
      client.write(chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the gate has no port')

  return {
    smtpUrl: `smtp://127.0.0.1:${address.port}`,
    stopAt: (moment, address) => new Promise((reached) => (stop = { moment, address, reached })),
    open: () => (stop = undefined),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
