import {
  anyOf,
  call,
  casts,
  choose,
  clicked,
  did,
  email,
  exit,
  goal,
  interest,
  known,
  listenFor,
  moves,
  replied,
  rests,
  restsUntil,
  split,
  stage,
  track,
  visited,
  wait,
  webhook,
} from 'perennial-nurture'
import * as mail from '../templates/index.ts'
import { badDebts, disputes, latePayers } from '../templates/themes.ts'
import { onAccount, relation, renewsOn, timeframe, troubledBy } from './facts.ts'
import { askedForCheck, readsPrices } from './triggers.ts'

/** What a cast may choose from. On late payers there is one piece more, since most come for those. */
const library = [
  mail.beforeItIsDue,
  mail.twoBranches,
  mail.discountOrDebit,
  mail.stopTheDelivery,
  mail.sixSigns,
  mail.limitThatHeld,
  mail.insureOrLimit,
  mail.threeReasons,
  mail.oneNameOnIt,
  mail.shortByTwelve,
]

/** Heads of finance in wholesale, and what their customers owe them. README.md tells it as a plan. */
export default track('receivables', {
  goal: 'They let us read their open items.',
  theme: latePayers,

  entry: {
    refuse: {
      'does not sell on account': known(onAccount, 'no'),
      'is a customer': known(relation, 'customer'),
      'a competitor': known(relation, 'competitor'),
    },
  },
  again: { after: '180 days', atMost: 2 },

  cadence: {
    zone: 'lead',
    days: ['Tue', 'Wed', 'Thu'],
    between: ['09:00', '11:30'],
    atMost: ['1 touch a week', '3 touches a month'],
  },

  stages: {
    recognise: stage('Money comes late, or not at all', [
      split('opening of receivables', {
        goal: 'mql',
        variants: { sum: [email(mail.whatADayCosts)], question: [email(mail.whichOfThree)] },
      }),
      listenFor(anyOf(clicked(mail.whatADayCosts), replied(mail.whichOfThree)), {
        within: '2 weeks',
        then: [wait('1 week')],
        otherwise: [],
      }),
      ...casts(2, '3 weeks', { from: library }),
    ]),

    compare: stage('There is more than one way out', [
      choose(interest(badDebts), {
        // A list that hangs on the wall is looked at when it is needed; a mail is not. The printer knows where the house is, and
        // post goes by the permission for mails: who wants no more of those gets no card either.
        'bad-debts': [
          webhook('print-shop', {
            channel: 'email',
            share: ['firstName', 'lastName', 'company', 'country'],
            data: { piece: 'six-signs-wall-card', language: 'en' },
          }),
          wait('2 weeks'),
        ],
        otherwise: [],
      }),
      ...casts(2, '4 weeks', { from: library }),
    ]),

    decide: stage('What would it take here?', [
      email(mail.whatItTakes),
      listenFor(anyOf(clicked(mail.whatItTakes), replied(mail.whatItTakes), visited('/prices*')), {
        within: '10 business days',
        then: [
          call('They are doing the sums: answer what is open', {
            id: 'sums-call',
            due: '1 business day',
            attempts: 2,
            script: 'Ask which figure they doubt. Below 300 invoices a month, say that it will not pay, and mean it.',
          }),
          wait('2 weeks'),
        ],
        otherwise: [wait('2 weeks')],
      }),
      email(mail.ninetyDays),
      wait('4 weeks'),
      email(mail.ledgerCheck),
    ]),
  },

  rules: [
    goal('lets us read the open items', did('open-items-received')),
    exit('signed with another house', did('signed-elsewhere')),
    exit('looks for work', visited('/careers*', { times: 2 })),
    restsUntil(renewsOn, { before: '3 months', resume: 'compare' }),
    rests(known(timeframe, 'later'), '6 months', { resume: 'compare' }),
    moves(known(timeframe, 'this-quarter'), { stage: 'decide', from: ['recognise', 'compare'] }),
    // What they say of themselves moves them at once; what they read does so by and by.
    moves(known(troubledBy, 'late-payers'), { theme: latePayers }),
    moves(known(troubledBy, 'bad-debts'), { theme: badDebts }),
    moves(known(troubledBy, 'disputes'), { theme: disputes }),
    moves(visited('/insolvencies*', { times: 2 }), { theme: badDebts, from: ['recognise', 'compare'] }),
  ],

  salesReady: [askedForCheck, readsPrices],

  onReturn: {
    no_response: { rest: '3 weeks', resume: 'recognise', score: 'halve' },
    bad_timing: { rest: '60 days', resume: 'compare' },
    // Whoever asks for money in their own house needs the sum, if they have not had it.
    no_budget_now: { rest: '90 days', resume: 'decide', open: email(mail.whatADayCosts, { id: 'before-the-budget' }) },
    wrong_contact: { rest: '3 days', resume: 'recognise', score: 'reset', open: email(mail.whoseLedger) },
    // Where the day is known, the rule above lengthens the rest until three months before it.
    in_contract_until: { rest: '6 months', resume: 'compare' },
    wants_information: { rest: '1 business day', resume: 'decide' },
    project_paused: { rest: '60 days', resume: 'compare' },
    // They chose another house for late payers, mostly. What it does about insolvencies shows after some months.
    opportunity_lost: { rest: '9 months', resume: 'compare', theme: badDebts, score: 'reset' },
    untouched: { rest: '0 days' },
  },
})
