/** Whom the account managers take, and what they want to know: the one definition that marketing and sales both sign. */
import { known, points, quality, requested, type Act } from 'perennial-nurture'
import { contract, homes, inUse, plannedOn, role } from './facts.ts'
import { published, signed } from './milestones.ts'
import { askedForAnotherHome, askedForTalk } from './triggers.ts'

const clickedAnyMail: Act = { on: 'clicked', of: '*', times: 1 }

export default quality({
  name: 'first-year',

  facts: [homes, role, plannedOn, contract, inUse],

  // A grade says how much there is to lose or to win. It keeps nobody from a talk that they asked for: see `floor`.
  fit: {
    points: [
      ...points(homes, { one: 10, '2-5': 25, '6-up': 40 }),
      ...points(role, { signs: 25, manages: 20, plans: 10 }),
    ],
    from: { A: 50, B: 30, C: 15 },
  },
  floor: 'D',

  interest: [
    { act: published, points: 10, halfLife: '60 days', theme: null },
    { act: clickedAnyMail, points: 5, halfLife: '60 days', theme: null },
    { act: requested('another-home'), points: 40, halfLife: '90 days', theme: null },
  ],

  knockouts: [{ name: 'has given notice', when: known(contract, 'notice-given') }],

  triggers: [askedForTalk, askedForAnotherHome],

  criteria: [
    {
      fact: 'homes',
      question: 'How many homes do they run?',
      owner: 'marketing',
      method: 'form',
      due: '2 business days',
    },
    {
      fact: 'role',
      question: 'Who signs for the second year?',
      owner: 'rep',
      method: 'rep_call',
      due: '5 business days',
    },
  ],

  becomesLead: signed,
  intake: 'first-year',

  routing: {
    rules: [{ when: known(homes, '6-up'), to: ['accounts-groups'] }],
    otherwise: ['accounts'],
  },

  sla: {
    remind: '1 business day',
    reassign: '2 business days',
    takeBack: '4 business days',
    qualifyWithin: '15 business days',
    review: '30 days',
  },
  office: { zone: 'Europe/Vienna', country: 'AT' },
  accepting: 'sal',
  subStages: {},

  approvals: [
    { by: 'marketing', who: 'Head of customer care', on: '2026-11-16' },
    { by: 'sales', who: 'Head of accounts', on: '2026-11-17' },
  ],
})
