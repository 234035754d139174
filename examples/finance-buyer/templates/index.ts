/** What is said of each mail. Its words are in the `.mjml` file of the same name, inside `layout.mjml`. */
import { link, ofLead, template } from 'perennial-nurture'
import { badDebts, disputes, latePayers } from './themes.ts'

const firstName = ofLead('firstName', 'there')

// The two openings that the experiment compares.

export const whatADayCosts = template('what-a-day-costs', {
  subject: 'What one day late costs you',
  preheader: 'Turnover on account, divided by 365',
  theme: latePayers,
  stage: 'recognise',
  purpose: 'educate',
  merge: { firstName, sheet: link('https://example.com/sheets/what-a-day-costs') },
})

export const whichOfThree = template('which-of-three', {
  subject: 'Late, lost or disputed?',
  preheader: 'One word is enough for an answer',
  theme: latePayers,
  stage: 'recognise',
  purpose: 'educate',
  asks: 'troubledBy',
  merge: { firstName },
})

// Late payers.

export const beforeItIsDue = template('before-it-is-due', {
  subject: 'The best reminder comes three days early',
  preheader: 'And nobody takes it for one',
  theme: latePayers,
  stage: 'recognise',
  purpose: 'educate',
  merge: { firstName, script: link('https://example.com/cards/before-it-is-due') },
})

export const twoBranches = template('two-branches', {
  subject: 'Two branches, one letter less',
  preheader: 'What happened when one of them stopped writing',
  theme: latePayers,
  stage: 'recognise',
  purpose: 'prove',
  merge: { firstName, story: link('https://example.com/stories/two-branches') },
})

export const discountOrDebit = template('discount-or-debit', {
  subject: 'Two percent for twenty days is 37 percent a year',
  preheader: 'Discount, direct debit or shorter terms: what each costs',
  theme: latePayers,
  stage: 'compare',
  purpose: 'educate',
  merge: { firstName, table: link('https://example.com/sheets/terms') },
})

export const stopTheDelivery = template('stop-the-delivery', {
  subject: 'Who may stop a delivery, and when?',
  preheader: 'A rule that sales can live with',
  theme: latePayers,
  stage: 'compare',
  purpose: 'prove',
  merge: { firstName, rule: link('https://example.com/cards/stop-the-delivery') },
})

// Bad debts.

export const sixSigns = template('six-signs', {
  subject: 'Six signs, months before the newspaper',
  preheader: 'All of them are in your own ledger',
  theme: badDebts,
  stage: 'recognise',
  purpose: 'educate',
  merge: { firstName, list: link('https://example.com/lists/six-signs') },
})

export const limitThatHeld = template('limit-that-held', {
  subject: 'A limit that held, and what it took',
  preheader: 'A builder went under; 11,000 were open instead of 140,000',
  theme: badDebts,
  stage: 'recognise',
  purpose: 'prove',
  merge: { firstName, story: link('https://example.com/stories/limit-that-held') },
})

export const insureOrLimit = template('insure-or-limit', {
  subject: 'Insure it, limit it, or keep title to it',
  preheader: 'What each covers, and what none of them does',
  theme: badDebts,
  stage: 'compare',
  purpose: 'educate',
  merge: { firstName, guide: link('https://example.com/guides/insure-or-limit') },
})

// Disputes.

export const threeReasons = template('three-reasons', {
  subject: 'Price, quantity, proof of delivery',
  preheader: 'Count for a month which of the three it is',
  theme: disputes,
  stage: 'recognise',
  purpose: 'educate',
  merge: { firstName, sheet: link('https://example.com/sheets/three-reasons') },
})

export const oneNameOnIt = template('one-name-on-it', {
  subject: 'From 34 days to 9, by writing a name on it',
  preheader: 'A dispute belongs to a person, not to a department',
  theme: disputes,
  stage: 'recognise',
  purpose: 'prove',
  merge: { firstName, story: link('https://example.com/stories/one-name-on-it') },
})

export const shortByTwelve = template('short-by-twelve', {
  subject: 'Paid short by 12.40: ask, or let it go?',
  preheader: 'A rule in one line, and the exception to it',
  theme: disputes,
  stage: 'compare',
  purpose: 'educate',
  merge: { firstName, rule: link('https://example.com/cards/paid-short') },
})

// For all, when it is weighed.

export const whatItTakes = template('what-it-takes', {
  subject: 'What it costs to give the ledger into other hands',
  preheader: 'Our price is the smaller part',
  theme: latePayers,
  stage: 'decide',
  purpose: 'educate',
  merge: {
    firstName,
    company: ofLead('company', 'your house'),
    sheet: link('https://example.com/sheets/what-it-takes'),
  },
})

export const ninetyDays = template('ninety-days', {
  subject: 'The first ninety days, and the week in which it hurts',
  preheader: 'As a wholesaler of fittings told it',
  theme: latePayers,
  stage: 'decide',
  purpose: 'prove',
  merge: { firstName, story: link('https://example.com/stories/ninety-days') },
})

export const ledgerCheck = template('ledger-check', {
  subject: 'We read your open items, and say what we would not touch',
  preheader: 'One export, two days, four pages',
  theme: latePayers,
  stage: 'decide',
  purpose: 'promote',
  merge: { firstName, check: link('https://example.com/ledger-check') },
})

// When sales has met the wrong person.

export const whoseLedger = template('whose-ledger', {
  subject: 'Whose is the ledger?',
  preheader: 'A name is enough, and we leave you alone',
  theme: latePayers,
  stage: 'recognise',
  purpose: 'educate',
  asks: 'role',
  merge: { firstName },
})
