import { describe, expect, it } from 'vitest'
import { contentNamed } from '../../core/content.ts'
import { slug } from '../../core/slug.ts'

describe('a name in small letters, digits and hyphens', () => {
  it.each([
    ['Who decides?', 'who-decides'],
    ['  ...the close: 6 days!!  ', 'the-close-6-days'],
    ['--', ''],
    ['Ärger', 'rger'],
  ])('"%s" is "%s"', (text, name) => expect(slug(text)).toBe(name))

  it('has at most 60', () => expect(slug('x'.repeat(80))).toBe('x'.repeat(60)))
})

describe('what a reader would recognise as the same', () => {
  it('is its name with what it is given, in whatever order', () => {
    expect(contentNamed('peer-story', {})).toBe('peer-story')
    expect(contentNamed('peer-story', { customer: 'Norwind', daysSaved: 6 })).toBe('peer-story:norwind-6')
    expect(contentNamed('peer-story', { daysSaved: 6, customer: 'Norwind' })).toBe('peer-story:norwind-6')
  })

  it('is told apart by a short hash where letters and digits cannot say it', () => {
    const [one, other] = ['Ärger', 'Örger'].map((customer) => contentNamed('peer-story', { customer }))
    expect(one).toMatch(/^peer-story:rger-[0-9a-f]{6}$/)
    expect(other).not.toBe(one)
  })
})
