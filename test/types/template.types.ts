/** A type test per mistake that a marketer can make with a template. The compiler reads this file; nothing runs it. */
import { email } from '../../core/dsl.ts'
import { lines, link, number, ofLead, text } from '../../core/merge.ts'
import { systemTemplate, template } from '../../core/template.ts'

const story = template('peer-story', {
  subject: 'How {{customer}} closes in {{daysSaved}} days less',
  theme: 'slow-close',
  stage: 'recognise',
  purpose: 'prove',
  merge: {
    firstName: ofLead('firstName', 'there'),
    customer: text(),
    daysSaved: number(),
    story: link('https://example.com/stories/halden'),
  },
})
const plain = template('plain', { subject: 'Hello', theme: 'slow-close', stage: 'recognise', purpose: 'educate' })
const notice = systemTemplate('notice', { subject: 'A lead for you', merge: { why: lines() } })

// Right.
email(story, { customer: 'Norwind', daysSaved: 6 })
email(story, { customer: 'Norwind', daysSaved: 6 }, { withSales: true })
email(plain)

// @ts-expect-error a field is missing
email(story, { customer: 'Norwind' })
// @ts-expect-error all fields are missing
email(story)
// @ts-expect-error a field is misspelt: did you mean 'daysSaved'?
email(story, { customer: 'Norwind', daysSavd: 6 })
// @ts-expect-error a field is superfluous
email(story, { customer: 'Norwind', daysSaved: 6, country: 'DE' })
// @ts-expect-error a number is not a text
email(story, { customer: 'Norwind', daysSaved: '6' })
// @ts-expect-error a field of the lead is not the step's to give
email(story, { customer: 'Norwind', daysSaved: 6, firstName: 'Ada' })
// @ts-expect-error a template without open fields is given nothing
email(plain, { customer: 'Norwind' })
// @ts-expect-error a mail to our own people is no step of a track
email(notice, { why: ['asked for a demo'] })

// @ts-expect-error there is no such field of a lead
ofLead('frstName', 'there')
// @ts-expect-error a field of the lead needs words for a lead of whom it is not known
ofLead('firstName')
// @ts-expect-error links are https
link('http://example.com')
// @ts-expect-error there is no such purpose
template('a', { subject: 'A', theme: 't', stage: 's', purpose: 'convince' })
// @ts-expect-error a mail to leads is not a system mail
template('a', { subject: 'A', theme: 't', stage: 's', purpose: 'system' })
// @ts-expect-error the theme is missing
template('a', { subject: 'A', stage: 's', purpose: 'prove' })
// @ts-expect-error plain lines are for mails to our own people
template('a', { subject: 'A', theme: 't', stage: 's', purpose: 'prove', merge: { why: lines() } })
// @ts-expect-error every mail has this field already
template('a', { subject: 'A', theme: 't', stage: 's', purpose: 'prove', merge: { unsubscribeUrl: text() } })
// @ts-expect-error misspelt: did you mean 'preheader'?
template('a', { subject: 'A', preheadr: 'B', theme: 't', stage: 's', purpose: 'prove' })
