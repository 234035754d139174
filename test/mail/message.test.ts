import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseAddress } from '../../mail/address.ts'
import { buildMessage, messageIdOf, type Letter } from '../../mail/message.ts'
import { createSender, type Sender } from '../../mail/send.ts'
import { startSink } from './sink.ts'

const letter: Letter = {
  key: 'lead-1/enrolment-1/close-benchmark/0',
  to: { name: 'Ada Marlowe', address: 'ada@lead.example' },
  sender: { name: 'Ledgerline', address: 'hello@mail.example.com' },
  owner: { name: 'Mia Torres', address: 'mia@example.com' },
  date: Date.UTC(2026, 10, 24, 10, 0, 0),
  content: { subject: 'How long should a close take?', html: '<p>Hello</p>', text: 'Hello' },
  marketing: {
    unsubscribeUrl: 'https://go.example.com/u/token',
    unsubscribeMailto: 'leave@example.com',
    listId: 'nurture.example.com',
    feedback: { track: 'finance-leaders', template: 'close-benchmark', sender: 'ledgerline' },
  },
}

let sink: Awaited<ReturnType<typeof startSink>>
let sender: Sender
beforeAll(async () => {
  sink = await startSink({ closeTimeout: 100 })
  sender = createSender({ smtpUrl: sink.url })
})
beforeEach(() => sink.received.splice(0))
afterAll(async () => {
  sender.close()
  await sink.stop()
})

/** The mail as it lies in the inbox. */
async function delivered(changes: Partial<Letter> = {}) {
  const built = buildMessage({ ...letter, ...changes })
  if (!('ok' in built)) throw new Error(built.why)
  expect(await sender.send(built.ok)).toMatchObject({ sent: true })
  const received = sink.received.at(-1)
  if (!received) throw new Error('Nothing arrived.')
  const parsed = await PostalMime.parse(received.raw)
  const header = (name: string) => parsed.headers.filter(({ key }) => key === name).map(({ value }) => value)
  return { ...parsed, header, received }
}

test('the owner writes for the brand, and gets the replies', async () => {
  const mail = await delivered()
  expect(mail.from).toMatchObject({ name: 'Mia Torres at Ledgerline', address: 'hello@mail.example.com' })
  expect(mail.replyTo).toMatchObject([{ name: 'Mia Torres', address: 'mia@example.com' }])
  expect(mail.to).toMatchObject([{ name: 'Ada Marlowe', address: 'ada@lead.example' }])
})

test('without an owner the brand writes, and takes the replies itself', async () => {
  const { owner: _, ...unowned } = letter
  const built = buildMessage(unowned)
  const mail = await PostalMime.parse('ok' in built ? built.ok.raw : '')
  expect(mail.from).toMatchObject({ name: 'Ledgerline', address: 'hello@mail.example.com' })
  expect(mail.replyTo).toBeUndefined()
})

