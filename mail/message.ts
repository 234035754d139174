import { createHash } from 'node:crypto'
import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs'
import MimeNode, { type MimeNodeHeaderValue } from 'nodemailer/lib/mime-node'
import { parseAddress, type Mailbox } from './address.ts'
import { quotedPrintable } from './quoted-printable.ts'
import { oneLine, webAddress, type Filled, type Rendered } from './render.ts'

/** What goes to whom, in the domain's words. */
export interface Letter {
  /** The attempt key of the ledger: decides the Message-ID, so that a resend is recognised as the same mail. */
  readonly key: string
  readonly to: Mailbox
  /** The brand; its address signs, and takes the replies where there is no owner. */
  readonly sender: Mailbox
  /** The person in sales who has the lead: named beside the brand, and gets the replies. */
  readonly owner?: Mailbox
  /** ms since the epoch */
  readonly date: number
  readonly content: Pick<Rendered | Filled, 'subject' | 'html' | 'text'>
  /** What a marketing mail must carry besides; absent on a notice to our own people. */
  readonly marketing?: Marketing
}

export interface Marketing {
  /** Takes the one-click POST of RFC 8058. */
  readonly unsubscribeUrl: string
  readonly unsubscribeMailto?: string
  /** For List-Id, as `nurture.example.com`. */
  readonly listId: string
  /** For Feedback-ID: how complaints are grouped. Names of things, never of a person. */
  readonly feedback: { readonly track: string; readonly template: string; readonly sender: string }
}

/** A message ready for the wire. The envelope is explicit: nothing is read out of the headers. */
export interface Message {
  /** With angle brackets, as in the header. */
  readonly messageId: string
  readonly envelope: { readonly from: string; readonly to: string }
  readonly raw: Buffer
}

export type Built = { readonly ok: Message } | { readonly refused: 'bad_address'; readonly why: string }

/**
 * Builds the RFC 5322 message: text and HTML, no open pixel (the CNIL wants consent for it, B2B included). The same letter
 * makes the same bytes. Nodemailer encodes what stands in a header, so that no value makes another one; the bodies are ours.
 * An address of the lead that is none is refused; one of ours is a defect.
 * @throws {Error} where sender, owner, list or unsubscribe address is wrong
 */
export function buildMessage(letter: Letter): Built {
  const to = parseAddress(letter.to.address)
  if (to === undefined)
    return { refused: 'bad_address', why: 'The address of the recipient is no single plain address.' }
  const sender = ourMailbox('sender', letter.sender)
  const owner = letter.owner && ourMailbox('owner', letter.owner)
  const hash = hashOf(letter.key)
  const messageId = idWith(hash, sender.address.slice(sender.address.lastIndexOf('@') + 1))
  // Quoted-printable writes no `=_`, so no line of a body is this one.
  const boundary = `=_${hash}`

  const headers = [
    ...(letter.marketing ? marketingHeaders(letter.marketing) : ['Auto-Submitted: auto-generated']),
    header('From', { name: [owner?.name, sender.name].filter(Boolean).join(' at '), address: sender.address }),
    ...(owner ? [header('Reply-To', owner)] : []),
    header('To', mailbox(to, letter.to.name)),
    ...subjectOf(letter.content.subject),
    foldLines(`Message-ID: ${messageId}`),
    `Date: ${new Date(letter.date).toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"`,
    '',
    '',
  ]
  const raw = Buffer.concat([
    Buffer.from(`${headers.join('\r\n')}${openingOf(boundary, 'plain')}`),
    ...quotedPrintable(letter.content.text),
    Buffer.from(`\r\n${openingOf(boundary, 'html')}`),
    ...quotedPrintable(letter.content.html),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { ok: { messageId, envelope: { from: sender.address, to }, raw } }
}

const encoder = new MimeNode()

const header = (name: string, value: MimeNodeHeaderValue): string =>
  foldLines(`${name}: ${encoder.encodeHeaderValue(name, value)}`)

/** None for an empty one. A word that no line of a mail holds (RFC 5322, 2.1.1) is encoded, which breaks it. */
function subjectOf(text: string): string[] {
  const subject = oneLine(text)
  if (subject === '') return []
  return [header('Subject', /\S{900}/.test(subject) ? encodeWord(subject, 'Q', 52) : subject)]
}

const openingOf = (boundary: string, type: 'plain' | 'html') =>
  `--${boundary}\r\nContent-Type: text/${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`

/** The same for the same key, always: `<52 letters and digits@domain>`, of which nothing can be read. */
export function messageIdOf(key: string, domain: string): string {
  return idWith(hashOf(key), domain)
}

const hashOf = (key: string) => base32(createHash('sha256').update(key).digest())
const idWith = (hash: string, domain: string) => `<${hash}@${domain}>`

function marketingHeaders({ unsubscribeUrl, unsubscribeMailto, listId, feedback }: Marketing): string[] {
  const page = webAddress(unsubscribeUrl)
  if (page === undefined) throw new Error('The unsubscribe address is no http(s) address.')
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(listId)) throw new Error(`The list id ${listId} is no dotted name.`)
  const mailto = unsubscribeMailto === undefined ? undefined : parseAddress(unsubscribeMailto)
  if (mailto === undefined && unsubscribeMailto !== undefined) {
    throw new Error('The address that takes unsubscribe mails is no single plain address.')
  }
  // One header with both ways, as RFC 8058 has it.
  const ways = [`<${page}>`, ...(mailto === undefined ? [] : [`<mailto:${mailto}?subject=unsubscribe>`])]
  const group = [feedback.track, feedback.template, 'nurture', feedback.sender]
  return [
    foldLines(`List-Unsubscribe: ${ways.join(', ')}`), // as it is: an encoded word is no address
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    `List-ID: <${listId}>`,
    foldLines(`Feedback-ID: ${group.map((part) => part.replace(/[^A-Za-z0-9_-]/g, '-')).join(':')}`),
  ]
}

function ourMailbox(who: string, { name, address }: Mailbox) {
  const parsed = parseAddress(address)
  if (parsed === undefined) throw new Error(`The address of the ${who} is no single plain address.`)
  return mailbox(parsed, name)
}

/** Never an address string: one is parsed, and what a stranger wrote into it could name other recipients. */
const mailbox = (address: string, name = '') => ({ name: oneLine(name).slice(0, 100), address })

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31]
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + alphabet[(held << (5 - bits)) & 31]
}
