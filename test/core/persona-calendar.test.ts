import { describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  call,
  cast,
  choose,
  clicked,
  email,
  exit,
  known,
  listenFor,
  requested,
  stage,
  track,
  visited,
  wait,
  type Draft,
  type TrackDraft,
} from '../../core/dsl.ts'
import { date } from '../../core/fact.ts'
import { personaCalendar } from '../../core/persona-calendar.ts'
import {
  after,
  afterCall,
  afterHandoff,
  afterMail,
  compilePersona,
  persona,
  type PersonaDraft,
} from '../../core/persona.ts'
import { livePersona, type PersonaLived } from '../../core/simulate-persona.ts'
import type { NotSent } from '../../core/simulated-lead.ts'
import type { Doing } from '../../core/state.ts'
import type { Track } from '../../core/track.ts'
import { calendarOf } from '../../db/calendar.ts'
import {
  agreed,
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  office,
  role,
  sound,
  start,
  story,
  tour,
} from './lives.ts'

const cared = sound(
  compileTrack(
    track('first', {
      goal: '…',
      theme: 'slow-close',
      cadence: {
        zone: 'lead',
        days: ['Mon', 'Tue', 'Wed', 'Thu'],
        between: ['09:30', '11:30'],
        atMost: '1 touch a week',
      },
      stages: {
        recognise: stage('…', [
          email(benchmark),
          listenFor(clicked(benchmark), {
            within: '2 weeks',
            then: [call('Who decides?', { due: '2 business days' })],
            otherwise: [email(checklist)],
          }),
        ]),
        compare: stage('…', [
          wait('1 week'),
          choose(role, { cfo: [email(story)], student: [], otherwise: [email(tour)] }),
        ]),
      },
      salesReady: [demo],
      onReturn: everyReason({ rest: '2 weeks' as const, resume: 'compare' as const }),
    }),
  ),
)

const place = { zone: 'America/New_York', country: 'US' }

function calendarFor(
  draft: PersonaDraft,
  first = cared,
  {
    others = {},
    days: lookedAt = 200,
  }: { readonly others?: Readonly<Record<string, Track>>; readonly days?: number } = {},
): readonly string[] {
  const mails = [benchmark, checklist, story, tour].map(({ name }) => name)
  const tracks = { first, ...others }
  const ready = sound(compilePersona(draft, { tracks: Object.keys(tracks), mails, quality: agreed }))
  const programme = { tracks, quality: definition, office }
  const calendar = calendarOf(place, start)
  const lived = livePersona({ programme, persona: ready, track: 'first', calendar, from: start, days: lookedAt })
  const { days, missed, end } = personaCalendar(lived, draft.persona, start, calendar)
  return [
    ...days.flatMap(({ date, weekday, entries }) =>
      entries.map(
        ({ is, what, because }) => `${weekday} ${date} ${is} ${what}${because === '' ? '' : ` (${because})`}`,
      ),
    ),
    ...missed.map(({ what, because }) => `never ${what} (${because})`),
    end,
  ]
}

it('tells what a silent lead gets, and what it does not get and why', () => {
  expect(calendarFor(persona('silent', { ...place }))).toEqual([
    'Mon 2027-01-04 enters stage recognise',
    'Mon 2027-01-04 gets benchmark (the track begins)',
    'Tue 2027-01-19 gets checklist (nothing came of what was listened for)',
    'Tue 2027-01-19 enters stage compare',
    'Tue 2027-01-26 gets tour (role is anything else, or not known)',
    'Tue 2027-01-26 stands has had everything for it (it wakes on any sign of life)',
    'never call: Who decides? (comes only where: clicked benchmark; it may not be reached by phone)',
    'never mail story (comes only where: role is cfo)',
    'it has had everything and is looked at again and again',
  ])
})

