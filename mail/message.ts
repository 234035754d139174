import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import { parseAddress, type Mailbox } from './address.ts'
import { oneLine, webAddress, type Rendered } from './render.ts'

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
  readonly content: Rendered
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
 * Builds the RFC 5322 message: text and HTML, no open pixel (the CNIL wants consent for it, B2B included).
 * An address of the lead that is none is refused; one of ours is a defect.
 * @throws {Error} where sender, owner, list or unsubscribe address is wrong
 */
export async function buildMessage(letter: Letter): Promise<Built> {
  const to = parseAddress(letter.to.address)
  if (to === undefined)
    return { refused: 'bad_address', why: 'The address of the recipient is no single plain address.' }
  const sender = ourMailbox('sender', letter.sender)
  const owner = letter.owner && ourMailbox('owner', letter.owner)
  const messageId = messageIdOf(letter.key, sender.address.slice(sender.address.lastIndexOf('@') + 1))
  const envelope = { from: sender.address, to }

  const composer = new MailComposer({
    from: { name: [owner?.name, sender.name].filter(Boolean).join(' at '), address: sender.address },
    ...(owner && { replyTo: owner }),
    to: mailbox(to, letter.to.name),
    envelope,
    subject: oneLine(letter.content.subject),
    date: new Date(letter.date),
    messageId,
    text: letter.content.text,
    html: letter.content.html,
    headers: letter.marketing ? marketingHeaders(letter.marketing) : { 'Auto-Submitted': 'auto-generated' },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { ok: { messageId, envelope, raw: await composer.compile().build() } }
}

/** The same for the same key, always: `<52 letters and digits@domain>`, of which nothing can be read. */
export function messageIdOf(key: string, domain: string): string {
  return `<${base32(createHash('sha256').update(key).digest())}@${domain}>`
}

function marketingHeaders({ unsubscribeUrl, unsubscribeMailto, listId, feedback }: Marketing) {
  const page = webAddress(unsubscribeUrl)
  if (page === undefined) throw new Error('The unsubscribe address is no http(s) address.')
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(listId)) throw new Error(`The list id ${listId} is no dotted name.`)
  const mailto = unsubscribeMailto === undefined ? undefined : parseAddress(unsubscribeMailto)
  if (mailto === undefined && unsubscribeMailto !== undefined) {
    throw new Error('The address that takes unsubscribe mails is no single plain address.')
  }
  // One header with both ways; nodemailer's own `list` would write two.
  const ways = [`<${page}>`, ...(mailto === undefined ? [] : [`<mailto:${mailto}?subject=unsubscribe>`])]
  const group = [feedback.track, feedback.template, 'nurture', feedback.sender]
  return {
    'List-Unsubscribe': { value: ways.join(', '), prepared: true, foldLines: true },
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'List-Id': { value: `<${listId}>`, prepared: true },
    'Feedback-ID': group.map((part) => part.replace(/[^A-Za-z0-9_-]/g, '-')).join(':'),
  }
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
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}
