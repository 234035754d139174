import { cast, casts, email, stage, track } from '../core/dsl.ts'
import * as mail from '../templates/index.ts'
import { slowClose } from '../templates/themes.ts'
import { askedForBuyingGuide, askedForDemo, readsPricing } from './triggers.ts'

/** Of three themes; which of them a lead gets follows what it reads. */
const library = [
  mail.closeBenchmark,
  mail.fiveSlowSteps,
  email(mail.peerStory, { customer: 'Halden Freight', daysSaved: 4 }),
  mail.fourEyes,
  mail.controlsChecklist,
  mail.oneExport,
  mail.apiTour,
  mail.whatChanged,
]

export default track('not-ready-yet', {
  goal: 'A reader for whom it is too early thinks of us when the time comes.',
  theme: slowClose,

  cadence: {
    zone: 'lead',
    days: ['Tue', 'Wed', 'Thu'],
    between: ['09:30', '11:30'],
    atMost: '2 touches a month',
  },

  stages: {
    recognise: stage('I read along, and have other things to do', casts(4, '4 weeks', { from: library })),
    compare: stage('It is on the list for next year', casts(1, '6 weeks', { from: library })),
    stayClose: stage('Remind me', [cast({ from: library })]),
  },

  salesReady: [askedForDemo, askedForBuyingGuide, readsPricing],

  onReturn: {
    no_response: { rest: '60 days', score: 'halve' },
    bad_timing: { rest: '60 days' },
    no_budget_now: { rest: '90 days' },
    wrong_contact: { rest: '2 weeks', score: 'reset' },
    in_contract_until: { rest: '6 months' },
    wants_information: { rest: '3 business days', track: 'finance-leaders', resume: 'compare' },
    project_paused: { rest: '90 days' },
    opportunity_lost: { rest: '26 weeks', score: 'reset' },
    untouched: { rest: '0 days' },
  },

  exhausted: { heartbeat: '60 days' },
})