it('tells why a lead that acts gets what it gets, through sales and back', () => {
  const busy = persona('busy', {
    ...place,
    channels: ['email', 'phone'],
    facts: { role: 'cfo', size: 'large' },
    does: [
      afterMail(benchmark, '1 day', clicked(benchmark)),
      afterCall('1 business hour', { call: 'reached' }),
      after('10 days', requested('demo')),
      afterHandoff('1 business day', { sales: 'accepted' }),
      afterHandoff('2 business days', { returned: 'bad_timing' }),
      after('100 days', { unsubscribes: 'email' }),
      after('101 days', { unsubscribes: 'phone' }),
    ],
  })
  expect(calendarFor(busy)).toEqual([
    'Mon 2027-01-04 enters stage recognise',
    'Mon 2027-01-04 gets benchmark (the track begins)',
    'Tue 2027-01-05 does it clicked benchmark',
    'Tue 2027-01-05 held call-who-decides does not go (cap; put off until 2027-01-11)',
    'Mon 2027-01-11 gets a call: call-who-decides (it clicked benchmark)',
    'Tue 2027-01-12 sales the call: reached',
    'Tue 2027-01-12 enters stage compare',
    'Thu 2027-01-14 does it requested demo',
    'Thu 2027-01-14 sales it is an MQL and goes to rep (asked for a demo)',
    'Fri 2027-01-15 sales sales accepted it',
    'Mon 2027-01-18 sales sales returned it: bad_timing',
    'Mon 2027-01-18 stands rests (bad_timing)',
    'Mon 2027-02-08 gets story (role is cfo)',
    'Mon 2027-02-08 stands has had everything for it (it wakes on any sign of life)',
    'Wed 2027-04-14 does it may be reached by phone',
    'Thu 2027-04-15 does it may not be reached any more',
    'Thu 2027-04-15 stands falls dormant (it may not be reached on any channel)',
    'never mail checklist (comes only where: not within 2 weeks; it may not be reached by email)',
    'never mail tour (comes only where: role is anything else, or not known; it may not be reached by email)',
    'it can be reached no more',
  ])
})

it('tells the way that the lead went, where another one leads past a touch to the same step', () => {
  const forked = sound(
    compileTrack(
      track('first', {
        goal: '…',
        theme: 'slow-close',
        cadence: {
          zone: 'lead',
          days: ['Mon', 'Tue', 'Wed', 'Thu'],
          between: ['09:30', '11:30'],
          atMost: '2 touches a week',
        },
        stages: {
          recognise: stage('…', [
            email(benchmark),
            wait('1 week'),
            choose(role, {
              cfo: [email(story), wait('7 weeks')],
              student: [email(tour), wait('5 weeks')],
              otherwise: [wait('3 weeks')],
            }),
            email(checklist),
          ]),
        },
        salesReady: [demo],
        onReturn: everyReason({ rest: '2 weeks' as const, resume: 'recognise' as const }),
      }),
    ),
  )
  expect(calendarFor(persona('silent', { ...place }), forked)).toContainEqual(
    expect.stringContaining('gets checklist (role is anything else, or not known; 3 weeks later)'),
  )
})

it('tells a day where the fact is one, and refuses what is no day', () => {
  const world = { tracks: ['first'], mails: [], quality: { facts: [date('contractEnds')] } }
  const telling = (day: string) =>
    compilePersona(
      persona('bound', { zone: 'Europe/Berlin', does: [after('1 day', { tells: { contractEnds: day } })] }),
      world,
    )
  expect(telling('2027-12-01')).toHaveProperty('ok')
  expect(telling('next winter')).toMatchObject({
    problems: [{ what: 'fact contractEnds is never "next winter"', remedy: 'It is a day that exists, as 2027-03-31.' }],
  })
})

it('says of what comes first after a return for which reason that is, and of a cast that nothing was left', () => {
  const opened = sound(
    compileTrack(
      track('first', {
        goal: '…',
        theme: 'slow-close',
        cadence: { zone: 'lead', days: ['Tue'], between: ['09:30', '11:30'], atMost: '1 touch a week' },
        stages: { recognise: stage('…', [email(benchmark), wait('1 week'), cast({ from: [benchmark] })]) },
        salesReady: [demo],
        onReturn: {
          ...everyReason({ rest: '2 weeks' as const }),
          no_budget_now: { rest: '2 weeks', resume: 'recognise', open: email(story, { id: 'the-sum' }) },
        },
      }),
    ),
  )
  const returned = persona('returned', {
    ...place,
    facts: { role: 'cfo', size: 'large' },
    does: [after('10 days', requested('demo')), afterHandoff('1 business day', { returned: 'bad_timing' })],
  })
  const calendar = calendarFor(returned, opened)
  expect(calendar).toContain(
    'never mail story, first after a return (comes only where sales returns it for no_budget_now)',
  )
  expect(calendar).toContainEqual(expect.stringMatching(/^never cast .*\(nothing was left for its theme and stage\)$/))
  const silent = calendarFor(persona('silent', { ...place }), opened)
  expect(silent.filter((line) => line.includes('after a return'))).toEqual([])
})

