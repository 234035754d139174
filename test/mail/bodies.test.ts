import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { buildMessage, type Letter } from '../../mail/message.ts'
import { quotedPrintable } from '../../mail/quoted-printable.ts'

const letter: Letter = {
  key: 'lead-1/enrolment-1/close-benchmark/0',
  to: { address: 'ada@lead.example' },
  sender: { name: 'Ledgerline', address: 'hello@mail.example.com' },
  date: Date.UTC(2026, 10, 24, 10, 0, 0),
  content: { subject: 'How long should a close take?', html: '<p>Hello</p>', text: 'Hello' },
}

const written = (content: Letter['content'], key = letter.key): Buffer => {
  const built = buildMessage({ ...letter, key, content })
  if (!('ok' in built)) throw new Error(built.why)
  return built.ok.raw
}

const pieces = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 3, arbitrary: fc.lorem({ maxCount: 30 }) },
  fc.constantFrom(
    '.',
    '..\n.',
    'From ',
    '=',
    '=3D',
    '=\n',
    '--',
    '--=_',
    ' \n',
    '\t\r\n',
    '\r',
    '\n\n',
    'Grüße, Zoë',
    '🙂',
    '李',
  ),
  fc.tuple(fc.constantFrom('x', 'ü', '🙂', '=', ' ', '.'), fc.nat(1_200)).map(([unit, count]) => unit.repeat(count)),
)
const text = fc.array(pieces, { maxLength: 8 }).map((some) => some.join(''))
const unixLines = (of: string) => of.replaceAll('\r\n', '\n')

test('whatever is written is read as it was, and no line is too long for the wire', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, async (html, plain) => {
      const raw = written({ ...letter.content, html, text: plain })
      const lines = raw.toString('latin1').split('\r\n')
      expect(lines.filter((line) => line.length > 998 || /[^\t -~]/.test(line))).toEqual([])
      const parsed = await PostalMime.parse(raw)
      // The reader ends each part with a line end of its own, and writes all of them as one octet.
      expect(parsed.html).toBe(`${unixLines(html)}\n`)
      expect(parsed.text).toBe(`${unixLines(plain)}\n`)
    }),
  )
})

test('a document in parts is read as it was in one, and each mail of a template as the first', async () => {
  // A line end is never torn: templates have no CR, and values no line ends.
  const part = fc.tuple(
    fc.boolean(),
    text.map((some) => some.replaceAll('\r', '')),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
      const page = parts.map(([isSame, some]) => (isSame ? { lit: some } : some))
      const first = written({ ...letter.content, html: page, text: page })
      expect(written({ ...letter.content, html: page, text: page })).toEqual(first)
      const lines = first.toString('latin1').split('\r\n')
      expect(lines.filter((line) => line.length > 998)).toEqual([])
      const encoded = Buffer.concat(quotedPrintable(page)).toString('latin1').split('\r\n')
      expect(encoded.filter((line) => line.length > 76)).toEqual([])
      const parsed = await PostalMime.parse(first)
      expect(parsed.html).toBe(`${unixLines(parts.map(([, some]) => some).join(''))}\n`)
    }),
  )
})

test('a subject is read as it was, however long its words are', async () => {
  await fc.assert(
    fc.asyncProperty(text, async (subject) => {
      const raw = written({ ...letter.content, subject })
      expect(
        raw
          .toString('latin1')
          .split('\r\n')
          .filter((line) => line.length > 998),
      ).toEqual([])
      const words = (of: string | undefined) =>
        (of ?? '').replace(/[\p{Cc}\p{Z}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
      const plain = subject.replaceAll(/=\?|\?=/g, '')
      const parsed = await PostalMime.parse(written({ ...letter.content, subject: plain }))
      expect(words(parsed.subject)).toBe(words(plain))
    }),
  )
})

test('quoted-printable keeps to its 76 places a line, and tears no character', () => {
  fc.assert(
    fc.property(text, (given) => {
      for (const line of Buffer.concat(quotedPrintable(given)).toString('latin1').split('\r\n')) {
        expect(line.length).toBeLessThanOrEqual(76)
        expect(line).not.toMatch(/[ \t]$/)
        const octets = line
          .replace(/=$/, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        expect(() => new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(octets, 'latin1'))).not.toThrow()
      }
    }),
  )
})

test('the same letter makes the same bytes; another letter is parted by another line', () => {
  expect(written(letter.content)).toEqual(written(letter.content))
  const boundary = (raw: Buffer) => /boundary="([^"]+)"/.exec(raw.toString())?.[1]
  expect(boundary(written(letter.content, 'lead-2'))).not.toBe(boundary(written(letter.content)))
})

test('a body that quotes the line which parts a mail stays whole', async () => {
  const boundary = /boundary="([^"]+)"/.exec(written(letter.content).toString())?.[1] ?? ''
  const html = `<p>--${boundary}--</p>\n--${boundary}--\n<p>more</p>`
  expect((await PostalMime.parse(written({ ...letter.content, html }))).html).toBe(`${html}\n`)
})
