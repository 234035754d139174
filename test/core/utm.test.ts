import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkUtm, tagged, type UtmRule } from '../../core/utm.ts'

const values = {
  track: 'finance-leaders',
  step: 'buying-guide',
  template: 'buying-guide',
  theme: 'business-case',
  stage: 'compare',
  purpose: 'promote',
  language: 'de',
}
const rule = { source: 'perennial', medium: 'email', campaign: '{track}', content: '{template}-{language}' }
const utm = 'utm_source=perennial&utm_medium=email&utm_campaign=finance-leaders&utm_content=buying-guide-de'

describe('a tracked link', () => {
  it.each([
    ['https://example.com/guide', `https://example.com/guide?${utm}`],
    ['https://example.com/guide?a=b%20c&d', `https://example.com/guide?a=b%20c&d&${utm}`],
    ['https://example.com/guide#prices?x', `https://example.com/guide?${utm}#prices?x`],
    ['https://example.com/?', `https://example.com/?${utm}`],
    ['mailto:mia@example.com', 'mailto:mia@example.com'],
  ])('%s leads to %s', (address, target) => {
    expect(tagged(address, rule, values)).toBe(target)
  })

  it('keeps the tags that it has', () => {
    const own = tagged('https://example.com/?utm_source=partner&x=1', rule, values)
    expect(own).toBe(`https://example.com/?utm_source=partner&x=1&${utm.replace('utm_source=perennial&', '')}`)
  })

  it.each([
    'https://example.com/?',
    'https://example.com/',
    'https://example.com/?#top',
    'mailto:a@b.c?body=https://d.e',
  ])('%s stays as it is where there is nothing to add', (address) => {
    expect(tagged(address, {}, values)).toBe(address)
    expect(tagged(address, { source: '' }, values)).toBe(address)
  })

  it('is one by its beginning only', () => {
    const mail = 'mailto:a@example.com?body=https://example.com'
    expect(tagged(mail, rule, values)).toBe(mail)
  })

  it('stays as it is where there is no rule', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (address) => {
        expect(tagged(address, {}, values)).toBe(address)
      }),
    )
  })

  it('has its own query and fragment, and each tag once, whatever they are', () => {
    const web = fc.webUrl({ withQueryParameters: true, withFragments: true })
    fc.assert(
      fc.property(web, fc.string({ minLength: 1 }), (address, stage) => {
        const target = new URL(tagged(address, { source: '{stage}', medium: 'email' }, { ...values, stage }))
        const own = new URL(address)
        expect(target.hash).toBe(own.hash)
        expect(target.search.startsWith(own.search)).toBe(true)
        expect(target.searchParams.getAll('utm_source')).toEqual([stage])
        expect(tagged(target.href, { source: '{stage}', medium: 'email' }, values)).toBe(target.href)
      }),
    )
  })
})

it.each<[UtmRule, string, string, string]>([
  [
    { source: 'perennial', campaign: '{trak}' },
    'links.utm.campaign',
    '{trak} is nothing that is known of a mail',
    'track',
  ],
  [{ sorce: 'perennial' } as UtmRule, 'links.utm', 'utm_sorce is no UTM tag', 'source'],
  [{ source: '{track' }, 'links.utm.source', 'a brace is not closed', 'track'],
])('the rule %j is refused', (wrong, where, what, remedy) => {
  expect(checkUtm(wrong)).toEqual([{ where, what, remedy: expect.stringContaining(remedy), code: 'P224' }])
})
