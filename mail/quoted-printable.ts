import type { Literal, Page } from './render.ts'

/** The longest line that RFC 2045 allows, without its end; the last place is kept for the `=` of a soft break. */
const longestLine = 76

const [tab, lineFeed, carriageReturn, space, equals] = [0x09, 0x0a, 0x0d, 0x20, 0x3d]
const hexDigits = Buffer.from('0123456789ABCDEF', 'latin1')

/** 1 for each octet that stands for itself wherever it is in a line. */
const isLiteral = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet > space && octet < 0x7f && octet !== equals ? 1 : 0,
)

/**
 * A document as quoted-printable (RFC 2045, 6.7), in UTF-8, in chunks. Line ends become CRLF, and a character is never torn by
 * a soft break. What is the same for all is encoded once, from the start of a line: it costs a mail nothing but its bytes.
 */
export function quotedPrintable(page: string | Page): readonly Buffer[] {
  const chunks: Buffer[] = []
  let column = 0
  for (const part of typeof page === 'string' ? [page] : page) {
    const isKept = typeof part !== 'string' && part.lit.length >= worthKeeping
    if (isKept && column > 0) chunks.push(softBreak)
    const { octets, endsAt } = isKept ? keptOf(part) : encode(typeof part === 'string' ? part : part.lit, column)
    chunks.push(octets)
    column = endsAt
  }
  return chunks
}

const softBreak = Buffer.from('=\r\n')

/** Characters: what is shorter costs less to encode than to begin on a line of its own. */
const worthKeeping = 100

interface Encoded {
  readonly octets: Buffer
  /** How many places of its last line it takes. */
  readonly endsAt: number
}

const kept = new WeakMap<Literal, Encoded>()

function keptOf(literal: Literal): Encoded {
  const known = kept.get(literal)
  if (known) return known
  const encoded = encode(literal.lit, 0)
  kept.set(literal, encoded)
  return encoded
}

/** In one pass over the octets: nodemailer's own wraps by regular expressions, which cost more than all else of a mail. */
function encode(text: string, from: number): Encoded {
  const source = Buffer.from(text, 'utf8')
  const { length } = source
  const target = Buffer.allocUnsafe(mostOctets(length))
  let at = 0
  let column = from
  for (let index = 0; index < length; index++) {
    const octet = source[index]!
    let width = 1
    if (isLiteral[octet] === 0) {
      if (octet === carriageReturn && source[index + 1] === lineFeed) continue
      if (octet === lineFeed) {
        target[at++] = carriageReturn
        target[at++] = lineFeed
        column = 0
        continue
      }
      width = (octet === space || octet === tab) && !endsLine(source, index + 1) ? 1 : widthOf(octet)
    }
    column += width
    if (column >= longestLine) {
      target[at++] = equals
      target[at++] = carriageReturn
      target[at++] = lineFeed
      column = width
    }
    if (width === 1) target[at++] = octet
    else {
      target[at++] = equals
      target[at++] = hexDigits[octet >> 4]!
      target[at++] = hexDigits[octet & 15]!
    }
  }
  return { octets: target.subarray(0, at), endsAt: column }
}

/** White space there would be lost on the way. */
const endsLine = (source: Buffer, index: number): boolean =>
  index === source.length ||
  source[index] === lineFeed ||
  (source[index] === carriageReturn && source[index + 1] === lineFeed)

/** The places that an encoded octet takes: the first of a character takes those of the whole character. */
function widthOf(octet: number): number {
  if (octet < 0x80) return 3
  if (octet < 0xc0) return 0
  return octet < 0xe0 ? 6 : octet < 0xf0 ? 9 : 12
}

/** Each octet as three, and a soft break of three more for each 64, since the widest character may leave 11 of 75 places empty, and one at its start. */
const mostOctets = (length: number): number => length * 3 + 3 * Math.ceil((length * 3) / 64) + 3
