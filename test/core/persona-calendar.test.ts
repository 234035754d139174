import { expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { call, cast, choose, clicked, email, listenFor, requested, stage, track, wait } from '../../core/dsl.ts'
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
import { livePersona } from '../../core/simulate-persona.ts'
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

function calendarFor(draft: PersonaDraft, first = cared): readonly string[] {
  const mails = [benchmark, checklist, story, tour].map(({ name }) => name)
  const ready = sound(compilePersona(draft, { tracks: ['first'], mails, quality: agreed }))
  const programme = { tracks: { first }, quality: definition, office }
  const calendar = calendarOf(place, start)
  const lived = livePersona({ programme, persona: ready, track: 'first', calendar, from: start, days: 200 })
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
