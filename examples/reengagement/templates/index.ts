/** What is said of each mail. Its words are in the `.mjml` file of the same name, inside `layout.mjml`. */
import { link, ofLead, template } from 'perennial-nurture'
import { bound, missing } from './themes.ts'

const firstName = ofLead('firstName', 'there')

export const countOnce = template('count-once', {
  subject: 'Where do eleven jackets a month go?',
  preheader: 'Count once, at three doors',
  theme: missing,
  stage: 'look',
  purpose: 'educate',
  merge: { firstName, sheet: link('https://example.com/sheets/count-once') },
})

export const fabricSamples = template('fabric-samples', {
  subject: 'Four fabrics to pull, wash and burn',
  preheader: 'In an envelope, with nobody attached',
  theme: missing,
  stage: 'look',
  purpose: 'promote',
  merge: { firstName, samples: link('https://example.com/samples') },
})

export const whoInstead = template('who-instead', {
  subject: 'Not you? One word is enough',
  preheader: 'Who answers for workwear in your house?',
  theme: missing,
  stage: 'quiet',
  purpose: 'educate',
  asks: 'role',
  merge: { firstName },
})

export const repairOrReplace = template('repair-or-replace', {
  subject: 'Mend it or replace it: a rule in one line',
  preheader: 'For trousers, jackets and gloves',
  theme: missing,
  stage: 'quiet',
  purpose: 'educate',
  merge: { firstName, rule: link('https://example.com/cards/mend-or-replace') },
})

export const lockers = template('lockers', {
  subject: 'A locker for each, or one rack for all?',
  preheader: 'What two workshops found out',
  theme: missing,
  stage: 'quiet',
  purpose: 'prove',
  merge: { firstName, story: link('https://example.com/stories/lockers') },
})

export const fivePlaces = template('five-places', {
  subject: 'Five places to look at in a workwear contract',
  preheader: 'Also in ours',
  theme: bound,
  stage: 'warm',
  purpose: 'educate',
  priority: 1,
  merge: { firstName, list: link('https://example.com/lists/contract') },
})

export const costOfWaiting = template('cost-of-waiting', {
  subject: 'What it costs to leave it as it is',
  preheader: 'Sometimes little: how to tell',
  theme: missing,
  stage: 'warm',
  purpose: 'prove',
  merge: { firstName, sheet: link('https://example.com/sheets/as-it-is') },
})

export const changeOver = template('change-over', {
  subject: 'Changing the laundry, week by week',
  preheader: 'Six weeks, and where it goes wrong',
  theme: bound,
  stage: 'warm',
  purpose: 'educate',
  merge: { firstName, plan: link('https://example.com/guides/change-over') },
})
