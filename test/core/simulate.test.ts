/** The virtual clock itself: what is told when, in which weather, and what is kept of it. */
import { describe, expect, it, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import { clicked, email, exit, listenFor, stage, submitted, track, wait } from '../../core/dsl.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import type { Input } from '../../core/next.ts'
import type { Happening, Outside, Person, Scripted } from '../../core/simulated-lead.ts'
import { live, liveOn, traceOf, type Weather } from '../../core/simulate.ts'
import { wakesAt, type State } from '../../core/state.ts'
import { benchmark, checklist, definition, demo, everyReason, sound, start, story, tour } from './lives.ts'

const first = sound(
  compileTrack(
    track('first', {
      goal: 'a demo',
      theme: 'slow-close',
      cadence: { zone: 'lead', days: ['Mon', 'Tue', 'Wed'], between: ['09:00', '11:00'], atMost: '2 touches a week' },
      stages: {
        only: stage('…', [
          email(benchmark),
          listenFor(clicked(benchmark), { within: '6 weeks', then: [email(tour)], otherwise: [] }),
          email(checklist),
          wait('1 week'),
          email(story),
        ]),
      },
      salesReady: [demo],
      onReturn: everyReason({ rest: '0 days' } as const),
      rules: [exit('has a form', submitted('form'))],
    }),
  ),
)
const programme = { tracks: { first }, quality: definition, office: plainCalendar }
const person: Person = {
  track: 'first',
  calendar: plainCalendar,
  lifecycle: 'lead',
  channels: ['email'],
  facts: { size: 'large', role: 'cfo' },
}
const span = { from: start, until: start + 120 * DAY }
const clicks: Happening = { act: 'clicked', of: 'benchmark' }
const visits: Happening = { act: 'visited', of: '/docs' }
const on = (day: number, ...all: readonly Happening[]): readonly Scripted[] =>
  all.map((what) => ({ at: start + day * DAY, what }))

interface Told {
  readonly at: number
  readonly input: Input
  readonly state: State
}
/** All that the workflow was told, and what Postgres holds at the end. */
function told(script: readonly Scripted[], weather: Weather = {}, outside: Outside = {}, who = person) {
  const inputs: Told[] = []
  const watch = (at: number, state: State, _: unknown, input: Input): void => void inputs.push({ at, input, state })
  const lead = liveOn(programme, who, script, span, { weather, outside, watch })
  const batches = inputs.flatMap(({ at, input }) =>
    input.is === 'events' ? [{ at: at - start, seqs: input.events.map(({ seq }) => seq) }] : [],
  )
  return { inputs, lead, batches }
}

describe('the workflow is told of events', () => {
  it('at once, those of one instant together, each once', () => {
    const script = [...on(2, clicks, visits), ...on(40, clicks)]
    expect(told(on(2, clicks, visits), { tellsAll: true }).batches).toEqual([{ at: 2 * DAY, seqs: [1, 2] }])
    expect(told(script, { tellsAll: true }).batches).toEqual([
      { at: 2 * DAY, seqs: [1, 2] },
      { at: 40 * DAY, seqs: [3] },
    ])
  })

  it('of which it listens for, where the weather does not tell all', () => {
    expect(told([...on(2, visits), ...on(4, clicks)]).batches).toEqual([{ at: 4 * DAY, seqs: [2] }])
  })

  it('after the lag', () => {
    expect(told(on(2, clicks), { lag: 3 * HOUR }).batches).toEqual([{ at: 2 * DAY + 3 * HOUR, seqs: [1] }])
  })

  it('with all that came before, backwards and twice, where there is an echo', () => {
    const { batches } = told([...on(2, clicks), ...on(4, visits)], { tellsAll: true, echoes: true })
    expect(batches.map(({ seqs }) => seqs)).toEqual([
      [1, 1],
      [2, 1, 2, 1],
    ])
  })

  it('up to the last instant of the time, and no more once the lead has ended', () => {
    expect(told(on(120, visits)).lead.events).toHaveLength(1)
    expect(told(on(120.1, visits)).lead.events).toHaveLength(0)
    const { lead, inputs } = told([...on(2, { act: 'submitted', of: 'form' }), ...on(4, visits)])
    expect(inputs.at(-1)?.state.doing).toMatchObject({ is: 'ended', reason: 'has a form' })
    expect(lead.events.map(({ event }) => event.kind)).toEqual(['submitted'])
  })
})

test('a timer fires when the life waits for nothing else any more', () => {
  const { inputs } = told([...on(2, visits), ...on(3, visits), ...on(9, clicks)])
  const timers = inputs.flatMap(({ input, at }, i) =>
    input.is === 'timer' ? [{ at, before: inputs[i - 1]!.state }] : [],
  )
  expect(timers.length).toBeGreaterThan(4)
  for (const { at, before } of timers) expect(at).toBe(wakesAt(before))
})

test('an activity takes its time, and the world goes on meanwhile', () => {
  const calm = told([]).lead.sent[0]!.at
  const { inputs, lead } = told([{ at: calm + MINUTE, what: clicks }], { latency: 4 * MINUTE })
  // The first settle takes its time, too; the touch is begun when it is due.
  const touched = inputs.find(({ input }) => input.is === 'touched')!
  expect([lead.sent[0]?.at, touched.at]).toEqual([calm, calm + 4 * MINUTE])
  expect(touched.input).toMatchObject({ events: [{ kind: 'clicked', at: calm + MINUTE }] })
})

describe('a workflow that dies after each decision, and an activity after its work', () => {
  it('leaves nothing twice, and no put-off touch that was put off once', () => {
    const calm = told(on(2, clicks))
    const rough = told(on(2, clicks), { crashes: true })
    expect(calm.lead.notSent.map(({ outcome }) => outcome.was)).toEqual(['deferred'])
    expect([rough.lead.notSent, rough.lead.sent]).toEqual([calm.lead.notSent, calm.lead.sent])
  })

  it('reads its state back as JSON', () => {
    const states = (weather: Weather) => told([], weather).inputs.map(({ state }) => state)
    expect(states({ crashes: true })).toEqual(JSON.parse(JSON.stringify(states({}))))
    expect(states({ crashes: true })[0]?.channels).not.toBe(states({})[0]?.channels)
  })
})

test('mails meet their fates in turn, as often as there are mails', () => {
  const { lead } = told(on(2, clicks), { fates: ['sent', 'unknown'] })
  expect(lead.sent.map(({ content, isSure }) => [content, isSure])).toEqual([
    ['benchmark', true],
    ['tour', false],
    ['checklist', true],
    ['story', false],
  ])
})

test('the receiving side is asked of each mail by its name', () => {
  const asked: string[] = []
  const fate = (template: string): 'sent' => {
    asked.push(template)
    return 'sent'
  }
  told(on(2, clicks), {}, { fate })
  expect(asked).toEqual(['benchmark', 'tour', 'checklist', 'story'])
})

test('who is in the hold-out gets nothing', () => {
  const { inputs, lead } = told([], {}, {}, { ...person, heldOut: true })
  expect(lead.sent).toEqual([])
  expect(inputs.at(-1)?.state).toMatchObject({ heldOut: true, doing: { is: 'heldOut' } })
})

test('a life that makes no progress is a defect that is told, and a long one is none', () => {
  const again: Outside = {
    react: (met) =>
      met.is === 'handedOff'
        ? [
            { at: met.at, what: { returned: 'no_response' } },
            { at: met.at, what: { act: 'requested', of: 'demo' } },
          ]
        : [],
  }
  expect(() => told(on(1, { act: 'requested', of: 'demo' }), {}, again)).toThrow('no progress: {')
  const daily = Array.from({ length: 110 }, (_, day) => on(day, visits)).flat()
  expect(told(daily, { tellsAll: true }).batches).toHaveLength(110)
})

test('of a life is kept where it came to rest, and each state on the way there', () => {
  const { states, doings, ...rest } = live(programme, person, on(2, clicks), span)
  const was = told(on(2, clicks)).inputs.map(({ at, state }) => ({ at, state }))
  expect(states).toEqual(was)
  expect(doings.map(({ at, doing }) => [at > start, doing.is])).toEqual([
    [false, 'due'],
    [true, 'listening'],
    [true, 'due'],
    [true, 'due'],
    [true, 'due'],
    [true, 'exhausted'],
    [true, 'exhausted'],
  ])
  expect(traceOf({ states, doings, ...rest })).toEqual({
    sent: rest.sent.map(({ at, key }) => `${at} ${key}`),
    handoffs: [],
    doings,
    lifecycle: 'lead',
  })
  const handed = live(programme, person, on(1, { act: 'requested', of: 'demo' }), { ...span, until: start + 2 * DAY })
  expect(traceOf(handed)).toMatchObject({ handoffs: [`${start + DAY} asked for a demo`], lifecycle: 'mql' })
})
