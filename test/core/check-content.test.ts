/** What a template says of its content: the question that it asks, its dates, its priority, its languages. */
import { describe, expect, it } from 'vitest'
import { checkContent } from '../../core/check-content.ts'
import { problemLine } from '../../core/problem.ts'
import type { QualityDraft } from '../../core/quality.ts'
import { systemTemplate, template, type Availability, type TemplateFacts } from '../../core/template.ts'
import { agreed } from './lives.ts'

const quality: QualityDraft = {
  ...agreed,
  criteria: [{ fact: 'size', question: 'How large?', owner: 'marketing', method: 'form', due: '2 days' }],
}
const said = (about: Partial<TemplateFacts<{}>>): readonly string[] => {
  const mail = template('mail', { subject: 'x', theme: 'slow-close', stage: 'compare', purpose: 'educate', ...about })
  return checkContent('template mail', mail, quality).map(problemLine)
}
const onDays = (available: Availability): readonly string[] => said({ available })

describe('a mail', () => {
  it('that says no more than it must has nothing to mend', () => expect(said({})).toEqual([]))

  it('may ask for what a criterion wants to know, and for nothing else', () => {
    expect(said({ asks: 'size' })).toEqual([])
    expect(said({ asks: 'sice' })).toEqual([
      'template mail: it asks for sice, which no criterion of the quality definition wants to know. Did you mean size?',
    ])
  })

  it.each(['2027-01-31', '2028-02-29', '2027-12-01', '2027-12-31', '2027-04-30', '2027-01-01'])(
    'may begin on %s',
    (date) => {
      expect(onDays({ from: date })).toEqual([])
    },
  )

  it.each([
    ['in no month', '2027-00-10'],
    ['in a thirteenth month', '2027-13-10'],
    ['on no day', '2027-03-00'],
    ['on a day that its month has not', '2027-04-31'],
    ['on the leap day of a common year', '2027-02-29'],
    ['at a time of day', '2027-03-01T09:00'],
    ['in words', 'on 2027-03-01'],
    ['with a short year', '27-03-01'],
    ['with a short month', '2027-3-01'],
    ['with a short day', '2027-03-1'],
    ['without digits', 'year-mm-dd'],
  ])('cannot begin %s', (_, date) => {
    expect(onDays({ from: date })).toEqual([`template mail: ${date} is no date. Write it as '2027-01-31'.`])
  })

  it('may be available for one day, not for less', () => {
    expect(onDays({ from: '2027-03-01', through: '2027-03-01' })).toEqual([])
    expect(onDays({ from: '2027-03-01' })).toEqual([])
    expect(onDays({ through: '2027-03-01' })).toEqual([])
    expect(onDays({ from: '2027-03-02', through: '2027-03-01' })).toEqual([
      'template mail: it is available from 2027-03-02 through 2027-03-01, which is no day at all. Turn the two dates round.',
    ])
  })

  it('has both its dates wrong where both are', () => {
    expect(onDays({ from: 'spring', through: 'summer' })).toHaveLength(2)
  })

  it('comes first by a number', () => {
    expect(said({ priority: -3 })).toEqual([])
    expect(said({ priority: Number.NaN })).toEqual([
      'template mail: NaN is no priority. Give a number: the higher comes first.',
    ])
  })

  it('is written in languages, in each of them once', () => {
    expect(said({ language: 'de', in: { fr: { subject: 'x' }, 'pt-BR': { subject: 'x' } } })).toEqual([])
    expect(said({ language: 'german', in: { French: { subject: 'x' } } })).toEqual([
      "template mail: german is no language. Write it as 'de', 'pt-BR' or 'zh-Hant'.",
      "template mail: French is no language. Write it as 'de', 'pt-BR' or 'zh-Hant'.",
    ])
    expect(said({ language: 'de', in: { de: { subject: 'x' } } })).toEqual([
      'template mail: de is its own language, and one of the others too. Keep the words beside the subject, or name another language.',
    ])
  })
})

it('a mail to our own people is no content', () => {
  const system = systemTemplate('handoff', { subject: 'x', language: 'german' })
  expect(checkContent('template handoff', system, quality)).toEqual([])
})
