import { call, choose, email, exit, goal, listenFor, moves, stage, track, wait } from 'perennial-nurture'
import * as mail from '../templates/index.ts'
import { notUsed } from '../templates/themes.ts'
import { inUse, plannedOn } from './facts.ts'
import { cancelled, hoursBroughtOut, published, renewalDue, renewed, signed, swapped } from './milestones.ts'
import { askedForAnotherHome, askedForTalk } from './triggers.ts'

/** The first year of those who make the rosters in a house that has signed. README.md tells it as a plan. */
export default track('first-year', {
  goal: 'The contract is renewed, by people who use what they pay for.',
  theme: notUsed,

  enterOn: signed,
  entry: { when: signed },

  // Between the handover of the early shift and the first calls of the late one.
  cadence: {
    zone: 'lead',
    days: ['Mon', 'Tue', 'Wed', 'Thu'],
    between: ['13:00', '15:00'],
    atMost: '1 touch a week',
  },

  stages: {
    begin: stage('We have it, and nobody uses it yet', [
      choose(plannedOn, {
        paper: [email(mail.rosterFromPaper)],
        spreadsheet: [email(mail.rosterFromFile)],
        'other-software': [email(mail.rosterFromFile, { id: 'roster-from-software' })],
        otherwise: [email(mail.rosterFromPaper, { id: 'roster-from-anything' })],
      }),
      listenFor(published, {
        within: '2 weeks',
        then: [wait('1 week')],
        otherwise: [
          email(mail.borrowedRoster),
          listenFor(published, {
            id: 'second-roster',
            within: '2 weeks',
            then: [wait('1 week')],
            otherwise: [
              call('What is in the way of the first roster?', {
                id: 'help-call',
                due: '2 business days',
                attempts: 2,
                script: 'Listen first. Offer to make the first roster together, now, on the telephone. Sell nothing.',
              }),
              listenFor(published, {
                id: 'roster-after-help',
                within: '2 weeks',
                then: [wait('1 week')],
                otherwise: [email(mail.weTypeIt), wait('4 weeks')],
              }),
            ],
          }),
        ],
      }),
    ]),

    habit: stage('It works for one team', [
      choose(inUse, {
        yes: [
          email(mail.swapShifts),
          listenFor(swapped, {
            within: '4 weeks',
            then: [wait('2 weeks')],
            otherwise: [email(mail.whyNobodySwaps), wait('4 weeks')],
          }),
          email(mail.hoursOut),
          listenFor(hoursBroughtOut, { within: '5 weeks', then: [wait('3 weeks')], otherwise: [] }),
        ],
        // Nobody is told how to do better what they do not do at all.
        otherwise: [
          email(mail.paidAndUnused),
          listenFor(published, {
            id: 'roster-at-last',
            within: '6 weeks',
            then: [wait('1 week'), email(mail.swapShifts, { id: 'swap-shifts-at-last' }), wait('3 weeks')],
            otherwise: [
              call('Begin again, or let it rest?', {
                id: 'honest-call',
                due: '3 business days',
                attempts: 2,
                script:
                  'Ask whether they want to go on. If not, say how to give notice, and ask for the reason. Do not persuade.',
              }),
            ],
          }),
        ],
      }),
    ]),

    house: stage('The others should plan with it too', [
      choose(
        inUse,
        { yes: [email(mail.secondTeam), wait('7 weeks')], otherwise: [wait('3 weeks')] },
        { id: 'second-team-if-in-use' },
      ),
      email(mail.holidayPlan),
      wait('7 weeks'),
      email(mail.sickCalls),
      wait('7 weeks'),
      email(mail.inspection),
      wait('7 weeks'),
    ]),

    renew: stage('Is it worth a second year?', [
      email(mail.yourYear),
      wait('2 weeks'),
      call('The renewal talk: how do they see the year?', {
        id: 'renewal-talk',
        due: '5 business days',
        script:
          'Look at the four figures before you ring. If they are small, ask why, and offer fewer places or help. Note what they say.',
      }),
    ]),
  },

  rules: [
    goal('renewed', renewed),
    exit('cancelled', cancelled),
    // The contract has its own calendar: whatever they have learned by then, now it is about the second year.
    moves(renewalDue, { stage: 'renew', from: ['begin', 'habit', 'house'] }),
  ],

  salesReady: [askedForTalk, askedForAnotherHome],

  // The account manager gives them back: the year goes on where it was, but for those who spoke of the second one.
  onReturn: {
    no_response: { rest: '2 weeks' },
    bad_timing: { rest: '30 days' },
    no_budget_now: { rest: '60 days' },
    wrong_contact: { rest: '3 days' },
    in_contract_until: { rest: '60 days' },
    wants_information: { rest: '1 business day' },
    project_paused: { rest: '60 days' },
    opportunity_lost: { rest: '60 days', score: 'reset' },
    untouched: { rest: '0 days' },
  },
})
