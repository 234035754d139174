/** What the rules of a track do with a lead, at once, in the middle of what it waits for. */
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { checkRules } from '../../core/check-rules.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  allOf,
  anyOf,
  call,
  clicked,
  date,
  email,
  exit,
  fact,
  fit,
  goal,
  known,
  listenFor,
  moves,
  not,
  requested,
  rests,
  restsUntil,
  stage,
  submitted,
  theme,
  track,
  visited,
  wait,
  type Draft,
  type NamedTrackDraft,
  type RuleDraft,
} from '../../core/dsl.ts'
import { listensFor } from '../../core/listening.ts'
import { problemLine } from '../../core/problem.ts'
import { live, type History, type Weather } from '../../core/simulate.ts'
import type { Happening, Person, Scripted } from '../../core/simulated-lead.ts'
import { template } from '../../core/template.ts'
import { anyDay } from './any-time.ts'
import {
  agreed,
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  guide,
  office,
  size,
  sound,
  start,
  story,
  tour,
  until,
} from './lives.ts'

const timeframe = fact('timeframe', ['this-quarter', 'next-year'], 'dynamic')
const relation = fact('relation', ['none', 'left'])
const contractEnds = date('contractEnds')
const renewal = date('renewal')

const unsent = template('unsent', { subject: 'Hello', theme: 'slow-close', stage: 'recognise', purpose: 'educate' })

const long: readonly Draft[] = [email(benchmark), wait('20 days'), email(checklist)]
const later: readonly Draft[] = [email(story), wait('20 days'), email(tour)]

function draft(
  name: string,
  rules: readonly RuleDraft[],
  steps: { recognise?: readonly Draft[] } = {},
): NamedTrackDraft {
  return track(name, {
    theme: 'slow-close',
    goal: 'a demo',
    salesReady: [demo],
    cadence: anyDay,
    stages: { recognise: stage('…', steps.recognise ?? long), compare: stage('…', later) },
    onReturn: { ...everyReason({ rest: '2 weeks' } as const), bad_timing: { rest: '30 days', resume: 'compare' } },
    rules: rules as readonly RuleDraft<'recognise' | 'compare'>[],
  })
}

const utc = { zone: 'UTC', transitions: [[0, 0]], holidays: [] } as const
const cfo: Person = {
  track: 'first',
  calendar: utc,
  lifecycle: 'lead',
  channels: ['email', 'phone'],
  facts: { size: 'large', role: 'cfo' },
}

function lived(
  rules: readonly RuleDraft[],
  happens: readonly [day: number, what: Happening][],
  rest: { person?: Partial<Person>; weather?: Weather; other?: NamedTrackDraft; recognise?: readonly Draft[] } = {},
): History {
  const tracks = [draft('first', rules, rest), ...(rest.other ? [rest.other] : [])].map((one) =>
    sound(compileTrack(one)),
  )
  const script = happens.map(([day, what]): Scripted => ({ at: start + day * DAY, what }))
  const programme = { tracks: Object.fromEntries(tracks.map((one) => [one.name, one])), quality: definition, office }
  return live(programme, { ...cfo, ...rest.person }, script, { from: start, until }, rest.weather)
}

const got = ({ sent }: History): readonly string[] => sent.map(({ content }) => content)
const dayOf = ({ sent }: History, content: string): number => {
  const found = sent.find((one) => one.content === content)
  if (found === undefined)
    throw new Error(`${content} never came; there were ${sent.map((one) => one.content).join(', ')}`)
  return (found.at - start) / DAY
}
const end = ({ doings }: History): unknown => doings.at(-1)?.doing
const isAt = ({ doings }: History, day: number): string =>
  doings.findLast(({ at }) => at <= start + day * DAY)?.doing.is ?? 'unborn'

const visits = (of: string): Happening => ({ act: 'visited', of })
const says = (name: string, is: string): Happening => ({ fact: name, is })
const asksForDemo: Happening = { act: 'requested', of: 'demo' }
const careers = exit('looks for work', visited('/careers*', { times: 2 }))
const left = exit('left the company', known(relation, 'left'))

