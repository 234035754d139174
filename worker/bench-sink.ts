/** An SMTP server that takes every mail and keeps none, in a process of its own: it says its port, and what came when asked. */
import { startSmtpSink } from './inbox-smtp.ts'

export type SinkAsked = 'receipts'
export type SinkSaid = { readonly port: number } | Receipts

export interface Receipts {
  /** When each mail was there, ms since the epoch, in their order. */
  readonly at: readonly number[]
  /** Message-IDs that were not there before, ever. */
  readonly unique: number
  readonly bytes: number
}

const ids = new Set<string>()
let at: number[] = []
let unique = 0
let bytes = 0

const sink = await startSmtpSink(
  {
    add(raw) {
      const id = /^message-id:\s*(\S+)/im.exec(raw.toString('latin1', 0, 4_096))?.[1] ?? ''
      if (!ids.has(id)) unique += 1
      ids.add(id)
      bytes += raw.length
      at.push(Date.now())
      return Promise.resolve()
    },
  },
  0,
)

const say = (said: SinkSaid): void => void process.send?.(said)
process.on('message', () => {
  say({ at, unique, bytes })
  ;[at, unique, bytes] = [[], 0, 0]
})
process.once('disconnect', () => process.exit())
say({ port: sink.port })
