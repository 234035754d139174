import { describe, expect, it, test } from 'vitest'
import { isLanguageTag, languageFor, mergeIn } from '../../core/language.ts'
import { link, number, ofLead } from '../../core/merge.ts'

describe('a lead reads', () => {
  it.each([
    ['its own language', 'de-AT', ['de', 'de-AT'], 'de-AT'],
    ['the wider one where its own is not written', 'de-AT', ['fr', 'de'], 'de'],
    ['the widest, step by step', 'zh-Hant-TW', ['zh', 'zh-Hans'], 'zh'],
    ['the nearer of two that are wider', 'zh-Hant-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['no narrower one than its own', 'de', ['de-AT'], null],
    ["the template's own where none is written for it", 'fi', ['de', 'fr'], null],
    ['no other language whose tag begins alike', 'fil', ['fi'], null],
    ["the template's own where its language is not known", ' ', ['de'], null],
    ['one language however its tag is written', ' DE_at ', ['de-AT'], 'de-AT'],
  ])('%s', (_, wanted, written, read) => expect(languageFor(wanted, written)).toBe(read))
})

test('in a translation, fields of the lead and links may be others; the rest stays', () => {
  const merge = {
    firstName: ofLead('firstName', 'there'),
    company: ofLead('company', 'your company'),
    guide: link('https://example.com/guide'),
    prices: link('https://example.com/prices'),
    days: number(),
  }
  const german = {
    subject: 'Hallo',
    fallbacks: { firstName: 'Sie' },
    links: { guide: 'https://example.de/g' },
  } as const
  expect(mergeIn(merge, german)).toStrictEqual({
    ...merge,
    firstName: ofLead('firstName', 'Sie'),
    guide: link('https://example.de/g'),
  })
  expect(mergeIn(merge, { subject: 'Hallo' })).toStrictEqual(merge)
})

test.each([
  ['de', true],
  ['fil', true],
  ['pt-BR', true],
  ['zh-Hant', true],
  ['zh-Hant-TW', true],
  ['es-419', true],
  ['german', false],
  ['d', false],
  ['DE', false],
  ['de-at', false],
  ['de_AT', false],
  ['es-41', false],
  ['de-AT-x', false],
  ['', false],
])('"%s" is the tag of a language: %s', (text, is) => expect(isLanguageTag(text)).toBe(is))
