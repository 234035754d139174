import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import {
  advance,
  anyOf,
  call,
  cast,
  choose,
  clicked,
  email,
  fit,
  interest,
  known,
  listenFor,
  stage,
  theme,
  track,
  trigger,
  visited,
  wait,
  type Draft,
  type NamedTrackDraft,
} from '../../core/dsl.ts'
import { versionOf } from '../../core/hash.ts'
import { number, text } from '../../core/merge.ts'
import { placeOf } from '../../core/place.ts'
import { problemLine } from '../../core/problem.ts'
import { kindOf } from '../../core/steps.ts'
import { template } from '../../core/template.ts'
import { benchmark, checklist, demo, everyReason, guide, size, sound } from './lives.ts'

const peerStory = template('peer-story', {
  subject: 'How {{customer}} closes {{days}} days sooner',
  theme: 'slow-close',
  stage: 'recognise',
  purpose: 'prove',
  merge: { customer: text(), days: number() },
})

const returns = everyReason({ rest: '30 days' } as const)
const draft = track('finance-leaders', {
  goal: 'a demo',
  theme: 'slow-close',
  cadence: { zone: 'lead', days: ['Tue'], between: ['09:30', '11:30'], atMost: '2 touches a week' },
  stages: { recognise: stage('The close is slow', [email(benchmark)]) },
  salesReady: [demo],
  onReturn: returns,
})
const steps = (...some: readonly Draft[]): NamedTrackDraft => ({ ...draft, stages: { recognise: stage('…', some) } })

const controls = theme('controls', { problem: 'Nobody checks any more.' })
const byInterest = steps(choose(interest(controls), { controls: [email(guide)], otherwise: [] }))

/** The mistakes in it, as its author reads them. */
function mistakes(wrong: NamedTrackDraft): readonly string[] {
  const checked = compileTrack(wrong)
  return 'problems' in checked ? checked.problems.map(problemLine) : []
}
const idsOf = (right: NamedTrackDraft): readonly string[] => sound(compileTrack(right)).steps.map(({ id }) => id)

describe('a mistake in a track says where, what, and what to do', () => {
  it.each<[string, NamedTrackDraft, string]>([
    [
      'a name',
      { ...draft, name: 'Finance Leaders' },
      'track Finance Leaders, name: "Finance Leaders" is not a track name. Use small letters, digits and hyphens, as finance-leaders.',
    ],
    [
      'no stage',
      { ...draft, stages: {} },
      'track finance-leaders, stages: the track has no stage. Give it at least one stage with a step.',
    ],
    [
      'an empty stage',
      steps(),
      'track finance-leaders, stage recognise: it has no steps. Give it a step, or leave the stage out.',
    ],
    [
      'a window that closes before it opens',
      { ...draft, cadence: { ...draft.cadence, between: ['11:30', '09:30'] } },
      'track finance-leaders, cadence: between: the window from 11:30 to 09:30 closes before it opens; it must lie within one day. Mend the cadence.',
    ],
    [
      'a step after an advance',
      steps(advance, email(benchmark)),
      'track finance-leaders, stage recognise, after recognise~advance: step benchmark can never run: the lead has advanced. Move it before the advance, or remove it.',
    ],
    [
      'the same step twice',
      steps(email(benchmark), wait('2 days'), email(benchmark)),
      "track finance-leaders, stage recognise, step benchmark: two steps have the id benchmark. Give one of them an id of its own: { id: '…' }.",
    ],
    [
      'no time at all',
      steps(wait('0 days')),
      "track finance-leaders, stage recognise, step recognise~0-days: '0 days' is no time at all. Write it as '4 business days', '2 weeks' or '3 hours'.",
    ],
    [
      'more calls than anybody makes',
      steps(call('Who decides?', { due: '1 day', attempts: 21 })),
      'track finance-leaders, stage recognise, step call-who-decides: 21 attempts make no sense. Give a whole number from 1 to 20.',
    ],
    [
      'listening for a fact',
      steps(listenFor(known(size, 'large'), { within: '1 week', then: [], otherwise: [] })),
      'track finance-leaders, stage recognise, step listen-size-is-large: it listens for nothing that a lead does. Use choose for facts; listenFor needs an act, as clicked(…).',
    ],
    [
      'listening for a fit',
      steps(listenFor(anyOf(visited('/pricing'), fit('A')), { within: '1 week', then: [], otherwise: [] })),
      'track finance-leaders, stage recognise, step listen-visited-pricing-or-fit-is-a: it listens for a fit, which is known only between touches. Put a choose on the fact grade before or after it.',
    ],
    [
      'a trigger without an act',
      { ...draft, salesReady: [trigger('is large', known(size, 'large'))] },
      'track finance-leaders, salesReady[0]: trigger is large needs no act of the lead. Static facts alone cannot promote: add what the lead must do (R56).',
    ],
    [
      'an unknown stage to resume in',
      { ...draft, onReturn: { ...returns, bad_timing: { rest: '30 days', resume: 'decide' } } },
      'track finance-leaders, onReturn.bad_timing: there is no stage decide. The track has recognise.',
    ],
    [
      'an opening that leads nowhere',
      { ...draft, onReturn: { ...returns, bad_timing: { rest: '30 days', open: email(guide) } } },
      'track finance-leaders, onReturn.bad_timing: an opening touch needs to know what comes after it. Name the stage: resume.',
    ],
    [
      'an opening before another track',
      {
        ...draft,
        onReturn: {
          ...returns,
          bad_timing: { rest: '30 days', resume: 'recognise', track: 'other', open: email(guide) },
        },
      },
      'track finance-leaders, onReturn.bad_timing: an opening touch cannot stand before a change of track. Put it first into the other track.',
    ],
    [
      'a name with a space at its end',
      { ...draft, name: 'finance ' },
      'track finance , name: "finance " is not a track name. Use small letters, digits and hyphens, as finance-leaders.',
    ],
    [
      'an entry by points of a number',
      { ...draft, priority: 1.5 },
      'track finance-leaders, priority: 1.5 is no whole number. Write a whole number: of two tracks, the higher one has the lead.',
    ],
    [
      'a second entry that is the first',
      { ...draft, again: { after: '30 days', atMost: 1 } },
      'track finance-leaders, again: at most 1 entries is no re-entry. Give 2 or more, or leave again out: then nobody enters twice.',
    ],
    [
      'half an entry more',
      { ...draft, again: { after: '30 days', atMost: 2.5 } },
      'track finance-leaders, again: at most 2.5 entries is no re-entry. Give 2 or more, or leave again out: then nobody enters twice.',
    ],
    [
      'a time until the next entry that is none',
      { ...draft, again: { after: 'soon' as '1 day' } },
      "track finance-leaders, again: 'soon' is not a duration. Write it as '4 business days', '2 weeks' or '3 hours'.",
    ],
    [
      'a look at who has had everything without a break',
      { ...draft, exhausted: { heartbeat: '0 days' } },
      "track finance-leaders, exhausted: '0 days' is no time at all. Write it as '4 business days', '2 weeks' or '3 hours'.",
    ],
    [
      'a choice by an interest that is not followed',
      { ...byInterest, followInterest: false },
      'track finance-leaders, followInterest: step choose-interest chooses by an interest that the track does not follow. Leave followInterest out, or choose by something else.',
    ],
    [
      'an interest of no points',
      { ...draft, followInterest: { from: 0 } },
      'track finance-leaders, followInterest: an interest of 0 points, 5 ahead, makes no sense. Give from above 0 and ahead of 0 or more.',
    ],
    [
      'an interest that is behind another',
      { ...draft, followInterest: { ahead: -1 } },
      'track finance-leaders, followInterest: an interest of 10 points, -1 ahead, makes no sense. Give from above 0 and ahead of 0 or more.',
    ],
    [
      'a heartbeat that never rests',
      { ...draft, exhausted: { heartbeat: '0 days' } },
      "track finance-leaders, exhausted: '0 days' is no time at all. Write it as '4 business days', '2 weeks' or '3 hours'.",
    ],
    [
      'an opening touch before a stage that is not there',
      {
        ...draft,
        onReturn: { ...returns, bad_timing: { rest: '30 days', resume: 'compare', open: email(guide) } },
      },
      'track finance-leaders, onReturn.bad_timing: there is no stage compare. The track has recognise.',
    ],
    [
      'an opening touch before a stage without steps',
      {
        ...draft,
        stages: { ...draft.stages, compare: stage('…', []) },
        onReturn: { ...returns, bad_timing: { rest: '30 days', resume: 'compare', open: email(guide) } },
      },
      'track finance-leaders, stage compare: it has no steps. Give it a step, or leave the stage out.',
    ],
  ])('%s', (_, wrong, sentence) => {
    expect(mistakes(wrong)).toEqual([sentence])
  })

  it('and where it stands, as of a step that can never run', () => {
    const last = email(checklist)
    const checked = compileTrack(steps(email(benchmark), advance, last))
    expect('problems' in checked && checked.problems).toMatchObject([{ code: 'P106', ...placeOf(last) }])
  })

  it('a return reason without an answer, as a file without types may have', () => {
    const some = Object.entries(returns).filter(([reason]) => reason !== 'untouched')
    expect(mistakes({ ...draft, onReturn: Object.fromEntries(some) as typeof returns })).toEqual([
      "track finance-leaders, onReturn: reason untouched has no answer. Say what happens: untouched: { rest: '30 days', resume: 'recognise' }.",
    ])
  })

  it('a value that the fact never has, as a file without types may have', () => {
    const wrong = { ...choose(size, { small: [], large: [], otherwise: [] }), cases: { huge: [] } } as Draft
    expect(mistakes(steps(wrong))).toEqual([
      'track finance-leaders, stage recognise, step choose-size: size is never "huge". It may be small, large.',
    ])
  })

  it('a call that is tried never, more often than anybody would, or by halves', () => {
    const isRefused = (attempts: number): boolean =>
      mistakes(steps(call('Who decides?', { due: '1 day', attempts }))).length > 0
    expect([0, -1, 21, 2.5, Number.NaN].filter((attempts) => !isRefused(attempts))).toEqual([])
    expect([1, 2, 20].filter(isRefused)).toEqual([])
  })

  it('all of them are told at once', () => {
    expect(mistakes({ ...steps(wait('-1 days')), name: 'X' })).toHaveLength(2)
  })
})

describe('the id of a step', () => {
  const before = steps(email(benchmark), wait('4 days'), email(checklist), call('Who decides?', { due: '1 day' }))

  it('survives its neighbours’ new timing', () => {
    const later = steps(email(benchmark), wait('9 days'), email(checklist), call('Who decides?', { due: '2 days' }))
    const touches = (ids: readonly string[]): readonly string[] => ids.filter((id) => !id.includes('~'))
    expect(touches(idsOf(later))).toEqual(touches(idsOf(before)))
  })

  it('survives a move', () => {
    const moved = steps(call('Who decides?', { due: '1 day' }), email(checklist), email(benchmark), wait('4 days'))
    expect([...idsOf(moved)].toSorted()).toEqual([...idsOf(before)].toSorted())
  })

  it('is its author’s, where one is given', () => {
    expect(idsOf(steps(email(benchmark, { id: 'opening' })))).toEqual(['opening'])
  })

  it('tells the same mail with other words apart, in any script and order', () => {
    const content = (customer: string, days: number): string | undefined =>
      idsOf(steps(email(peerStory, { customer, days })))[0]
    expect(content('Norwind', 6)).toBe('peer-story:norwind-6')
    expect(content('東京', 6)).not.toBe(content('大阪', 6))
    expect(content(`${'x'.repeat(80)}a`, 6)).not.toBe(content(`${'x'.repeat(80)}b`, 6))
    expect(idsOf(steps(email(peerStory, { days: 6, customer: 'Norwind' })))).toEqual(['peer-story:norwind-6'])
  })
})

describe('the compiled form', () => {
  const whole = steps(
    email(benchmark),
    listenFor(clicked(benchmark), { within: '1 week', then: [advance], otherwise: [email(checklist)] }),
    choose(size, { small: [], large: [email(guide)], otherwise: [] }),
  )

  it('is plain data, and its version the same on any machine', () => {
    const compiled = sound(compileTrack(whole))
    expect(JSON.parse(JSON.stringify(compiled))).toEqual(compiled)
    expect(versionOf(JSON.parse(JSON.stringify(compiled)))).toBe(versionOf(compiled))
  })

  it('says of a call and a mail what nobody said of them', () => {
    const [called, mailed] = sound(compileTrack(steps(call('Who decides?', { due: '1 day' }), email(guide)))).steps
    const between = { amount: 2, unit: 'business day' }
    expect(called).toMatchObject({ withSales: false, script: '', attempts: 3, between })
    expect(mailed).toMatchObject({ withSales: false, onUnknown: 'skip' })
    const said = { due: '1 day', withSales: true, script: 'Ask who signs.', attempts: 1, between: '1 week' } as const
    const bold = email(guide, { withSales: true, onUnknown: 'resend' })
    const [asked, sent] = sound(compileTrack(steps(call('Who decides?', said), bold))).steps
    const apart = { withSales: true, script: 'Ask who signs.', attempts: 1, between: { amount: 1, unit: 'week' } }
    expect(asked).toMatchObject(apart)
    expect(sent).toMatchObject({ withSales: true, onUnknown: 'resend' })
  })

  it('leads from an advance to the end of its stage, whatever the lead does', () => {
    const [only] = sound(compileTrack(steps(advance))).steps
    expect(kindOf(only!).ways(only!)).toEqual([{ to: null, when: '' }])
  })

  it('lists the pieces of its casts by their names, where it has casts', () => {
    const cast3 = sound(compileTrack(steps(cast({ from: [guide, benchmark, checklist] }))))
    expect(cast3.pieces?.map(({ content }) => content)).toEqual(['benchmark', 'checklist', 'guide'])
    expect(sound(compileTrack(draft))).not.toHaveProperty('pieces')
  })

  it('leads every branch back to what comes after it', () => {
    const { steps } = sound(compileTrack(whole))
    const next = Object.fromEntries(steps.map((step) => [step.id, step.next]))
    expect(next).toEqual({
      benchmark: 'listen-clicked-benchmark',
      'listen-clicked-benchmark': 'choose-size',
      'listen-clicked-benchmark/then~advance': 'choose-size',
      checklist: 'choose-size',
      'choose-size': null,
      guide: null,
    })
    expect(steps.find(({ kind }) => kind === 'choose')).toMatchObject({
      cases: { small: null, large: 'guide' },
      otherwise: null,
    })
  })
})

describe('a return', () => {
  const reopened = (open: Draft | undefined, resume?: 'recognise' | 'compare') =>
    sound(
      compileTrack({
        ...draft,
        stages: { recognise: stage('…', [email(benchmark)]), compare: stage('…', [wait('2 days'), email(checklist)]) },
        onReturn: {
          ...returns,
          bad_timing: { rest: '0 days', ...(open && { open }), ...(resume && { resume }), score: 'halve' },
        },
      }),
    )

  it('opens with a step of its own, which leads to where the lead resumes', () => {
    const compiled = reopened(email(guide), 'compare')
    expect(compiled.onReturn.bad_timing).toEqual({
      rest: { amount: 0, unit: 'day' },
      resume: 'compare',
      open: 'return-bad_timing/guide',
      theme: null,
      track: null,
      score: 'halve',
    })
    const opening = compiled.steps.find(({ id }) => id === 'return-bad_timing/guide')
    expect(opening).toMatchObject({ kind: 'email', template: 'guide', stage: 'compare', next: 'compare~2-days' })
  })

  it('resumes in a stage of the track that it leads to, which need not be one of its own', () => {
    const away = { rest: '30 days', track: 'other', resume: 'decide' } as const
    const compiled = sound(compileTrack({ ...draft, onReturn: { ...returns, bad_timing: away } }))
    expect(compiled.onReturn.bad_timing).toMatchObject({ track: 'other', resume: 'decide' })
  })

  it('opens nothing, and keeps the score, where nothing is said of it', () => {
    const { onReturn, steps } = reopened(undefined)
    expect(onReturn.bad_timing).toMatchObject({ resume: null, open: null })
    expect(onReturn.no_response.score).toBe('keep')
    expect(steps.map(({ id }) => id)).toEqual(['benchmark', 'compare~2-days', 'checklist'])
  })
})

