import { channels, type Channel } from './channel.ts'
import { checkFact, declaredFacts } from './check-facts.ts'
import { contentNamed } from './content.ts'
import type { LeadField } from './merge.ts'
import { placed } from './place.ts'
import type { StepKind, TouchBase, TouchOptions } from './step.ts'
import { touchOn } from './touching.ts'

/** What a webhook may say of the lead. Nothing else leaves. */
export type SharedField = LeadField | 'email' | 'phone'

export interface WebhookOptions extends TouchOptions {
  /** The channel whose permission it needs: `phone` for a text message. */
  readonly channel: Channel
  /** What the receiver is told of the lead: only what it needs. */
  readonly share: readonly SharedField[]
  /** What else it is told: the words of a text message, the name of a list. */
  readonly data?: Readonly<Record<string, string | number | boolean>>
  /**
   * What to do when it cannot be known whether it arrived; `resend` by default, with the same `webhook-id`, by which a receiver
   * knows what it has had.
   */
  readonly onUnknown?: 'skip' | 'resend'
}

export interface WebhookDraft extends WebhookOptions {
  readonly kind: 'webhook'
  readonly to: string
}

export interface WebhookStep extends TouchBase {
  readonly kind: 'webhook'
  /** The receiver's name; where it listens and its secret are the deployment's: `WEBHOOKS`. */
  readonly to: string
  readonly channel: Channel
  readonly share: readonly SharedField[]
  readonly data: Readonly<Record<string, string | number | boolean>>
  readonly onUnknown: 'skip' | 'resend'
}

/**
 * Touches the lead through another system (text messages, post, ads): a POST, signed as Standard Webhooks says. It keeps to
 * permission, caps, windows and the ledger like any touch.
 * @param to the receiver's name in `WEBHOOKS`
 */
export function webhook(to: string, options: WebhookOptions): WebhookDraft {
  return placed(Object.freeze({ kind: 'webhook' as const, to, ...options }), webhook)
}

const shared: readonly string[] = ['email', 'phone', 'firstName', 'lastName', 'company', 'jobTitle', 'country']

export const webhookKind: StepKind<WebhookStep, WebhookDraft> = {
  ...touchOn(({ channel }) => channel),
  derive: contentOf,
  compile: (draft, base, { complain }) => {
    if (!/^[a-z][a-z0-9-]*$/.test(draft.to)) {
      complain(`"${draft.to}" is no name of a receiver`, 'Use small letters, digits and hyphens, as text-messages.')
    }
    if (!channels.includes(draft.channel)) {
      complain(`${draft.channel} is no channel`, `Name the permission that it needs: ${channels.join(' or ')}.`)
    }
    for (const field of draft.share.filter((each) => !shared.includes(each) && !each.startsWith('fact:'))) {
      complain(`a lead has no ${field}`, `It may share ${shared.join(', ')}, and fact:… for any fact.`)
    }
    return {
      ...base,
      kind: 'webhook',
      content: contentOf(draft),
      withSales: draft.withSales ?? false,
      to: draft.to,
      channel: draft.channel,
      share: draft.share,
      data: draft.data ?? {},
      onUnknown: draft.onUnknown ?? 'resend',
    }
  },
  says: ({ to, data }) => `${to}${typeof data['text'] === 'string' ? `: ${data['text']}` : ''}`,
  acts: () => [],
  facts: () => [],
  check: ({ share }, where, { quality }) =>
    share.flatMap((field) =>
      field.startsWith('fact:') ? checkFact(where, field.slice('fact:'.length), [], declaredFacts(quality)) : [],
    ),
}

function contentOf({ to, data = {} }: WebhookDraft): string {
  return contentNamed(`webhook-${to}`, data)
}
