import { claiming } from '../db/ledger.ts'
import type { Watcher } from './chaos-link.ts'

/** Where in the making of a touch a process can be killed, in their order. */
export const moments = [
  /** The touch is judged; its claim has not reached Postgres. */
  'before the claim',
  /** The claim is committed, and with it that the first byte may leave; none has. */
  'after the claim',
  /** The sender has said DATA; the mail server has not heard it. */
  'before DATA',
  /** The mail server has all of it and has said so; the sender has not heard it. */
  'after DATA',
  /** The sender has heard that it is taken; the ledger has not. */
  'before the record',
] as const
export type Moment = (typeof moments)[number]

/** A mail under way when its conversation ended, and no answer had come: nobody can know whether it arrived. */
export interface Doubt {
  readonly messageId: string | undefined
  readonly recipient: string
}

/** Follows an SMTP conversation, as far as its moments go. */
export function smtpWatcher(doubts: (doubt: Doubt) => void): Watcher {
  let recipient = ''
  let head = ''
  let tail = ''
  /** From MAIL FROM until the answer to the last byte, or to a refusal before it. */
  let underWay: 'no' | 'envelope' | 'body' | 'whole' = 'no'
  let isHeld = false
  return {
    client(chunk) {
      const text = chunk.toString('latin1')
      if (underWay === 'body') {
        if (head.length < 8_192) head += text
        tail = (tail + text).slice(-5)
        if (tail === '\r\n.\r\n') underWay = 'whole'
        return undefined
      }
      if (/^MAIL FROM/im.test(text)) {
        underWay = 'envelope'
        head = ''
        tail = ''
        recipient = ''
      }
      recipient = /^RCPT TO:<([^>]*)>/im.exec(text)?.[1]?.toLowerCase() ?? recipient
      return /^DATA\r\n/im.test(text) ? 'before DATA' : undefined
    },
    server(chunk) {
      // What was asked in one go is answered in one go: the last answer says how far it came.
      const code = [...chunk.toString('latin1').matchAll(/^(\d)\d\d /gm)].at(-1)?.[1]
      if (underWay === 'envelope' && code === '3') underWay = 'body'
      else if (underWay === 'envelope' && (code === '4' || code === '5')) underWay = 'no'
      else if (underWay === 'whole') {
        underWay = 'no'
        if (code === '2') return 'after DATA'
      }
      return undefined
    },
    held: () => void (isHeld = true),
    closed(lost) {
      if (recipient === '' || (underWay === 'no' && !isHeld && !lost)) return
      const messageId = /^message-id:\s*(<[^>]+>)/im.exec(head)?.[1]
      doubts({ messageId, recipient })
    },
  }
}

/** Sees in what goes to Postgres that a touch is about to be sent. */
export function postgresWatcher(): Watcher {
  const { name = '' } = claiming()
  return {
    client: (chunk) => (chunk.includes(name) && chunk.includes('sending') ? 'before the claim' : undefined),
    server: () => undefined,
    held() {},
    closed() {},
  }
}
