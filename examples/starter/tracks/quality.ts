/** What a good lead is: the one definition that marketing and sales both sign. */
import { anyOf, attended, known, points, quality, requested, submitted, visited, type Act } from 'perennial-nurture'
import { relation, role, secondVisits, sector, technicians, timeframe } from './facts.ts'
import { askedForPilot, readsPricing } from './triggers.ts'

const clickedAnyMail: Act = { on: 'clicked', of: '*', times: 1 }

export default quality({
  name: 'my-nurture',

  facts: [sector, technicians, role, relation, secondVisits, timeframe],

  // Who they are: a grade, from A to D.
  fit: {
    points: [
      ...points(sector, { heating: 20, lifts: 20, 'medical-devices': 20, machines: 15 }),
      ...points(technicians, { '10-49': 15, '50-249': 25, '250-up': 20 }),
      ...points(role, { decides: 25, influences: 15, uses: 5 }),
      ...points(timeframe, { 'this-quarter': 10, 'this-year': 5 }),
    ],
    from: { A: 60, B: 40, C: 20 },
  },
  floor: 'C',

  // What they do: points by theme, which fade. Without a theme of its own, an act speaks for that of the mail.
  interest: [
    { act: clickedAnyMail, points: 5, halfLife: '60 days', theme: null },
    { act: visited('/pricing*'), points: 10, halfLife: '30 days', theme: null },
    { act: requested('pilot'), points: 40, halfLife: '60 days', theme: null },
  ],

  // No score outweighs these.
  knockouts: [
    { name: 'is a customer already', when: known(relation, 'customer') },
    { name: 'competes with us', when: known(relation, 'competitor') },
    { name: 'studies or looks for a job', when: known(role, 'studies') },
  ],

  triggers: [askedForPilot, readsPricing],

  // What sales wants to know. What is unknown at the handoff travels along, with the one who finds it out.
  criteria: [
    {
      fact: 'technicians',
      question: 'How many technicians drive out?',
      owner: 'marketing',
      method: 'form',
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
      fact: 'secondVisits',
      question: 'How many second visits do they have in a week?',
      owner: 'inside_sales',
      method: 'inside_sales_call',
      due: '2 business days',
    },
    {
      fact: 'timeframe',
      question: 'When must it be better?',
      owner: 'rep',
      method: 'rep_call',
      due: '5 business days',
    },
  ],

  // More than an address, for something worth having.
  becomesLead: anyOf(requested('*'), submitted('*'), attended('*')),
  // The track of who is new and belongs to no other.
  intake: 'service-leaders',

  routing: {
    rules: [{ when: known(technicians, '250-up'), to: ['sales-enterprise'] }],
    otherwise: ['sales'],
  },

  // Hours and days of the office below: remind, give to somebody else, take back into nurture.
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

  // Put in who really agreed, and when.
  approvals: [
    { by: 'marketing', who: 'Head of marketing', on: '2026-11-16' },
    { by: 'sales', who: 'Head of sales', on: '2026-11-17' },
  ],
})
