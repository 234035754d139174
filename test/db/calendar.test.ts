import { describe, expect, it } from 'vitest'
import { calendarOf, isZone, zoneOfCountry } from '../../db/calendar.ts'

const NOW = Date.UTC(2026, 5, 15)

describe('the calendar of a place', () => {
  it('knows every change of the clock, and from when', () => {
    const { transitions } = calendarOf({ zone: 'Europe/Berlin', country: 'DE' }, NOW)
    const written = transitions.map(([at, offset]) => [new Date(at).toISOString(), offset])
    expect(written.slice(0, 4)).toEqual([
      ['2025-01-01T00:00:00.000Z', 60],
      ['2025-03-30T01:00:00.000Z', 120],
      ['2025-10-26T01:00:00.000Z', 60],
      ['2026-03-29T01:00:00.000Z', 120],
    ])
    expect(written).toHaveLength(1 + 2 * 8)
  })

  it('knows the zones that do it their own way', () => {
    const offsets = (zone: string) =>
      [...new Set(calendarOf({ zone }, NOW).transitions.map(([, offset]) => offset))].sort((a, b) => a - b)
    expect(offsets('Asia/Kolkata')).toEqual([330])
    expect(offsets('Australia/Lord_Howe')).toEqual([630, 660])
    expect(offsets('America/St_Johns')).toEqual([-210, -150])
    // Morocco leaves its summer time for Ramadan only, for about a month.
    expect(offsets('Africa/Casablanca')).toEqual([0, 60])
    expect(calendarOf({ zone: 'Africa/Casablanca' }, NOW).transitions.length).toBeGreaterThan(14)
  })

  it('has the public holidays of country and region, with moved and many-day ones', () => {
    const holidays = (country: string, region?: string) => calendarOf({ zone: 'UTC', country, region }, NOW).holidays
    expect(holidays('DE')).toContain('2026-10-03')
    expect(holidays('DE')).not.toContain('2026-01-06')
    expect(holidays('DE', 'BY')).toContain('2026-01-06')
    expect(holidays('GB')).toContain('2026-12-28')
    expect(holidays('RO')).toEqual(expect.arrayContaining(['2027-01-01', '2027-01-02']))
  })

  it('takes a holiday that begins at sunset as the day after, and leaves out half ones', () => {
    const { holidays } = calendarOf({ zone: 'Africa/Cairo', country: 'EG' }, NOW)
    expect(holidays).toContain('2026-03-20')
    expect(holidays).not.toContain('2026-03-19')
    expect(calendarOf({ zone: 'Asia/Shanghai', country: 'CN' }, NOW).holidays).not.toContain('2026-08-01')
  })

  it('has no holidays where the country is unknown', () => {
    expect(calendarOf({ zone: 'UTC' }, NOW).holidays).toEqual([])
    expect(calendarOf({ zone: 'UTC', country: 'nowhere' }, NOW).holidays).toEqual([])
  })

  it('stays small, since it travels with the lead', () => {
    const sizes = ['IR', 'LK', 'DE', 'IN'].map(
      (country) => JSON.stringify(calendarOf({ zone: 'Africa/Casablanca', country }, NOW)).length,
    )
    expect(Math.max(...sizes)).toBeLessThan(5_000)
  })

  it('is computed once per place and year', () => {
    const place = { zone: 'Europe/Vienna', country: 'AT' }
    expect(calendarOf(place, NOW)).toBe(calendarOf({ ...place }, NOW + 1))
    expect(calendarOf(place, NOW)).not.toBe(calendarOf(place, Date.UTC(2027, 0, 1)))
  })
})

describe('a zone', () => {
  it('is known by its IANA name', () => {
    expect(['Europe/Berlin', 'Asia/Kolkata', 'UTC'].filter(isZone)).toHaveLength(3)
    expect(['Europe/Berlim', 'lead', '', '+05:30', 'Berlin time'].filter(isZone)).toEqual([])
  })

  it.each([
    ['IN', 'Asia/Kolkata'],
    ['us', 'America/New_York'],
    ['AU', 'Australia/Sydney'],
    ['BR', 'America/Sao_Paulo'],
    ['RU', 'Europe/Moscow'],
    ['AE', 'Asia/Dubai'],
    ['QA', 'Asia/Qatar'],
    ['OM', 'Asia/Muscat'],
    ['KW', 'Asia/Kuwait'],
  ])('of %s is %s', (country, zone) => {
    expect(zoneOfCountry(country)).toBe(zone)
  })

  it('of no country is unknown', () => {
    expect(['ZZ', '', 'India', 'Asia/Pacific Region'].map(zoneOfCountry)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})
