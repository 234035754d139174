/**
 * What a good lead is to X Education. It knows only what is known when a lead comes in: what sales wrote of a lead later
 * (`Tags`, `Lead Quality`, `Lead Profile`) would be judging by the outcome.
 */
import {
  anyOf,
  attended,
  did,
  known,
  points,
  quality,
  requested,
  submitted,
  visited,
  type Act,
} from 'perennial-nurture'
import { admission, nextStep } from '../templates/themes.ts'
import {
  city,
  education,
  funding,
  heardFrom,
  motive,
  occupation,
  origin,
  source,
  specialization,
  startsWhen,
  wantsInterviewGuide,
} from './facts.ts'
import { askedForCall, askedToApply, readsFees } from './triggers.ts'

const clickedAnyMail: Act = { on: 'clicked', of: '*', times: 1 }
const fromMumbai = known(city, 'mumbai', 'thane & outskirts')

export default quality({
  name: 'x-education',

  facts: [
    occupation,
    specialization,
    source,
    origin,
    city,
    motive,
    heardFrom,
    wantsInterviewGuide,
    education,
    startsWhen,
    funding,
  ],

  fit: {
    points: [
      ...points(occupation, { 'working professional': 40, businessman: 30, housewife: 30 }),
      ...points(occupation, { unemployed: 25, other: 25, student: 20 }),
      // Who was entered by a counsellor or sent by an alumnus knows what they come for.
      ...points(origin, { 'add form': 30, 'quick add form': 30, 'landing page': 10, api: 5, import: 5 }),
      ...points(source, { reference: 20, 'welingak website': 20, google: 10, 'organic search': 10 }),
      ...points(source, { 'direct traffic': 5, 'olark chat': 5 }),
      ...specialization.values.map((value) => ({ fact: 'specialization', value, points: 10 })),
      ...points(city, { mumbai: 5, 'thane & outskirts': 5 }),
      ...points(motive, { 'better career prospects': 10 }),
    ],
    from: { A: 70, B: 55, C: 15 },
  },
  floor: 'C',

  interest: [
    { act: clickedAnyMail, points: 5, halfLife: '30 days', theme: null },
    { act: visited('/courses*'), points: 4, halfLife: '30 days', theme: nextStep },
    { act: visited('/fees*'), points: 10, halfLife: '21 days', theme: admission },
    { act: did('chat-conversation'), points: 8, halfLife: '21 days', theme: null },
    { act: submitted('course-enquiry'), points: 15, halfLife: '45 days', theme: nextStep },
    { act: attended('booth'), points: 8, halfLife: '45 days', theme: null },
    { act: requested('counselling-call'), points: 30, halfLife: '45 days', theme: admission },
    { act: requested('application'), points: 50, halfLife: '60 days', theme: admission },
  ],

  knockouts: [{ name: 'a diploma does not admit to these courses', when: known(education, 'diploma') }],

  triggers: [askedForCall, askedToApply, readsFees],

  criteria: [
    {
      fact: 'occupation',
      question: 'What do they do now?',
      owner: 'marketing',
      method: 'form',
      due: '2 business days',
    },
    {
      fact: 'specialization',
      question: 'Which field do they want to work in?',
      owner: 'marketing',
      method: 'form',
      due: '2 business days',
    },
    {
      fact: 'education',
      question: 'Have they a degree, or when do they finish?',
      owner: 'inside_sales',
      method: 'inside_sales_call',
      due: '2 business days',
    },
    {
      fact: 'startsWhen',
      question: 'Which batch do they want to join?',
      owner: 'rep',
      method: 'rep_call',
      due: '3 business days',
    },
    {
      fact: 'funding',
      question: 'Who pays, and is it settled?',
      owner: 'rep',
      method: 'rep_call',
      due: '3 business days',
    },
  ],

  becomesLead: anyOf(requested('*'), submitted('*'), attended('*')),
  intake: 'career-starters',

  routing: {
    rules: [
      { when: known(occupation, 'working professional', 'businessman'), to: ['counsellor-executive'] },
      { when: fromMumbai, to: ['counsellor-mumbai-1', 'counsellor-mumbai-2'] },
    ],
    otherwise: ['counsellor-online', 'counsellor-mumbai-2'],
  },

  sla: {
    remind: '1 business day',
    reassign: '3 business days',
    takeBack: '5 business days',
    qualifyWithin: '10 business days',
    review: '30 days',
  },
  office: { zone: 'Asia/Kolkata', country: 'IN' },
  accepting: 'sal',
  subStages: {},

  approvals: [
    { by: 'marketing', who: 'Head of marketing', on: '2026-11-16' },
    { by: 'sales', who: 'Head of admissions', on: '2026-11-17' },
  ],
})
