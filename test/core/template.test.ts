import { expect, test } from 'vitest'
import { link, linksOf, number, ofLead, text, valuesOfLead } from '../../core/merge.ts'
import { contentId, template } from '../../core/template.ts'

const facts = { subject: 'Hello', theme: 'slow-close', stage: 'recognise', purpose: 'educate' } as const

test('a template is plain frozen data', () => {
  const story = template('peer-story', { ...facts, merge: { customer: text(), daysSaved: number() } })
  expect(Object.isFrozen(story) && Object.isFrozen(story.merge)).toBe(true)
  expect(JSON.parse(JSON.stringify(story))).toEqual(story)
})

test('without an edition, a template is one content; with editions, each is one', () => {
  expect(contentId(template('what-changed', facts))).toBe('what-changed')
  expect(contentId(template('what-changed', { ...facts, edition: '2027' }))).toBe('what-changed#2027')
})

test('a field of the lead has its value, or the fallback where nothing is known', () => {
  const merge = { firstName: ofLead('firstName', 'there'), sector: ofLead('fact:sector', 'your sector') }
  expect(valuesOfLead(merge, { firstName: ' Ada ', 'fact:sector': 'logistics' })).toEqual({
    firstName: 'Ada',
    sector: 'logistics',
  })
  expect(valuesOfLead(merge, { firstName: '  ' })).toEqual({ firstName: 'there', sector: 'your sector' })
})

test.each(['https://evil.example', 'win at www.evil.example', 'x'.repeat(81)])(
  'what is no name but an advert becomes the fallback: %s',
  (firstName) => {
    expect(valuesOfLead({ firstName: ofLead('firstName', 'there') }, { firstName })).toEqual({ firstName: 'there' })
  },
)

test('the links of a template are listed with where they lead', () => {
  expect(linksOf({ story: link('https://example.com/story'), customer: text() })).toEqual({
    story: 'https://example.com/story',
  })
})
