/** What a life up to a moment is told as, beside a finding. */
import { expect, test } from 'vitest'
import { DAY, HOUR } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import { calendarUpTo, counterExampleAt, dayOfLife } from '../../core/counter-example.ts'
import { call, email, stage, track } from '../../core/dsl.ts'
import { beginning, plainCalendar, type Moment } from '../../core/explore-moment.ts'
import type { Happening, NotSent, Person, Scripted, Sent } from '../../core/simulated-lead.ts'
import { benchmark, definition, demo, everyReason, sound, start } from './lives.ts'

const compiled = sound(
  compileTrack(
    track('first', {
      goal: 'a demo',
      theme: 'slow-close',
      cadence: { zone: 'lead', days: ['Tue', 'Thu'], between: ['09:00', '11:00'], atMost: '1 touch a week' },
      stages: { only: stage('…', [email(benchmark), { ...call('Who decides?', { due: '1 day' }), id: 'call' }]) },
      salesReady: [demo],
      onReturn: everyReason({ rest: '2 weeks' } as const),
    }),
  ),
)
const person: Person = {
  track: 'first',
  calendar: plainCalendar,
  lifecycle: 'lead',
  channels: ['email', 'phone'],
  facts: { size: 'large' },
}
const first = beginning({ tracks: { first: compiled }, quality: definition, office: plainCalendar }, person, start)
const on = (day: number): number => start + (day - 1) * DAY
const happens = (day: number, ...all: readonly Happening[]): readonly Scripted[] =>
  all.map((what) => ({ at: on(day), what }))
const sent = (day: number, rest: Partial<Sent>): Sent => ({
  at: on(day),
  key: `${day}`,
  track: 'first',
  step: 'call',
  content: 'call',
  template: null,
  channel: 'phone',
  attempt: 1,
  mayReach: ['email', 'phone'],
  lifecycle: 'lead',
  paused: false,
  withSales: false,
  isSure: true,
  ...rest,
})
const mail = (day: number): Sent => sent(day, { content: 'benchmark', template: 'benchmark', channel: 'email' })
/** The moment at which all of this has happened. */
const moment = (day: number, has: Partial<Moment>, lead: Partial<Moment['lead']> = {}): Moment => ({
  ...first,
  now: on(day),
  from: first,
  ...has,
  lead: { ...first.lead, sent: [], notSent: [], ...lead },
})
const entered = 'enrolled in first, size is large'

test('each day on which something happens is a line, in the order of time, its things in the order in which they came', () => {
  const lived = moment(
    12,
    { happened: [...happens(3, { act: 'clicked', of: 'benchmark' }), ...happens(12, { sales: 'accepted' })] },
    { sent: [mail(2), sent(9, {}), { ...sent(9, { attempt: 2 }), at: on(9) + HOUR }] },
  )
  expect(calendarUpTo(lived)).toEqual([
    `day  1  Mon  ${entered}`,
    'day  2  Tue  mail benchmark',
    'day  3  Wed  clicked benchmark',
    'day  9  Tue  call: Who decides?; call: Who decides? (attempt 2)',
    'day 12  Fri  sales takes it',
  ])
})

test.each([
  [{ fact: 'role', is: 'cfo' }, 'role is cfo'],
  [{ returned: 'bad_timing' }, 'sales returns it: bad_timing'],
  [{ call: 'no_answer' }, 'call: no answer'],
  [{ pause: true }, '{"pause":true}'],
] as const)('%j is told in words', (what, words) => {
  expect(calendarUpTo(moment(2, { happened: happens(2, what) }))).toEqual([
    `day 1  Mon  ${entered}`,
    `day 2  Tue  ${words}`,
  ])
})

test('what is done several times at one instant is told once', () => {
  const visit: Happening = { act: 'visited', of: '/pricing' }
  const lived = moment(2, { happened: [...happens(2, visit, visit, visit, { fact: 'role', is: 'cfo' })] })
  expect(calendarUpTo(lived)[1]).toBe('day 2  Tue  visited /pricing 3 times; role is cfo')
})

test('a touch of a track that is not there goes by its step', () => {
  expect(calendarUpTo(moment(2, {}, { sent: [sent(2, { track: 'gone', step: 'a-call' })] }))[1]).toBe(
    'day 2  Tue  a-call',
  )
})

test('of what was not sent the frequency cap is told', () => {
  const put = (outcome: NotSent['outcome'], content = 'benchmark'): NotSent => ({
    at: on(2),
    track: 'first',
    step: 'step',
    content,
    outcome,
  })
  const cap = { was: 'deferred', reason: 'cap', until: on(9) } as const
  const notSent = [
    put(cap),
    put(cap, ''),
    put({ was: 'deferred', reason: 'early', until: on(9) }),
    put({ was: 'dropped', reason: 'no_permission', at: on(2) }),
  ]
  expect(calendarUpTo(moment(2, {}, { notSent }))).toEqual([
    `day 1  Mon  ${entered}`,
    'day 2  Tue  benchmark has to wait for the frequency cap; step has to wait for the frequency cap',
  ])
})

test('where it stands then is told where nothing comes any more, or not for long', () => {
  const at = (doing: Moment['state']['doing']): readonly string[] =>
    calendarUpTo(moment(4, { state: { ...first.state, doing } }))
  const rest = { is: 'resting', reason: 'bad_timing', resume: null, theme: null, until: on(30), unit: 'day' } as const
  expect(at({ is: 'exhausted', until: on(30) })[1]).toBe('day 4  Thu  has had everything of first')
  expect(at(rest)[1]).toBe('day 4  Thu  rests until day 30')
  expect(at({ is: 'settling', until: on(30) })).toHaveLength(1)
})

test('it is an example that can be lived again', () => {
  const happened = happens(2, { act: 'visited', of: '/pricing' })
  const lived = moment(4, { happened }, { sent: [mail(3)] })
  expect(counterExampleAt(lived)).toEqual({
    person,
    script: happened,
    span: { from: start, until: on(4) },
    sent: [mail(3)],
  })
  expect([dayOfLife(lived), dayOfLife(lived, on(9))]).toEqual([4, 9])
})
