import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { date, fact, isDay, mayBe } from '../../core/fact.ts'

describe('a day', () => {
  const two = (n: number): string => String(n).padStart(2, '0')

  it('is one that the civil calendar has', () => {
    const year = fc.constantFrom(1900, 2000, 2023, 2024, 2100)
    fc.assert(
      fc.property(year, fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), (y, month, day) => {
        const at = new Date(Date.UTC(y, month - 1, day))
        const exists = at.getUTCFullYear() === y && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
        expect(isDay(`${y}-${two(month)}-${two(day)}`)).toBe(exists)
      }),
      { numRuns: 500 },
    )
    for (let at = Date.UTC(2023, 0, 1); at < Date.UTC(2025, 0, 1); at += DAY) {
      expect(isDay(new Date(at).toISOString().slice(0, 10))).toBe(true)
    }
  })

  it.each([
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2023-02-29', false],
    ['2024-02-29', true],
    ['2024-02-30', false],
    ['2024-00-10', false],
    ['2024-13-10', false],
    ['2024-04-31', false],
    ['2024-05-00', false],
    ['12024-05-01', false],
    ['2024-05-01T00:00', false],
    ['2024-5-1', false],
    ['next winter', false],
    ['', false],
  ])('"%s": %s', (text, is) => expect(isDay(text)).toBe(is))
})

describe('a fact', () => {
  it('has one of its values, or a day where its value is one', () => {
    const size = fact('size', ['small', 'large'])
    const ends = date('contractEnds')
    expect([size.nature, ends.nature, ends.values]).toEqual(['static', 'dynamic', []])
    expect(['small', '2027-03-31'].map((value) => mayBe(size, value))).toEqual([true, false])
    expect(['small', '2027-03-31'].map((value) => mayBe(ends, value))).toEqual([false, true])
  })
})
