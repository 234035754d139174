import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPaths, runningAs, type Finding } from '../../core/check-paths.ts'
import { checkProgramme, type CheckedProgramme } from '../../core/check.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  advance,
  anyOf,
  call,
  choose,
  clicked,
  email,
  fact,
  listenFor,
  moves,
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
const report = mail('annual-report')
const mails = [a, b, c, d, e, report, ...offers]

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

interface Options {
  readonly track?: Partial<NamedTrackDraft>
  readonly limits?: LimitsDraft
  /** The steps of a second track. */
  readonly second?: readonly Draft[]
}

/** A programme of one track with one stage of these steps: what is wrong with it, without what is only to be known. */
function checked(steps: readonly Draft[], options: Options = {}): readonly Finding[] {
  return allOfIt(steps, options).problems.filter(({ code }) => code !== 'P308')
}

function allOfIt(steps: readonly Draft[], options: Options = {}): CheckedProgramme {
  const second = options.second && track('second', { ...base, stages: { recognise: stage('…', options.second) } })
  const all = checkProgramme(
    programme({
      themes: [
        theme('slow-close', { problem: 'The close takes too long' }),
        theme('controls', { problem: 'Nobody knows who changed what' }),
      ],
      tracks: [
        track('first', { ...base, stages: { recognise: stage('…', steps) }, ...options.track }),
        ...(second ? [second] : []),
      ],
      templates: mails,
      quality: { ...agreed, interest: [], triggers: [demo] },
      reps: [{ id: 'rep', name: 'Ben', email: 'ben@example.com' }],
      ...(options.limits && { limits: options.limits }),
    }),
  )
  if (all.programme) for (const problem of all.problems) expectToHappen(problem, runningAs(all.programme))
  return all
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
    const later = listenFor(visited('/x'), { within: '2 hours', then: [wait('9 days')], otherwise: [] })
    expect(checked([email(a), wait('1 day'), email(b), later, email(c)])).toEqual([])
  })

  test('a touch that every path brings too early is told with the days', () => {
    const [found] = checked([email(a), wait('1 day'), email(b), wait('1 day'), email(c)])
    expect(found?.what).toMatch(/mail c has to wait on every path .*: here it is due on day \d+ and may go on day \d+$/)
    const [, due, may] = /due on day (\d+) and may go on day (\d+)$/.exec(found?.what ?? '') ?? []
    expect(Number(due)).toBeLessThan(Number(may))
  })

  test('a touch is held up by its track wherever else a step of its name goes free', () => {
    const tight = [email(a), wait('1 day'), email(b), wait('1 day'), email(c)]
    const rules = [moves(visited('/y'), { track: 'second' })]
    expect(checked(tight, { track: { rules }, second: [email(c)] })).toMatchObject([
      { code: 'P304', where: 'track first, stage recognise, step c' },
    ])
  })

  test('each touch is told that is held up, with what was held up before it', () => {
    const steps = [a, b, c, d].flatMap((each) => [email(each), wait('1 day')]).slice(0, -1)
    const found = checked(steps)
    expect(found.map(({ where }) => where)).toEqual(['c', 'd'].map((id) => `track first, stage recognise, step ${id}`))
    expect(found[1]?.calendar?.join('\n')).toMatch(/c has to wait for the frequency cap[^]*d has to wait/)
  })

  test('a call is held up as a mail is, whatever becomes of its next attempt', () => {
    const asks = call('Who decides?', { due: '1 day', attempts: 6, between: '8 days' })
    const found = checked([email(a), wait('1 day'), email(b), wait('1 day'), asks])
    expect(found).toMatchObject([{ code: 'P304', what: expect.stringContaining('call: Who decides?') }])
  })

  test('a touch is held up whatever else is decided while it is due', () => {
    const bySize = choose(size, { small: [wait('9 days')], large: [wait('9 days')], otherwise: [wait('9 days')] })
    const found = checked([email(a), wait('1 day'), email(b), wait('1 day'), email(c), bySize, email(d)])
    expect(found).toMatchObject([{ code: 'P304', where: 'track first, stage recognise, step c' }])
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
    expect(checked(soundSteps, { track: rests })).toMatchObject([
      { code: 'P307', what: expect.stringContaining(': no_response 6 months, bad_timing 6 months, ') },
    ])
  })

  test('a silence and a rest that last as long as they may are no problem, whatever a rule does at the end', () => {
    const heard = listenFor(visited('/x'), { within: '30 days', then: [], otherwise: [] })
    const rules = [moves(visited('/y'), { theme: 'controls' })]
    expect(checked([email(a), heard], { track: { rules }, limits: { silence: '30 days' } })).toEqual([])
  })

  test('a silence is told once: of the touch that it comes before, and of the track that it is in', () => {
    const heard = listenFor(visited('/x'), { within: '3 months', then: [], otherwise: [] })
    const silent = [email(a), heard, email(b)]
    const toSecond = { track: { rules: [moves(visited('/y'), { track: 'second' })] } }
    expect(checked(silent)).toMatchObject([{ code: 'P306', where: 'track first, stage recognise, step b' }])
    expect(checked([email(c)], { ...toSecond, second: silent })).toMatchObject([
      { code: 'P306', where: 'track second, stage recognise, step b' },
    ])
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

  test('a path is judged to its end where a return comes to the same place in fewer choices', () => {
    const heard = listenFor(visited('/x'), { within: '5 weeks', then: [wait('5 weeks')], otherwise: [] })
    const steps = [a, b, c].flatMap((each) => [email(each), wait('10 days')])
    const stages = { recognise: stage('…', steps), later: stage('…', [email(d), heard, email(e)]) }
    const onReturn = everyReason({ rest: '30 days', resume: 'later' } as const)
    const found = checked([], { track: { stages, onReturn, cadence: { ...cadence, days: ['Tue'] } } })
    expect(found).toMatchObject([{ code: 'P306', where: expect.stringContaining('step e') }])
    // Whoever comes at the last moment waits for ten weeks.
    expect(found[0]?.what).toMatch(/nothing for 7\d days/)
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
      {
        code: 'P309',
        where: 'track first, onReturn.bad_timing',
        calendar: expect.arrayContaining([expect.stringContaining('sales returns it: bad_timing')]),
      },
    ])
  })

  test('the end that is told of is one after a touch', () => {
    const { problems } = allOfIt([choose(size, { small: [email(a)], large: [email(b)], otherwise: [] })])
    expect(codesOf(problems)).toEqual(['P302', 'P308'])
    expect(problems[1]?.what).toContain('after 1 touch;')
  })

  test('it is said where not all was looked at, and nothing of what was not', () => {
    const { programme: compiled } = allOfIt(soundSteps)
    const limits = sound(compileLimits({}))
    expect(checkPaths(compiled!, limits, 5)).toMatchObject([{ where: 'track first', code: 'P316' }])
    expect(checkPaths(compiled!, limits).map(({ code }) => code)).toEqual(['P308'])
    // A mail of one track may be one that only another one makes.
    const both = allOfIt([email(a)], { second: soundSteps }).programme!
    const enough = explore(runningAs(both), both.tracks[0]!).moments.length
    expect(checkPaths(both, limits, enough).map(({ code }) => code)).toEqual(['P308', 'P308', 'P316'])
  })

  test('calls are no mails, of which some promote', () => {
    const [x, y] = offers as [typeof a, typeof a]
    const asks = (text: string) => call(text, { due: '1 day', attempts: 1 })
    const steps = [email(x), asks('Who?'), email(y), asks('When?'), email(a), asks('Why?'), asks('How?')]
    const spaced = steps.flatMap((each) => [each, wait('10 days')]).slice(0, -1)
    expect(checked(spaced)).toMatchObject([
      { code: 'P310', what: 'a lead can get 2 mails that promote among 3, and the limit is 50 %' },
    ])
  })

  test('what a return leaves out is no offer too many', () => {
    const spaced = (those: readonly Draft[]) => those.flatMap((each) => [each, wait('10 days')])
    const [x, y, z] = offers as [typeof a, typeof a, typeof a]
    const stages = {
      recognise: stage('…', spaced([email(a), email(b), email(c)])),
      later: stage('…', spaced([email(x), email(y), email(z)]).slice(0, -1)),
    }
    const onReturn = everyReason({ rest: '30 days', resume: 'later' } as const)
    expect(checked([], { track: { stages, onReturn } })).toEqual([])
  })

  test('offers on one way are too many, however it is on another', () => {
    const [x, y, z] = offers as [typeof a, typeof a, typeof a]
    const way = (those: readonly Draft[]) => those.flatMap((each) => [wait('10 days'), each])
    const then = way([email(x), email(y)])
    const otherwise = way([b, c, d, e, report, z].map((each) => email(each)))
    const steps = [email(a), listenFor(clicked(a), { within: '5 days', then, otherwise })]
    expect(checked(steps)).toMatchObject([
      { code: 'P310', what: 'a lead can get 2 mails that promote among 3, and the limit is 50 %' },
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
    expect(checked(listens({ on: 'clicked', of: 'b*', times: 1 }))).toEqual([])
    // Nobody can tell to which mail it is, so none is named in a life that is explored.
    expect(codesOf(checked(listens({ on: 'replied', of: 'mail', times: 1 })))).toEqual(['P303'])
    expect(codesOf(checked(listens(replied(a))))).toEqual(['P313'])
    expect(codesOf(checked(listens({ on: 'replied', of: 'd*', times: 1 })))).toEqual(['P312', 'P303'])
  })

  test('a click is awaited in vain only where it is so on every path', () => {
    const bySize = (small: readonly Draft[], otherwise: readonly Draft[]) =>
      choose(fact('size', ['small']), { small, otherwise })
    const hears = (to: Parameters<typeof listenFor>[0]) => [
      listenFor(to, { within: '5 days', then: [email(c)], otherwise: [email(d)] }),
    ]
    expect(checked([bySize([email(a)], [email(b)]), ...hears(anyOf(clicked(a), clicked(b)))])).toEqual([])
    const late = [email(b), wait('9 days'), email(a)]
    expect(checked([bySize(late, [email(b, { id: 'b too' })]), ...hears(clicked(b))])).toEqual([])
  })

  test('a mail is known by how its name begins, whatever was a call', () => {
    const steps = (of: string) => [
      call('Who decides?', { due: '1 day', attempts: 1 }),
      wait('9 days'),
      email(report),
      listenFor({ on: 'clicked', of, times: 1 }, { within: '5 days', then: [email(b)], otherwise: [email(c)] }),
    ]
    expect(checked(steps('annual*'))).toEqual([])
    expect(codesOf(checked(steps('report*')))).toEqual(['P312', 'P303'])
  })

  test('each listening is judged by itself', () => {
    const hears = (id: string) => listenFor(clicked(a), { within: '5 days', then: [], otherwise: [wait('3 days')], id })
    const steps = [email(a), hears('fresh'), email(b), wait('9 days'), email(c), hears('stale'), email(d)]
    expect(checked(steps)).toMatchObject([
      { code: 'P313', where: expect.stringContaining('step stale'), what: expect.stringMatching(/that is c$/) },
    ])
  })

  test('a listening in another track is another one', () => {
    const hears = (to: typeof a) => listenFor(clicked(to), { within: '5 days', then: [], otherwise: [], id: 'hears' })
    const steps = [email(a), wait('9 days'), email(b), hears(a), email(d)]
    const rules = [moves(visited('/y'), { track: 'second' })]
    const second = [email(a), hears(a), email(e)]
    expect(checked(steps, { track: { rules }, second })).toMatchObject([
      { code: 'P313', where: 'track first, stage recognise, step hears' },
    ])
  })

  test('a mail that another track sends may be clicked before any', () => {
    const hears = listenFor(clicked(e), { within: '5 days', then: [], otherwise: [] })
    expect(checked([hears, email(a)], { second: [email(e)] })).toEqual([])
  })

  test('a listening that nobody comes to is told as that alone', () => {
    const on = listenFor(clicked(a), { within: '6 days', then: [advance], otherwise: [advance] })
    const lost = listenFor(clicked(b), { within: '6 days', then: [], otherwise: [] })
    expect(codesOf(checked([email(a), on, lost, email(b)]))).toEqual(['P301'])
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
