import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** JSON with sorted keys and without undefined: one text for one meaning. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** Version of a plain value: 16 hex digits of the SHA-256 of its canonical JSON. */
export function versionOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonical(value)))).slice(0, 16)
}

/** The fractions that were asked for last: the same one is asked for again and again while a touch is scheduled and made. */
const fractions = new Map<string, number>()
const mostRemembered = 256

// One hasher for all: it is as costly to make as to use, and populations ask for millions of fractions.
const fresh = sha256.create()
const hasher = sha256.create()
const digest = new Uint8Array(hasher.outputLen)

/** A number in [0, 1) that is the same for the same text on any machine: spreads leads over a window. */
export function fraction(text: string): number {
  const known = fractions.get(text)
  if (known !== undefined) return known
  // oxlint-disable-next-line no-underscore-dangle -- the library's own name for copying into a hasher that there is
  fresh._cloneInto(hasher).update(bytesOf(text)).digestInto(digest)
  const found = (((digest[0]! << 24) >>> 0) + (digest[1]! << 16) + (digest[2]! << 8) + digest[3]!) / 2 ** 32
  if (fractions.size >= mostRemembered) fractions.clear()
  fractions.set(text, found)
  return found
}

const room = new Uint8Array(128)

/** As UTF-8; a short text of plain letters, as ids are, needs no encoder and no room of its own. */
function bytesOf(text: string): Uint8Array {
  if (text.length > room.length) return utf8ToBytes(text)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) return utf8ToBytes(text)
    room[i] = code
  }
  return room.subarray(0, text.length)
}
