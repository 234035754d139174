/** What is said of each mail. Its words are in the `.mjml` file of the same name, inside `layout.mjml`. */
import { link, ofLead, template } from 'perennial-nurture'
import { lateAlarms, paperLogs } from './themes.ts'

const firstName = ofLead('firstName', 'there')
const company = ofLead('company', 'your house')

export const whatYouAsked = template('what-you-asked', {
  subject: 'From our stand: the prices and the data sheets',
  preheader: 'And what our sensors do not do',
  theme: lateAlarms,
  stage: 'remember',
  purpose: 'educate',
  merge: {
    firstName,
    prices: link('https://example.com/pricing/list'),
    sheets: link('https://example.com/data-sheets'),
  },
})

export const warmAtNight = template('warm-at-night', {
  subject: 'Who is called when a room gets warm at night?',
  preheader: 'Four rules for an alarm that somebody hears',
  theme: lateAlarms,
  stage: 'remember',
  purpose: 'educate',
  merge: { firstName, rota: link('https://example.com/cards/alarm-rota') },
})

export const auditFolder = template('audit-folder', {
  subject: 'What an auditor asks of a temperature log',
  preheader: 'Seven questions, and where paper fails two of them',
  theme: paperLogs,
  stage: 'remember',
  purpose: 'educate',
  merge: { firstName, checklist: link('https://example.com/checklists/temperature-audit') },
})

export const oneWeekCheck = template('one-week-check', {
  subject: 'One week, one cold room, one thermometer',
  preheader: 'How to find your worst room without us',
  theme: lateAlarms,
  stage: 'remember',
  purpose: 'educate',
  merge: { firstName, sheet: link('https://example.com/worksheets/one-week-check') },
})

export const whatItCosts = template('what-it-costs', {
  subject: 'What it costs, with your own hours in it',
  preheader: 'For five rooms and for twenty',
  theme: paperLogs,
  stage: 'weigh',
  purpose: 'prove',
  asks: 'coldRooms',
  merge: { firstName, company, sheet: link('https://example.com/worksheets/costs') },
})

export const oneRoomTrial = template('one-room-trial', {
  subject: 'Four weeks in your worst cold room',
  preheader: 'Three sensors by post, and back again if you like',
  theme: lateAlarms,
  stage: 'weigh',
  purpose: 'promote',
  merge: { firstName, trial: link('https://example.com/trial') },
})

export const beforeSummer = template('before-summer', {
  subject: 'Before it gets warm: five things to look at',
  preheader: 'Seals, doors, ice, airflow, the spare key',
  theme: lateAlarms,
  stage: 'weigh',
  purpose: 'educate',
  merge: { firstName, card: link('https://example.com/cards/before-summer') },
})
