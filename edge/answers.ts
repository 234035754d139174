import { z } from 'zod'
import type { CallResult } from '../core/call.ts'
import type { DisqualifyReason, RecycleReason } from '../core/reasons.ts'
import type { SalesAnswer } from '../db/sales.ts'
import { say } from './read.ts'

/** What sales may say, as it comes in by page and by API. */

const optional = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, say(`it is longer than ${longest} characters`, 'Shorten it.'))
    .nullish()
    .transform((text) => text || undefined)

export const note = optional(2_000)
export const actor = z
  .string({ error: say('it does not say who acts', "Give a rep's id, or the name of the system that speaks for one.") })
  .trim()
  .min(1)
  .max(100)

/** The sender's own id of an answer, for one that may be told twice. */
export const messageId = z.string().trim().min(1).max(200, say('it is longer than 200 characters', 'Shorten it.'))

const reason = z.string({ error: say('the reason is missing', 'Give one of those that docs/api.md lists.') })

export const salesAnswer: z.ZodType<SalesAnswer> = z.discriminatedUnion(
  'say',
  [
    z.object({ say: z.literal('accept') }),
    z.object({ say: z.literal('return'), reason }),
    z.object({ say: z.literal('disqualify'), reason }),
    z.object({ say: z.literal('qualify'), opportunity: optional(200) }),
    z.object({ say: z.literal('opportunity'), opportunity: optional(200) }),
    z.object({ say: z.literal('customer') }),
  ],
  { error: say('it is no answer', 'Say accept, return, disqualify, qualify, opportunity or customer.') },
)

/** The reasons as a rep would say them. */
export const recycleWords: Readonly<Record<RecycleReason, string>> = {
  no_response: 'They do not answer',
  bad_timing: 'Not now, later perhaps',
  no_budget_now: 'No budget this year',
  wrong_contact: 'Right company, wrong person',
  in_contract_until: 'Bound by a contract for now',
  wants_information: 'Wants to read more first',
  project_paused: 'Their project is on hold',
  opportunity_lost: 'We lost the opportunity',
  untouched: 'Nobody answered in time',
}

export const disqualifyWords: Readonly<Record<DisqualifyReason, string>> = {
  out_of_profile: 'Not a company that we serve',
  no_need: 'No need for what we do',
  competitor: 'A competitor',
  student_or_jobseeker: 'A student, or looking for a job',
  bad_data: 'Wrong or made-up details',
  duplicate: 'We have them already, twice',
  left_company: 'Has left the company',
  existing_customer_or_partner: 'A customer or partner already',
  do_not_contact: 'Does not want to be contacted',
}

export const callWords: Readonly<Record<CallResult, string>> = {
  reached: 'We talked',
  no_answer: 'No answer',
  call_back: 'Call back later',
  not_interested: 'Not interested',
  wrong_number: 'Wrong number',
  not_made: 'The call was not made',
}