describe('an exit', () => {
  it('ends the enrolment at once, in the middle of a wait, and the lead gets nothing more', () => {
    const history = lived([left], [[5, says('relation', 'left')]])
    expect(got(history)).toEqual(['benchmark'])
    expect(history.doings.at(-1)).toEqual({
      at: start + 5 * DAY,
      doing: { is: 'ended', reason: 'left the company', outcome: 'exit' },
    })
  })

  it('counts acts since the beginning, whatever was sent in between', () => {
    const once = lived([careers], [[3, visits('/careers/berlin')]])
    expect(got(once)).toContain('tour')
    const twice = lived(
      [careers],
      [
        [3, visits('/careers/berlin')],
        [25, visits('/careers/paris')],
      ],
    )
    expect(got(twice)).toEqual(['benchmark', 'checklist', 'story'].slice(0, got(twice).length))
    expect(end(twice)).toMatchObject({ is: 'ended', reason: 'looks for work' })
  })

  it('acts before the first touch where it holds already', () => {
    expect(got(lived([left], [], { person: { facts: { relation: 'left' } } }))).toEqual([])
  })

  it('acts on a lead that was paused, fell dormant, has a call coming, or has had everything', () => {
    const news = says('relation', 'left')
    const ends = { is: 'ended', outcome: 'exit' }
    expect(
      end(
        lived(
          [left],
          [
            [2, { pause: true }],
            [5, news],
          ],
        ),
      ),
    ).toMatchObject(ends)
    expect(
      end(
        lived(
          [left],
          [
            [2, { mayReach: [] }],
            [5, news],
          ],
        ),
      ),
    ).toMatchObject(ends)
    expect(end(lived([left], [[400, news]]))).toMatchObject(ends)
    const calling = lived(
      [left],
      [
        [1, news],
        [2, { call: 'reached' }],
      ],
      {
        recognise: [call('Who decides?', { due: '9 business days' }), email(guide)],
      },
    )
    expect(end(calling)).toMatchObject(ends)
    expect(got(calling)).toEqual(['call-who-decides'])
  })

  it('that came in before a touch was claimed goes before the touch', () => {
    const weather: Weather = { latency: 60_000 }
    const at = dayOf(lived([left], [], { weather }), 'checklist')
    const history = lived([left], [[at - 1 / 86_400, says('relation', 'left')]], { weather })
    expect(got(history)).toEqual(['benchmark'])
  })
})

describe('a goal', () => {
  const booked = goal('booked a visit', submitted('visit'))
  const books: Happening = { act: 'submitted', of: 'visit' }

  it('ends the enrolment by its name', () => {
    const history = lived([booked], [[4, books]])
    expect(end(history)).toEqual({ is: 'ended', reason: 'booked a visit', outcome: 'goal' })
    expect(got(history)).toEqual(['benchmark'])
  })

  it('goes on where it is stated', () => {
    const history = lived([goal('booked a visit', submitted('visit'), { stage: 'compare' })], [[4, books]])
    expect(got(history)).toEqual(['benchmark', 'story', 'tour'])
    expect(dayOf(history, 'story')).toBeLessThan(5)
  })

  it('is nothing that was known before', () => {
    const history = lived([goal('is large', known(size, 'large'))], [])
    expect(got(history)).toEqual(['benchmark', 'checklist', 'story', 'tour'])
  })
})

