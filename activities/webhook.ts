import { versionOf } from '../core/hash.ts'
import type { WebhookStep } from '../core/step-webhook.ts'
import { raiseAlert } from '../db/alerts.ts'
import type { Lead } from '../db/leads.ts'
import type { SendOutcome } from '../mail/send.ts'
import { post } from '../mail/webhook.ts'
import type { Claimed } from './claimed.ts'
import type { Deps } from './deps.ts'

/** What the receiver of a webhook is sent: the same bytes in each attempt. */
export function bodyFor(
  step: WebhookStep,
  { to: { lead, facts }, at }: Pick<Claimed, 'to' | 'at'>,
  about: { readonly key: string; readonly track: string },
): string {
  const told = step.share.flatMap((field) => {
    const value = field.startsWith('fact:') ? facts[field.slice('fact:'.length)] : lead[field as 'email']
    return value === null || value === undefined ? [] : [[field, value]]
  })
  return JSON.stringify({
    type: 'touch',
    timestamp: new Date(at).toISOString(),
    data: {
      touch: about.key,
      track: about.track,
      step: step.id,
      lead: { id: lead.id, ...Object.fromEntries(told) },
      ...step.data,
    },
  })
}

/** Sends it on to the receiver that the step names. */
export async function sendOn(
  deps: Deps,
  step: WebhookStep,
  lead: Lead,
  key: string,
  body: string,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const receiver = deps.receivers.get(step.to)
  // A hash, since a step's own id may hold what no header can.
  if (receiver) return post(receiver, `touch_${versionOf(key)}`, body, signal)
  const detail = `Step ${step.id} posts to ${step.to}, which WEBHOOKS does not name. Add ${step.to}=https://…#whsec_… and restart.`
  await raiseAlert(deps.pool, { lead: lead.id, at: lead.clock.now, what: 'no receiver', detail })
  return { deferred: 0, response: `WEBHOOKS names no ${step.to}` }
}
