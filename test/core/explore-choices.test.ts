/** How a life may go on from where it stands: what anybody can do, what is decided of it, and what that makes of it. */
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  allOf,
  anyOf,
  call,
  choose,
  clicked,
  date,
  email,
  exit,
  known,
  listenFor,
  moves,
  not,
  replied,
  restsUntil,
  stage,
  submitted,
  track,
  visited,
  wait,
  type Draft,
  type RuleDraft,
} from '../../core/dsl.ts'
import { choicesAt, happeningsOf, returnsAt, rulesAt, take, type Choice } from '../../core/explore-choices.ts'
import { afterHappening, afterTimer, beginning, scriptOf, type Moment } from '../../core/explore-moment.ts'
import { recycleReasons } from '../../core/reasons.ts'
import type { Person } from '../../core/simulated-lead.ts'
import { wakesAt } from '../../core/state.ts'
import { anyDay } from './any-time.ts'
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
} from './lives.ts'

const cfo: Person = {
  track: 'first',
  calendar: { zone: 'UTC', transitions: [[0, 0]], holidays: [] },
  lifecycle: 'lead',
  channels: ['email', 'phone'],
  facts: {},
}

function begun(
  steps: readonly Draft[],
  rules: readonly RuleDraft[] = [],
  person: Partial<Person> = {},
  compare: readonly Draft[] = [],
): Moment {
  const drafted = (name: string, some: readonly Draft[], ruled: readonly RuleDraft[], then: readonly Draft[] = []) =>
    sound(
      compileTrack(
        track(name, {
          goal: 'a demo',
          theme: 'slow-close',
          salesReady: [demo],
          cadence: anyDay,
          stages: Object.fromEntries(
            [some, then].flatMap((each, i) =>
              each.length > 0 ? [[['recognise', 'compare'][i]!, stage('…', each)]] : [],
            ),
          ),
          onReturn: {
            ...everyReason({ rest: '2 weeks' } as const),
            wrong_contact: { rest: '2 weeks', track: 'second' },
            in_contract_until: { rest: '2 weeks', track: 'second', resume: 'compare' },
          },
          rules: ruled,
        }),
      ),
    )
  const byRole = choose(role, { cfo: [email(checklist)], student: [], otherwise: [] })
  const tracks = {
    first: drafted('first', steps, rules, compare),
    second: drafted('second', [byRole, email(tour)], [], [email(guide)]),
  }
  return beginning({ tracks, quality: definition, office }, { ...cfo, ...person }, start)
}

/** The first moment on its way, with nobody doing anything, at which the life is like this. */
function reach(is: Moment['state']['doing']['is'], from: Moment): Moment {
  let at = from
  while (at.state.doing.is !== is) {
    const then = afterTimer(at)
    if (then === undefined || then.depth > 20) throw new Error(`it is never ${is}`)
    at = then
  }
  return at
}

const choices = (moment: Moment): readonly Choice[] => choicesAt(moment, definition.facts)
const timer: Choice = { is: 'timer' }
const happening = (after: number, ...what: Extract<Choice, { is: 'happening' }>['what']): Choice => ({
  is: 'happening',
  after,
  what,
})
const clicks = { act: 'clicked', of: 'benchmark' } as const
const visits = { act: 'visited', of: '/pricing' } as const