describe('a transition', () => {
  const toPrices = moves(visited('/pricing', { times: 2 }), { stage: 'compare' })

  it('takes the lead to another stage in the middle of a wait', () => {
    const history = lived(
      [toPrices],
      [
        [3, visits('/pricing')],
        [6, visits('/pricing')],
      ],
    )
    expect(got(history)).toEqual(['benchmark', 'story', 'tour'])
    expect(dayOf(history, 'story')).toBeLessThan(7)
  })

  it('leaves alone who is there already', () => {
    const visitOften = [3, 6, 9, 12].map((day): [number, Happening] => [day, visits('/pricing')])
    const history = lived([toPrices], visitOften)
    expect(dayOf(history, 'tour') - dayOf(history, 'story')).toBeLessThan(21)
  })

  it('acts only in the stages that it names', () => {
    const back = moves(clicked(tour), { from: 'recognise', stage: 'compare' })
    const undisturbed = lived([], [])
    expect(got(lived([back], [[50, { act: 'clicked', of: 'tour' }]]))).toEqual(got(undisturbed))
  })

  it('takes the lead to another track and a stage of that, where it never gets again what it had', () => {
    const other = draft('second', [], { recognise: [email(guide)] })
    const away = moves(visited('/docs'), { track: 'second', stage: 'compare', theme: 'controls' })
    const history = lived([away], [[25, visits('/docs')]], { other })
    expect(history.sent.map(({ track: in_, content }) => `${in_} ${content}`)).toEqual([
      'first benchmark',
      'first checklist',
      'first story',
      'second tour',
    ])
    expect(history.states.at(-1)?.state).toMatchObject({ enrolment: 2, theme: 'controls' })
  })

  it('counts anew in the other track', () => {
    const other = draft('second', [exit('gone', visited('/docs', { times: 2 }))])
    const away = moves(visited('/docs'), { track: 'second' })
    const once = lived(
      [away],
      [
        [2, visits('/docs')],
        [5, visits('/docs')],
      ],
      { other },
    )
    expect(end(once)).toMatchObject({ is: 'exhausted' })
    const twice = lived(
      [away],
      [2, 5, 6].map((day): [number, Happening] => [day, visits('/docs')]),
      { other },
    )
    expect(end(twice)).toMatchObject({ is: 'ended', reason: 'gone' })
  })

  it('to another theme changes no position', () => {
    const toControls = moves(visited('/docs'), { theme: 'controls' })
    const history = lived([toControls], [[3, visits('/docs')]])
    expect(history.sent.map(({ at }) => at)).toEqual(lived([], []).sent.map(({ at }) => at))
    expect(history.states.at(-1)?.state.theme).toBe('controls')
  })

  it('to another theme leaves the lead to hear what it listened for, also in the same act', () => {
    const listening = [
      email(benchmark),
      listenFor(clicked(benchmark), { within: '20 days', then: [email(checklist)], otherwise: [] }),
    ]
    const clicks: Happening = { act: 'clicked', of: 'benchmark', facts: { size: 'small' } }
    const toControls = moves(known(size, 'small'), { theme: 'controls' })
    const history = lived([toControls], [[3, clicks]], { recognise: listening })
    expect(dayOf(history, 'checklist')).toBeLessThan(4)
    expect(history.states.at(-1)?.state.theme).toBe('controls')
  })

  it('to another theme holds from the first touch where it is known before', () => {
    const history = lived([moves(known(size, 'large'), { theme: 'controls' })], [])
    expect(history.sent.map(({ at }) => at)).toEqual(lived([], []).sent.map(({ at }) => at))
    expect(history.states.at(-1)?.state.theme).toBe('controls')
  })

  it('does not cut short the rest that sales asked for, and decides where the lead goes on', () => {
    const history = lived(
      [moves(visited('/docs'), { stage: 'compare' })],
      [
        [3, asksForDemo],
        [4, { returned: 'no_response' }],
        [6, visits('/docs')],
      ],
    )
    expect(got(history)).toEqual(['benchmark', 'story', 'tour'])
    expect(dayOf(history, 'story')).toBeGreaterThanOrEqual(18)
  })
})

