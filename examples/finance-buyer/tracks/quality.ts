/** What a good lead is: the one definition that marketing and sales both sign. */
import { anyOf, known, points, quality, requested, submitted, visited, type Act } from 'perennial-nurture'
import { badDebts, disputes, latePayers } from '../templates/themes.ts'
import { onAccount, relation, renewsOn, role, timeframe, troubledBy, turnover } from './facts.ts'
import { askedForCheck, readsPrices } from './triggers.ts'

const clickedAnyMail: Act = { on: 'clicked', of: '*', times: 1 }

export default quality({
  name: 'receivables',

  facts: [turnover, onAccount, role, relation, troubledBy, timeframe, renewsOn],

  fit: {
    points: [
      ...points(turnover, { '5m-49m': 40, '50m-up': 30 }),
      ...points(onAccount, { yes: 15 }),
      ...points(role, { decides: 25, prepares: 15 }),
      ...points(timeframe, { 'this-quarter': 10, 'this-year': 5 }),
    ],
    from: { A: 75, B: 55, C: 30 },
  },
  floor: 'C',

  // A click speaks for the theme of its mail, what is read on the site for its own. A reply says in words what it speaks for, and
  // becomes a fact. It fades slowly: whether a ledger is given into other hands is thought about for a year.
  interest: [
    { act: clickedAnyMail, points: 8, halfLife: '120 days', theme: null },
    { act: visited('/late-payment*'), points: 6, halfLife: '90 days', theme: latePayers },
    { act: visited('/insolvencies*'), points: 6, halfLife: '90 days', theme: badDebts },
    { act: visited('/disputes*'), points: 6, halfLife: '90 days', theme: disputes },
    { act: submitted('limit-calculator'), points: 12, halfLife: '180 days', theme: badDebts },
    { act: requested('ledger-check'), points: 40, halfLife: '60 days', theme: null },
  ],

  knockouts: [
    { name: 'is a customer already', when: known(relation, 'customer') },
    { name: 'competes with us', when: known(relation, 'competitor') },
    { name: 'does not sell on account', when: known(onAccount, 'no') },
  ],

  triggers: [askedForCheck, readsPrices],

  criteria: [
    {
      fact: 'turnover',
      question: 'What do they sell in a year?',
      owner: 'marketing',
      method: 'form',
      due: '2 business days',
    },
    {
      fact: 'onAccount',
      question: 'Do they sell on account?',
      owner: 'marketing',
      method: 'form',
      due: '2 business days',
    },
    {
      fact: 'troubledBy',
      question: 'Late, lost or disputed?',
      owner: 'marketing',
      method: 'form',
      due: '5 business days',
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
      question: 'When must it be better?',
      owner: 'rep',
      method: 'rep_call',
      due: '5 business days',
    },
    {
      fact: 'renewsOn',
      question: 'When is their credit insurance renewed?',
      owner: 'rep',
      method: 'rep_call',
      due: '5 business days',
    },
  ],

  becomesLead: anyOf(requested('*'), submitted('*')),
  intake: 'receivables',

  // A tenth of the houses is left alone, to learn what these mails are worth: in finance, colleagues talk, so the whole house or nobody.
  holdOut: 0.1,

  routing: {
    rules: [{ when: known(turnover, '50m-up'), to: ['sales-large'] }],
    otherwise: ['sales'],
  },

  sla: {
    remind: '4 business hours',
    reassign: '1 business day',
    takeBack: '3 business days',
    qualifyWithin: '10 business days',
    review: '30 days',
  },
  office: { zone: 'Europe/Brussels', country: 'BE' },
  accepting: 'sal',
  subStages: {},

  approvals: [
    { by: 'marketing', who: 'Head of marketing', on: '2026-11-18' },
    { by: 'sales', who: 'Head of sales', on: '2026-11-19' },
  ],
})
