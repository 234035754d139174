/** What both tracks do with what a counsellor gives back. */
import { email, type RecycleReason, type ReturnDraft } from 'perennial-nurture'
import { feesInFull, nextBatch } from '../templates/index.ts'

export const onReturn: Readonly<Record<RecycleReason, ReturnDraft<'discover' | 'decide'>>> = {
  no_response: { rest: '2 weeks', resume: 'discover', score: 'halve' },
  bad_timing: { rest: '30 days', resume: 'decide' },
  no_budget_now: { rest: '60 days', resume: 'decide', open: email(feesInFull) },
  wrong_contact: { rest: '1 week', resume: 'discover' },
  // Until a degree is finished, or another school has answered.
  in_contract_until: { rest: '4 months', resume: 'decide' },
  wants_information: { rest: '2 business days', resume: 'discover' },
  project_paused: { rest: '30 days', resume: 'decide' },
  // They began elsewhere: worth a word when that course is over half.
  opportunity_lost: { rest: '5 months', resume: 'decide', open: email(nextBatch), score: 'reset' },
  untouched: { rest: '0 days' },
}
