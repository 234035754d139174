/** What a good lead is: the one definition that marketing and sales both sign. */
import { attended, known, points, quality, requested, visited, type Act } from 'perennial-nurture'
import { coldRooms, contractEnds, relation, role, sector, timeframe, troubledBy } from './facts.ts'
import { askedForTrial, readsPricing } from './triggers.ts'

const clickedAnyMail: Act = { on: 'clicked', of: '*', times: 1 }

export default quality({
  name: 'cold-rooms',

  facts: [sector, coldRooms, troubledBy, role, relation, timeframe, contractEnds],

  fit: {
    points: [
      ...points(sector, { pharma: 25, food: 20, hospital: 20, kitchen: 5 }),
      ...points(coldRooms, { '5-19': 25, '20-up': 30 }),
      ...points(role, { decides: 25, influences: 15, uses: 5 }),
      ...points(timeframe, { 'this-quarter': 10, 'this-year': 5 }),
    ],
    from: { A: 60, B: 40, C: 20 },
  },
  floor: 'C',

  interest: [
    { act: clickedAnyMail, points: 5, halfLife: '60 days', theme: null },
    { act: visited('/pricing*'), points: 10, halfLife: '30 days', theme: null },
    { act: requested('trial'), points: 40, halfLife: '60 days', theme: null },
  ],

  knockouts: [
    { name: 'is a customer already', when: known(relation, 'customer') },
    { name: 'competes with us', when: known(relation, 'competitor') },
    { name: 'studies or looks for a job', when: known(role, 'studies') },
  ],

  triggers: [askedForTrial, readsPricing],

  criteria: [
    {
      fact: 'coldRooms',
      question: 'How many cold rooms do they have?',
      owner: 'marketing',
      method: 'form',
      due: '2 business days',
    },
    {
      fact: 'troubledBy',
      question: 'What troubles them more, alarms that come late or logs on paper?',
      owner: 'inside_sales',
      method: 'inside_sales_call',
      due: '2 business days',
    },
    {
      fact: 'role',
      question: 'Do they decide, or who does?',
      owner: 'inside_sales',
      method: 'inside_sales_call',
      due: '2 business days',
    },
    {
      fact: 'timeframe',
      question: 'By when must it be better?',
      owner: 'rep',
      method: 'rep_call',
      due: '5 business days',
    },
  ],

  // A scanned badge is a record of the fair. Who was at the stand is a lead, and no more than that.
  becomesLead: attended('cold-chain-days'),
  intake: 'after-the-fair',

  routing: {
    rules: [{ when: known(coldRooms, '20-up'), to: ['sales-large'] }],
    otherwise: ['sales'],
  },

  sla: {
    remind: '4 business hours',
    reassign: '1 business day',
    takeBack: '3 business days',
    qualifyWithin: '10 business days',
    review: '30 days',
  },
  office: { zone: 'Europe/Copenhagen', country: 'DK' },
  accepting: 'sal',
  subStages: {},

  approvals: [
    { by: 'marketing', who: 'Head of marketing', on: '2026-11-16' },
    { by: 'sales', who: 'Head of sales', on: '2026-11-17' },
  ],
})
