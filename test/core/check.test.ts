/** What `perennial check` says of a whole programme, in which order, and what of it keeps the programme from being published. */
import { describe, expect, it } from 'vitest'
import { checkProgramme, isRefused } from '../../core/check.ts'
import type { Code } from '../../core/codes.ts'
import { clicked, email, listenFor, stage, track, wait, type Draft } from '../../core/dsl.ts'
import type { LimitsDraft } from '../../core/limits.ts'
import { problemLine } from '../../core/problem.ts'
import { programme, type ProgrammeDraft } from '../../core/programme.ts'
import { theme } from '../../core/theme.ts'
import { anyDay } from './any-time.ts'
import { agreed, benchmark, checklist, demo, everyReason, guide, story } from './lives.ts'

function draft(steps: readonly Draft[], limits: LimitsDraft = {}): ProgrammeDraft {
  const only = track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    cadence: anyDay,
    stages: { recognise: stage('…', steps) },
    salesReady: [demo],
    onReturn: everyReason({ rest: '30 days' as const }),
  })
  return programme({
    themes: [theme('slow-close', { problem: 'The close takes too long' })],
    tracks: [only],
    templates: [benchmark, checklist, story, guide],
    quality: { ...agreed, interest: [], triggers: [demo] },
    reps: [{ id: 'rep', name: 'Ben', email: 'ben@example.com' }],
    limits,
  })
}
const codesOf = (checked: ProgrammeDraft): readonly (Code | undefined)[] =>
  checkProgramme(checked).problems.map(({ code }) => code)

const twoMails = [email(benchmark), wait('10 days'), email(story)]

describe('checking a programme', () => {
  it('tells errors first, then warnings, then what is only to be known', () => {
    const hasty = listenFor(clicked(checklist), { within: '30 minutes', then: [email(story)], otherwise: [] })
    const worst = [email(benchmark), wait('3 months'), email(guide), hasty]
    expect(codesOf(draft(worst))).toEqual(['P312', 'P315', 'P306', 'P303', 'P308'])
  })

  it('looks at no path where a part does not compile, and tells of the limits with the rest', () => {
    const { programme: compiled, problems } = checkProgramme(draft([wait('-1 days')], { promoteShare: 2 }))
    expect(compiled).toBeUndefined()
    expect(problems.map(problemLine)).toEqual([
      expect.stringContaining("'-1 days' is negative"),
      'limits: a share of 2 makes no limit. Give a number from 0 to 1: 0.5 for a half.',
    ])
  })

  it('looks at no path where only the limits do not compile', () => {
    const { programme: compiled, problems } = checkProgramme(draft(twoMails, { touchesInAWeek: 0 }))
    expect(compiled).toBeUndefined()
    expect(problems.map(problemLine)).toEqual(['limits: 0 touches a week make no limit. Give a whole number above 0.'])
  })

  it('gives the compiled programme where nothing but the paths is to be mended', () => {
    const { programme: compiled, problems } = checkProgramme(draft(twoMails))
    expect(compiled?.tracks.map(({ name }) => name)).toEqual(['first'])
    expect(problems.map(({ code }) => code)).toEqual(['P308'])
  })
})

describe('publishing is refused', () => {
  const of = (code?: Code) => ({ where: 'x', what: 'y', remedy: 'z', ...(code && { code }) })
  it.each<[string, Code | undefined, boolean, boolean]>([
    ['an error', 'P301', true, true],
    ['what has no code', undefined, true, true],
    ['a warning', 'P306', false, true],
    ['a note', 'P308', false, false],
  ])('for %s', (_, code, always, strictly) => {
    expect(isRefused(of(code))).toBe(always)
    expect(isRefused(of(code), { strict: false })).toBe(always)
    expect(isRefused(of(code), { strict: true })).toBe(strictly)
  })
})
