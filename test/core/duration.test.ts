import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration, spell, type Duration, type Unit } from '../../core/duration.ts'

const units: readonly Unit[] = ['minute', 'hour', 'business hour', 'day', 'business day', 'week', 'month']

describe('a duration', () => {
  it.each([
    ['4 business days', { amount: 4, unit: 'business day' }],
    ['1 week', { amount: 1, unit: 'week' }],
    ['90 days', { amount: 90, unit: 'day' }],
    ['1.5 hours', { amount: 1.5, unit: 'hour' }],
    ['120 months', { amount: 120, unit: 'month' }],
  ])('reads %s', (text, span) => {
    expect(parseDuration(text)).toEqual(span)
  })

  it.each([
    ['3 bussiness days', 'not a unit'],
    ['-3 days', 'negative'],
    ['NaN days', 'not a duration'],
    ['1e3 days', 'not a duration'],
    ['3 days\nor so', 'not a duration'],
    ['soon', 'not a duration'],
    ['', 'not a duration'],
    ['11 years', 'not a unit'],
    ['121 months', 'longer than 10 years'],
    ['0 days', 'no time at all'],
  ])('refuses %j and says why', (text, why) => {
    expect(parseDuration(text)).toEqual({ problem: expect.stringContaining(why) })
  })

  it('may be nothing where that has a meaning', () => {
    expect(parseDuration('0 days', { zero: true })).toEqual({ amount: 0, unit: 'day' })
    expect(parseDuration('-0 days', { zero: true })).toEqual({ amount: 0, unit: 'day' })
  })

  it('reads what it spells', () => {
    const span = fc.record({
      amount: fc.integer({ min: 1, max: 12_000 }).map((n) => n / 100),
      unit: fc.constantFrom(...units),
    })
    fc.assert(
      fc.property(span, (span) => {
        expect(parseDuration(spell(span))).toEqual(span)
      }),
    )
  })

  it('is spelled in words', () => {
    expect(spell({ amount: 1, unit: 'business day' })).toBe('1 business day')
    expect(spell({ amount: 2.4567, unit: 'week' })).toBe('2.46 weeks')
  })

  it('is refused by the editor when its unit is misspelt', () => {
    const good: readonly Duration[] = ['4 business days', '1 business hour', '6 weeks', '30 minutes', '2 months']
    // @ts-expect-error: a misspelt unit
    const misspelt: Duration = '3 bussiness days'
    // @ts-expect-error: a word where a number belongs
    const wordy: Duration = 'three days'
    expect([...good, misspelt, wordy].filter((text) => 'problem' in parseDuration(text))).toEqual([misspelt, wordy])
  })
})