describe('a timeframe', () => {
  const nextYear = rests(known(timeframe, 'next-year'), '6 months', { resume: 'compare' })

  it('lets the lead rest from the day that it was told, and resume in its stage', () => {
    const history = lived([nextYear], [[5, says('timeframe', 'next-year')]])
    expect(isAt(history, 6)).toBe('resting')
    expect(got(history)).toEqual(['benchmark', 'story', 'tour'])
    expect(Math.round(dayOf(history, 'story'))).toBeGreaterThanOrEqual(5 + 181)
    expect(Math.round(dayOf(history, 'story'))).toBeLessThanOrEqual(5 + 183)
  })

  it('that was known before lets it rest before the first touch', () => {
    const history = lived([nextYear], [], { person: { facts: { timeframe: 'next-year' } } })
    expect(got(history)).toEqual(['story', 'tour'])
    expect(dayOf(history, 'story')).toBeGreaterThan(180)
  })

  it('told anew with the same answer lets it rest anew; a pause moves no day that the lead named', () => {
    const once: [number, Happening] = [5, says('timeframe', 'next-year')]
    const anew = lived([nextYear], [once, [100, says('timeframe', 'next-year')]])
    expect(dayOf(anew, 'story')).toBeGreaterThan(279)
    const paused = lived([nextYear], [once, [10, { pause: true }], [90, { pause: false }]])
    expect(dayOf(paused, 'story')).toBe(dayOf(lived([nextYear], [once]), 'story'))
  })

  it('that changed is a way out of the rest, where a transition says so', () => {
    const soon = moves(known(timeframe, 'this-quarter'), { stage: 'compare' })
    const history = lived(
      [soon, nextYear],
      [
        [5, says('timeframe', 'next-year')],
        [40, says('timeframe', 'this-quarter')],
      ],
    )
    expect(dayOf(history, 'story')).toBeLessThan(41)
  })

  it('may be a day: the lead rests until then, or until some time before it', () => {
    const day = '2027-10-31'
    const there = (Date.UTC(2027, 9, 31) - start) / DAY
    const told: [number, Happening] = [5, says('contractEnds', day)]
    const at = lived([restsUntil(contractEnds, { resume: 'compare' })], [told])
    expect(dayOf(at, 'story')).toBeGreaterThanOrEqual(there)
    expect(dayOf(at, 'story')).toBeLessThan(there + 1)
    const before = lived([restsUntil(contractEnds, { before: '2 months', resume: 'compare' })], [told])
    const august = (Date.UTC(2027, 7, 31) - start) / DAY
    expect(dayOf(before, 'story')).toBeGreaterThanOrEqual(august)
    expect(dayOf(before, 'story')).toBeLessThan(august + 1)
  })

  it('that is over, or is no day, changes nothing', () => {
    const rule = restsUntil(contractEnds, { resume: 'compare' })
    const undisturbed = got(lived([], []))
    expect(got(lived([rule], [[5, says('contractEnds', '2020-01-01')]]))).toEqual(undisturbed)
    expect(got(lived([rule], [[5, says('contractEnds', 'soon')]]))).toEqual(undisturbed)
    expect(got(lived([rule], [[5, says('contractEnds', '2127-01-01')]]))).toEqual(undisturbed)
  })

  it('of whom something else is asked lets nobody else rest', () => {
    const told: [number, Happening] = [5, says('contractEnds', '2027-10-31')]
    const ofSmall = restsUntil(contractEnds, { when: known(size, 'small'), resume: 'compare' })
    expect(got(lived([ofSmall], [told]))).toEqual(got(lived([], [])))
    expect(isAt(lived([ofSmall], [told], { person: { facts: { size: 'small' } } }), 6)).toBe('resting')
  })

  it('told while sales has the lead lengthens the rest that sales asked for', () => {
    const history = lived(
      [nextYear],
      [
        [3, asksForDemo],
        [4, says('timeframe', 'next-year')],
        [5, { returned: 'no_response' }],
      ],
    )
    expect(dayOf(history, 'story')).toBeGreaterThan(180)
    const shorter = lived(
      [rests(known(timeframe, 'next-year'), '3 days')],
      [
        [3, asksForDemo],
        [4, says('timeframe', 'next-year')],
        [5, { returned: 'no_response' }],
      ],
    )
    expect(dayOf(shorter, 'checklist')).toBeGreaterThanOrEqual(19)
  })
})

