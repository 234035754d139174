/** What is said of each mail. Its words are in the `.mjml` file of the same name, inside `layout.mjml`. */
import { link, ofLead, template } from 'perennial-nurture'
import { notUsed, oneTeamOnly, secondYear } from './themes.ts'

const firstName = ofLead('firstName', 'there')

/** For those who planned on paper, or of whom nobody knows. */
export const rosterFromPaper = template('roster-from-paper', {
  subject: 'Your first roster: take the sheet off the wall',
  preheader: 'Forty minutes, one team, two weeks',
  theme: notUsed,
  stage: 'begin',
  purpose: 'educate',
  merge: { firstName, steps: link('https://example.com/guides/from-paper') },
})

/** For those who have a file to begin with. */
export const rosterFromFile = template('roster-from-file', {
  subject: 'Your first roster: bring the file that you have',
  preheader: 'Twenty minutes, one team, two weeks',
  theme: notUsed,
  stage: 'begin',
  purpose: 'educate',
  merge: { firstName, steps: link('https://example.com/guides/from-a-file') },
})

export const borrowedRoster = template('borrowed-roster', {
  subject: 'A roster that you only need to change',
  preheader: 'Three shifts, fourteen people, all rests kept',
  theme: notUsed,
  stage: 'begin',
  purpose: 'educate',
  merge: { firstName, roster: link('https://example.com/rosters/ward-of-fourteen') },
})

export const weTypeIt = template('we-type-it', {
  subject: 'Send us a photo of it, and we type it in',
  preheader: 'One team, within two working days',
  theme: notUsed,
  stage: 'begin',
  purpose: 'educate',
  merge: { firstName, upload: link('https://example.com/upload/roster') },
})

export const swapShifts = template('swap-shifts', {
  subject: 'Let them swap a shift without ringing you',
  preheader: 'Who may swap with whom, in three rules',
  theme: notUsed,
  stage: 'habit',
  purpose: 'educate',
  merge: { firstName, rules: link('https://example.com/guides/swaps') },
})

export const whyNobodySwaps = template('why-nobody-swaps', {
  subject: 'Nobody swaps? It is one of three things',
  preheader: 'Two of them take a minute',
  theme: notUsed,
  stage: 'habit',
  purpose: 'educate',
  merge: { firstName, notice: link('https://example.com/cards/swap-notice') },
})

export const paidAndUnused = template('paid-and-unused', {
  subject: 'You pay for it, and it is not used',
  preheader: 'Begin again with less, or let it rest',
  theme: notUsed,
  stage: 'habit',
  purpose: 'educate',
  merge: { firstName, restart: link('https://example.com/guides/begin-again') },
})

export const hoursOut = template('hours-out', {
  subject: 'The hours of the month, typed once',
  preheader: 'From the roster to whoever pays the wages',
  theme: notUsed,
  stage: 'habit',
  purpose: 'educate',
  merge: { firstName, steps: link('https://example.com/guides/hours') },
})

export const secondTeam = template('second-team', {
  subject: 'The second team: whom to ask first',
  preheader: 'Not the one that needs it most',
  theme: oneTeamOnly,
  stage: 'house',
  purpose: 'educate',
  merge: { firstName, talk: link('https://example.com/guides/second-team') },
})

export const holidayPlan = template('holiday-plan', {
  subject: 'Everybody wants the same three weeks',
  preheader: 'How two homes share out the holidays',
  theme: oneTeamOnly,
  stage: 'house',
  purpose: 'prove',
  merge: { firstName, story: link('https://example.com/stories/holidays') },
})

export const sickCalls = template('sick-calls', {
  subject: 'Half past five, and somebody is ill',
  preheader: 'Whom to ask, in which order, and how often',
  theme: oneTeamOnly,
  stage: 'house',
  purpose: 'educate',
  merge: { firstName, order: link('https://example.com/cards/sick-calls') },
})

export const inspection = template('inspection', {
  subject: 'When the inspectors ask for the rosters',
  preheader: 'Four lists, and where they are',
  theme: oneTeamOnly,
  stage: 'house',
  purpose: 'educate',
  merge: { firstName, lists: link('https://example.com/guides/inspection') },
})

export const yourYear = template('your-year', {
  subject: 'Was it worth the year? Four figures of yours',
  preheader: 'And until when you can give notice',
  theme: secondYear,
  stage: 'renew',
  purpose: 'prove',
  merge: {
    firstName,
    figures: link('https://example.com/app/your-year'),
    talk: link('https://example.com/talk'),
  },
})
