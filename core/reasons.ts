/** Why sales gives a lead back for a while. Each has an answer (`onReturn`) in every track. */
export const recycleReasons = [
  'no_response',
  'bad_timing',
  'no_budget_now',
  'wrong_contact',
  'in_contract_until',
  'wants_information',
  'project_paused',
  'opportunity_lost',
  /** Nobody in sales answered the handoff in time: the engine took it back (R10, R59). */
  'untouched',
] as const
export type RecycleReason = (typeof recycleReasons)[number]

/** Why a lead is no lead, lastingly. */
export const disqualifyReasons = [
  'out_of_profile',
  'no_need',
  'competitor',
  'student_or_jobseeker',
  'bad_data',
  'duplicate',
  'left_company',
  'existing_customer_or_partner',
  'do_not_contact',
] as const
export type DisqualifyReason = (typeof disqualifyReasons)[number]

/** The recycle reasons that a person may give; `untouched` is the engine's own. */
export const spokenRecycleReasons = recycleReasons.filter((reason) => reason !== 'untouched')

export function isRecycleReason(reason: string): reason is RecycleReason {
  return (recycleReasons as readonly string[]).includes(reason)
}

export function isDisqualifyReason(reason: string): reason is DisqualifyReason {
  return (disqualifyReasons as readonly string[]).includes(reason)
}