describe('while sales has the lead', () => {
  const booked = goal('booked a demo', requested('demo'))

  it('no rule takes it away', () => {
    const history = lived(
      [left, careers, booked],
      [
        [3, asksForDemo],
        [4, says('relation', 'left')],
        [5, { sales: 'accepted' }],
      ],
    )
    expect(history.handoffs).toHaveLength(1)
    expect(isAt(history, 8)).toBe('withSales')
  })

  it('an exit is noted, and acts when sales gives the lead back', () => {
    const history = lived(
      [left],
      [
        [3, asksForDemo],
        [4, says('relation', 'left')],
        [5, { returned: 'no_response' }],
      ],
    )
    expect(history.doings.at(-1)).toMatchObject({ at: start + 5 * DAY, doing: { is: 'ended', outcome: 'exit' } })
  })

  it('a goal that led there is no end: what sales returns is nurtured on', () => {
    const history = lived(
      [booked],
      [
        [3, asksForDemo],
        [5, { returned: 'no_response' }],
      ],
    )
    expect(got(history)).toContain('tour')
  })

  it('whom sales would not have is ended by the goal, since nothing promotes it', () => {
    const history = lived([booked], [[3, asksForDemo]], { person: { facts: { role: 'student' } } })
    expect(history.handoffs).toEqual([])
    expect(end(history)).toMatchObject({ is: 'ended', outcome: 'goal' })
  })

  it('a demo request goes before the exit that came with it', () => {
    const history = lived(
      [left],
      [
        [3, asksForDemo],
        [3, says('relation', 'left')],
      ],
    )
    expect(history.handoffs).toHaveLength(1)
    expect(isAt(history, 3)).toBe('withSales')
  })
})

describe('several rules', () => {
  const toStory = moves(visited('/docs'), { stage: 'compare' })
  const ends = exit('reads the docs', visited('/doc*'))

  it('act in the order of the file: the first that holds, and no other', () => {
    expect(end(lived([ends, toStory], [[3, visits('/docs')]]))).toMatchObject({ is: 'ended' })
    const moved = lived([toStory, ends], [[3, visits('/docs')]])
    expect(dayOf(moved, 'story')).toBeLessThan(4)
  })

  it('ask on where the first leaves the lead as it is', () => {
    const history = lived(
      [toStory, ends],
      [
        [3, visits('/docs')],
        [6, visits('/docs')],
      ],
    )
    expect(end(history)).toMatchObject({ is: 'ended', reason: 'reads the docs' })
  })

  it('go before what the lead was listened to for', () => {
    const heard = listenFor(visited('/docs'), { within: '9 days', then: [email(guide)], otherwise: [] })
    const history = lived([ends], [[3, visits('/docs')]], { recognise: [email(benchmark), heard] })
    expect(got(history)).toEqual(['benchmark'])
  })
})

describe('what rules ask for', () => {
  it('is listened to wherever the lead is, and only while it is in the track', () => {
    const history = lived(
      [careers],
      [
        [2, asksForDemo],
        [4, { returned: 'no_response' }],
        [40, { mayReach: [] }],
        [90, { mayReach: ['email', 'phone'] }],
      ],
    )
    const compiled = sound(compileTrack(draft('first', [careers])))
    const kinds = new Set(history.states.map(({ state }) => state.doing.is))
    expect([...kinds]).toEqual(expect.arrayContaining(['due', 'withSales', 'resting', 'dormant', 'exhausted']))
    for (const { state } of history.states) {
      expect(listensFor(compiled, state).acts.map(({ of }) => of)).toContain('/careers*')
    }
  })
})

