import { isbot } from 'isbot'
import type { UnjudgedHit } from '../db/hits.ts'

/** A link that no person sees: whoever follows it follows everything. */
const honeypot = 'honeypot'

const burst = { links: 3, withinMs: 2_000 }
const soonestMs = 2_000

/**
 * Why a hit was a machine's, where one shows itself: scanners open every link, at once, moments after the mail arrived.
 * Undefined: nothing speaks against a person. One click alone never hands a lead to sales, so a scanner that hides well
 * does little harm.
 */
export function machineBecause(
  hit: Pick<UnjudgedHit, 'link' | 'agent' | 'at' | 'sentAt' | 'receivedAt' | 'around'>,
): string | undefined {
  const { agent, link, at, sentAt } = hit
  if (agent.trim() === '') return 'no_agent'
  if (isbot(agent)) return 'known_bot'
  if (link === honeypot || hit.around.some((other) => other.link === honeypot)) return 'honeypot'
  if (isInBurst(hit)) return 'many_links_at_once'
  if (sentAt !== null && at - sentAt < soonestMs) return 'too_soon'
  return undefined
}

/** Whether two seconds around this hit saw so many different links of one mail. */
function isInBurst({ around, receivedAt }: Pick<UnjudgedHit, 'around' | 'receivedAt'>): boolean {
  return around.some((first) => {
    const until = first.receivedAt + burst.withinMs
    if (first.receivedAt > receivedAt || until < receivedAt) return false
    const followed = around.filter((other) => other.receivedAt >= first.receivedAt && other.receivedAt <= until)
    return new Set(followed.map(({ link }) => link)).size >= burst.links
  })
}
