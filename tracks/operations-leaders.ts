import { advance, call, clicked, email, listenFor, stage, track, visited, wait } from '../core/dsl.ts'
import * as mail from '../templates/index.ts'
import { businessCase, lateFigures } from '../templates/themes.ts'
import { askedForBuyingGuide, askedForDemo } from './triggers.ts'

export default track('operations-leaders', {
  goal: 'An operations leader brings finance to the table, since late figures cost decisions.',
  theme: lateFigures,

  cadence: {
    zone: 'lead',
    days: ['Mon', 'Tue', 'Wed', 'Thu'],
    between: ['07:30', '09:00'],
    atMost: '1 touch a week',
  },

  stages: {
    recognise: stage('I steer by figures that come too late', [
      email(mail.lateFigures),
      listenFor(clicked(mail.lateFigures), {
        within: '2 weeks',
        then: [advance],
        otherwise: [email(mail.peerStory, { customer: 'Halden Freight', daysSaved: 4 }), wait('2 weeks')],
      }),
    ]),

    compare: stage('Finance could have them sooner', [
      email(mail.apiTour),
      wait('2 weeks'),
      email(mail.buyingGuide),
      listenFor(visited('/pricing*'), {
        within: '3 weeks',
        then: [
          call('Ask whether finance knows that they look', {
            due: '2 business days',
            script: 'Ask which figure they wait for longest. Offer a conversation for the three of us, with finance.',
            attempts: 2,
          }),
        ],
        otherwise: [],
      }),
    ]),
  },

  salesReady: [askedForDemo, askedForBuyingGuide],

  onReturn: {
    no_response: { rest: '30 days', resume: 'recognise', score: 'halve' },
    bad_timing: { rest: '60 days', resume: 'compare' },
    // Money is finance's: go on with the case that a budget meeting asks for.
    no_budget_now: { rest: '90 days', track: 'finance-leaders', theme: businessCase },
    wrong_contact: { rest: '1 week', resume: 'recognise', score: 'reset' },
    in_contract_until: { rest: '6 months', resume: 'compare' },
    wants_information: { rest: '2 business days', resume: 'compare' },
    project_paused: { rest: '90 days', resume: 'compare' },
    opportunity_lost: { rest: '26 weeks', track: 'finance-leaders', score: 'reset' },
    untouched: { rest: '0 days' },
  },

  exhausted: { heartbeat: '120 days' },
})
