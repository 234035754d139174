import { cast, casts, email, exit, did, known, moves, rests, restsUntil, stage, track, wait } from 'perennial-nurture'
import * as mail from '../templates/index.ts'
import { bound, missing } from '../templates/themes.ts'
import { contractEnds, timeframe } from './facts.ts'
import { askedForSamples, readsPricing } from './triggers.ts'

/** What a cast may choose from; what opens a conversation after a return is not among it. */
const library = [mail.repairOrReplace, mail.lockers, mail.fivePlaces, mail.costOfWaiting, mail.changeOver]

/** Those who asked about workwear, and above all those whom sales gave back. README.md tells it as a plan. */
export default track('workwear', {
  goal: 'They ask for fabric samples, when it suits them.',
  theme: missing,

  cadence: {
    zone: 'lead',
    days: ['Tue', 'Wed', 'Thu'],
    between: ['09:00', '11:00'],
    atMost: ['1 touch a week', '2 touches a month'],
  },

  stages: {
    look: stage('Something is missing every week', [
      email(mail.countOnce),
      wait('3 weeks'),
      email(mail.fabricSamples),
      wait('6 weeks'),
    ]),
    quiet: stage('Not now', casts(2, '6 weeks', { from: library })),
    warm: stage('It comes up again', [...casts(2, '5 weeks', { from: library }), cast({ from: library })]),
  },

  rules: [
    exit('bound for years', did('signed-elsewhere')),
    restsUntil(contractEnds, { before: '3 months', resume: 'warm' }),
    rests(known(timeframe, 'later'), '6 months', { resume: 'quiet' }),
    rests(known(timeframe, 'next-year'), '12 months', { resume: 'warm' }),
    moves(known(timeframe, 'this-quarter'), { stage: 'warm', from: ['look', 'quiet'] }),
  ],

  salesReady: [askedForSamples, readsPricing],

  onReturn: {
    // Two attempts are an answer as well.
    no_response: { rest: '3 weeks', resume: 'quiet', score: 'halve' },
    bad_timing: { rest: '60 days', resume: 'quiet' },
    // The next budget is made without us otherwise.
    no_budget_now: { rest: '90 days', resume: 'warm', open: email(mail.costOfWaiting, { id: 'before-the-budget' }) },
    wrong_contact: { rest: '3 days', resume: 'quiet', score: 'reset', open: email(mail.whoInstead) },
    // Where the day is known, the rule above lengthens the rest until three months before it.
    in_contract_until: { rest: '6 months', resume: 'warm', theme: bound },
    wants_information: { rest: '1 business day', resume: 'warm' },
    project_paused: { rest: '60 days', resume: 'quiet' },
    // The first contract elsewhere is mostly one of a year.
    opportunity_lost: { rest: '10 months', resume: 'warm', theme: bound, score: 'reset' },
    untouched: { rest: '0 days' },
  },
})
