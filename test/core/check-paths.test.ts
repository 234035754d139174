import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPaths, runningAs, type Finding } from '../../core/check-paths.ts'
import { checkProgramme } from '../../core/check.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  advance,
  anyOf,
  call,
  choose,
  clicked,
  email,
  listenFor,
  not,
  allOf,
  replied,
  stage,
  track,
  visited,
  wait,
  type Draft,
  type NamedTrackDraft,
} from '../../core/dsl.ts'

import { explore } from '../../core/explore.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { compileLimits } from '../../core/limits.ts'
import type { LimitsDraft } from '../../core/limits.ts'
import { programme } from '../../core/programme.ts'
import { live } from '../../core/simulate.ts'
import { template, type Purpose } from '../../core/template.ts'
import { theme } from '../../core/theme.ts'
import type { RunningProgramme } from '../../core/simulated-lead.ts'
import { agreed, definition, demo, everyReason, programme as writtenByChance, size, sound } from './lives.ts'

const mail = (name: string, purpose: Purpose = 'educate') =>
  template(name, { subject: 'Hello', theme: 'slow-close', stage: 'recognise', purpose })
const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => mail(name)) as never as [
  ReturnType<typeof mail>,
  ReturnType<typeof mail>,
  ReturnType<typeof mail>,
  ReturnType<typeof mail>,
  ReturnType<typeof mail>,
]
const offers = ['x', 'y', 'z'].map((name) => mail(name, 'promote'))
const mails = [a, b, c, d, e, ...offers]

const cadence: NamedTrackDraft['cadence'] = {
  zone: 'lead',
  days: ['Tue', 'Wed', 'Thu'],
  between: ['09:30', '11:30'],
  atMost: '2 touches a week',
}
const base = {
  goal: 'a demo',
  theme: 'slow-close',
  cadence,
  salesReady: [demo],
  onReturn: everyReason({ rest: '30 days' as const }),
}
const soundSteps: readonly Draft[] = [email(a), wait('10 days'), email(b), wait('10 days'), email(c)]

/** A programme of one track with one stage of these steps. */
function checked(
  steps: readonly Draft[],
  options: { readonly track?: Partial<NamedTrackDraft>; readonly limits?: LimitsDraft } = {},
): readonly Finding[] {
  const { problems, programme: compiled } = checkProgramme(
    programme({
      themes: [theme('slow-close', { problem: 'The close takes too long' })],
      tracks: [track('first', { ...base, stages: { recognise: stage('…', steps) }, ...options.track })],
      templates: mails,
      quality: { ...agreed, interest: [], triggers: [demo] },
      reps: [{ id: 'rep', name: 'Ben', email: 'ben@example.com' }],
      ...(options.limits && { limits: options.limits }),
    }),
  )
  if (compiled) for (const problem of problems) expectToHappen(problem, runningAs(compiled))
  return problems.filter(({ code }) => code !== 'P308')
}

const codesOf = (problems: readonly Finding[]): readonly (string | undefined)[] => problems.map(({ code }) => code)

/** What a finding shows is what the simulation makes of it. */
function expectToHappen({ example, code }: Finding, running: RunningProgramme): void {
  if (example === undefined) return
  const { sent } = live(running, example.person, example.script, example.span)
  const inShort = (touches: typeof sent) => touches.map(({ at, key }) => `${at} ${key}`)
  expect({ code, sent: inShort(sent) }).toEqual({ code, sent: inShort(example.sent) })
}

test('a sound track has nothing to mend', () => {
  expect(checked(soundSteps)).toEqual([])
})

