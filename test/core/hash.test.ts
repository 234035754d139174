import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, fraction, versionOf } from '../../core/hash.ts'

describe('a fraction', () => {
  const expected = (text: string): number =>
    createHash('sha256').update(text, 'utf8').digest().readUInt32BE(0) / 2 ** 32
  /** Asks for so many others, never asked for before, that none of those before is remembered. */
  let others = 0
  const forget = (): void => {
    for (let n = 0; n <= 256; n++) fraction(`another ${(others += 1)}`)
  }

  it('is the head of the SHA-256 of the text as UTF-8, whatever was asked for before', () => {
    forget()
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), { maxLength: 40 }), (texts) => {
        for (const text of [...texts, ...texts]) expect(fraction(text)).toBe(expected(text))
      }),
    )
  })

  it('is that of texts of any length and letters, a long one before a short one', () => {
    const texts = [
      'x'.repeat(500),
      'x'.repeat(129),
      'x'.repeat(128),
      'x'.repeat(127),
      'short',
      '',
      '\u007f',
      '\u0080',
      'é',
      'lead-1 ü',
    ]
    forget()
    for (const text of texts) expect(fraction(text), text).toBe(expected(text))
  })
})

describe('one meaning', () => {
  it('has one text, in whatever order it was written and with whatever was left open', () => {
    const one = { b: [1, { d: null, c: 'x' }], a: true, open: undefined }
    const other = { a: true, b: [1, { c: 'x', d: null }] }
    expect(canonical(one)).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}')
    expect(canonical(other)).toBe(canonical(one))
    expect(versionOf(other)).toBe(versionOf(one))
  })

  it('keeps the places of a list: what is not there is null', () => {
    expect(canonical([undefined, [], {}, 'a', 0])).toBe('[null,[],{},"a",0]')
  })

  it('has one version of 16 hex digits, and another meaning has another one', () => {
    const text = '{"a":[1,2]}'
    expect(versionOf({ a: [1, 2] })).toBe(createHash('sha256').update(text).digest('hex').slice(0, 16))
    expect(versionOf({ a: [2, 1] })).not.toBe(versionOf({ a: [1, 2] }))
  })
})
