import type { DisqualifyReason, RecycleReason } from '../../core/reasons.ts'

/** What a counsellor does with a handoff of a lead of whom sales wrote this in the list's column `Tags`. */
export type Disposition = { readonly why: string } & (
  | {
      readonly say: 'accept'
      /** Where the lead was not won in the end (`Converted` is 0): how far it came, and why it was given back. */
      readonly lostAs: 'sal' | 'sql' | 'opportunity'
      readonly reason: RecycleReason
    }
  | { readonly say: 'return'; readonly reason: RecycleReason }
  | { readonly say: 'disqualify'; readonly reason: DisqualifyReason }
)

/** All 26 tags of the list. A lead without one was never written about: nobody answers its handoff. */
export const dispositions: Readonly<Record<string, Disposition>> = {
  'Will revert after reading the email': {
    say: 'accept',
    lostAs: 'sal',
    reason: 'wants_information',
    why: 'They talked, and asked for it in writing: 97 of 100 enrolled.',
  },
  'Closed by Horizzon': {
    say: 'accept',
    lostAs: 'opportunity',
    reason: 'opportunity_lost',
    why: 'The partner Horizzon closed the sale for us.',
  },
  'Lost to EINS': {
    say: 'accept',
    lostAs: 'opportunity',
    reason: 'opportunity_lost',
    why: 'There was an offer on the table. All the same, 98 of 100 enrolled: the tag was not kept up.',
  },
  'Lost to Others': {
    say: 'accept',
    lostAs: 'opportunity',
    reason: 'opportunity_lost',
    why: 'There was an offer, and another school got the student.',
  },
  'Interested in Next batch': {
    say: 'accept',
    lostAs: 'sql',
    reason: 'bad_timing',
    why: 'They want to enrol and name the batch.',
  },
  'Lateral student': {
    say: 'accept',
    lostAs: 'sal',
    reason: 'wants_information',
    why: 'They change over from another course, which is an admission like any other.',
  },
  'Shall take in the next coming month': {
    say: 'return',
    reason: 'bad_timing',
    why: 'Next month is soon, and not now.',
  },
  'Still Thinking': { say: 'return', reason: 'bad_timing', why: 'They ask for time.' },
  Busy: { say: 'return', reason: 'bad_timing', why: 'They answered and had no time to talk.' },
  Ringing: { say: 'return', reason: 'no_response', why: 'The phone rang and nobody took it.' },
  'switched off': { say: 'return', reason: 'no_response', why: 'The phone was off at every try.' },
  'opp hangup': { say: 'return', reason: 'no_response', why: 'They hung up: no conversation came about.' },
  'invalid number': {
    say: 'return',
    reason: 'wrong_contact',
    why: 'The number leads nowhere, the address may: mail goes on.',
  },
  'wrong number given': {
    say: 'return',
    reason: 'wrong_contact',
    why: 'The number is somebody else’s, the address may be theirs.',
  },
  'number not provided': {
    say: 'return',
    reason: 'wrong_contact',
    why: 'There is no number to call; mail is the only way to get one.',
  },
  'Interested in other courses': {
    say: 'return',
    reason: 'wants_information',
    why: 'Not this course; the mails show the others.',
  },
  'In confusion whether part time or DLP': {
    say: 'return',
    reason: 'wants_information',
    why: 'They compare part-time with distance learning, and want to read about both.',
  },
  'Recognition issue (DEC approval)': {
    say: 'return',
    reason: 'wants_information',
    why: 'They want to see who recognises the degree.',
  },
  'Want to take admission but has financial problems': {
    say: 'return',
    reason: 'no_budget_now',
    why: 'They would, and cannot pay now.',
  },
  'Graduation in progress': {
    say: 'return',
    reason: 'in_contract_until',
    why: 'Bound to another course until their degree is done.',
  },
  'in touch with EINS': {
    say: 'return',
    reason: 'project_paused',
    why: 'They talk to another school first.',
  },
  'Already a student': {
    say: 'disqualify',
    reason: 'existing_customer_or_partner',
    why: 'They are enrolled with us.',
  },
  'Not doing further education': { say: 'disqualify', reason: 'no_need', why: 'They do not want to study.' },
  'Interested  in full time MBA': {
    say: 'disqualify',
    reason: 'no_need',
    why: 'They want a full-time degree, which we do not offer.',
  },
  'Diploma holder (Not Eligible)': {
    say: 'disqualify',
    reason: 'out_of_profile',
    why: 'A diploma does not admit to these courses.',
  },
  'University not recognized': {
    say: 'disqualify',
    reason: 'out_of_profile',
    why: 'Their first degree does not admit to these courses.',
  },
}
