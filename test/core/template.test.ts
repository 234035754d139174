import { expect, test } from 'vitest'
import { lines, link, linksOf, number, ofLead, text, url, valuesOfLead } from '../../core/merge.ts'
import { contentId, systemTemplate, template, themesOfMails } from '../../core/template.ts'
import { fact } from '../../core/fact.ts'
import type { Track } from '../../core/track.ts'
import { nameOfTheme, theme, themeIn } from '../../core/theme.ts'

const facts = { subject: 'Hello', theme: 'slow-close', stage: 'recognise', purpose: 'educate' } as const

test('a template is plain frozen data', () => {
  const story = template('peer-story', { ...facts, merge: { customer: text(), daysSaved: number() } })
  expect(Object.isFrozen(story) && Object.isFrozen(story.merge)).toBe(true)
  expect(JSON.parse(JSON.stringify(story))).toEqual(story)
  expect(story.merge).toEqual({ customer: { kind: 'text' }, daysSaved: { kind: 'number' } })
})

test('without an edition, a template is one content; with editions, each is one', () => {
  expect(contentId(template('what-changed', facts))).toBe('what-changed')
  expect(contentId(template('what-changed', { ...facts, edition: '2027' }))).toBe('what-changed#2027')
})

test('a template says what it asks, in which languages it is, and its own language: English where nothing is said', () => {
  const role = fact('role', ['cfo'])
  const german = { subject: 'Hallo' }
  const written = template('a', { ...facts, asks: role, language: 'fr', in: { de: german } })
  expect(written).toMatchObject({ asks: 'role', language: 'fr', in: { de: german } })
  expect(template('b', { ...facts, asks: 'size' }).asks).toBe('size')
  expect(Object.keys(template('c', facts)).toSorted()).toEqual(
    ['language', 'merge', 'name', 'purpose', 'stage', 'subject', 'theme'].toSorted(),
  )
  expect(template('c', facts).language).toBe('en')
})

test('a mail to our own people has no theme, no edition, and may hold plain lines', () => {
  const handoff = systemTemplate('handoff', { subject: 'A lead', merge: { answers: lines(), page: url() } })
  expect(handoff).toMatchObject({
    purpose: 'system',
    language: 'en',
    merge: { answers: { kind: 'lines' }, page: { kind: 'url' } },
  })
  expect(contentId(handoff)).toBe('handoff')
  expect(contentId({ ...handoff, edition: '2027' } as typeof handoff)).toBe('handoff')
  const close = theme('slow-close', { problem: 'The close takes two weeks.' })
  expect(themesOfMails([template('a', { ...facts, theme: close }), handoff])).toStrictEqual({ a: 'slow-close' })
  expect([nameOfTheme(close), nameOfTheme('controls')]).toEqual(['slow-close', 'controls'])
})

test('a stage with a theme of its own is in that; else a lead keeps the one that it came with', () => {
  const track = {
    theme: 'slow-close',
    stages: [{ name: 'first' }, { name: 'second', theme: 'controls' }],
  } as unknown as Track
  const inStage = (stage: string) => themeIn({ theme: 'its own' }, track, stage)
  expect(['first', 'second', 'gone'].map(inStage)).toEqual(['its own', 'controls', 'its own'])
})

test('a field of the lead has its value, or the fallback where nothing is known', () => {
  const merge = { firstName: ofLead('firstName', 'there'), sector: ofLead('fact:sector', 'your sector') }
  expect(valuesOfLead(merge, { firstName: ' Ada ', 'fact:sector': 'logistics' })).toEqual({
    firstName: 'Ada',
    sector: 'logistics',
  })
  expect(valuesOfLead(merge, { firstName: '  ' })).toEqual({ firstName: 'there', sector: 'your sector' })
  expect(valuesOfLead({ customer: text(), days: number() }, { firstName: 'Ada' })).toStrictEqual({})
})

test.each(['https://evil.example', 'win at www.evil.example', 'x'.repeat(81)])(
  'what is no name but an advert becomes the fallback: %s',
  (firstName) => {
    expect(valuesOfLead({ firstName: ofLead('firstName', 'there') }, { firstName })).toEqual({ firstName: 'there' })
  },
)

test('the links of a template are listed with where they lead', () => {
  expect(linksOf({ story: link('https://example.com/story'), customer: text() })).toStrictEqual({
    story: 'https://example.com/story',
  })
})