describe('compiling rules', () => {
  const problemsOf = (...rules: RuleDraft[]): readonly string[] => {
    const checked = compileTrack(draft('first', rules))
    return 'problems' in checked ? checked.problems.map(problemLine) : []
  }

  it('changes nothing of a track without rules', () => {
    expect(sound(compileTrack(draft('first', [])))).not.toHaveProperty('rules')
  })

  it('says what can never act, acts always, or stands behind its like', () => {
    const said = problemsOf(
      exit('anybody', not(visited('/docs'))),
      moves(visited('/docs'), { stage: 'cmpare' }),
      moves(known(size, 'large'), {}),
      exit('large', allOf(known(size, 'large'), visited('/a'))),
      goal('large', allOf(known(size, 'large'), visited('/a'))),
      restsUntil(contractEnds, { before: '3 hours' }),
      exit('nothing', anyOf()),
      exit('fits', allOf(visited('/b'), fit('A'))),
      moves(visited('/c'), { from: 'recogn', theme: 'controls' }),
      goal('reached', visited('/d'), { theme: 'controls' }),
    )
    expect(said).toEqual([
      expect.stringContaining('rules[0], exit: "not visited /docs" holds for everybody from the first day'),
      expect.stringContaining('rules[1], moves: there is no stage cmpare. The track has recognise, compare.'),
      expect.stringContaining('rules[2], moves: it leads nowhere'),
      expect.stringContaining('rules[5], restsUntil: a day is counted back from in days, weeks or months'),
      expect.stringContaining('rules[6], exit: it asks for nothing that happens'),
      expect.stringContaining('rules[7], exit: it asks for a fit, which is known only between touches'),
      expect.stringContaining('rules[8], moves: there is no stage recogn. The track has recognise, compare.'),
      expect.stringContaining('rules[9], goal: after a goal it goes on nowhere'),
      expect.stringContaining('rules[4], goal: an earlier rule has the same condition'),
    ])
  })
})

it('a rule without a condition, as a file without types may have, asks for nothing', () => {
  const checked = compileTrack(draft('first', [{ is: 'exit', name: 'unsaid' } as unknown as RuleDraft]))
  expect('problems' in checked ? checked.problems.map(problemLine) : []).toEqual([
    expect.stringContaining('rules[0], exit: it asks for nothing that happens'),
  ])
})

describe('a rule with the condition of an earlier one', () => {
  const asks = visited('/pricing')
  const trialEnds = date('trialEnds')
  const isRefused = (...rules: RuleDraft[]): boolean => {
    const checked = compileTrack(draft('first', rules))
    return 'problems' in checked && checked.problems.some(({ code }) => code === 'P116')
  }

  it.each<[string, RuleDraft, RuleDraft]>([
    ['an exit leaves nobody', exit('gone', asks), moves(asks, { stage: 'compare' })],
    ['a goal leaves nobody', goal('done', asks), rests(asks, '6 months')],
    ['one day is waited for once', restsUntil(contractEnds), restsUntil(contractEnds, { before: '1 month' })],
    ['both act in any stage', moves(asks, { theme: 'controls' }), moves(asks, { stage: 'compare' })],
    ['the one acts in any stage', moves(asks, { stage: 'compare' }), moves(asks, { from: 'recognise', theme: 'x' })],
    [
      'the one acts in that stage and another',
      moves(asks, { from: ['recognise', 'compare'], theme: 'controls' }),
      moves(asks, { from: 'recognise', stage: 'compare' }),
    ],
    [
      'the one leads into a stage of that name in another track',
      moves(asks, { track: 'second', stage: 'compare' }),
      moves(asks, { from: 'compare', stage: 'recognise' }),
    ],
  ])('never acts where %s', (_, earlier, later) => {
    expect(isRefused(earlier, later)).toBe(true)
  })

  it('a goal may lead to another track, to its first stage', () => {
    const checked = compileTrack(draft('first', [goal('done', asks, { track: 'second' })]))
    expect(checked).not.toHaveProperty('problems')
  })

  it.each<[string, RuleDraft, RuleDraft]>([
    ['the one leaves alone who is there', moves(asks, { stage: 'compare' }), exit('reads on', asks)],
    ['the condition is another', exit('gone', visited('/careers')), exit('reads', asks)],
    ['the day is another', restsUntil(contractEnds), restsUntil(trialEnds)],
    ['the one asks for more beside the day', restsUntil(contractEnds, { when: asks }), restsUntil(contractEnds)],
    ['the day may be unknown', restsUntil(contractEnds, { when: asks }), exit('gone', asks)],
    [
      'it acts in another stage',
      moves(asks, { from: 'recognise', theme: 'controls' }),
      moves(asks, { from: 'compare', theme: 'controls' }),
    ],
    [
      'it acts in one stage more',
      moves(asks, { from: 'recognise', theme: 'controls' }),
      moves(asks, { from: ['recognise', 'compare'], theme: 'x' }),
    ],
    [
      'the one was for one stage, and it is for the rest',
      moves(asks, { from: 'recognise', theme: 'controls' }),
      moves(asks, { theme: 'x' }),
    ],
    [
      'it goes on from where the one leads',
      moves(asks, { stage: 'compare' }),
      moves(asks, { from: 'compare', stage: 'recognise' }),
    ],
  ])('acts where %s', (_, earlier, later) => {
    expect(isRefused(earlier, later)).toBe(false)
  })

  it('takes on whom the earlier one brought there', () => {
    const onward = moves(asks, { from: 'compare', theme: 'controls' })
    const history = lived(
      [moves(asks, { stage: 'compare' }), onward],
      [
        [3, visits('/pricing')],
        [6, visits('/pricing')],
      ],
    )
    const themeOn = (day: number) => history.states.findLast(({ at }) => at <= start + day * DAY)?.state.theme
    expect(dayOf(history, 'story')).toBeLessThan(4)
    expect([themeOn(5), themeOn(7)]).toEqual(['slow-close', 'controls'])
  })
})

