import {
  advance,
  anyOf,
  call,
  choose,
  clicked,
  email,
  listenFor,
  replied,
  stage,
  track,
  visited,
  wait,
} from '../core/dsl.ts'
import * as mail from '../templates/index.ts'
import { businessCase, slowClose } from '../templates/themes.ts'
import { persona } from './facts.ts'
import { askedForBuyingGuide, askedForDemo, readsPricing } from './triggers.ts'

export default track('finance-leaders', {
  goal: 'A finance leader asks for a demo, knowing what a slow close costs.',
  theme: slowClose,

  cadence: {
    zone: 'lead',
    days: ['Tue', 'Wed', 'Thu'],
    between: ['09:30', '11:30'],
    atMost: ['2 touches a week', '6 touches a month'],
  },

  stages: {
    recognise: stage('The slow close is my problem', [
      email(mail.closeBenchmark),
      wait('4 business days'),
      email(mail.fiveSlowSteps),
      listenFor(anyOf(clicked(mail.fiveSlowSteps), replied(mail.fiveSlowSteps)), {
        within: '6 business days',
        then: [advance],
        otherwise: [email(mail.peerStory, { customer: 'Norwind', daysSaved: 6 }), wait('5 business days')],
      }),
    ]),

    compare: stage('There is more than one way out', [
      choose(persona, {
        finance: [email(mail.controlsChecklist)],
        technical: [email(mail.apiTour)],
        operations: [email(mail.peerStory, { customer: 'Halden Freight', daysSaved: 4 })],
        otherwise: [email(mail.controlsChecklist, { id: 'controls-for-all' })],
      }),
      wait('6 business days'),
      email(mail.buyingGuide),
      listenFor(visited('/pricing*'), {
        within: '10 business days',
        then: [
          call('Ask what prompted the look at our prices', {
            due: '1 business day',
            script:
              'Ask what they compare us with. Ask who else looks at the close. Offer a demo on their own data; do not push it.',
            attempts: 3,
            between: '2 business days',
          }),
          wait('1 week'),
        ],
        otherwise: [wait('2 weeks')],
      }),
    ]),

    stayClose: stage(
      'Worth an hour when the time comes',
      [email(mail.whatChanged), wait('6 weeks'), email(mail.budgetSeason)],
      { theme: businessCase },
    ),
  },

  salesReady: [askedForDemo, askedForBuyingGuide, readsPricing],

  onReturn: {
    no_response: { rest: '2 weeks', resume: 'recognise', score: 'halve' },
    bad_timing: { rest: '30 days', resume: 'compare' },
    no_budget_now: { rest: '90 days', resume: 'stayClose', open: email(mail.budgetSeason) },
    wrong_contact: { rest: '3 days', resume: 'recognise', score: 'reset' },
    in_contract_until: { rest: '6 months', resume: 'compare' },
    wants_information: { rest: '1 business day', resume: 'compare' },
    project_paused: { rest: '60 days', resume: 'stayClose' },
    opportunity_lost: {
      rest: '26 weeks',
      resume: 'stayClose',
      open: email(mail.whatChanged),
      score: 'reset',
    },
    untouched: { rest: '0 days' },
  },

  exhausted: { heartbeat: '90 days' },
})