test('a marketing mail carries one List-Unsubscribe with both ways, and what RFC 8058 asks', async () => {
  const mail = await delivered()
  expect(mail.header('list-unsubscribe')).toEqual([
    '<https://go.example.com/u/token>, <mailto:leave@example.com?subject=unsubscribe>',
  ])
  expect(mail.header('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
  expect(mail.header('list-id')).toEqual(['<nurture.example.com>'])
  expect(mail.header('feedback-id')).toEqual(['finance-leaders:close-benchmark:nurture:ledgerline'])
  expect(mail.header('auto-submitted')).toEqual([])
})

test('a long unsubscribe link survives the wire', async () => {
  const unsubscribeUrl = `https://go.example.com/u/${'t'.repeat(300)}`
  const mail = await delivered({
    marketing: { unsubscribeUrl, listId: 'a.example', feedback: { track: 'a', template: 'b', sender: 'c' } },
  })
  expect(mail.header('list-unsubscribe')).toEqual([`<${unsubscribeUrl}>`])
})

test('a notice to our own people says that it was generated, and is no list', async () => {
  const { marketing: _, ...notice } = letter
  const built = buildMessage(notice)
  const mail = await PostalMime.parse('ok' in built ? built.ok.raw : '')
  const names = mail.headers.map(({ key }) => key)
  expect(names).toContain('auto-submitted')
  expect(names.filter((name) => name.startsWith('list-') || name === 'feedback-id')).toEqual([])
})

test('it has a text and an HTML part, the given date, and no image to watch it being opened', async () => {
  const mail = await delivered()
  expect(mail.header('content-type')).toEqual([expect.stringMatching(/^multipart\/alternative/)])
  expect([mail.text?.trim(), mail.html?.trim()]).toEqual(['Hello', '<p>Hello</p>'])
  expect(mail.date).toBe('2026-11-24T10:00:00.000Z')
})

test('the Message-ID follows from the attempt key alone', async () => {
  const id = messageIdOf(letter.key, 'mail.example.com')
  expect(id).toMatch(/^<[a-z2-7]{52}@mail\.example\.com>$/)
  expect((await delivered()).messageId).toBe(id)
  expect((await delivered({ date: 0 })).messageId).toBe(id)
  expect(messageIdOf('lead-2', 'mail.example.com')).not.toBe(id)
})

test.each([
  'a@b.co\r\nBcc: evil@x.yz',
  'a@b.co, evil@x.yz',
  'a@b.co evil@x.yz',
  '"a@b.co" <evil@x.yz>',
  'evil@x.yz (a@b.co)',
  'a@b.co>',
  '"a b"@x.yz',
  'a%b.co@x.yz',
  'group: a@b.co;',
  'a@@b.co',
  'a@b',
  'a@[127.0.0.1]',
  '',
])('what is no single plain address is refused: %j', async (address) => {
  expect(buildMessage({ ...letter, to: { address } })).toMatchObject({ refused: 'bad_address' })
})

test('an international domain is written in its ASCII form, an unusual mailbox is kept', () => {
  expect(parseAddress(' Jörg@example.com')).toBeUndefined()
  expect(parseAddress("Tom.O'Neil+a@Bücher.Example")).toBe("Tom.O'Neil+a@xn--bcher-kva.example")
})

test('whatever a stranger writes, there is one recipient and no header that is not ours', async () => {
  const ours = (await delivered()).headers.map(({ key }) => key)
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'Ada\r\nBcc: evil@x.yz',
      'Ada" <evil@x.yz>, "',
      'Ada\n\n<script>',
      'a, b <evil@x.yz>; c:',
      '=?utf-8?q?=0ABcc:evil=40x.yz?=',
    ),
  )
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, async (name, owner, subject) => {
      const mail = await delivered({
        to: { name, address: 'ada@lead.example' },
        owner: { name: owner, address: 'mia@example.com' },
        content: { ...letter.content, subject },
      })
      expect(mail.received.to).toEqual(['ada@lead.example'])
      expect(mail.received.from).toBe('hello@mail.example.com')
      const expected = subject.trim() === '' ? ours.filter((key) => key !== 'subject') : ours
      expect(mail.headers.map(({ key }) => key).filter((key) => key !== 'subject')).toEqual(
        expected.filter((key) => key !== 'subject'),
      )
      expect(mail.to?.map(({ address }) => address)).toEqual(['ada@lead.example'])
      expect(mail.from?.address).toBe('hello@mail.example.com')
    }),
    { numRuns: 60 },
  )
})

test.each(['https://go.example.com/u>\r\nBcc: evil@x.yz', 'javascript:alert(1)', 'mailto:a@b.co'])(
  'an unsubscribe address that is none is a defect or harmless: %j',
  async (unsubscribeUrl) => {
    const marketing = { unsubscribeUrl, listId: 'a.example', feedback: { track: 'a', template: 'b', sender: 'c' } }
    const built = await Promise.resolve({ ...letter, marketing })
      .then(buildMessage)
      .catch(() => undefined)
    const mail = built && 'ok' in built ? await PostalMime.parse(built.ok.raw) : undefined
    expect(mail?.headers.filter(({ key }) => key === 'bcc') ?? []).toEqual([])
    expect(mail?.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '<https://').toMatch(
      /^<https:\/\/[^>]*>?$/,
    )
  },
)
