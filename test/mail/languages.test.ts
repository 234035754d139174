/** A template in several languages: which one a lead gets, and what is wrong with one that speaks two at once. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLanguageTag, languageFor } from '../../core/language.ts'
import { link, linksOf, ofLead, valuesOfLead } from '../../core/merge.ts'
import { problemLine } from '../../core/problem.ts'
import { template, type AnyTemplate } from '../../core/template.ts'
import { compileTemplate } from '../../mail/compile.ts'
import type { Parts } from '../../mail/compose.ts'
import { loadTemplates } from '../../mail/load.ts'
import { render } from '../../mail/render.ts'
import { inExactly, inLanguage } from '../../mail/translations.ts'
import { scratchFolder } from '../scratch.ts'
import { systemValues } from './samples.ts'
import { writeFileSync } from 'node:fs'

const own = {
  subject: 'Hello {{firstName}}',
  preheader: 'In two minutes',
  theme: 'slow-close',
  stage: 'recognise',
  purpose: 'educate',
  merge: { firstName: ofLead('firstName', 'there'), guide: link('https://example.com/guide') },
} as const
const german = { subject: 'Guten Tag {{firstName}}', fallbacks: { firstName: 'zusammen' } } as const
const greeting = template('greeting', {
  ...own,
  in: {
    de: { ...german, links: { guide: 'https://example.com/de/leitfaden' } },
    'de-AT': { ...german, subject: 'Servus {{firstName}}' },
  },
})

const layout = (footer: string): string => `<mjml><mj-body><mj-section><mj-column>
<!-- part: content -->
<mj-text><a href="{{unsubscribeUrl}}">${footer}</a> {{postalAddress}}</mj-text>
</mj-column></mj-section></mj-body></mjml>`
const content = (words: string): string => `<mj-text>{{firstName}}, <a href="{{guide}}">${words}</a></mj-text>`
const parts: Parts = {
  layout: layout('Unsubscribe'),
  'layout.de': layout('Abmelden'),
  'greeting.de': content('weiterlesen'),
  'greeting.de-AT': content('mehr erfahren'),
}

const compiled = async () => {
  const checked = await compileTemplate(greeting, content('read on'), parts)
  if ('problems' in checked) throw new Error(checked.problems.map(problemLine).join('\n'))
  return checked.ok
}
const saidOf = async (of: AnyTemplate, mjml: string, more: Parts): Promise<readonly string[]> => {
  const checked = await compileTemplate(of, mjml, { layout: layout('Unsubscribe'), ...more })
  return 'problems' in checked ? checked.problems.map(problemLine) : []
}
const mailTo = async (language: string) => {
  const whole = await compiled()
  const { body, merge } = inLanguage(whole, language)
  return render({ ...whole, ...body }, { ...systemValues, ...valuesOfLead(merge, {}), ...linksOf(merge) })
}

describe('a lead gets a mail', () => {
  it.each([
    ['de', 'Guten Tag zusammen', 'weiterlesen'],
    ['de-CH', 'Guten Tag zusammen', 'weiterlesen'],
    ['de-AT', 'Servus zusammen', 'mehr erfahren'],
    ['de_at', 'Servus zusammen', 'mehr erfahren'],
    ['en', 'Hello there', 'read on'],
    ['en-GB', 'Hello there', 'read on'],
    ['fr', 'Hello there', 'read on'],
    ['', 'Hello there', 'read on'],
  ])('in %s as %s', async (language, subject, words) => {
    const mail = await mailTo(language)
    expect(mail.subject).toBe(subject)
    expect(mail.html).toContain(words)
    expect(mail.text).toContain(words)
  })

  it('with the footer, the links and the fallbacks of that language', async () => {
    expect((await mailTo('de')).html).toContain('Abmelden')
    expect((await mailTo('en')).html).toContain('Unsubscribe')
    expect((await mailTo('de')).html).toContain('https://example.com/de/leitfaden')
    expect((await mailTo('de-AT')).html).toContain('https://example.com/guide')
  })

  it('as one piece of content, in one version that each of its languages changes', async () => {
    const first = await compiled()
    expect(JSON.parse(JSON.stringify(first))).toEqual(first)
    expect(first.contentId).toBe('greeting')
    const reworded = await compileTemplate(greeting, content('read on'), { ...parts, 'greeting.de': content('mehr') })
    expect('ok' in reworded && reworded.ok.version).not.toBe(first.version)
  })
})

it('the language of a link that nobody knows any more is the own of the template', async () => {
  expect(inExactly(await compiled(), 'fr').language).toBeNull()
})

it('the language of a lead is one of those that are written, the nearest, or none', () => {
  const tag = fc.constantFrom('en', 'de', 'de-AT', 'pt', 'pt-BR', 'zh-Hant', 'zh-Hant-TW', 'es-419')
  fc.assert(
    fc.property(tag, fc.uniqueArray(tag), (wanted, written) => {
      const got = languageFor(wanted, written)
      const fits = written.filter((one) => wanted === one || wanted.startsWith(`${one}-`))
      expect(got).toBe(fits.toSorted((a, b) => b.length - a.length)[0] ?? null)
      expect(isLanguageTag(wanted)).toBe(true)
    }),
  )
})

describe('a template of two languages is refused', () => {
  const of = template('greeting', { ...own, in: { de: german } })

  it('where a file is missing', async () => {
    expect(await saidOf(of, content('x'), {})).toEqual([
      "greeting.de.mjml: the template greeting has no file in de. Write it, or take de out of the template's languages.",
    ])
  })

  it('where one language says what the other does not', async () => {
    const poor = '<mj-text>{{firstName}}</mj-text>'
    expect(await saidOf(of, content('x'), { 'greeting.de': poor })).toEqual([
      expect.stringContaining('greeting.de.mjml: the merge field guide is declared and not used'),
    ])
    expect(await saidOf(of, content('x'), { 'greeting.de': content('{{firma}}') })).toEqual([
      expect.stringContaining('greeting.de.mjml:1: there is no merge field {{firma}}'),
    ])
  })

  it('where it would fall back to the words of the other language', async () => {
    const silent = template('greeting', { ...own, in: { de: { subject: 'Guten Tag' } } })
    expect(await saidOf(silent, content('x'), { 'greeting.de': content('y') })).toEqual([
      'template greeting, in.de: a lead of whom firstName is not known would be addressed in the words "there". Say it in de: fallbacks: { firstName: \'…\' }.',
    ])
  })

  it('where a file lies there in a language of which nothing is said', async () => {
    const folder = scratchFolder('languages')
    const files = { ...parts, greeting: content('x'), 'greeting.fr': content('lire') }
    for (const [name, mjml] of Object.entries(files)) writeFileSync(`${folder.path}/${name}.mjml`, mjml)
    const loaded = await loadTemplates([greeting], folder.path)
    folder.remove()
    expect('problems' in loaded ? loaded.problems.map(problemLine) : []).toEqual([
      expect.stringMatching(/greeting\.fr\.mjml: the template greeting does not say that it is written in fr\./),
    ])
  })
})