describe('a life may go on', () => {
  it('by its timer alone where nobody is waited for, and nowhere at its end', () => {
    const first = begun([email(benchmark), wait('3 days'), email(story)])
    expect(choices(first)).toEqual([timer])
    expect(choices(reach('exhausted', first))).toEqual([])
  })

  it('by each act that is listened for, by all at once, as early as can be and as late, or by none', () => {
    const both = allOf(clicked(benchmark), visited('/pricing', { times: 2 }))
    const at = reach(
      'listening',
      begun([email(benchmark), listenFor(both, { within: '3 days', then: [], otherwise: [] })]),
    )
    const late = (wakesAt(at.state) ?? 0) - at.now - MINUTE
    expect(choices(at)).toEqual([
      happening(1, clicks),
      happening(late, clicks),
      happening(1, visits, visits),
      happening(late, visits, visits),
      happening(1, clicks, visits, visits),
      happening(late, clicks, visits, visits),
      timer,
    ])
    // After a return the same is tried once: what comes late was tried before.
    expect(choices({ ...at, returned: 'bad_timing' })).toHaveLength(4)
  })

  it('by no act on a mail that the lead has not got', () => {
    const either = anyOf(clicked(benchmark), clicked(guide), replied(guide))
    const at = reach(
      'listening',
      begun([email(benchmark), listenFor(either, { within: '3 days', then: [], otherwise: [] })]),
    )
    expect(choices(at)).toEqual([happening(1, clicks), expect.objectContaining({ what: [clicks] }), timer])
  })

  it('by no late act where there is hardly time for an early one', () => {
    const within = { within: '2 minutes', then: [], otherwise: [] } as const
    const at = reach('listening', begun([email(benchmark), listenFor(clicked(benchmark), within)]))
    expect(choices(at)).toEqual([happening(1, clicks), timer])
  })

  it('by a call that was made, that nobody answered, or that nobody made', () => {
    const at = reach('calling', begun([call('Who?', { due: '2 days' })]))
    expect(choices(at)).toEqual([happening(1, { call: 'reached' }), happening(1, { call: 'no_answer' }), timer])
  })

  it('by what is decided of a fact, once, before anything else', () => {
    const bySize = choose(size, { small: [email(story)], large: [], otherwise: [] })
    const at = begun([wait('3 days'), bySize, email(guide)])
    expect(choices(at)).toEqual([null, 'small', 'large'].map((value) => ({ is: 'fact', fact: 'size', value })))
    expect(choices({ ...at, facts: { size: null } })).toEqual([timer])
  })

  it('by what is decided of a fact that the track asks for to which its return leads', () => {
    const back = take(begun([email(benchmark), wait('3 days'), email(story)]), {
      is: 'return',
      reason: 'wrong_contact',
    })!
    expect(back).toMatchObject({ returned: 'wrong_contact', state: { doing: { is: 'resting' } } })
    expect(choices(back)).toEqual([null, 'cfo', 'student'].map((value) => ({ is: 'fact', fact: 'role', value })))
    const stays = take(begun([email(benchmark), wait('3 days'), email(story)]), { is: 'return', reason: 'bad_timing' })!
    expect(choices(stays)).toEqual([timer])
    // The stage that it names asks for none.
    const later = take(begun([email(benchmark), wait('3 days'), email(story)]), {
      is: 'return',
      reason: 'in_contract_until',
    })!
    expect(choices(later)).toEqual([timer])
  })
})

describe('sales may take a life, and give it back,', () => {
  const reasons = recycleReasons.map((reason) => ({ is: 'return', reason }))
  const first = begun([email(benchmark), wait('3 days'), email(story)])

  it('for every reason, once', () => {
    expect(returnsAt(first)).toEqual(reasons)
    expect(returnsAt(reach('exhausted', first))).toEqual(reasons)
    const back = take(first, { is: 'return', reason: 'bad_timing' })!
    expect(back.state.doing).toMatchObject({ is: 'resting', reason: 'bad_timing' })
    expect(returnsAt(back)).toEqual([])
    expect(returnsAt({ ...first, state: { ...first.state, doing: back.state.doing } })).toEqual([])
  })
})

describe('a rule may act', () => {
  const ends = date('ends')
  const ruled = (...rules: readonly RuleDraft[]) => begun([email(benchmark), wait('3 days'), email(story)], rules)
  const acts = (rule: RuleDraft): readonly Choice[] => rulesAt(reach('due', ruled(rule)))

  it.each<[string, RuleDraft, readonly Choice[]]>([
    ['by the act that it asks for', exit('gone', visited('/pricing', { times: 2 })), [happening(1, visits, visits)]],
    ['by the fact', exit('gone', known(size, 'small', 'large')), [happening(1, { fact: 'size', is: 'small' })]],
    [
      'by all of several',
      exit('gone', allOf(known(size, 'small'), visited('/pricing'))),
      [happening(1, { fact: 'size', is: 'small' }, visits)],
    ],
    [
      'by one of several',
      exit('gone', anyOf(clicked(guide), visited('/pricing'), submitted('f'))),
      [happening(1, visits)],
    ],
    [
      'by what is beside what must not be',
      exit('gone', allOf(visited('/pricing'), not(submitted('f')))),
      [happening(1, visits)],
    ],
    ['not by a mail that nobody got', exit('gone', clicked(guide)), []],
    ['not by one of several such', exit('gone', anyOf(clicked(guide), replied(guide))), []],
    ['not by a day alone', restsUntil(ends), []],
    ['by what is asked beside a day', restsUntil(ends, { when: visited('/pricing') }), [happening(1, visits)]],
  ])('%s', (_, rule, expected) => {
    expect(acts(rule)).toEqual(expected)
  })

  it('on who has had everything, not on who rests', () => {
    const first = ruled(moves(visited('/pricing'), { theme: 'controls' }))
    expect(rulesAt(reach('exhausted', first))).toHaveLength(1)
    expect(rulesAt(take(first, { is: 'return', reason: 'bad_timing' })!)).toEqual([])
    expect(rulesAt(begun([email(benchmark)]))).toEqual([])
  })
})

