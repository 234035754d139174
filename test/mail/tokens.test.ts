import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkPurposes, parseLinkKeys, signToken, verifyToken } from '../../mail/tokens.ts'

const keys = parseLinkKeys('k2:a-secret-of-this-year,k1:a-secret-of-last-year')
const old = parseLinkKeys('k1:a-secret-of-last-year')
const foreign = parseLinkKeys('k2:somebody-elses-secret')
const now = Date.UTC(2026, 10, 24)
const lead = '5f0c2a9e7d314b6c8f21'

test('a token tells what was signed, and is short', () => {
  const token = signToken(keys, 'click', lead, now + 1000)
  expect(verifyToken(keys, 'click', token, now)).toEqual({ ok: lead })
  expect(token).toMatch(/^[\w.~-]{40,70}$/)
})

test('what an old key signed still verifies; a key that was taken away does not', () => {
  const token = signToken(old, 'unsubscribe', lead)
  expect(verifyToken(keys, 'unsubscribe', token, now)).toEqual({ ok: lead })
  expect(verifyToken(foreign, 'unsubscribe', token, now)).toEqual({ refused: 'unknown_key' })
})

test('a key of the same name but another secret is forged', () => {
  expect(verifyToken(keys, 'click', signToken(foreign, 'click', lead), now)).toEqual({ refused: 'forged' })
})

test('a token is worth nothing for another purpose', () => {
  for (const signed of linkPurposes) {
    for (const asked of linkPurposes.filter((purpose) => purpose !== signed)) {
      const token = signToken(keys, signed, lead)
      expect(verifyToken(keys, asked, token, now)).toEqual({ refused: 'wrong_purpose' })
    }
  }
})

test('a token expires when it was said to; one to unsubscribe never does', () => {
  const token = signToken(keys, 'handoff', lead, now)
  expect(verifyToken(keys, 'handoff', token, now - 1)).toEqual({ ok: lead })
  expect(verifyToken(keys, 'handoff', token, now)).toEqual({ refused: 'expired' })
  expect(verifyToken(keys, 'unsubscribe', signToken(keys, 'unsubscribe', lead), now * 10)).toEqual({ ok: lead })
  expect(() => signToken(keys, 'unsubscribe', lead, now)).toThrow('never expires')
})

test('a token of which one character is changed, dropped or added is refused', () => {
  const token = signToken(keys, 'handoff', lead, now + 1000)
  fc.assert(
    fc.property(
      fc.nat(token.length - 1),
      fc.constantFrom('', 'a', 'A', '0', '.', '-', '%'),
      fc.boolean(),
      (at, by, insert) => {
        const altered = token.slice(0, at) + by + token.slice(insert ? at : at + 1)
        fc.pre(altered !== token)
        expect(verifyToken(keys, 'handoff', altered, now)).toHaveProperty('refused')
      },
    ),
  )
})

test('the payload of one token does not fit another', () => {
  const [mac, id, until] = signToken(keys, 'handoff', 'lead-1').split('.')
  expect(verifyToken(keys, 'handoff', `${mac}.${id}.${until}.lead-2`, now)).toEqual({ refused: 'forged' })
})

test('nothing that a stranger writes verifies, or throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(verifyToken(keys, 'click', text, now)).toHaveProperty('refused')
    }),
  )
})

test('only opaque ids are signed', () => {
  expect(() => signToken(keys, 'click', 'ada@lead.example')).toThrow('ids')
})

test.each([
  '',
  'k1',
  'k1:short',
  'k1:a-long-enough-secret,k1:a-long-enough-secret',
  'too-long-id:a-long-enough-secret',
])('keys that are wrong are refused without being shown: %j', (text) => {
  expect(() => parseLinkKeys(text)).toThrow(/^LINK_KEYS(?!.*a-long-enough-secret)/)
})