const weekly = (name: string, steps: readonly Draft[], rest: Partial<TrackDraft<'recognise'>> = {}): Track =>
  sound(
    compileTrack(
      track(name, {
        goal: '…',
        theme: 'slow-close',
        cadence: {
          zone: 'lead',
          days: ['Mon', 'Tue', 'Wed', 'Thu'],
          between: ['09:30', '11:30'],
          atMost: '2 touches a week',
        },
        stages: { recognise: stage('…', steps) },
        salesReady: [demo],
        onReturn: everyReason({ rest: '2 weeks' as const }),
        ...rest,
      }),
    ),
  )
const ready = { facts: { role: 'cfo', size: 'large' } } as const

it('tells the days of a life in its own zone, each with its times in order', () => {
  const programme = { tracks: { first: cared }, quality: definition, office }
  const calendar = calendarOf(place, start)
  const does = [after('2 days', visited('/docs'))]
  const silent = sound(
    compilePersona(persona('silent', { ...place, does }), { tracks: ['first'], mails: [], quality: agreed }),
  )
  const lived = livePersona({ programme, persona: silent, track: 'first', calendar, from: start, days: 10 })
  const told = personaCalendar(lived, 'silent', start, calendar)
  expect(told).toMatchObject({
    persona: 'silent',
    track: 'first',
    zone: place.zone,
    from: '2027-01-04',
    until: '2027-01-14',
  })
  // The start is 08:00 UTC: three in the morning in New York.
  expect(told.days.map(({ entries }) => entries.map(({ time, is }) => [time, is]))).toEqual([
    [
      ['03:00', 'enters'],
      [expect.stringMatching(/^(09:[345]|10:|11:[012])/), 'gets'],
    ],
    [['03:00', 'does']],
  ])
})

describe('where a life stands at the end of the time', () => {
  const steps = [email(benchmark), wait('10 weeks'), email(story)]
  it.each([
    ['in its stage', {}, 30, 'it is in stage recognise'],
    [
      'with sales',
      { does: [after('1 day', requested('demo')), afterHandoff('1 hour', { sales: 'qualified' })] },
      30,
      'sales has it: it is sql',
    ],
    [
      'at rest',
      { does: [after('1 day', requested('demo')), afterHandoff('1 hour', { returned: 'no_response' })] },
      10,
      'it rests: no_response',
    ],
    [
      'nowhere any more',
      { does: [after('1 day', requested('demo')), afterHandoff('1 hour', { disqualified: 'no_need' })] },
      30,
      'its nurture ended: no_need',
    ],
    ['out of reach', { does: [after('1 day', { unsubscribes: 'email' })] }, 30, 'it can be reached no more'],
  ] as const)('%s', (_, does, days, end) => {
    const lines = calendarFor(persona('Ann', { ...place, ...ready, ...does }), weekly('first', steps), { days })
    expect(lines.at(-1)).toBe(end)
  })

  it('and what it has not got by then: for what came first, or because of where it stands', () => {
    const missed = (does: PersonaDraft['does'], days: number, rest: Partial<PersonaDraft> = {}): readonly string[] => {
      const leaves = { rules: [exit('a student', known(role, 'student'))] }
      const lines = calendarFor(
        persona('Ann', { ...place, ...ready, ...rest, does: does ?? [] }),
        weekly('first', steps, leaves),
        { days },
      )
      return lines.filter((line) => line.startsWith('never'))
    }
    expect(missed([], 30)).toEqual(['never mail story (it has not come so far)'])
    expect(missed([after('1 day', requested('demo')), afterHandoff('1 hour', { sales: 'qualified' })], 30)).toEqual([
      'never mail story (sales has it)',
    ])
    expect(missed([after('1 day', { tells: { role: 'student' } })], 30)).toEqual([
      'never mail story (its nurture ended: a student)',
    ])
    expect(missed([], 30, { channels: ['phone'] })).toEqual([
      'never mail benchmark (it may not be reached by email)',
      'never mail story (it may not be reached by email)',
    ])
  })
})

