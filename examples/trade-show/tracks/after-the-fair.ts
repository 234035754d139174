import {
  anyOf,
  attended,
  call,
  choose,
  clicked,
  did,
  email,
  exit,
  goal,
  known,
  listenFor,
  replied,
  rests,
  restsUntil,
  stage,
  track,
  visited,
  wait,
} from 'perennial-nurture'
import * as mail from '../templates/index.ts'
import { lateAlarms } from '../templates/themes.ts'
import { contractEnds, relation, timeframe, troubledBy } from './facts.ts'
import { askedForTrial, readsPricing } from './triggers.ts'

/** Those who were at our stand at Cold Chain Days. README.md tells it as a plan. */
export default track('after-the-fair', {
  goal: 'One of their cold rooms is on trial.',
  theme: lateAlarms,

  enterOn: attended('cold-chain-days'),
  entry: {
    when: attended('cold-chain-days'),
    refuse: { 'is a customer': known(relation, 'customer'), 'a competitor': known(relation, 'competitor') },
  },
  // The fair is once a year, and whoever comes again has a new conversation behind it.
  again: { after: '300 days', atMost: 5 },

  cadence: {
    zone: 'lead',
    days: ['Tue', 'Wed', 'Thu'],
    between: ['09:00', '11:30'],
    atMost: '2 touches a week',
  },

  stages: {
    remember: stage('We spoke at the stand', [
      email(mail.whatYouAsked),
      wait('2 business days'),
      call('Was it what you meant? Pick up the conversation at the stand', {
        id: 'first-call',
        due: '2 business days',
        attempts: 2,
        script:
          'Read the card first. Ask for the one room that troubles them, and by when it must be better. Offer nothing yet.',
      }),
      // The week stands in each way: behind the call, who has no telephone would pass over it together with the call.
      choose(troubledBy, {
        'late-alarms': [wait('1 week'), email(mail.warmAtNight)],
        'paper-logs': [wait('1 week'), email(mail.auditFolder)],
        otherwise: [wait('1 week'), email(mail.oneWeekCheck)],
      }),
      listenFor(
        anyOf(
          clicked(mail.warmAtNight),
          clicked(mail.auditFolder),
          clicked(mail.oneWeekCheck),
          replied(mail.warmAtNight),
          replied(mail.auditFolder),
          replied(mail.oneWeekCheck),
        ),
        {
          // Not the very next day: two mails in two days would be the follow-up that everybody fears.
          within: '10 business days',
          then: [wait('3 business days')],
          otherwise: [],
        },
      ),
    ]),

    weigh: stage('What would it take here?', [
      email(mail.whatItCosts),
      listenFor(anyOf(visited('/pricing*'), clicked(mail.whatItCosts), replied(mail.whatItCosts)), {
        within: '10 business days',
        then: [
          call('They are doing the sums: answer what is open', {
            id: 'second-call',
            due: '1 business day',
            script: 'Ask which figure they doubt. If they want to see it, offer the trial in one room.',
          }),
          wait('2 weeks'),
        ],
        otherwise: [wait('3 weeks')],
      }),
      email(mail.oneRoomTrial),
      wait('6 weeks'),
      email(mail.beforeSummer),
    ]),
  },

  rules: [
    goal('has one room on trial', did('trial-started')),
    exit('bought elsewhere', did('bought-elsewhere')),
    exit('looks for work', visited('/careers*', { times: 2 })),
    restsUntil(contractEnds, { before: '3 months', resume: 'weigh' }),
    rests(known(timeframe, 'later'), '6 months', { resume: 'weigh' }),
  ],

  salesReady: [askedForTrial, readsPricing],

  onReturn: {
    no_response: { rest: '2 weeks', resume: 'weigh', score: 'halve' },
    bad_timing: { rest: '60 days', resume: 'weigh' },
    no_budget_now: { rest: '90 days', resume: 'weigh' },
    wrong_contact: { rest: '3 days', resume: 'remember', score: 'reset' },
    in_contract_until: { rest: '6 months', resume: 'weigh' },
    wants_information: { rest: '1 business day', resume: 'weigh' },
    project_paused: { rest: '60 days', resume: 'weigh' },
    opportunity_lost: { rest: '6 months', resume: 'weigh', score: 'reset' },
    untouched: { rest: '0 days' },
  },
})
