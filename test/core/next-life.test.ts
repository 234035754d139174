/** The life of one lead in domain words: a small track, what happens, and what the lead gets. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSpan, DAY, HOUR } from '../../core/calendar.ts'
import type { CadenceInput } from '../../core/cadence.ts'
import { compileTrack } from '../../core/compile.ts'
import type { Answer } from '../../core/contract.ts'
import {
  advance,
  allOf,
  call,
  choose,
  clicked,
  email,
  known,
  listenFor,
  stage,
  track,
  visited,
  wait,
  type Draft,
  type ReturnDraft,
} from '../../core/dsl.ts'
import { next } from '../../core/next.ts'
import { recycleReasons, type RecycleReason } from '../../core/reasons.ts'
import { live, type History, type Weather } from '../../core/simulate.ts'
import type { Happening, Person, Scripted } from '../../core/simulated-lead.ts'
import { born, type State } from '../../core/state.ts'
import type { Track } from '../../core/track.ts'
import {
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  guide,
  office,
  role,
  size,
  sound,
  start,
  story,
  tour,
  until,
} from './lives.ts'

const slowClose = { theme: 'slow-close', goal: 'a demo', salesReady: [demo] } as const
const anyTime = { zone: 'lead', days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], holidays: 'ignore' } as const
const anyDay = { ...anyTime, between: ['00:00', '24:00'], atMost: '9 touches a day' } as const
const someRest: ReturnDraft<string> = { rest: '2 weeks' }

function trackOf(
  stages: Readonly<Record<string, readonly Draft[]>>,
  onReturn: Partial<Record<RecycleReason, ReturnDraft<string>>> = {},
  cadence: CadenceInput = anyDay,
): Track {
  const drafts = Object.entries(stages).map(([name, steps]) => [name, stage('…', steps)] as const)
  return sound(
    compileTrack(
      track('first', {
        ...slowClose,
        cadence,
        stages: Object.fromEntries(drafts),
        onReturn: { ...everyReason(someRest), ...onReturn },
      }),
    ),
  )
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
  track: Track,
  happens: readonly [day: number, what: Happening][],
  rest: { person?: Person; weather?: Weather } = {},
): History {
  const script = happens.map(([day, what]): Scripted => ({ at: start + day * DAY, what }))
  const programme = { tracks: { first: track }, quality: definition, office }
  return live(programme, rest.person ?? cfo, script, { from: start, until }, rest.weather)
}

const got = ({ sent }: History): readonly string[] => sent.map(({ content }) => content)
const when = ({ sent }: History, content: string): number => {
  const found = sent.find((one) => one.content === content)
  if (found === undefined)
    throw new Error(`${content} was never sent; there were ${sent.map((one) => one.content).join(', ')}`)
  return found.at
}
const isAt = ({ doings }: History, day: number): string =>
  doings.findLast(({ at }) => at <= start + day * DAY)?.doing.is ?? 'unborn'

const asksForDemo: Happening = { act: 'requested', of: 'demo' }
const clicks = (mail: typeof benchmark): Happening => ({ act: 'clicked', of: mail.name })

describe('a lead that is listened to', () => {
  const listening = trackOf({
    recognise: [
      email(benchmark),
      wait('3 days'),
      listenFor(clicked(benchmark), { within: '10 days', then: [email(story)], otherwise: [email(tour)] }),
    ],
  })

  it('goes on at once when it does what was listened for', () => {
    const history = lived(listening, [[6, clicks(benchmark)]])
    expect(got(history)).toEqual(['benchmark', 'story'])
    expect(when(history, 'story') - (start + 6 * DAY)).toBeLessThan(DAY)
  })

  it('goes on otherwise at the deadline', () => {
    const history = lived(listening, [])
    expect(got(history)).toEqual(['benchmark', 'tour'])
    expect(when(history, 'tour') - when(history, 'benchmark')).toBeGreaterThanOrEqual(13 * DAY)
    expect(when(history, 'tour') - when(history, 'benchmark')).toBeLessThan(14 * DAY)
  })

  it('is heard in the wait before, too', () => {
    const history = lived(listening, [[2, clicks(benchmark)]])
    expect(got(history)).toEqual(['benchmark', 'story'])
    expect(when(history, 'story') - when(history, 'benchmark')).toBeLessThan(4 * DAY)
  })

  it('is not taken at what it did before the last touch', () => {
    const later = trackOf({
      recognise: [
        email(benchmark),
        wait('5 days'),
        email(checklist),
        listenFor(visited('/pricing'), { within: '5 days', then: [email(story)], otherwise: [email(tour)] }),
      ],
    })
    const visits: Happening = { act: 'visited', of: '/pricing' }
    expect(got(lived(later, [[3, visits]]))).toEqual(['benchmark', 'checklist', 'tour'])
    expect(got(lived(later, [[7, visits]]))).toEqual(['benchmark', 'checklist', 'story'])
  })

  it('goes on at once when a fact completes what was listened for', () => {
    const both = trackOf({
      recognise: [
        email(benchmark),
        listenFor(allOf(clicked(benchmark), known(size, 'large')), {
          within: '20 days',
          then: [email(story)],
          otherwise: [],
        }),
      ],
    })
    const history = lived(
      both,
      [
        [3, clicks(benchmark)],
        [5, { fact: 'size', is: 'large' }],
      ],
      { person: { ...cfo, facts: {} } },
    )
    expect(when(history, 'story') - (start + 5 * DAY)).toBeLessThan(DAY)
  })

  it('is taken at what it did before the deadline, however late its life is told', () => {
    const otherwise = trackOf({
      recognise: [
        email(benchmark),
        listenFor(clicked(benchmark, { times: 2 }), {
          within: '10 days',
          then: [email(story)],
          otherwise: [
            wait('3 days'),
            listenFor(visited('/docs'), { within: '3 days', then: [], otherwise: [email(tour)] }),
          ],
        }),
      ],
    })
    const silent = lived(otherwise, [])
    const deadline = (when(silent, 'benchmark') + 10 * DAY - start) / DAY
    const days = fc.double({ min: 0.1, max: 12, noNaN: true })
    fc.assert(
      fc.property(fc.tuple(days, days), fc.double({ min: 0, max: 5.9, noNaN: true }), (clicked, lag) => {
        const script = clicked.map((day): [number, Happening] => [deadline - 10 + day, clicks(benchmark)])
        const told = lived(otherwise, script, { weather: { lag: lag * DAY } })
        const inTime = clicked.every((day) => day <= 10)
        // What is told after another touch is about something else: nobody can take that touch back.
        fc.pre(!inTime || Math.max(...clicked) + lag < 16)
        expect(got(told)).toEqual(['benchmark', inTime ? 'story' : 'tour'])
      }),
    )
  })

  it('is taken at it where its way had come to an end meanwhile, too', () => {
    const end = trackOf({
      recognise: [
        email(benchmark),
        listenFor(clicked(benchmark), { within: '10 days', then: [email(story)], otherwise: [] }),
      ],
    })
    const history = lived(end, [[9, clicks(benchmark)]], { weather: { lag: 20 * DAY } })
    expect(got(history)).toEqual(['benchmark', 'story'])
  })

  it('is not listened to after a touch that it cannot get', () => {
    const noMail = lived(listening, [], { person: { ...cfo, channels: ['phone'] } })
    expect(got(noMail)).toEqual([])
    expect(isAt(noMail, 1)).toBe('exhausted')
  })
})

describe('a permission that is withdrawn in the middle of a wait', () => {
  const mixed = trackOf({
    recognise: [
      email(benchmark),
      wait('10 days'),
      email(story),
      call('Which step is slowest?', { due: '2 business days' }),
    ],
  })

  it('lets the lead fall dormant at once, and a new one wakes it where it was', () => {
    const history = lived(mixed, [
      [4, { mayReach: [] }],
      [60, { mayReach: ['email'] }],
    ])
    expect(isAt(history, 4)).toBe('dormant')
    expect(isAt(history, 59)).toBe('dormant')
    expect(got(history)).toEqual(['benchmark', 'story'])
  })

  it('does so while it is listened to, too', () => {
    const heard = listenFor(clicked(benchmark), { within: '90 days', then: [], otherwise: [email(story)] })
    expect(isAt(lived(trackOf({ recognise: [email(benchmark), heard] }), [[4, { mayReach: [] }]]), 4)).toBe('dormant')
  })

  it('leaves the calls where only mail was withdrawn', () => {
    const history = lived(mixed, [[4, { mayReach: ['phone'] }]])
    expect(got(history)).toEqual(['benchmark', 'call-which-step-is-slowest'])
  })

  it('opens a way on which the lead is heard from then on', () => {
    const visitsPrices = listenFor(visited('/pricing'), {
      within: '10 days',
      then: [call('Who decides?', { due: '2 business days' })],
      otherwise: [],
    })
    const large = [wait('2 days'), email(checklist), choose(role, { cfo: [visitsPrices], student: [], otherwise: [] })]
    const behindMail = trackOf({
      recognise: [email(benchmark), wait('2 days'), choose(size, { large, small: [], otherwise: [] })],
    })
    const history = lived(behindMail, [
      [1.8, { mayReach: ['phone'] }],
      [8, { act: 'visited', of: '/pricing' }],
    ])
    expect(got(history)).toEqual(['benchmark', 'call-who-decides'])
  })

  it('wakes an exhausted lead when it is given again', () => {
    const history = lived(mixed, [
      [1, { mayReach: ['phone'] }],
      [20, { call: 'reached' }],
      [90, { mayReach: ['email', 'phone'] }],
    ])
    expect(when(history, 'story') - (start + 90 * DAY)).toBeLessThan(DAY)
  })
})

describe('sales', () => {
  const long = trackOf({ recognise: [email(benchmark), wait('10 days'), email(story), wait('10 days'), email(tour)] })

  it('gets a lead that asks for a demo, and nurture holds', () => {
    const history = lived(long, [
      [4, asksForDemo],
      [5, { sales: 'accepted' }],
    ])
    expect(history.handoffs).toHaveLength(1)
    expect(got(history).slice(0, 1)).toEqual(['benchmark'])
    expect(isAt(history, 12)).toBe('withSales')
  })

  it('gets a subscriber whose first act is to ask for a demo', () => {
    const history = lived(long, [[4, asksForDemo]], { person: { ...cfo, lifecycle: 'subscriber' } })
    expect(history.handoffs).toHaveLength(1)
  })

  it('has a lead that an opportunity of the CRM took, in the middle of a wait', () => {
    const history = lived(long, [[4, { sales: 'opportunity' }]])
    expect(isAt(history, 4)).toBe('withSales')
    expect(got(history)).toEqual(['benchmark'])
  })

  it('ends a life at once when the lead becomes a customer', () => {
    const history = lived(long, [[4, { sales: 'customer' }]])
    expect(history.doings.at(-1)).toEqual({ at: start + 4 * DAY, doing: { is: 'ended', reason: 'customer' } })
  })

  it('is reminded, and at last loses a lead that nobody answers for', () => {
    const history = lived(long, [[4, asksForDemo]])
    const taken = history.events.find(({ kind }) => kind === 'returned')
    expect(taken).toMatchObject({
      reason: 'untouched',
      at: addSpan(office, start + 4 * DAY, { amount: 3, unit: 'business day' }),
    })
  })

  it('keeps the lead when a sign of life that came with the demo request is settled only now', () => {
    // The workflow takes both acts in one batch: the handoff is made before the sign of life is settled.
    const brief = trackOf({ recognise: [email(benchmark)] })
    const history = lived(brief, [
      [30, asksForDemo],
      [30, { act: 'visited', of: '/docs' }],
    ])
    expect(isAt(history, 30)).toBe('withSales')
  })

  it('has a call beside it without losing the lead', () => {
    const beside = trackOf({
      recognise: [email(benchmark), wait('10 days'), call('Who decides?', { due: '2 business days', withSales: true })],
    })
    const history = lived(beside, [
      [4, asksForDemo],
      [5, { sales: 'accepted' }],
    ])
    expect(got(history)).toContain('call-who-decides')
    expect(isAt(history, 15)).toBe('withSales')
  })
})

describe('a return', () => {
  const rules: Record<RecycleReason, ReturnDraft<'recognise' | 'compare'>> = {
    no_response: { rest: '2 weeks', resume: 'recognise', score: 'halve' },
    bad_timing: { rest: '30 days', resume: 'compare' },
    no_budget_now: { rest: '90 days', resume: 'compare', open: email(guide) },
    wrong_contact: { rest: '3 days', resume: 'recognise', theme: 'controls' },
    in_contract_until: { rest: '6 months', resume: 'compare' },
    wants_information: { rest: '1 business day', resume: 'compare' },
    project_paused: { rest: '60 days' },
    opportunity_lost: { rest: '26 weeks', resume: 'recognise' },
    untouched: { rest: '0 days' },
  }
  const nurture = trackOf(
    {
      recognise: [email(benchmark), wait('20 days'), email(checklist)],
      compare: [email(story), wait('9 days'), email(tour)],
    },
    rules,
  )
  const first: Record<RecycleReason, string> = {
    no_response: 'checklist',
    bad_timing: 'story',
    no_budget_now: 'guide',
    wrong_contact: 'checklist',
    in_contract_until: 'story',
    wants_information: 'story',
    project_paused: 'checklist',
    opportunity_lost: 'checklist',
    untouched: 'checklist',
  }

  it.each(recycleReasons)('for %s rests, and goes on where its rule says, with what is new to the lead', (reason) => {
    const history = lived(nurture, [
      [4, asksForDemo],
      [5, { sales: 'accepted' }],
      [6, { returned: reason }],
    ])
    const returned = start + 6 * DAY
    const [amount, ...unit] = rules[reason].rest.split(' ')
    const rested = addSpan(utc, returned, { amount: Number(amount), unit: unit.join(' ').replace(/s$/, '') as 'day' })
    expect(got(history).slice(0, 2)).toEqual(['benchmark', first[reason]])
    expect(history.sent[1]?.at).toBeGreaterThanOrEqual(rested)
    expect(history.sent[1]?.at).toBeLessThan(rested + 2 * DAY)
    expect(got(history)).toEqual([...new Set(got(history))])
    expect(history.states.at(-1)?.state.theme).toBe(reason === 'wrong_contact' ? 'controls' : 'slow-close')
  })

  it('without a stage goes on on the way that the lead was on, not on the other', () => {
    const heard = [email(story), wait('20 days'), email(tour)]
    const twoWays = trackOf({
      recognise: [
        email(benchmark),
        listenFor(clicked(benchmark), { within: '10 days', then: heard, otherwise: [email(guide)] }),
      ],
    })
    const history = lived(twoWays, [
      [3, clicks(benchmark)],
      [8, asksForDemo],
      [9, { returned: 'project_paused' }],
    ])
    expect(got(history)).toEqual(['benchmark', 'story', 'tour'])
  })
})

describe('an exhausted lead', () => {
  const brief = trackOf({ recognise: [email(benchmark), wait('2 days'), email(story)] })

  it('wakes on any sign of life, gets what it never got, and nothing twice', () => {
    const weather: Weather = { fates: ['refused', 'sent', 'sent'] }
    const silent = lived(brief, [], { weather })
    expect(got(silent)).toEqual(['story'])
    const alive = lived(
      brief,
      [
        [100, { act: 'visited', of: '/jobs' }],
        [200, clicks(story)],
      ],
      { weather },
    )
    expect(got(alive)).toEqual(['story', 'benchmark'])
  })

  it('does not wake on what it did before it was exhausted', () => {
    const history = lived(brief, [[1, { act: 'visited', of: '/jobs' }]], {
      weather: { fates: ['refused', 'sent', 'sent'] },
    })
    expect(got(history)).toEqual(['story'])
  })
})

describe('a pause', () => {
  const waiting = trackOf({ recognise: [email(benchmark), wait('10 days'), email(story)] })

  it('freezes what is left of the wait', () => {
    const straight = when(lived(waiting, []), 'story')
    const history = lived(waiting, [
      [4, { pause: true }],
      [64, { pause: false }],
    ])
    expect(when(history, 'story')).toBe(straight + 60 * DAY)
  })

  it('that ends at once keeps a Sunday’s mail on its Sunday, though the wait was in business days', () => {
    const sundays = { ...anyDay, days: ['Sun'] } as const
    const onSunday = trackOf({ recognise: [email(benchmark), wait('2 business days'), email(story)] }, {}, sundays)
    const straight = when(lived(onSunday, []), 'story')
    const paused = lived(onSunday, [
      [10, { pause: true }],
      [10, { pause: false }],
    ])
    expect(when(paused, 'story')).toBe(straight)
  })

  it('freezes the wait that an event brought the lead to meanwhile', () => {
    const calling = trackOf({
      recognise: [call('Who decides?', { due: '9 business days', between: '3 days' }), email(story)],
    })
    const history = lived(calling, [
      [2, { pause: true }],
      [3, { call: 'no_answer' }],
      [40, { pause: false }],
    ])
    const second = history.sent.find(({ attempt }) => attempt === 2)
    expect(second?.at).toBeGreaterThanOrEqual(start + 43 * DAY)
  })

  it('does not freeze the deadlines of sales', () => {
    const takenBack = (...pause: [number, Happening][]): number | undefined =>
      lived(waiting, [...pause, [4, asksForDemo]]).events.find(({ kind }) => kind === 'returned')?.at
    const undisturbed = takenBack()
    expect(undisturbed).toBeDefined()
    expect(takenBack([3, { pause: true }])).toBe(undisturbed)
    expect(takenBack([4.1, { pause: true }])).toBe(undisturbed)
  })

  it('holds what would go out beside sales, without a thought every minute', () => {
    const beside = trackOf({
      recognise: [email(benchmark), wait('3 days'), email(story, { withSales: true }), wait('90 days'), advance],
    })
    const history = lived(beside, [
      [2, asksForDemo],
      [2, { sales: 'opportunity' }],
      [3, { pause: true }],
      [20, { pause: false }],
    ])
    expect(when(history, 'story')).toBeGreaterThanOrEqual(start + 20 * DAY)
    expect(history.states.filter(({ at }) => at > start + 3 * DAY && at < start + 20 * DAY).length).toBeLessThan(5)
  })

  it('is not forgotten: it is looked at every 90 days', () => {
    const history = lived(waiting, [[4, { pause: true }]])
    const looks = history.states.filter(({ at }) => at > start + 5 * DAY)
    expect(new Set(looks.map(({ at }) => (at - start) / DAY))).toEqual(new Set([94, 184, 274, 364, 454]))
  })
})

describe('an answer that comes when the lead has gone on', () => {
  const world = { track: trackOf({ recognise: [email(benchmark), wait('3 days'), email(story)] }), calendar: utc }
  const state: State = {
    ...born({ lead: 'ada', enrolment: 1, lifecycle: 'mql', stage: 'recognise', theme: 't', cursor: 9 }),
    channels: ['email'],
  }
  const clock = { now: start, real: start, rate: 1 }
  const deadline = { act: 'remind', at: start + DAY } as const
  const withSales: State = {
    ...state,
    doing: { is: 'withSales', handoff: 'h', owner: 'rep', deadlines: [deadline], beside: null, until: deadline.at },
  }
  const settled = { is: 'settled', calendar: utc, facts: {}, channels: ['email'], had: [], clock, events: [] } as const

  it.each(['start', 'resume', 'signOfLife', 'heartbeat', 'exhausted', 'dormant'] as const)(
    '%s leaves the lead with sales',
    (why) => {
      const after = next(world, withSales, { ...settled, why }, start + HOUR)
      expect(after.state.doing).toEqual(withSales.doing)
      expect(after.commands).toEqual([])
    },
  )

  it('a mail that was on its way counts as had, and moves nobody', () => {
    const sent: Answer = { is: 'touched', step: 'benchmark', outcome: { was: 'sent', at: start }, clock, events: [] }
    const after = next(world, withSales, sent, start)
    expect(after.state).toMatchObject({ doing: withSales.doing, had: ['benchmark'], lastTouchAt: start })
  })

  it('a mail that went when it was here before is not had anew: it goes on from when it was due, and hears nothing again', () => {
    const due = start + 5 * DAY
    const again: State = {
      ...state,
      heardFrom: start + DAY,
      doing: { is: 'due', step: 'benchmark', attempt: 1, unit: 'day', until: due },
    }
    const sent: Answer = { is: 'touched', step: 'benchmark', outcome: { was: 'sent', at: start }, clock, events: [] }
    const after = next(world, again, sent, due).state
    expect(after.heardFrom).toBe(due)
    expect(after.lastTouchAt).toBeNull()
    expect(after.doing).toMatchObject({ is: 'due', step: 'story' })
    expect('until' in after.doing && after.doing.until).toBeGreaterThanOrEqual(due + 3 * DAY)
  })

  it('a chase that changed nothing is made again a day later, not for ever', () => {
    const chased: Answer = { is: 'chased', deadlines: [deadline], clock, events: [] }
    expect(next(world, withSales, chased, deadline.at).state.doing).toMatchObject({ until: deadline.at + DAY })
    expect(next(world, withSales, { ...chased, deadlines: [] }, deadline.at).state.doing).toMatchObject({
      until: deadline.at + DAY,
    })
  })
})
