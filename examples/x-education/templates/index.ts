/** The mails of X Education. The words of each are in the `.mjml` file of the same name, inside `layout.mjml`. */
import { link, ofLead, template, text } from 'perennial-nurture'
import { admission, nextStep } from './themes.ts'

/** The list has no names: without one, a mail is addressed to somebody who wants to learn something. */
const field = ofLead('fact:specialization', 'management')
const counselling = link('https://example.com/x-education/counselling')

export const courseFinder = template('course-finder', {
  subject: 'Five questions before you choose a course',
  preheader: 'Ten minutes that save a year, ours included',
  theme: nextStep,
  stage: 'discover',
  purpose: 'educate',
  merge: { field, finder: link('https://example.com/x-education/courses/finder') },
})

export const careerMap = template('career-map', {
  subject: 'Where {{field}} leads in five years',
  preheader: 'The jobs, what they ask for, and which of it a course gives you',
  theme: nextStep,
  stage: 'discover',
  purpose: 'educate',
  merge: { field, map: link('https://example.com/x-education/courses/career-map') },
})

export const alumniStory = template('alumni-story', {
  subject: 'From {{was}} to {{is}}',
  preheader: '{{alumnus}} tells what helped, and what did not',
  theme: nextStep,
  stage: 'discover',
  purpose: 'prove',
  merge: { alumnus: text(), was: text(), is: text(), story: link('https://example.com/x-education/stories') },
})

export const studyBesideWork = template('study-beside-work', {
  subject: 'Six hours a week: where they come from',
  preheader: 'A timetable of people who work full time, with the weeks in which it failed',
  theme: nextStep,
  stage: 'discover',
  purpose: 'educate',
  merge: { timetable: link('https://example.com/x-education/courses/timetable') },
})

export const employerPays = template('employer-pays', {
  subject: 'A letter that asks your employer to pay half',
  preheader: 'One page, three figures, and when not to send it',
  theme: nextStep,
  stage: 'discover',
  purpose: 'educate',
  merge: { field, letter: link('https://example.com/x-education/employer-letter') },
})

export const interviewGuide = template('interview-guide', {
  subject: 'Mastering the interview: your free copy',
  preheader: 'Forty pages; page nine is the one that people thank us for',
  theme: admission,
  stage: 'decide',
  purpose: 'educate',
  merge: { guide: link('https://example.com/x-education/mastering-the-interview') },
})

export const feesInFull = template('fees-in-full', {
  subject: 'What a course costs, in full',
  preheader: 'Fees, instalments, scholarships, and what you get back if you stop',
  theme: admission,
  stage: 'decide',
  purpose: 'promote',
  merge: { fees: link('https://example.com/x-education/fees'), counselling },
})

export const nextBatch = template('next-batch', {
  subject: 'The next batch, and whether to wait for the one after',
  preheader: 'Dates, seats, and three good reasons not to hurry',
  theme: admission,
  stage: 'decide',
  purpose: 'promote',
  edition: '2027-spring',
  merge: { field, apply: link('https://example.com/x-education/apply'), counselling },
})