describe('taking a way', () => {
  const bySize = choose(size, { small: [email(story)], large: [], otherwise: [] })
  const undecided = begun([wait('3 days'), bySize, email(guide)])

  it('by a fact tells it at once, and by an unknown one tells nothing', () => {
    const large = take(undecided, { is: 'fact', fact: 'size', value: 'large' })!
    expect(large).toMatchObject({ facts: { size: 'large' }, lead: { facts: { size: 'large' } }, now: start + 1 })
    const unknown = take(undecided, { is: 'fact', fact: 'size', value: null })!
    expect(unknown).toEqual({ ...undecided, facts: { size: null } })
    const again = take(large, { is: 'fact', fact: 'size', value: 'large' })!
    expect(again.lead).toBe(large.lead)
  })

  it('by a fact tells it before a touch that is due at the same instant', () => {
    const first = afterTimer(begun([email(benchmark), email(tour), bySize]))!
    const due = { ...first, now: wakesAt(first.state)! }
    const large = take(due, { is: 'fact', fact: 'size', value: 'large' })!
    expect(large.lead.sent.map(({ content }) => content)).toEqual(['benchmark'])
  })

  it('that changes nothing leads nowhere', () => {
    const heard = listenFor(allOf(visited('/a'), visited('/b')), { within: '3 days', then: [], otherwise: [] })
    const at = reach('listening', begun([email(benchmark), heard]))
    expect(take(at, happening(1, { act: 'visited', of: '/a' }))).toBeUndefined()
    expect(take(at, happening(1, { act: 'visited', of: '/a' }, { act: 'visited', of: '/b' }))).toBeDefined()
    expect(take(reach('exhausted', at), timer)).toBeDefined()
  })

  it('to another step that is due changes something', () => {
    const at = reach('due', begun([email(benchmark), wait('3 days'), email(story)]))
    const elsewhere = take(at, happening(1, { act: 'visited', of: '/x' }))
    expect(elsewhere).toBeUndefined()
    const rules = [moves(visited('/x'), { track: 'second' })]
    const ruled = reach('due', begun([email(benchmark), wait('3 days'), email(story)], rules))
    const then = take(ruled, happening(1, { act: 'visited', of: '/x' }))
    expect(then?.state.doing).toMatchObject({ is: 'due', step: 'tour' })
  })

  it('to a step of the same name in another track, to another stage and to another theme, changes something', () => {
    const visits = happening(1, { act: 'visited', of: '/x' })
    const to = (rule: RuleDraft) => take(begun([email(tour), wait('3 days'), email(story)], [rule]), visits)
    const away = to(moves(visited('/x'), { track: 'second' }))
    expect(away).toMatchObject({ track: { name: 'second' }, state: { doing: { is: 'due', step: 'tour' } } })
    const further = begun([email(tour)], [moves(visited('/x'), { stage: 'compare' })], {}, [email(guide)])
    expect(take(further, visits)).toMatchObject({ state: { doing: { is: 'due', step: 'guide' } } })
    const turned = to(moves(visited('/x'), { theme: 'controls' }))
    expect(turned).toMatchObject({ state: { theme: 'controls', doing: { is: 'due', step: 'tour' } } })
    expect(to(moves(visited('/y'), { theme: 'controls' }))).toBeUndefined()
  })

  it('by a return from sales says nothing that sales did not say', () => {
    const asks = { act: 'requested', of: 'demo' } as const
    const facts = { size: 'large', role: 'cfo' }
    const handed = afterHappening(begun([email(benchmark)], [], { facts }), start + 1, [asks])
    expect(handed.state.doing.is).toBe('withSales')
    const back = take(handed, { is: 'return', reason: 'bad_timing' })!
    expect(scriptOf(back).map(({ what }) => what)).toEqual([asks, { returned: 'bad_timing' }])
  })

  it('late enough comes after what the timer does before', () => {
    const at = reach('due', begun([email(benchmark), wait('3 days'), email(story)]))
    const later = take(at, happening(10 * 24 * 60 * MINUTE, visits))!
    expect(later.lead.sent.map(({ content }) => content)).toEqual(['benchmark', 'story'])
  })
})

describe('an act', () => {
  const lead = {
    sent: [{ template: 'benchmark' }, { template: null }, { template: 'story' }, { template: null }],
  } as never
  it.each([
    ['clicked', 'benchmark', 'benchmark'],
    ['clicked', '*', 'story'],
    ['replied', '*', 'story'],
    ['clicked', 'guide', undefined],
    ['visited', '/pricing', '/pricing'],
    ['visited', '/p*', '/p'],
    ['visited', '*', 'anything'],
  ] as const)('that is asked for as %s %s is done to %s', (on, of, done) => {
    const acts = done === undefined ? [] : [1, 2].map(() => ({ act: on, of: done }))
    expect(happeningsOf({ on, of, times: 2 }, lead)).toEqual(acts)
  })
})
