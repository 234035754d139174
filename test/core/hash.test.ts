import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fraction } from '../../core/hash.ts'

it('a fraction is the head of the SHA-256 of the text as UTF-8, whatever was asked for before', () => {
  const expected = (text: string): number =>
    createHash('sha256').update(text, 'utf8').digest().readUInt32BE(0) / 2 ** 32
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), { maxLength: 40 }), (texts) => {
      for (const text of [...texts, ...texts]) expect(fraction(text)).toBe(expected(text))
    }),
  )
})