describe('what leads would meet', () => {
  test('a step behind two advances is reached by nobody', () => {
    const steps = [
      email(a),
      listenFor(clicked(a), { within: '6 days', then: [advance], otherwise: [advance] }),
      email(b),
      email(c),
    ]
    const [found, ...rest] = checked(steps)
    expect(rest).toEqual([])
    expect(found).toMatchObject({ code: 'P301', what: 'no path comes to step b' })
  })

  test('a way without a touch is a way to nothing', () => {
    const found = checked([choose(size, { small: [email(a)], large: [email(b)], otherwise: [] })])
    expect(codesOf(found)).toEqual(['P302'])
    expect(found[0]?.calendar).toEqual(['day 1  Mon  enrolled in first; has had everything of first'])
  })

  test('the same mail a second time is never sent', () => {
    const found = checked([...soundSteps, wait('10 days'), email(a, { id: 'again' })])
    expect(codesOf(found)).toContain('P303')
  })

  test('what can only be promised to two who cannot both come is never sent', () => {
    const never = allOf(clicked(c), not(clicked(c)))
    const steps = [...soundSteps, listenFor(never, { within: '6 days', then: [email(d)], otherwise: [email(e)] })]
    expect(checked(steps)).toMatchObject([{ code: 'P303', where: expect.stringContaining('step d') }])
  })

  test('three mails in three days do not fit two a week', () => {
    const found = checked([email(a), wait('1 day'), email(b), wait('1 day'), email(c)])
    expect(found).toMatchObject([{ code: 'P304', where: expect.stringContaining('step c') }])
    expect(found[0]?.calendar?.join('\n')).toContain('c has to wait for the frequency cap')
  })

  test('a touch that only some paths bring too early is not held up by its track', () => {
    const heard = listenFor(visited('/x'), { within: '8 days', then: [], otherwise: [] })
    expect(checked([email(a), wait('1 day'), email(b), heard, email(c)])).toEqual([])
  })

  test('a touch that every path brings too early is told with the days', () => {
    const [found] = checked([email(a), wait('1 day'), email(b), wait('1 day'), email(c)])
    expect(found?.what).toMatch(/mail c has to wait on every path .*: here it is due on day \d+ and may go on day \d+$/)
    const [, due, may] = /due on day (\d+) and may go on day (\d+)$/.exec(found?.what ?? '') ?? []
    expect(Number(due)).toBeLessThan(Number(may))
  })

  test('a cap above the limit lets too much through', () => {
    const often = { ...cadence, days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], atMost: '5 touches a week' } as const
    const steps = [a, b, c, d].flatMap((each) => [email(each), wait('1 day')]).slice(0, -1)
    const found = checked(steps, { track: { cadence: often } })
    expect(found).toMatchObject([{ code: 'P305', what: 'a lead can get 4 touches within 7 days, and the limit is 3' }])
    expect(codesOf(checked(steps, { track: { cadence: often }, limits: { touchesInAWeek: 4 } }))).toEqual([])
  })

  test('a long wait is silence, and a long rest is named apart', () => {
    const found = checked([email(a), wait('3 months'), email(b)])
    expect(codesOf(found)).toEqual(['P306'])
    expect(codesOf(checked(soundSteps, { limits: { silence: '5 days' } }))).toEqual(['P306', 'P306', 'P307'])
    const rests = { onReturn: everyReason({ rest: '6 months' as const }) }
    expect(codesOf(checked(soundSteps, { track: rests }))).toEqual(['P307'])
  })

  test('the longest of the ways to a touch is found, though shorter ones lead to the same', () => {
    const onTuesdays = { cadence: { ...cadence, days: ['Tue'] } } as const
    const heard = listenFor(visited('/x'), { within: '5 weeks', then: [], otherwise: [wait('5 weeks')] })
    const [found, ...rest] = checked([email(a), heard, email(b)], { track: onTuesdays })
    expect(rest).toEqual([])
    expect(found).toMatchObject({
      code: 'P306',
      what: expect.stringMatching(/^a lead can hear nothing for 7\d days before mail b/) as string,
    })
    // The life that is shown goes up to the touch that was waited for.
    expect(found?.example?.sent.map(({ content }) => content)).toEqual(['a', 'b'])
  })

  test('silence before the end is silence, too', () => {
    const heard = listenFor(visited('/x'), { within: '3 months', then: [], otherwise: [] })
    expect(checked([email(a), heard])).toMatchObject([
      {
        code: 'P306',
        where: 'track first',
        what: expect.stringMatching(/^a lead can hear nothing for \d\d days before the end of the track/) as string,
      },
    ])
  })

  test('a return to a stage without touches brings nothing more', () => {
    const stages = { recognise: stage('…', soundSteps), later: stage('…', [advance]) }
    const onReturn = { ...base.onReturn, bad_timing: { rest: '30 days', resume: 'later' } } as const
    expect(checked([], { track: { stages, onReturn } })).toMatchObject([
      { code: 'P309', where: 'track first, onReturn.bad_timing' },
    ])
  })

  test('offers on one way are too many, however it is on another', () => {
    const [x, y, z] = offers as [typeof a, typeof a, typeof a]
    const way = (those: readonly Draft[]) => those.flatMap((each) => [wait('10 days'), each])
    const then = way([email(x), email(y), email(z)])
    const steps = [email(a), listenFor(clicked(a), { within: '5 days', then, otherwise: way([email(b), email(c)]) })]
    expect(checked(steps)).toMatchObject([
      { code: 'P310', what: 'a lead can get 3 mails that promote among 4, and the limit is 50 %' },
    ])
    expect(checked(steps, { limits: { promoteShare: 0.75 } })).toEqual([])
  })

  test('a click on a mail that comes later is awaited in vain', () => {
    const steps = [email(a), listenFor(clicked(b), { within: '5 days', then: [email(c)], otherwise: [email(b)] })]
    expect(codesOf(checked(steps))).toEqual(['P312', 'P303'])
  })

  test('a click on the mail before the last does not count any more', () => {
    const steps = [
      email(a),
      wait('9 days'),
      email(b),
      listenFor(clicked(a), { within: '5 days', then: [email(c)], otherwise: [] }),
    ]
    expect(codesOf(checked(steps))).toEqual(['P313'])
    const withVisits = listenFor(visited('/pricing'), { within: '5 days', then: [email(c)], otherwise: [] })
    expect(checked([email(a), wait('9 days'), email(b), withVisits])).toEqual([])
  })

  test('an act that still counts, and a click on whatever mail, are awaited with reason', () => {
    const listens = (to: Parameters<typeof listenFor>[0]) => [
      email(a),
      wait('9 days'),
      email(b),
      listenFor(to, { within: '5 days', then: [email(c)], otherwise: [] }),
    ]
    expect(checked(listens(anyOf(clicked(a), visited('/pricing'))))).toEqual([])
    expect(checked(listens(anyOf(clicked(a), clicked(b))))).toEqual([])
    expect(checked(listens({ on: 'clicked', of: '*', times: 1 }))).toEqual([])
    expect(codesOf(checked(listens(replied(a))))).toEqual(['P313'])
    expect(codesOf(checked(listens({ on: 'replied', of: 'd*', times: 1 })))).toEqual(['P312', 'P303'])
  })

  test('a wait at the very end waits for nothing', () => {
    expect(codesOf(checked([...soundSteps, wait('2 weeks')]))).toEqual(['P314'])
  })

  test('nobody reads within the hour', () => {
    const steps = [email(a), listenFor(clicked(a), { within: '30 minutes', then: [email(b)], otherwise: [email(c)] })]
    expect(codesOf(checked(steps))).toEqual(['P315'])
  })

  test('a trigger on a mail that no track sends promotes nobody', () => {
    const { problems } = checkProgramme(
      programme({
        themes: [theme('slow-close', { problem: 'The close takes too long' })],
        tracks: [
          track('first', {
            ...base,
            stages: { recognise: stage('…', soundSteps) },
            salesReady: [demo, { trigger: 'reads e', when: clicked(e) }],
          }),
        ],
        templates: mails,
        quality: { ...agreed, interest: [], triggers: [demo, { trigger: 'reads e', when: clicked(e) }] },
        reps: [{ id: 'rep', name: 'Ben', email: 'ben@example.com' }],
      }),
    )
    expect(problems.filter(({ code }) => code !== 'P308')).toMatchObject([
      { code: 'P311', what: 'trigger reads e can promote nobody: no track sends e' },
    ])
  })

  test('a call is made again and again, and each attempt is a touch', () => {
    const often = { ...cadence, days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], atMost: '9 touches a week' } as const
    const steps = [call('Who decides?', { due: '1 day', attempts: 9, between: '1 day' })]
    const found = checked(steps, { track: { cadence: often } })
    expect(codesOf(found)).toEqual(['P305'])
    expect(found[0]?.calendar?.join('\n')).toContain('call: no answer')
  })
})