it('tells which track it came into, and goes on with the touches of both', () => {
  const second = weekly('second', [email(tour)], { priority: 5 })
  const lines = calendarFor(
    persona('Ann', { ...place, does: [after('8 days', { enters: 'second' })] }),
    weekly('first', [email(benchmark), wait('4 weeks'), email(story)]),
    { others: { second } },
  )
  expect(lines).toContain('Tue 2027-01-12 enters track second')
  expect(lines.filter((line) => line.includes(' gets '))).toEqual([
    'Mon 2027-01-04 gets benchmark (the track begins)',
    'Tue 2027-01-12 gets tour (the track begins)',
    'Tue 2027-02-02 gets story (it goes on where it was)',
  ])
  expect(lines.filter((line) => line.startsWith('never'))).toEqual([])
})

it('tells each attempt at a call, and that a touch declared so goes beside sales', () => {
  const lines = calendarFor(
    persona('Ann', {
      ...place,
      ...ready,
      channels: ['email', 'phone'],
      does: [
        afterCall('1 business hour', { call: 'no_answer' }),
        after('3 weeks', requested('demo')),
        afterHandoff('1 hour', { sales: 'qualified' }),
      ],
    }),
    weekly('first', [
      call('Ask', { due: '2 business days', attempts: 2 }),
      wait('6 weeks'),
      email(story, { withSales: true }),
    ]),
    { days: 100 },
  )
  expect(lines).toEqual([
    'Mon 2027-01-04 enters stage recognise',
    'Mon 2027-01-04 gets a call: call-ask (the track begins)',
    'Tue 2027-01-05 sales the call: no answer',
    'Thu 2027-01-07 gets a call: call-ask, attempt 2 (the call: no answer)',
    'Fri 2027-01-08 sales the call: no answer',
    'Mon 2027-01-25 does it requested demo',
    'Mon 2027-01-25 sales it is an MQL and goes to rep (asked for a demo)',
    'Mon 2027-01-25 sales sales says SQL',
    'Mon 2027-02-22 gets story (the call: no answer; 6 weeks later)',
    'sales has it: it is sql',
  ])
})

it('tells what was put off or dropped, and that a lead does not get what it had', () => {
  const lines = calendarFor(
    persona('Ann', { ...place, ...ready }),
    weekly('first', [
      email(benchmark),
      email(checklist),
      email(story),
      wait('1 week'),
      email(benchmark, { id: 'once-more' }),
      email(tour),
    ]),
  )
  expect(lines).toEqual([
    'Mon 2027-01-04 enters stage recognise',
    'Mon 2027-01-04 gets benchmark (the track begins)',
    'Mon 2027-01-04 gets checklist (it comes next)',
    'Mon 2027-01-04 held story does not go (cap; put off until 2027-01-11)',
    'Mon 2027-01-11 gets story (it comes next)',
    'Tue 2027-01-19 gets tour (1 week later)',
    'Tue 2027-01-19 stands has had everything for it (it wakes on any sign of life)',
    'never mail benchmark (it had that already)',
    'it has had everything and is looked at again and again',
  ])
})

