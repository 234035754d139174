import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { refuse } from './refuse.ts'

/** Lets in only who brings one of the keys. All are compared, each in constant time. */
export function bearer(apiKeys: readonly string[]): MiddlewareHandler {
  const known = apiKeys.map(digest)
  return async (c, next) => {
    const [, given = ''] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    const digested = digest(given)
    if (known.filter((key) => timingSafeEqual(key, digested)).length > 0) return next()
    c.header('WWW-Authenticate', 'Bearer')
    return refuse(c, 401, {
      what: 'the API key is missing or wrong',
      where: 'header Authorization',
      remedy: 'Send "Authorization: Bearer <key>" with a key that this edge was given.',
    })
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
