/** What a good lead is: the one definition that marketing and sales both sign. */
import { anyOf, known, points, quality, requested, submitted, visited, type Act } from 'perennial-nurture'
import { contractEnds, people, relation, role, timeframe } from './facts.ts'
import { askedForSamples, readsPricing } from './triggers.ts'

const clickedAnyMail: Act = { on: 'clicked', of: '*', times: 1 }

export default quality({
  name: 'workwear',

  facts: [people, role, relation, timeframe, contractEnds],

  fit: {
    points: [
      ...points(people, { '15-99': 30, '100-up': 40 }),
      ...points(role, { decides: 25, influences: 15 }),
      ...points(timeframe, { 'this-quarter': 10 }),
    ],
    from: { A: 60, B: 40, C: 20 },
  },
  floor: 'C',

  interest: [
    { act: clickedAnyMail, points: 5, halfLife: '60 days', theme: null },
    { act: visited('/pricing*'), points: 10, halfLife: '30 days', theme: null },
    { act: requested('samples'), points: 40, halfLife: '60 days', theme: null },
  ],

  knockouts: [
    { name: 'is a customer already', when: known(relation, 'customer') },
    { name: 'competes with us', when: known(relation, 'competitor') },
  ],

  triggers: [askedForSamples, readsPricing],

  criteria: [
    { fact: 'people', question: 'How many wear it?', owner: 'marketing', method: 'form', due: '2 business days' },
    {
      fact: 'role',
      question: 'Whose is it?',
      owner: 'inside_sales',
      method: 'inside_sales_call',
      due: '2 business days',
    },
    {
      fact: 'timeframe',
      question: 'When would they change?',
      owner: 'rep',
      method: 'rep_call',
      due: '5 business days',
    },
    {
      fact: 'contractEnds',
      question: 'When does their contract end?',
      owner: 'rep',
      method: 'rep_call',
      due: '5 business days',
    },
  ],

  becomesLead: anyOf(requested('*'), submitted('*')),
  intake: 'workwear',

  routing: {
    rules: [{ when: known(people, '100-up'), to: ['sales-large'] }],
    otherwise: ['sales'],
  },

  sla: {
    remind: '4 business hours',
    reassign: '1 business day',
    takeBack: '3 business days',
    qualifyWithin: '10 business days',
    review: '30 days',
  },
  office: { zone: 'Europe/Berlin', country: 'DE' },
  accepting: 'sal',
  subStages: {},

  approvals: [
    { by: 'marketing', who: 'Head of marketing', on: '2026-11-16' },
    { by: 'sales', who: 'Head of sales', on: '2026-11-17' },
  ],
})
