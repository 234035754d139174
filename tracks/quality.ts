/** What a good lead is: the one definition that marketing and sales both signed. */
import type { Act } from '../core/condition.ts'
import { allOf, anyOf, attended, known, requested, submitted, visited } from '../core/dsl.ts'
import { points, quality } from '../core/quality.ts'
import { businessCase, controls, integration } from '../templates/themes.ts'
import {
  budget,
  companySize,
  entities,
  industry,
  pain,
  persona,
  region,
  relation,
  revenue,
  role,
  timeframe,
} from './facts.ts'
import { askedForBuyingGuide, askedForDemo, readsPricing } from './triggers.ts'

const clickedAnyMail: Act = { on: 'clicked', of: '*', times: 1 }
const repliedToAnyMail: Act = { on: 'replied', of: '*', times: 1 }

export default quality({
  name: 'ledgerline',

  facts: [persona, industry, companySize, revenue, entities, region, role, relation, pain, timeframe, budget],

  // Who they are: a grade, from A to D.
  fit: {
    points: [
      ...points(industry, { manufacturing: 20, logistics: 20, retail: 15, healthcare: 15, finance: 15 }),
      ...points(industry, { technology: 10, services: 10, education: 5 }),
      ...points(companySize, { '50-249': 10, '250-999': 20, '1000-4999': 25, '5000-up': 15 }),
      ...points(revenue, { '10m-50m': 5, '50m-250m': 10, 'over-250m': 15 }),
      ...points(entities, { '3-9': 10, '10-29': 15, '30-up': 15 }),
      ...points(role, { decides: 25, influences: 15, uses: 5 }),
      ...points(persona, { finance: 10, operations: 5, technical: 5 }),
      ...points(budget, { approved: 10, planned: 5 }),
      ...points(timeframe, { 'this-quarter': 10, 'this-year': 5 }),
    ],
    from: { A: 85, B: 60, C: 35 },
  },
  floor: 'C',

  // What they do: points by theme, which fade. Without a theme of its own, an act speaks for that of the mail.
  interest: [
    { act: clickedAnyMail, points: 5, halfLife: '60 days', theme: null },
    { act: repliedToAnyMail, points: 15, halfLife: '90 days', theme: null },
    { act: visited('/pricing*'), points: 10, halfLife: '30 days', theme: businessCase },
    { act: visited('/developers*'), points: 6, halfLife: '45 days', theme: integration },
    { act: visited('/security*'), points: 6, halfLife: '45 days', theme: controls },
    { act: submitted('cost-of-the-close'), points: 12, halfLife: '90 days', theme: businessCase },
    { act: attended('webinar'), points: 10, halfLife: '90 days', theme: null },
    { act: attended('booth'), points: 6, halfLife: '60 days', theme: null },
    { act: requested('buying-guide'), points: 25, halfLife: '60 days', theme: businessCase },
    { act: requested('demo'), points: 40, halfLife: '60 days', theme: null },
  ],

  // No score outweighs these.
  knockouts: [
    { name: 'is a customer already', when: known(relation, 'customer') },
    { name: 'competes with us', when: known(relation, 'competitor') },
    { name: 'studies or looks for a job', when: known(role, 'studies') },
    { name: 'has fewer than three entities', when: known(entities, '1-2') },
  ],

  triggers: [askedForDemo, askedForBuyingGuide, readsPricing],

  // What sales wants to know. What is unknown at the handoff travels along, with the one who finds it out.
  criteria: [
    {
      fact: 'industry',
      question: 'Are they in a sector that we serve?',
      owner: 'marketing',
      method: 'form',
      due: '2 business days',
    },
    {
      fact: 'companySize',
      question: 'How many people work there?',
      owner: 'marketing',
      method: 'form',
      due: '2 business days',
    },
    {
      fact: 'revenue',
      question: 'What is their revenue?',
      owner: 'marketing',
      method: 'form',
      due: '5 business days',
    },
    {
      fact: 'entities',
      question: 'How many entities do they consolidate?',
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
      fact: 'pain',
      question: 'What hurts most about their close?',
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
      fact: 'budget',
      question: 'Is there a budget, or a plan for one?',
      owner: 'rep',
      method: 'rep_call',
      due: '5 business days',
    },
  ],

  // More than an address, for something worth having.
  becomesLead: anyOf(requested('*'), attended('*'), allOf(submitted('*'), known(companySize, ...companySize.values))),
  intake: 'finance-leaders',

  routing: {
    rules: [
      { when: known(companySize, '5000-up'), to: ['sales-enterprise'] },
      { when: known(region, 'dach'), to: ['sales-dach'] },
      { when: known(region, 'uk-ireland', 'europe'), to: ['sales-europe', 'sales-dach'] },
      { when: known(region, 'americas'), to: ['sales-americas'] },
    ],
    otherwise: ['sales-europe', 'sales-americas'],
  },

  // Hours and days of the office below.
  sla: {
    remind: '4 business hours',
    reassign: '1 business day',
    takeBack: '3 business days',
    qualifyWithin: '10 business days',
    review: '30 days',
  },
  office: { zone: 'Europe/Berlin', country: 'DE' },
  accepting: 'sal',
  subStages: { sql: ['discovery', 'proposal'] },

  approvals: [
    { by: 'marketing', who: 'Ines Albrecht', on: '2026-09-14' },
    { by: 'sales', who: 'Tomas Reyes', on: '2026-09-16' },
  ],
})
