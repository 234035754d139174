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

/** A number in [0, 1) that is the same for the same text on any machine: spreads leads over a window. */
export function fraction(text: string): number {
  const known = fractions.get(text)
  if (known !== undefined) return known
  const [a = 0, b = 0, c = 0, d = 0] = sha256(utf8ToBytes(text))
  const found = (((a << 24) >>> 0) + (b << 16) + (c << 8) + d) / 2 ** 32
  if (fractions.size >= mostRemembered) fractions.clear()
  fractions.set(text, found)
  return found
}