test('what a lead is decides its way only once', () => {
  const steps = [
    choose(size, { small: [email(a)], large: [email(b)], otherwise: [email(c)] }, { id: 'first' }),
    wait('10 days'),
    choose(size, { small: [email(d)], large: [email(b, { id: 'b again' })], otherwise: [email(e)] }, { id: 'second' }),
  ]
  // A large company had b already, on every path that comes to it.
  expect(checked(steps)).toMatchObject([{ code: 'P303', where: expect.stringContaining('b again') }])
})

test('every life that is shown for a track that chance wrote really happens', () => {
  const limits = sound(compileLimits({ touchesInAWeek: 1, silence: '5 days', promoteShare: 0 }))
  fc.assert(
    fc.property(writtenByChance, (running) => {
      const compiled = { tracks: Object.values(running.tracks), templates: [], quality: running.quality } as never
      const problems = checkPaths(compiled, limits)
      for (const problem of problems) expectToHappen(problem, { ...running, office: plainCalendar })
    }),
    { numRuns: 6 },
  )
})

/** A track of about five steps to each of so many branches. */
function long(branches: number): NamedTrackDraft {
  const block = (_: unknown, i: number): readonly Draft[] => {
    const [first, second, third] = [mail(`first-${i}`), mail(`second-${i}`), mail(`third-${i}`)]
    const after = wait('1 week', { id: `after-${i}` })
    if (i % 4 === 3) {
      const ways = { small: [email(second)], large: [], otherwise: [email(third)] }
      return [email(first), after, choose(size, ways, { id: `by-size-${i}` }), wait('4 days', { id: `then-${i}` })]
    }
    const otherwise = [wait('3 days', { id: `without-${i}` })]
    return [
      email(first),
      listenFor(clicked(first), { within: '6 business days', then: [email(second)], otherwise }),
      after,
    ]
  }
  const blocks = Array.from({ length: branches }, block)
  const part = (from: number, to: number) => stage('…', blocks.slice(from, to).flat())
  const third = Math.ceil(branches / 3)
  return track('first', {
    ...base,
    cadence: { ...cadence, atMost: ['2 touches a week', '6 touches a month'] },
    stages: { one: part(0, third), two: part(third, 2 * third), three: part(2 * third, branches) },
    onReturn: {
      ...everyReason({ rest: '30 days', resume: 'two' } as const),
      no_response: { rest: '2 weeks', resume: 'one' },
      bad_timing: { rest: '60 days' },
      untouched: { rest: '0 days' },
    },
  })
}

test('sixty steps and twelve branches are explored in less than two seconds of work', () => {
  const compiled = sound(compileTrack(long(12)))
  expect(compiled.steps.length).toBeGreaterThanOrEqual(60)
  const running = { tracks: { first: compiled }, quality: definition, office: plainCalendar }
  const seconds = [1, 2].map(() => {
    const before = process.cpuUsage()
    expect(explore(running, compiled).isWhole).toBe(true)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1e6
  })
  expect(Math.min(...seconds)).toBeLessThan(2)
})