it('tells for which reasons it would have got what opens the way back, and what it got', () => {
  const opened = weekly('first', [email(benchmark), wait('9 weeks'), email(story)], {
    onReturn: {
      ...everyReason({ rest: '2 weeks' as const }),
      no_budget_now: { rest: '2 weeks', resume: 'recognise', open: email(tour, { id: 'the-sum' }) },
      bad_timing: { rest: '2 weeks', resume: 'recognise', open: email(checklist, { id: 'later' }) },
    },
  })
  const returned = (reason: 'no_budget_now' | 'no_response') =>
    calendarFor(
      persona('Ann', {
        ...place,
        ...ready,
        does: [after('1 day', requested('demo')), afterHandoff('1 day', { returned: reason })],
      }),
      opened,
    ).filter((line) => !/^\S+ \S+ (does|sales) /.test(line))
  expect(returned('no_budget_now')).toEqual([
    'Mon 2027-01-04 enters stage recognise',
    'Mon 2027-01-04 gets benchmark (the track begins)',
    'Wed 2027-01-06 stands rests (no_budget_now)',
    'Wed 2027-01-20 gets tour (it has rested after no_budget_now)',
    'Wed 2027-01-20 gets story (it comes next)',
    'Wed 2027-01-20 stands has had everything for it (it wakes on any sign of life)',
    'never mail checklist, first after a return (comes only where sales returns it for bad_timing)',
    'it has had everything and is looked at again and again',
  ])
  expect(returned('no_response').filter((line) => line.startsWith('never'))).toEqual([
    'never mail checklist, first after a return (comes only where sales returns it for bad_timing)',
    'never mail tour, first after a return (comes only where sales returns it for no_budget_now)',
  ])
})

const newYork = calendarOf(place, start)
/** A silent lead in this track. */
function livedIn(first: Track, days: number, from = start): PersonaLived {
  const silent = sound(compilePersona(persona('silent', place), { tracks: ['first'], mails: [], quality: agreed }))
  const programme = { tracks: { first }, quality: definition, office }
  return livePersona({ programme, persona: silent, track: 'first', calendar: newYork, from, days })
}
/** Its calendar, each entry in one line. */
function linesOf(lived: PersonaLived, from = start): readonly string[] {
  const { days } = personaCalendar(lived, 'silent', from, newYork)
  return days.flatMap(({ entries }) => entries.map(({ is, what, because }) => `${is} ${what} (${because})`))
}
const neverOf = (lived: PersonaLived): readonly string[] =>
  personaCalendar(lived, 'silent', start, newYork).missed.map(({ what, because }) => `${what} (${because})`)

describe('of what happens at one instant', () => {
  const steps = [email(benchmark), wait('10 weeks'), email(story)]

  it('the cause stands before the effect', () => {
    const lived = livedIn(weekly('first', steps), 30)
    const at = lived.lead.sent[0]!.at
    const event = { kind: 'visited', of: '/docs', seq: 1, at } as const
    expect(linesOf({ ...lived, lead: { ...lived.lead, events: [{ event, matters: false }] } })).toEqual([
      'enters stage recognise ()',
      'does it visited /docs ()',
      'gets benchmark (the track begins)',
    ])
  })

  it('so does the stage before a touch that is due at once', () => {
    // A minute after the lead's own moment of the day: it is taken at once.
    const from = livedIn(weekly('first', steps), 30).lead.sent[0]!.at + MINUTE
    const lived = livedIn(weekly('first', steps), 30, from)
    expect(lived.lead.sent[0]?.at).toBe(from)
    expect(linesOf(lived, from)).toEqual(['enters stage recognise ()', 'gets benchmark (the track begins)'])
  })
})

it('tells why touches came beside sales, each of them', () => {
  const lines = calendarFor(
    persona('Ann', {
      ...place,
      ...ready,
      does: [after('1 day', requested('demo')), afterHandoff('1 hour', { sales: 'qualified' })],
    }),
    weekly('first', [
      email(benchmark),
      wait('2 weeks'),
      email(story, { withSales: true }),
      wait('1 week'),
      email(checklist, { withSales: true }),
      wait('3 weeks'),
      email(tour, { withSales: true }),
    ]),
    { days: 60 },
  )
  expect(lines.filter((line) => line.includes(' gets ')).map((line) => line.replace(/^.* gets /, ''))).toEqual([
    'benchmark (the track begins)',
    'story (2 weeks later)',
    'checklist (1 week later)',
    'tour (3 weeks later)',
  ])
})

