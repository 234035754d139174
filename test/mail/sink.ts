import { once } from 'node:events'
import type { Server, Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

/** A real SMTP server that keeps what it gets; `faults` are smtp-server's own hooks. */
export async function startSink(faults: Partial<SMTPServerOptions> = {}) {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        received.push({ from, to: rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('utf8') })
        done()
      })
    },
    ...faults,
  })
  server.on('error', () => {}) // a fault that drops a connection is what some tests are about
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const sockets = new Set<Socket>()
  server.server.on('connection', (socket: Socket) => sockets.add(socket))
  /** Cuts every connection, as a server that dies. */
  const dropAll = () => sockets.forEach((socket) => socket.destroy())
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url: `smtp://127.0.0.1:${portOf(server.server)}`, received, dropAll, stop }
}

export function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.')
  return address.port
}

/** An SMTP refusal with its code. */
export const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode })
