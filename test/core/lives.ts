/** Lives by chance: tracks that a marketer could write, people, and what happens to them. */
import fc from 'fast-check'
import { DAY, HOUR, type Calendar } from '../../core/calendar.ts'
import { compileRules } from '../../core/compile-rules.ts'
import { compileTrack } from '../../core/compile.ts'
import type { Condition } from '../../core/condition.ts'
import {
  advance,
  allOf,
  anyOf,
  call,
  cast,
  choose,
  clicked,
  email,
  exit,
  fact,
  goal,
  known,
  listenFor,
  moves,
  not,
  requested,
  rests,
  split,
  stage,
  submitted,
  track,
  trigger,
  visited,
  wait,
  type Draft,
  type NamedTrackDraft,
  type ReturnDraft,
  type RuleDraft,
} from '../../core/dsl.ts'
import type { Duration } from '../../core/duration.ts'
import type { Checked } from '../../core/problem.ts'
import { compileQuality, points, quality, type QualityDraft } from '../../core/quality.ts'
import { recycleReasons, spokenRecycleReasons, type RecycleReason } from '../../core/reasons.ts'
import type { Fate, Happening, Person, RunningProgramme, Scripted } from '../../core/simulated-lead.ts'
import { template } from '../../core/template.ts'
import { calendarOf } from '../../db/calendar.ts'

export const start = Date.UTC(2027, 0, 4, 8)
export const until = start + 500 * DAY

const mail = (name: string) =>
  template(name, { subject: 'Hello', theme: 'slow-close', stage: 'recognise', purpose: 'educate' })
export const benchmark = mail('benchmark')
export const checklist = mail('checklist')
export const story = mail('story')
export const tour = mail('tour')
export const guide = mail('guide')
const mails = [benchmark, checklist, story, tour, guide]

/** What casts choose from: mails that plain steps send too, and some of their own, with themes, priorities and dates. */
const pieces = [
  { ...story, stage: 'stage0' },
  { ...tour, stage: 'stage1', theme: 'controls' },
  ...(['stage0', 'stage1', 'stage2'] as const).flatMap((stage, i) =>
    (['slow-close', 'controls'] as const).map((theme) =>
      template(`piece-${theme}-${i}`, {
        subject: 'Hello',
        theme,
        stage,
        purpose: i === 1 ? 'prove' : 'educate',
        priority: i,
        ...(theme === 'controls' && i === 0 ? { available: { from: '2027-02-01', through: '2027-06-30' } } : {}),
      }),
    ),
  ),
]

export const size = fact('size', ['small', 'large'])
export const role = fact('role', ['cfo', 'student'])
export const demo = trigger('asked for a demo', requested('demo'))
export const pricing = trigger('reads prices', visited('/pricing', { times: 3 }))

export const agreed: QualityDraft = quality({
  name: 'agreed',
  facts: [size, role],
  fit: { points: [...points(size, { large: 10 }), ...points(role, { cfo: 10 })], from: { A: 20, B: 10, C: 5 } },
  floor: 'B',
  interest: [
    { act: visited('/docs'), points: 20, halfLife: '30 days', theme: 'controls' },
    { act: visited('/pricing'), points: 20, halfLife: '30 days', theme: 'slow-close' },
  ],
  knockouts: [{ name: 'student', when: known(role, 'student') }],
  triggers: [demo, pricing],
  criteria: [],
  becomesLead: anyOf(submitted('form'), requested('demo')),
  intake: 'first',
  routing: { rules: [], otherwise: ['rep'] },
  sla: {
    remind: '4 business hours',
    reassign: '1 business day',
    takeBack: '3 business days',
    qualifyWithin: '10 business days',
    review: '30 days',
  },
  office: { zone: 'Europe/Berlin', country: 'DE' },
  accepting: 'sal',
  subStages: {},
  approvals: [
    { by: 'marketing', who: 'Ada', on: '2026-12-01' },
    { by: 'sales', who: 'Ben', on: '2026-12-01' },
  ],
})

/** The same answer to every reason of a return. */
export function everyReason<Rule>(rule: Rule): Record<RecycleReason, Rule> {
  return Object.fromEntries(recycleReasons.map((reason) => [reason, rule])) as Record<RecycleReason, Rule>
}

/** The compiled form; a test that has no use for problems says so by this. */
export function sound<T>(checked: Checked<T>): T {
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems, null, 2))
  return checked.ok
}

export const definition = sound(compileQuality(agreed))
export const office = calendarOf({ zone: 'Europe/Berlin', country: 'DE' }, start)

const anyMail = fc.constantFrom(...mails)
const span = fc.constantFrom<Duration>('2 hours', '1 day', '3 days', '2 business days', '1 week', '1 month')
const rest = fc.constantFrom<Duration>('0 days', '3 days', '2 weeks', '1 month')

const act: fc.Arbitrary<Condition> = fc.oneof(
  anyMail.map((sent) => clicked(sent)),
  fc
    .constantFrom('/pricing', '/p*', '/docs')
    .chain((of) => fc.constantFrom(1, 2).map((times) => visited(of, { times }))),
  fc.constant(submitted('form')),
)
const condition = fc.oneof(
  { weight: 3, arbitrary: act },
  { weight: 1, arbitrary: fc.tuple(act, act).map((acts) => anyOf(...acts)) },
  { weight: 1, arbitrary: fc.tuple(act, act).map((acts) => allOf(...acts)) },
  { weight: 1, arbitrary: act.map((one) => allOf(one, known(size, 'large'))) },
  { weight: 1, arbitrary: fc.tuple(act, act).map(([one, other]) => allOf(one, not(other))) },
)

/** The first stage has a piece for every purpose but one, so that each of these can be compiled in any stage. */
const someCast = fc.constantFrom(cast({ from: pieces }), cast({ from: pieces, purpose: 'educate' }))

const steps = (depth: number): fc.Arbitrary<readonly Draft[]> =>
  fc
    .tuple(fc.array(step(depth), { maxLength: depth === 0 ? 2 : 4, size: 'max' }), fc.integer({ min: 0, max: 4 }))
    .map(([some, dice]) => (dice === 0 ? [...some, advance] : some))

function step(depth: number): fc.Arbitrary<Draft> {
  const flat: fc.WeightedArbitrary<Draft>[] = [
    { weight: 4, arbitrary: fc.tuple(anyMail, fc.boolean()).map(([sent, withSales]) => email(sent, { withSales })) },
    {
      weight: 1,
      arbitrary: fc.boolean().map((withSales) => call('Which step is slowest?', { due: '2 business days', withSales })),
    },
    { weight: 2, arbitrary: fc.tuple(someCast, fc.boolean()).map(([drawn, withSales]) => ({ ...drawn, withSales })) },
    { weight: 4, arbitrary: span.map((length) => wait(length)) },
  ]
  if (depth === 0) return fc.oneof(...flat)
  const way = steps(depth - 1)
  return fc.oneof(
    ...flat,
    {
      weight: 2,
      arbitrary: fc
        .tuple(condition, span, way, way)
        .map(([listened, within, then, otherwise]) => listenFor(listened, { within, then, otherwise })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(way, way, way).map(([small, large, otherwise]) => choose(size, { small, large, otherwise })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(way, way).map(([a, b]) => split('experiment', { goal: 'mql', variants: { a, b } })),
    },
  )
}

/** Gives every step an id of its own: what is written by chance is written twice. */
function named(drafts: readonly Draft[], prefix: string): readonly Draft[] {
  return drafts.map((draft, i) => {
    const id = `${prefix}${i}`
    if (draft.kind === 'listen') {
      return { ...draft, id, then: named(draft.then, `${id}t`), otherwise: named(draft.otherwise, `${id}o`) }
    }
    if (draft.kind === 'split') {
      const variants = Object.entries(draft.variants).map(([name, way]) => [name, named(way, `${id}${name}`)] as const)
      return { ...draft, id, variants: Object.fromEntries(variants) }
    }
    if (draft.kind !== 'choose') return { ...draft, id }
    const cases = Object.entries(draft.cases).map(([value, way]) => [value, named(way, `${id}${value}`)] as const)
    return { ...draft, id, cases: Object.fromEntries(cases), otherwise: named(draft.otherwise, `${id}o`) }
  })
}

const cadence = fc.record({
  zone: fc.constant('lead'),
  days: fc.constantFrom<readonly ('Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sun')[]>(
    ['Tue', 'Wed', 'Thu'],
    ['Mon', 'Fri', 'Sun'],
  ),
  between: fc.constantFrom<['09:30', '11:30'] | ['01:00', '03:30']>(['09:30', '11:30'], ['01:00', '03:30']),
  atMost: fc.constantFrom<'1 touch a week' | readonly ['1 touch a day', '3 touches a month']>('1 touch a week', [
    '1 touch a day',
    '3 touches a month',
  ]),
})

const stages = fc
  .array(
    steps(2).filter((some) => some.length > 0),
    { minLength: 1, maxLength: 3 },
  )
  .map((each) => Object.fromEntries(each.map((some, i) => [`stage${i}`, stage('…', named(some, `${i}-`))])))

const returnRule = (names: readonly string[], reason: string): fc.Arbitrary<ReturnDraft<string>> =>
  fc.oneof(
    rest.map((length) => ({ rest: length })),
    fc.tuple(rest, fc.constantFrom(...names)).map(([length, resume]) => ({ rest: length, resume })),
    fc.tuple(rest, fc.constantFrom(...names), anyMail).map(([length, resume, sent]) => ({
      rest: length,
      resume,
      open: { ...email(sent), id: `open-${reason}` },
    })),
    rest.map((length) => ({ rest: length, track: 'second', resume: 'stage1', theme: 'controls' })),
  )

const ruleCondition = fc.oneof(
  { weight: 4, arbitrary: condition },
  { weight: 1, arbitrary: fc.constantFrom(known(role, 'student'), known(size, 'small'), known(size, 'large')) },
)
const elsewhere = { track: 'second', stage: 'stage1', theme: 'controls' } as const
const rule = (names: readonly string[]): fc.Arbitrary<RuleDraft> => {
  const stage = fc.constantFrom(...names)
  const weighed = (weight: number, arbitrary: fc.Arbitrary<RuleDraft>): fc.WeightedArbitrary<RuleDraft> => ({
    weight,
    arbitrary,
  })
  return fc.oneof(
    weighed(
      1,
      ruleCondition.map((when) => exit('left', when)),
    ),
    weighed(
      1,
      ruleCondition.map((when) => goal('reached', when)),
    ),
    weighed(
      1,
      ruleCondition.map((when) => goal('reached', when, elsewhere)),
    ),
    weighed(
      4,
      fc.tuple(ruleCondition, stage).map(([when, to]) => moves(when, { stage: to })),
    ),
    weighed(
      1,
      ruleCondition.map((when) => moves(when, { theme: 'controls' })),
    ),
    weighed(
      1,
      ruleCondition.map((when) => moves(when, elsewhere)),
    ),
    weighed(
      2,
      fc.tuple(ruleCondition, span).map(([when, length]) => rests(when, length)),
    ),
    weighed(
      2,
      fc.tuple(ruleCondition, span, stage).map(([when, length, resume]) => rests(when, length, { resume })),
    ),
    weighed(
      1,
      fc.tuple(ruleCondition, span).map(([when, length]) => rests(when, length, { track: 'second' })),
    ),
  )
}

/** Half of the tracks have rules; what a compiler would refuse is left out. */
const rules = (names: readonly string[]): fc.Arbitrary<readonly RuleDraft[]> =>
  fc.oneof(
    fc.constant([]),
    fc.array(rule(names), { minLength: 1, maxLength: 4 }).filter((some) => {
      let complaints = 0
      const complain = (): void => void (complaints += 1)
      compileRules(some, { stages: names, complain, span: () => ({ amount: 1, unit: 'day' }) })
      return complaints === 0
    }),
  )

/** How a track stands to the other one. */
const standing = fc.record({
  priority: fc.constantFrom(0, 0, 5),
  whenDisplaced: fc.constantFrom('resume', 'resume', 'end'),
  whenBusy: fc.constantFrom('wait', 'refuse'),
  again: fc.constantFrom({ after: '0 days' }, { after: '30 days', atMost: 2 }),
}) as fc.Arbitrary<Pick<NamedTrackDraft, 'priority' | 'whenDisplaced' | 'whenBusy' | 'again'>>

const trackDraft = (name: string): fc.Arbitrary<NamedTrackDraft> =>
  fc.tuple(stages, cadence).chain(([drawn, times]) => {
    const names = Object.keys(drawn)
    const returns = recycleReasons.map((reason) => [reason, returnRule(names, reason)] as const)
    const onReturn = fc.record(Object.fromEntries(returns) as Record<RecycleReason, fc.Arbitrary<ReturnDraft<string>>>)
    const whole = { goal: '…', theme: 'slow-close', cadence: times, stages: drawn, salesReady: [demo] } as const
    return fc
      .tuple(onReturn, rules(names), standing)
      .map(([onReturn, rules, how]) => track(name, { ...whole, ...how, onReturn, rules }))
  })

export const programme: fc.Arbitrary<RunningProgramme> = fc
  .tuple(trackDraft('first'), trackDraft('second'))
  .map(([first, second]) => ({
    tracks: { first: sound(compileTrack(first)), second: sound(compileTrack(second)) },
    quality: definition,
    office,
  }))

const calendars: readonly Calendar[] = [
  { zone: 'Europe/Berlin', country: 'DE' },
  { zone: 'America/New_York', country: 'US' },
  { zone: 'Australia/Lord_Howe', country: 'AU' },
  { zone: 'Asia/Kolkata', country: 'IN' },
].map((place) => calendarOf(place, start))

export const person: fc.Arbitrary<Person> = fc.record({
  track: fc.constant('first'),
  calendar: fc.constantFrom(...calendars),
  lifecycle: fc.constantFrom('lead', 'lead', 'subscriber', 'recycled'),
  channels: fc.constantFrom(
    ['email', 'phone'] as const,
    ['email', 'phone'] as const,
    ['email'] as const,
    ['phone'] as const,
    [],
  ),
  facts: fc.constantFrom<Record<string, string>>(
    { size: 'large', role: 'cfo' },
    { size: 'large' },
    { size: 'small' },
    {},
  ),
})

const doing = fc.oneof(
  anyMail.map(({ name }): Happening => ({ act: 'clicked', of: name })),
  fc.constantFrom('/pricing', '/press', '/docs', '/jobs').map((of): Happening => ({ act: 'visited', of })),
  fc.constantFrom<Happening>(
    { act: 'submitted', of: 'form' },
    { act: 'requested', of: 'demo' },
    { act: 'requested', of: 'demo' },
    { act: 'attended', of: 'webinar' },
  ),
)

const told = fc.constantFrom<Happening>(
  { fact: 'size', is: 'large' },
  { fact: 'size', is: 'small' },
  { fact: 'role', is: 'student' },
  { fact: 'size', is: 'constructor' },
)
const reach = fc.constantFrom<Happening>(
  { mayReach: [] },
  { mayReach: ['phone'] },
  { mayReach: ['email'] },
  { mayReach: ['email', 'phone'] },
)
const calls = fc.constantFrom<Happening>({ call: 'reached' }, { call: 'no_answer' }, { call: 'wrong_number' })
const sales = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.constantFrom<Happening>({ sales: 'accepted' }, { sales: 'qualified' }, { sales: 'opportunity' }),
  },
  { weight: 10, arbitrary: fc.constantFrom(...spokenRecycleReasons).map((returned): Happening => ({ returned })) },
  { weight: 1, arbitrary: fc.constantFrom<Happening>({ sales: 'customer' }, { disqualified: 'no_need' }) },
)
const entries = fc.constantFrom<Happening>({ enters: 'first' }, { enters: 'second' }, { enters: 'second', again: true })
const pauses = fc.boolean().map((pause): Happening => ({ pause }))

const weights = { doing: 12, told: 2, reach: 2, calls: 2, sales: 4, pauses: 2, entries: 1 }

/** What happens, with many things at once and many years in between. */
function scriptWith(less: Partial<typeof weights> = {}): fc.Arbitrary<readonly Scripted[]> {
  const share = { ...weights, ...less }
  const what = fc.oneof(
    { weight: share.doing, arbitrary: doing },
    { weight: share.told, arbitrary: told },
    { weight: share.reach, arbitrary: reach },
    { weight: share.calls, arbitrary: calls },
    { weight: share.sales, arbitrary: sales },
    { weight: share.pauses, arbitrary: pauses },
    { weight: share.entries, arbitrary: entries },
  )
  const gap = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 * HOUR }), fc.integer({ min: 0, max: 20 * DAY }))
  return fc.array(fc.tuple(gap, what), { maxLength: 40, size: 'max' }).map((all) => {
    let at = start
    return all.map(([after, happens]) => ({ at: (at += after), what: happens }))
  })
}

export const script = scriptWith()
export const scriptWithoutPauses = scriptWith({ pauses: 0 })
/** Also without entries of other tracks: whether the lead is free for them is known as of its last settle, and a move settles. */
export const scriptInOneTrack = scriptWith({ pauses: 0, entries: 0 })

export const fates: fc.Arbitrary<readonly Fate[]> = fc.array(
  fc.constantFrom<Fate>('sent', 'sent', 'sent', 'unknown', 'refused'),
  { maxLength: 5 },
)