describe('checking the whole', () => {
  it('names tracks, stages, themes, facts and mails that are not there', () => {
    const nobodys = fact('nobodys', ['a'])
    const another = fact('another', ['a'])
    const rules = [
      moves(visited('/a'), { track: 'fisrt' }),
      moves(visited('/b'), { track: 'first', stage: 'cmpare' }),
      moves(visited('/c'), { theme: 'controls' }),
      exit('left', known(nobodys, 'a')),
      restsUntil(contractEnds),
      goal('read it', clicked(unsent)),
      restsUntil(date('size'), { when: visited('/d') }),
      moves(visited('/e'), { track: 'first' }),
      restsUntil(renewal, { before: '1 week' }),
      restsUntil(date('grade'), { when: visited('/f') }),
    ]
    const one = {
      ...draft('first', rules),
      entry: { when: known(nobodys, 'a'), refuse: { 'is that': known(another, 'a') } },
      enterOn: clicked(unsent),
    }
    const whole = {
      tracks: [one],
      compiled: [],
      templates: [benchmark],
      themes: [theme('slow-close', { problem: '…' })],
      quality: { ...agreed, facts: [...agreed.facts, renewal] },
      reps: [],
    }
    expect(checkRules(sound(compileTrack(one)), whole).map(problemLine)).toEqual([
      'track first, rules[0], moves: there is no track fisrt. Did you mean first?',
      'track first, rules[1], moves: track first has no stage cmpare. Did you mean compare?',
      expect.stringContaining('rules[2], moves: there is no theme controls'),
      expect.stringContaining('rules[3], exit: there is no fact nobodys'),
      expect.stringContaining('rules[4], restsUntil: there is no fact contractEnds'),
      expect.stringContaining('rules[5], goal: nobody can have clicked unsent'),
      expect.stringContaining('rules[6], restsUntil: fact size is no day'),
      expect.stringContaining('rules[9], restsUntil: fact grade is no day'),
      expect.stringContaining('track first, entry: there is no fact nobodys'),
      expect.stringContaining('track first, entry: there is no fact another'),
      expect.stringContaining('track first, enterOn: nobody can have clicked unsent'),
    ])
  })
})
