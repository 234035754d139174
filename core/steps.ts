import type { Channel } from './channel.ts'
import { advanceKind, type AdvanceDraft, type AdvanceStep } from './step-advance.ts'
import { callKind, type CallDraft, type CallStep } from './step-call.ts'
import { castKind, type CastDraft, type CastStep } from './step-cast.ts'
import { chooseKind, type ChooseDraft, type ChooseStep } from './step-choose.ts'
import { emailKind, type EmailDraft, type EmailStep } from './step-email.ts'
import { listenKind, type ListenDraft, type ListenStep } from './step-listen.ts'
import { splitKind, type SplitDraft, type SplitStep } from './step-split.ts'
import { waitKind, type WaitDraft, type WaitStep } from './step-wait.ts'
import { webhookKind, type WebhookDraft, type WebhookStep } from './step-webhook.ts'
import type { StepKind } from './step.ts'

/** A step as its author wrote it. */
export type Draft =
  | EmailDraft
  | CastDraft
  | CallDraft
  | WaitDraft
  | ListenDraft
  | ChooseDraft
  | SplitDraft
  | AdvanceDraft
  | WebhookDraft

/** What reaches the lead, or a person who is to reach it. */
export type TouchStep = EmailStep | CastStep | CallStep | WebhookStep
export type Step = TouchStep | WaitStep | ListenStep | ChooseStep | SplitStep | AdvanceStep

type Kinds = {
  readonly [Kind in Step['kind']]: StepKind<Extract<Step, { kind: Kind }>, Extract<Draft, { kind: Kind }>>
}

const kinds: Kinds = {
  email: emailKind,
  cast: castKind,
  call: callKind,
  wait: waitKind,
  listen: listenKind,
  choose: chooseKind,
  split: splitKind,
  advance: advanceKind,
  webhook: webhookKind,
}

export const stepKinds = Object.keys(kinds) as readonly Step['kind'][]

/** What this step's kind says of it. Sound because a step and a draft carry the name of their own kind. */
export function kindOf(of: { readonly kind: Step['kind'] }): StepKind<Step, Draft> {
  return kinds[of.kind] as unknown as StepKind<Step, Draft>
}

export function isTouch(step: Step): step is TouchStep {
  return kindOf(step).channel(step) !== null
}

/** The channel on which a touch reaches the lead. */
export function channelOf(touch: TouchStep): Channel {
  const channel = kindOf(touch).channel(touch)
  if (channel === null) throw new Error(`step ${touch.id} is no touch`)
  return channel
}
