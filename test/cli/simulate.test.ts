import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { bar, bars, columns, cut } from '../../cli/charts.ts'
import { pageOf } from '../../cli/simulate-page.ts'
import type { PersonaCalendar } from '../../core/persona-calendar.ts'
import { scratchFolder } from '../scratch.ts'
import { run } from './run.ts'

const folder = scratchFolder('simulate')
afterAll(() => folder.remove())

const perennial = (...args: string[]) => run(args, { databaseUrl: undefined })

describe('a chart', () => {
  test('shows anything above nothing, and never more than its width', () => {
    expect([bar(0, 10), bar(0.0001, 10), bar(0.5, 10), bar(7, 10)]).toEqual(['', '▏', '█████', '██████████'])
    const rows = [{ name: 'a very long name of a mail that nobody reads', share: 1, figure: '100.0 %' }]
    for (const width of [40, 80, 120]) expect(bars(rows, width)[0]?.length).toBeLessThanOrEqual(width)
  })

  test('of many days fits its width and keeps the highest of neighbours', () => {
    const days = Array.from({ length: 400 }, (_, day) => ({ label: `day ${day}`, value: day === 333 ? 90 : 1 }))
    const lines = columns(days, 60, 5, 45)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60)
    expect(lines[0]).toMatch(/^90 .*█/)
    expect(lines.join('\n')).toContain('45 ')
  })

  test('cuts what is too long', () => expect([cut('abc', 3), cut('abcd', 3)]).toEqual(['abc', 'ab…']))
})

describe('the page', () => {
  const nasty = '<script>alert("x")</script> & \'co\''
  const calendar: PersonaCalendar = {
    persona: nasty,
    track: nasty,
    zone: 'UTC',
    from: '2027-01-04',
    until: '2028-01-04',
    days: [
      { date: '2027-01-05', weekday: 'Tue', entries: [{ time: '09:30', is: 'gets', what: nasty, because: nasty }] },
    ],
    missed: [{ what: nasty, because: nasty }],
    end: nasty,
  }

  test('escapes every name, and needs no script and nothing from elsewhere', () => {
    const page = pageOf({ calendar })
    expect(page).not.toContain('<script')
    expect(page.split('&lt;script&gt;').length - 1).toBe(9)
    expect(page).not.toMatch(/(src|href)=/)
  })
})

describe('perennial simulate', () => {
  test('tells what a persona gets, with reasons', async () => {
    const { code, out } = await perennial('simulate', '--persona', 'silent controller', '--from', '2027-01-04')
    expect(code).toBe(0)
    expect(out).toMatch(/Tue 2027-01-05 {2}1\d:\d\d {2}✉ close-benchmark {3}the track begins/)
    expect(out).toContain('Never got')
    expect(out).toMatch(/mail api-tour: comes only where: persona is technical/)
  })

  test('shows a population, the same by the same seed, and writes it as a page', async () => {
    const file = join(folder.path, 'page.html')
    const args = ['simulate', 'finance-leaders', '--leads', '40', '--days', '200', '--from', '2027-01-04']
    const once = await perennial(...args, '--sender-limit', '5')
    expect(once.code).toBe(0)
    expect(once.out).toMatch(/^40 leads in finance-leaders, 200 days each, the first on 2027-01-04/)
    expect(once.out).toContain("More than the sender's 5 on")
    const [one, two] = [await perennial(...args, '--json'), await perennial(...args, '--json')]
    expect(JSON.parse(one.out)).toMatchObject({ by: 'stated', leads: 40, figures: { leads: 40 } })
    expect(two.out).toBe(one.out)
    expect((await perennial(...args, '--seed', 'other', '--json')).out).not.toBe(one.out)
    expect((await perennial(...args, '--html', file)).code).toBe(0)
    const page = readFileSync(file, 'utf8')
    expect(page).toMatch(/<h1>40 leads in finance-leaders<\/h1>/)
    expect(page).not.toContain('<script')
  })

  test.each([
    [['simulate', 'finance-leader'], 'The programme has no track finance-leader. Did you mean finance-leaders?'],
    [['simulate', '--persona', 'silent controler'], 'Did you mean silent controller?'],
    [['simulate', '--from', '04.01.2027'], 'Write a day as 2027-01-04.'],
    [['simulate', '--days', '9999'], '--days may be 1825 at most'],
    [['simulate', '--leads', '3', '--html', '/nowhere/at/all.html'], '/nowhere/at/all.html cannot be written'],
  ])('says what is wrong with %j', async (args, sentence) => {
    const { code, err } = await perennial(...args)
    expect(code).toBe(1)
    expect(err).toContain(sentence)
    expect(err).not.toContain('    at ')
  })
})
