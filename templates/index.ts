/**
 * The mails that ship as an example. They speak for Ledgerline, a made-up maker of software that shortens the monthly
 * close. The words of each are in the `.mjml` file of the same name, inside `layout.mjml` or `layout-system.mjml`.
 */
import { lines, link, number, ofLead, text, url } from '../core/merge.ts'
import { systemTemplate, template } from '../core/template.ts'
import * as themes from './themes.ts'

const firstName = ofLead('firstName', 'there')
const company = ofLead('company', 'your company')

export const closeBenchmark = template('close-benchmark', {
  subject: 'How long should a monthly close take?',
  preheader: 'What 340 finance teams said, and where four of the six days go',
  theme: themes.slowClose,
  stage: 'recognise',
  purpose: 'educate',
  merge: { firstName, company, benchmark: link('https://example.com/close-benchmark') },
})

export const fiveSlowSteps = template('five-slow-steps', {
  subject: 'Five steps that make a close slow',
  preheader: 'In the order of the days that they cost, and how to measure yours',
  theme: themes.slowClose,
  stage: 'recognise',
  purpose: 'educate',
  asks: 'pain',
  merge: { firstName, guide: link('https://example.com/guides/five-slow-steps') },
})

export const peerStory = template('peer-story', {
  subject: 'How {{customer}} closes {{daysSaved}} days sooner',
  preheader: 'With the same people, and what went wrong on the way',
  theme: themes.slowClose,
  stage: 'recognise',
  purpose: 'prove',
  merge: { firstName, customer: text(), daysSaved: number(), story: link('https://example.com/stories/faster-close') },
})

export const controlsChecklist = template('controls-checklist', {
  subject: 'Which control did you drop?',
  preheader: 'Seven questions to ask of any faster close, ours included',
  theme: themes.controls,
  stage: 'compare',
  purpose: 'educate',
  merge: { firstName, checklist: link('https://example.com/guides/controls-checklist') },
})

export const apiTour = template('api-tour', {
  subject: 'What your ledger has to give, and what it gets back',
  preheader: 'How it is connected, on one page, and a sandbox without a form',
  theme: themes.integration,
  stage: 'compare',
  purpose: 'educate',
  merge: { firstName, tour: link('https://example.com/developers/tour') },
})

export const whatChanged = template('what-changed', {
  subject: 'Three things that were not possible a year ago',
  preheader: 'If the close is still on your list: what is new, in two minutes',
  theme: themes.slowClose,
  stage: 'stayClose',
  purpose: 'educate',
  edition: '2026-autumn',
  merge: { firstName, company, changes: link('https://example.com/whats-new') },
})

export const budgetSeason = template('budget-season', {
  subject: 'A number for your budget meeting',
  preheader: 'Three parts, all of which you have; and when it is not worth it',
  theme: themes.businessCase,
  stage: 'stayClose',
  purpose: 'educate',
  edition: '2027',
  merge: { firstName, worksheet: link('https://example.com/worksheets/cost-of-the-close') },
})

export const buyingGuide = template('buying-guide', {
  subject: 'How to choose close software in eight weeks',
  preheader: 'A scorecard for your team, and the eleven questions that we find hardest',
  theme: themes.businessCase,
  stage: 'compare',
  purpose: 'promote',
  merge: {
    firstName,
    guide: link('https://example.com/guides/buying-guide'),
    demo: link('https://example.com/demo'),
  },
})

export const lateFigures = template('late-figures', {
  subject: 'What did you decide before you knew?',
  preheader: 'Three decisions that do not wait for day eight, and a page to note yours',
  theme: themes.lateFigures,
  stage: 'recognise',
  purpose: 'educate',
  merge: { firstName, company, diary: link('https://example.com/worksheets/decision-diary') },
})

export const fourEyes = template('four-eyes', {
  subject: 'Who must look at what',
  preheader: 'Why two pairs of eyes on everything see less than one on the right ten',
  theme: themes.controls,
  stage: 'recognise',
  purpose: 'educate',
  merge: { firstName, company, matrix: link('https://example.com/guides/approval-matrix') },
  in: {
    de: {
      subject: 'Wer muss was ansehen?',
      preheader: 'Warum vier Augen auf allem weniger sehen als zwei auf den richtigen zehn',
      fallbacks: { firstName: 'zusammen', company: 'Ihrem Unternehmen' },
      links: { matrix: 'https://example.com/de/freigabe-matrix' },
    },
  },
})

export const oneExport = template('one-export', {
  subject: 'The one file that your close waits for',
  preheader: 'An afternoon of work, and no project',
  theme: themes.integration,
  stage: 'recognise',
  purpose: 'educate',
  merge: { firstName, recipe: link('https://example.com/developers/nightly-export') },
})

const lead = { leadName: text(), company: text() }
const answers = { acceptUrl: url(), returnUrl: url(), disqualifyUrl: url(), handoffUrl: url() }

export const handoff = systemTemplate('handoff', {
  subject: '{{leadName}}, {{company}}: {{reason}}',
  preheader: 'Please answer by {{answerBy}}: accept, return to nurture, or not a lead',
  merge: {
    ...lead,
    ...answers,
    jobTitle: text(),
    reason: text(),
    answerBy: text(),
    why: lines(),
    score: lines(),
    read: lines(),
    answers: lines(),
    openQuestions: lines(),
    history: lines(),
  },
})

export const handoffReminder = systemTemplate('handoff-reminder', {
  subject: 'Still waiting for your answer: {{leadName}}, {{company}}',
  preheader: 'By {{answerBy}}, or it goes to somebody else',
  merge: { ...lead, ...answers, why: lines(), since: text(), answerBy: text() },
})

export const handoffTakenBack = systemTemplate('handoff-taken-back', {
  subject: 'Taken back: {{leadName}}, {{company}}',
  preheader: '{{next}}',
  merge: { ...lead, endedAt: text(), next: text(), handoffUrl: url() },
})

export const callTask = systemTemplate('call-task', {
  subject: 'Call {{leadName}}, {{company}}, by {{due}}',
  preheader: '{{ask}}',
  merge: {
    ...lead,
    ask: text(),
    phone: text(),
    due: text(),
    attempt: number(),
    attempts: number(),
    script: lines(),
    taskUrl: url(),
  },
})
