import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slug } from '../../core/slug.ts'

test('text becomes a part of a name: its words with single hyphens between them, none at an end', () => {
  expect(slug('  --What, every CFO (and 2 more) asks!-- ')).toBe('what-every-cfo-and-2-more-asks')
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(slug(text)).toMatch(/^[a-z0-9-]{0,60}$/)
    }),
  )
})
