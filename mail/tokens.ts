import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link is for. A token signed for one purpose is worth nothing for another. */
export const linkPurposes = ['click', 'unsubscribe', 'handoff', 'call'] as const
export type LinkPurpose = (typeof linkPurposes)[number]

/** The first key signs, all verify; so keys rotate without breaking links that are out. */
export type LinkKeys = readonly [LinkKey, ...LinkKey[]]
interface LinkKey {
  readonly id: string
  readonly secret: string
}

export type Verified =
  | { readonly ok: string }
  | { readonly refused: 'forged' | 'expired' | 'unknown_key' | 'wrong_purpose' }

const minSecretLength = 16

/**
 * Reads `LINK_KEYS`, as `k2:secret,k1:secret`.
 * @throws {Error} saying which entry is wrong, never showing a secret
 */
export function parseLinkKeys(text: string): LinkKeys {
  const keys = text.split(',').map((entry, index) => {
    const [, id, secret] = /^\s*([A-Za-z0-9]{1,8}):(\S+)\s*$/.exec(entry) ?? []
    if (id === undefined || secret === undefined) {
      throw new Error(`LINK_KEYS: entry ${index + 1} is not of the form id:secret (id: 1 to 8 letters and digits).`)
    }
    if (secret.length < minSecretLength) {
      throw new Error(`LINK_KEYS: the secret of ${id} is too short. Give it at least ${minSecretLength} characters.`)
    }
    return { id, secret }
  })
  const [first, ...others] = keys
  if (!first) throw new Error('LINK_KEYS is empty. Give it one key at least, as k1:secret.')
  const ids = new Set(keys.map(({ id }) => id))
  if (ids.size < keys.length) throw new Error('LINK_KEYS names a key id twice. Give each key an id of its own.')
  return [first, ...others]
}

/**
 * A signed token for a link: `<mac>.<key id>.<expiry>.<payload>`.
 * @param payload opaque ids only, of letters, digits and `._~-`: it can be read by anyone
 * @param expires ms since the epoch; unsubscribe links never expire
 */
export function signToken(keys: LinkKeys, purpose: LinkPurpose, payload: string, expires?: number): string {
  if (!/^[\w.~-]+$/.test(payload)) throw new Error('A link token carries ids of letters, digits and ._~- only.')
  if (purpose === 'unsubscribe' && expires !== undefined) throw new Error('A link to unsubscribe never expires.')
  const [key] = keys
  const until = expires === undefined ? '' : Math.ceil(expires / 1000).toString(36)
  return `${mac(key, purpose, until, payload)}.${key.id}.${until}.${payload}`
}

/** @param now ms since the epoch */
export function verifyToken(keys: LinkKeys, purpose: LinkPurpose, token: string, now: number): Verified {
  const [, given, id, until, payload] = /^([\w-]{22})\.([A-Za-z0-9]{1,8})\.([0-9a-z]*)\.([\w.~-]+)$/.exec(token) ?? []
  if (given === undefined || until === undefined || payload === undefined) return { refused: 'forged' }
  const key = keys.find((known) => known.id === id)
  if (!key) return { refused: 'unknown_key' }
  const signedFor = linkPurposes.filter((each) => same(given, mac(key, each, until, payload)))
  if (signedFor.length === 0) return { refused: 'forged' }
  if (!signedFor.includes(purpose)) return { refused: 'wrong_purpose' }
  if (until !== '' && Number.parseInt(until, 36) * 1000 <= now) return { refused: 'expired' }
  return { ok: payload }
}

/** 128 bits in 22 characters. */
function mac(key: LinkKey, purpose: LinkPurpose, until: string, payload: string): string {
  const hash = createHmac('sha256', key.secret).update(`${purpose}.${key.id}.${until}.${payload}`).digest()
  return hash.subarray(0, 16).toString('base64url')
}

const same = (a: string, b: string) => timingSafeEqual(Buffer.from(a), Buffer.from(b))
