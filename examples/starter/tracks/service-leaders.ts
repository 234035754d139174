import {
  advance,
  anyOf,
  call,
  clicked,
  email,
  listenFor,
  replied,
  stage,
  track,
  visited,
  wait,
} from 'perennial-nurture'
import * as mail from '../templates/index.ts'
import { secondVisits } from '../templates/themes.ts'
import { askedForPilot, readsPricing } from './triggers.ts'

/** Those who answer for technicians on the road. README.md tells it as a plan. */
export default track('service-leaders', {
  goal: 'A head of service asks for a pilot, knowing what second visits cost.',
  theme: secondVisits,

  // In the lead's own time zone, and never on a public holiday there.
  cadence: {
    zone: 'lead',
    days: ['Tue', 'Wed', 'Thu'],
    between: ['09:30', '11:30'],
    atMost: ['1 touch a week', '3 touches a month'],
  },

  stages: {
    notice: stage('We drive out twice too often', [
      email(mail.secondVisit),
      listenFor(anyOf(clicked(mail.secondVisit), replied(mail.secondVisit)), {
        within: '8 business days',
        then: [advance],
        otherwise: [email(mail.peerStory, { customer: 'Halden Heating', visitsSaved: 11 }), wait('2 weeks')],
      }),
    ]),

    compare: stage('There are ways to drive out once', [
      email(mail.pilotPlan),
      listenFor(visited('/pricing*'), {
        within: '10 business days',
        then: [call('Ask what prompted the visit to the prices', { due: '1 business day' })],
        otherwise: [],
      }),
    ]),
  },

  salesReady: [askedForPilot, readsPricing],

  // Sales gives a lead back with a reason, and each reason has its answer.
  onReturn: {
    no_response: { rest: '2 weeks', resume: 'notice', score: 'halve' },
    bad_timing: { rest: '30 days', resume: 'compare' },
    no_budget_now: { rest: '90 days', resume: 'compare' },
    wrong_contact: { rest: '3 days', resume: 'notice', score: 'reset' },
    in_contract_until: { rest: '6 months', resume: 'compare' },
    wants_information: { rest: '1 business day', resume: 'compare' },
    project_paused: { rest: '60 days', resume: 'compare' },
    opportunity_lost: { rest: '6 months', resume: 'compare', score: 'reset' },
    untouched: { rest: '0 days' },
  },
})