describe('of a touch that a persona never got', () => {
  const steps = [email(benchmark), wait('10 weeks'), email(story), email(tour), cast({ from: [checklist] })]
  const lived = livedIn(weekly('first', steps), 30)
  const dropped = (reason: 'no_permission' | 'already_had') => ({ was: 'dropped', reason, at: start + DAY }) as const
  const put = (step: string, outcome: NotSent['outcome'], track = 'first'): NotSent => ({
    at: start + DAY,
    track,
    step,
    content: step,
    outcome,
  })
  const notSent = [
    put('story', dropped('no_permission')),
    put('story', dropped('already_had'), 'another'),
    put('tour', { was: 'deferred', reason: 'cap', until: start + 9 * DAY }),
    put('benchmark', { was: 'overtaken' }),
  ]
  const held: PersonaLived = { ...lived, lead: { ...lived.lead, notSent } }

  it('it is told why it was dropped, of its own track; what was overtaken is not told', () => {
    expect(neverOf(held)).toEqual([
      'mail story (no permission)',
      'mail tour (it has not come so far)',
      expect.stringMatching(/^cast .*\(it has not come so far\)$/),
    ])
    expect(linesOf(held).filter((line) => line.startsWith('held '))).toEqual([
      'held story does not go (no permission)',
      'held story does not go (already had)',
      'held tour does not go (cap; put off until 2027-01-13)',
    ])
  })

  it('that nothing was left is told of casts only, where it has had everything', () => {
    const last = lived.decided.at(-1)!
    const ending = (doing: Doing): PersonaLived => ({
      ...lived,
      decided: [...lived.decided, { ...last, state: { ...last.state, doing } }],
    })
    expect(neverOf(ending({ is: 'exhausted', until: start }))).toEqual([
      'mail story (it has not come so far)',
      'mail tour (it has not come so far)',
      expect.stringMatching(/^cast .*\(nothing was left for its theme and stage\)$/),
    ])
  })

  it('that opens the way back, it is told for which reason it would come only where it has not rested for that', () => {
    const opened = weekly('first', [email(benchmark), wait('9 weeks'), email(story)], {
      onReturn: {
        ...everyReason({ rest: '2 weeks' as const }),
        no_budget_now: { rest: '2 weeks', resume: 'recognise', open: email(tour, { id: 'the-sum' }) },
      },
    })
    const lines = calendarFor(
      persona('Ann', {
        ...place,
        ...ready,
        does: [
          after('1 day', requested('demo')),
          after('20 days', requested('demo')),
          after('2 days', { returned: 'bad_timing' }),
          after('21 days', { returned: 'no_budget_now' }),
        ],
      }),
      opened,
      { days: 30 },
    )
    expect(lines.filter((line) => line.startsWith('never'))).toEqual([
      'never mail tour, first after a return (it has not come so far)',
    ])
  })
})

describe('tells the waits on the way to a touch', () => {
  const ways = weekly('first', [
    email(benchmark),
    listenFor(clicked(benchmark), { within: '2 weeks', then: [wait('3 days')], otherwise: [wait('1 week')] }),
    email(story),
  ])
  const why = (first: Track, does: PersonaDraft['does'] = []): string | undefined =>
    calendarFor(persona('Ann', { ...place, does }), first)
      .findLast((line) => line.includes(' gets '))
      ?.replace(/^.* gets /, '')

  it('behind the one that it went where it was listened to', () => {
    expect(why(ways)).toBe('story (nothing came of what was listened for; 1 week later)')
    expect(why(ways, [after('5 days', clicked(benchmark))])).toBe('story (it clicked benchmark; 3 days later)')
  })

  it('from the beginning of another track that takes it over', () => {
    const second = weekly('second', [wait('1 week'), email(tour)], { priority: 5 })
    const lines = calendarFor(
      persona('Ann', { ...place, does: [after('8 days', { enters: 'second' })] }),
      weekly('first', [email(benchmark), wait('4 weeks'), email(story)]),
      { others: { second } },
    )
    expect(lines).toContainEqual(expect.stringContaining('gets tour (the track begins; 1 week later)'))
    expect(lines).toContainEqual(expect.stringContaining('gets story (it goes on where it was)'))
  })

  it('from the beginning of the track, without those behind a touch that it could not get', () => {
    expect(why(weekly('first', [wait('1 week'), email(story)]))).toBe('story (the track begins; 1 week later)')
    expect(why(weekly('first', [call('Ask', { due: '1 day' }), wait('1 week'), email(story)]))).toBe(
      'story (the track begins)',
    )
  })
})
