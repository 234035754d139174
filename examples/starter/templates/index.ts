/** What is said of each mail. Its words are in the `.mjml` file of the same name, inside `layout.mjml`. */
import { link, number, ofLead, template, text } from 'perennial-nurture'
import { secondVisits } from './themes.ts'

const firstName = ofLead('firstName', 'there')
const company = ofLead('company', 'your company')

export const secondVisit = template('second-visit', {
  subject: 'The second visit that nobody planned',
  preheader: 'What it costs, and the four reasons for it',
  theme: secondVisits,
  stage: 'notice',
  purpose: 'educate',
  asks: 'secondVisits',
  merge: { firstName, company, worksheet: link('https://example.com/worksheets/second-visits') },
})

export const peerStory = template('peer-story', {
  subject: 'How {{customer}} drives out {{visitsSaved}} times less a week',
  preheader: 'With the same technicians, and what went wrong on the way',
  theme: secondVisits,
  stage: 'notice',
  purpose: 'prove',
  merge: { firstName, customer: text(), visitsSaved: number(), story: link('https://example.com/stories/one-visit') },
})

export const pilotPlan = template('pilot-plan', {
  subject: 'A pilot in four weeks, with five technicians',
  preheader: 'What you need for it, and when you should not begin',
  theme: secondVisits,
  stage: 'compare',
  purpose: 'promote',
  merge: { firstName, plan: link('https://example.com/guides/pilot'), pilot: link('https://example.com/pilot') },
})