describe('what a track says of its entry', () => {
  const entryOf = (more: Partial<NamedTrackDraft>) => sound(compileTrack({ ...draft, ...more })).entry
  const plain = {
    when: null,
    refuse: [],
    on: null,
    again: null,
    priority: 0,
    whenDisplaced: 'resume',
    whenBusy: 'refuse',
  }

  it('is nothing where it says nothing', () => expect(entryOf({})).toBeUndefined())

  it.each<[string, Partial<NamedTrackDraft>, object]>([
    ['who may enter', { entry: { when: known(size, 'large') } }, { when: known(size, 'large') }],
    [
      'who stays out, with the reason',
      { entry: { refuse: { 'too small': known(size, 'small') } } },
      { refuse: [{ because: 'too small', when: known(size, 'small') }] },
    ],
    ['what lets leads enter by themselves', { enterOn: visited('/docs') }, { on: visited('/docs') }],
    [
      'after how long again',
      { again: { after: '0 days' } },
      { again: { after: { amount: 0, unit: 'day' }, atMost: null } },
    ],
    [
      'how often at most',
      { again: { after: '1 week', atMost: 2 } },
      { again: { after: { amount: 1, unit: 'week' }, atMost: 2 } },
    ],
    ['before which other tracks', { priority: 5 }, { priority: 5 }],
    ['what becomes of it under another', { whenDisplaced: 'end' }, { whenDisplaced: 'end' }],
    ['whether it waits for another', { whenBusy: 'wait' }, { whenBusy: 'wait' }],
  ])('%s', (_, said, compiled) => {
    expect(entryOf(said)).toEqual({ ...plain, ...compiled })
  })
})

describe('the interest that a theme follows', () => {
  const followsOf = (followed: NamedTrackDraft) => sound(compileTrack(followed)).follows
  const twoThemes: NamedTrackDraft = {
    ...draft,
    stages: { recognise: stage('…', [email(benchmark)]), compare: stage('…', [email(guide)], { theme: controls }) },
  }

  it('is none where nothing is decided by it, unless the track says so', () => {
    expect(followsOf(twoThemes)).toBeUndefined()
    expect(followsOf({ ...twoThemes, followInterest: false })).toBeUndefined()
    expect(followsOf({ ...twoThemes, followInterest: true })).toEqual({
      themes: ['controls', 'slow-close'],
      from: 10,
      ahead: 5,
    })
  })

  it('counts from as many points, and as far ahead, as the track says', () => {
    expect(followsOf({ ...twoThemes, followInterest: { from: 3, ahead: 0 } })).toMatchObject({ from: 3, ahead: 0 })
    expect(followsOf({ ...twoThemes, followInterest: { ahead: 7 } })).toMatchObject({ from: 10, ahead: 7 })
  })

  it('is in the themes of the track and of its stages, of its casts and of its choices', () => {
    expect(followsOf(byInterest)?.themes).toEqual(['controls', 'slow-close'])
    const piece = template('piece', { subject: 'x', theme: 'integration', stage: 'recognise', purpose: 'educate' })
    expect(followsOf(steps(cast({ from: [piece, benchmark] })))?.themes).toEqual(['integration', 'slow-close'])
    expect(followsOf(steps(choose(size, { small: [], large: [email(guide)], otherwise: [] })))).toBeUndefined()
  })
})
