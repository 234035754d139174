import { readClock } from '../db/clock.ts'
import { verifyToken, type LinkPurpose } from '../mail/tokens.ts'
import type { EdgeDeps } from './deps.ts'

/** The two ids that a link of ours carries; undefined for one that we did not sign, or not for this. */
export async function readLink(
  deps: EdgeDeps,
  purpose: LinkPurpose,
  token: string,
): Promise<{ readonly first: string; readonly second: string } | undefined> {
  const { now } = await readClock(deps.pool)
  const verified = verifyToken(deps.linkKeys, purpose, token, now)
  if (!('ok' in verified)) return undefined
  const dot = verified.ok.indexOf('.')
  return dot < 0 ? undefined : { first: verified.ok.slice(0, dot), second: verified.ok.slice(dot + 1) }
}
