/** What changed between two programmes, in words: each change is named once, and nothing else is. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { diff, type Whole } from '../../core/diff.ts'
import { outOfOrder } from '../../core/change.ts'
import { diffTrack } from '../../core/diff-track.ts'
import {
  advance,
  call,
  cast,
  choose,
  clicked,
  email,
  exit,
  listenFor,
  split,
  stage,
  track,
  visited,
  wait,
  webhook,
  type Draft,
  type ReturnDraft,
} from '../../core/dsl.ts'
import type { Rep } from '../../core/programme.ts'
import type { Quality } from '../../core/quality.ts'
import { template } from '../../core/template.ts'
import type { Track } from '../../core/track.ts'
import {
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  guide,
  pricing,
  programme,
  size,
  sound,
  story,
  tour,
} from './lives.ts'

const cadence = { zone: 'lead', days: ['Tue', 'Wed'], between: ['09:30', '11:30'], atMost: '2 touches a week' } as const

type Stages = Readonly<Record<string, readonly Draft[]>>
const rest: ReturnDraft<string> = { rest: '2 weeks' }

function version(stages: Stages, other: Partial<Parameters<typeof track>[1]> = {}): Track {
  const drafts = Object.entries(stages).map(([name, steps]) => [name, stage('…', steps)] as const)
  return sound(
    compileTrack(
      track('first', {
        goal: 'a demo',
        theme: 'slow-close',
        salesReady: [demo],
        cadence,
        stages: Object.fromEntries(drafts),
        onReturn: everyReason(rest),
        ...other,
      }),
    ),
  )
}

const hears = (then: readonly Draft[], within: '10 days' | '20 days' = '10 days', act = clicked(benchmark)): Draft => ({
  ...listenFor(act, { within, then, otherwise: [email(tour)] }),
  id: 'hears',
})
const bySize = (small: readonly Draft[]): Draft => choose(size, { small, large: [], otherwise: [] })
const first: readonly Draft[] = [email(benchmark), wait('4 days'), email(checklist), hears([email(story)])]
const second: readonly Draft[] = [wait('5 days'), call('Who decides?', { due: '2 days' }), bySize([email(guide)])]
const stages: Stages = { recognise: first, compare: second }
const base = version(stages)
const halves = (shares: { a: number; b: number }, goal: 'mql' | 'sql' = 'mql', a: readonly Draft[] = []): Draft =>
  split('opening', { goal, shares, variants: { a, b: [] } })
const why = template('why', { subject: 'x', theme: 'slow-close', stage: 'recognise', purpose: 'educate' })

const says = (is: Track, was = base): readonly string[] =>
  diffTrack(was, is).map(({ kind, sentence }) => `${kind}: ${sentence}`)

describe('a change of a track', () => {
  it('is as few steps that moved as it can be', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const isInOrder = (some: readonly string[]): boolean => some.join() === some.toSorted().join()
    const choices = Array.from({ length: 2 ** names.length }, (_, n) => names.filter((_, i) => n & (1 << i)))
    const anyOrder = fc.shuffledSubarray(names, { minLength: names.length })
    fc.assert(
      fc.property(anyOrder, (order) => {
        const moved = outOfOrder(names, order)
        const without = (some: readonly string[]) => order.filter((name) => !some.includes(name))
        const enough = choices.filter((some) => isInOrder(without(some))).map(({ length }) => length)
        expect(isInOrder(without(moved))).toBe(true)
        expect(moved).toHaveLength(Math.min(...enough))
      }),
    )
  })

  it('is told of a cast by the names of its pieces', () => {
    const casts = (from: readonly (typeof why)[]) => version({ recognise: [cast({ from, id: 'drawn' })] })
    expect(says(casts([why, benchmark as never]), casts([why]))).toContain(
      'settings: drawn: pieces is ["benchmark","why"] (was ["why"])',
    )
  })

  it('is told of a webhook once, by what it brings', () => {
    const text = (words: string) =>
      version({ recognise: [webhook('texts', { id: 'text', channel: 'phone', share: [], data: { text: words } })] })
    expect(says(text('Good morning'), text('Hello'))).toEqual([
      'settings: text: data is {"text":"Good morning"} (was {"text":"Hello"})',
    ])
  })

  it('is no theme of a stage that has its own as before', () => {
    const means = (text: string) =>
      version(stages, { stages: { recognise: stage(text, first, { theme: 'controls' }), compare: stage('…', second) } })
    expect(says(means('It hurts.'), means('It is slow.'))).toEqual([
      'reworded: stage recognise means It hurts. (was It is slow.)',
    ])
  })

  it('is an answer to a reason that an older version did not know', () => {
    const { untouched: _, ...older } = base.onReturn
    expect(says(base, { ...base, onReturn: older as never })).toEqual([
      'returns: returned, untouched: it has an answer now',
    ])
  })

  it('is none from a track to itself', () => {
    fc.assert(
      fc.property(programme, ({ tracks }) => {
        for (const one of Object.values(tracks)) expect(diffTrack(one, structuredClone(one))).toEqual([])
      }),
    )
  })

  const planted: Readonly<Record<string, readonly [is: Track, sentence: string]>> = {
    'a step added': [
      version({ ...stages, recognise: [...first, call('When?', { due: '1 day' })] }),
      'added: call: When? (call-when) is new: in recognise, after hears',
    ],
    'a step added in a branch': [
      version({ ...stages, recognise: [...first.slice(0, 3), hears([email(story), email(guide, { id: 'more' })])] }),
      'added: mail guide (more) is new: in hears/then, after story',
    ],
    'a step removed': [
      version({ ...stages, compare: [wait('5 days'), call('Who decides?', { due: '2 days' }), bySize([])] }),
      'removed: mail guide (guide) is gone from choose-size/small',
    ],
    'a step moved within its stage': [
      version({ ...stages, recognise: [email(benchmark), hears([email(story)]), wait('4 days'), email(checklist)] }),
      'moved: checklist comes after hears (came after benchmark)',
    ],
    'a step moved to another stage': [
      version({
        recognise: [...first, wait('5 days'), call('Who decides?', { due: '2 days' })],
        compare: [bySize([email(guide)])],
      }),
      'moved: call-who-decides is in recognise, after hears (was in compare)',
    ],
    'an advance': [
      version({ ...stages, recognise: [...first, advance] }),
      'added: the advance in recognise is new: in recognise, after hears',
    ],
    'another wait': [
      version({ ...stages, compare: [wait('9 days'), ...second.slice(1)] }),
      'timing: before call: Who decides? (call-who-decides): a wait of 9 days (was a wait of 5 days)',
    ],
    'another deadline of listening': [
      version({ ...stages, recognise: [...first.slice(0, 3), hears([email(story)], '20 days')] }),
      'timing: hears: within is 20 days (was 10 days)',
    ],
    'another condition': [
      version({ ...stages, recognise: [...first.slice(0, 3), hears([email(story)], '10 days', visited('/pricing'))] }),
      'branches: hears: it listens for visited /pricing (was clicked benchmark)',
    ],
    'other words for the caller': [
      version({
        ...stages,
        compare: [wait('5 days'), call('Who decides?', { due: '2 days', script: 'Listen.' }), ...second.slice(2)],
      }),
      'reworded: call-who-decides: script is Listen. (was none)',
    ],
    'another template at a named step': [
      version({ recognise: [email(story, { id: 'opening' })] }),
      'reworded: opening: template is story (was benchmark)',
    ],
    'other days': [
      version(stages, { cadence: { ...cadence, days: ['Fri'] } }),
      'cadence: touches on Fri (was: touches on Tue, Wed)',
    ],
    'another window': [
      version(stages, { cadence: { ...cadence, between: ['13:00', '17:00'] } }),
      'cadence: the window is 13:00 to 17:00 (was: the window is 09:30 to 11:30)',
    ],
    'another cap': [
      version(stages, { cadence: { ...cadence, atMost: '1 touch a day' } }),
      'cadence: at most 1 touches a day (was: at most 2 touches a week)',
    ],
    'another rest after a return': [
      version(stages, { onReturn: { ...everyReason(rest), bad_timing: { rest: '3 months', resume: 'compare' } } }),
      'returns: returned, bad_timing: rest 3 months (was 2 weeks); resume compare (was none)',
    ],
    'a trigger more': [
      version(stages, { salesReady: [demo, pricing] }),
      'triggers: trigger reads prices promotes from this track too',
    ],
    'another goal': [version(stages, { goal: 'a call' }), 'reworded: the goal is a call (was a demo)'],
    'another theme': [version(stages, { theme: 'controls' }), 'settings: the theme is controls (was slow-close)'],
    'a theme of a stage': [
      version(stages, { stages: { recognise: stage('…', first, { theme: 'controls' }), compare: stage('…', second) } }),
      'settings: the theme of stage recognise is controls (was slow-close)',
    ],
    'other words for a stage': [
      version(stages, { stages: { recognise: stage('It is slow', first), compare: stage('…', second) } }),
      'reworded: stage recognise means It is slow (was …)',
    ],
    'another zone': [
      version(stages, { cadence: { ...cadence, zone: 'Europe/Berlin' } }),
      "cadence: the zone is Europe/Berlin (was: the zone is the lead's)",
    ],
    'other holidays': [
      version(stages, { cadence: { ...cadence, holidays: 'ignore' } }),
      'cadence: holidays count as any day (was: holidays are skipped)',
    ],
    'a wait gone': [
      version({ ...stages, compare: second.slice(1) }),
      'timing: before call: Who decides? (call-who-decides): no wait (was a wait of 5 days)',
    ],
    'a case gone': [
      version({
        ...stages,
        compare: [...second.slice(0, 2), { ...bySize([email(guide)]), cases: { small: [email(guide)] } } as Draft],
      }),
      'branches: choose-size: its cases are small (were large, small)',
    ],
    'a rule more': [
      version(stages, { rules: [exit('left', visited('/bye'))] }),
      'added: rules: {"is":"exit","name":"left","when":{"of":"/bye","on":"visited","times":1}} is new',
    ],
    'an entry': [
      version(stages, { priority: 5 }),
      'settings: entry is {"again":null,"on":null,"priority":5,"refuse":[],"when":null,"whenBusy":"refuse","whenDisplaced":"resume"} (was none)',
    ],
    'an interest that the theme follows': [
      version(stages, { followInterest: true }),
      'settings: follows is {"ahead":5,"from":10,"themes":["slow-close"]} (was none)',
    ],
    'another heartbeat': [
      version(stages, { exhausted: { heartbeat: '30 days' } }),
      'timing: who has had everything is looked at every 30 days (was 90 days)',
    ],
  }
  it.each(Object.entries(planted))('is named once: %s', (name, [is, sentence]) => {
    const was =
      name === 'another template at a named step' ? version({ recognise: [email(benchmark, { id: 'opening' })] }) : base
    expect(says(is, was)).toEqual([sentence])
  })

  it.each<[string, readonly [was: readonly Draft[], is: readonly Draft[]], string]>([
    [
      'another kind of step under its name',
      [[email(benchmark, { id: 'opening' })], [call('Who decides?', { due: '1 day', id: 'opening' })]],
      'settings: opening is call: Who decides? (was mail benchmark)',
    ],
    [
      'another share of an experiment',
      [[halves({ a: 1, b: 1 })], [halves({ a: 1, b: 3 })]],
      'branches: split-opening: variants is [{"name":"a","share":1,"to":null},{"name":"b","share":3,"to":null}] (was [{"name":"a","share":1,"to":null},{"name":"b","share":1,"to":null}])',
    ],
    [
      'another goal of an experiment',
      [[halves({ a: 1, b: 1 })], [halves({ a: 1, b: 1 }, 'sql')]],
      'branches: split-opening: goal is sql (was mql)',
    ],
    [
      'another number of attempts',
      [[call('Who?', { due: '1 day', attempts: 2 })], [call('Who?', { due: '1 day', attempts: 3 })]],
      'settings: call-who: attempts is 3 (was 2)',
    ],
    [
      'a touch that is for leads with sales, too',
      [[email(benchmark)], [email(benchmark, { withSales: true })]],
      'settings: benchmark: withSales is true (was false)',
    ],
    [
      'only what is in the way of an experiment',
      [[halves({ a: 1, b: 1 })], [halves({ a: 1, b: 1 }, 'mql', [email(story)])]],
      'added: mail story (story) is new: in split-opening/a, first',
    ],
    [
      'a piece of a cast',
      [[cast({ from: [why] })], [cast({ from: [{ ...why, priority: 9 }] })]],
      'settings: pieces: why is {"content":"why","from":null,"given":{},"priority":9,"purpose":"educate","stage":"recognise","template":"why","theme":"slow-close","through":null} (was {"content":"why","from":null,"given":{},"priority":0,"purpose":"educate","stage":"recognise","template":"why","theme":"slow-close","through":null})',
    ],
  ])('is named once: %s', (_, [was, is], sentence) => {
    expect(says(version({ recognise: is }), version({ recognise: was }))).toEqual([sentence])
  })

  it('of the theme is not said again of a stage that has none of its own', () => {
    const own = (theme: string, track = 'slow-close') =>
      version(stages, {
        theme: track,
        stages: { recognise: stage('…', first, { theme }), compare: stage('…', second) },
      })
    expect(says(own('controls', 'integration'), own('controls'))).toEqual([
      'settings: the theme is integration (was slow-close)',
    ])
    const follows = version(stages, { theme: 'integration' })
    expect(says(follows, own('controls'))).toEqual([
      'settings: the theme is integration (was slow-close)',
      'settings: the theme of stage recognise is integration (was controls)',
    ])
    expect(says(own('controls'), follows)).toEqual([
      'settings: the theme is slow-close (was integration)',
      'settings: the theme of stage recognise is controls (was integration)',
    ])
  })

  it('of an opening touch is said as that of a step, and where another takes its place', () => {
    const opening = (mail?: typeof benchmark) => {
      const open = mail ? { open: email(mail, { id: `open-${mail.name}` }) } : {}
      return version(stages, {
        onReturn: { ...everyReason(rest), bad_timing: { rest: '2 weeks', resume: 'compare', ...open } },
      })
    }
    expect(says(opening(guide), opening())).toEqual([
      'added: mail guide (open-guide) is new: in return bad_timing, first',
    ])
    expect(says(opening(), opening(guide))).toEqual(['removed: mail guide (open-guide) is gone from return bad_timing'])
    expect(says(opening(story), opening(guide))).toContain(
      'returns: returned, bad_timing: open open-story (was open-guide)',
    )
  })

  it('names the step that it is about', () => {
    const longer = version({ ...stages, recognise: [...first, call('When?', { due: '1 day' })] })
    expect(diffTrack(base, longer)).toEqual([
      {
        of: 'track',
        name: 'first',
        kind: 'added',
        step: 'call-when',
        sentence: 'call: When? (call-when) is new: in recognise, after hears',
      },
    ])
    expect(diffTrack(base, version(stages, { goal: 'a call' }))[0]).not.toHaveProperty('step')
  })

  it('is said of a stage that is new, gone or moved', () => {
    expect(says(version({ ...stages, decide: [email(guide, { id: 'last' })] }))).toEqual([
      'added: stage decide is new',
      'added: mail guide (last) is new: in decide, first',
    ])
    expect(says(version({ compare: second, recognise: first }))).toEqual(['moved: stage recognise comes after compare'])
  })

  it('never goes unsaid: whatever differs is named', () => {
    fc.assert(
      fc.property(programme, programme, (one, other) => {
        const [was, is] = [one.tracks['first']!, other.tracks['first']!]
        expect(diffTrack(was, is).length === 0).toBe(JSON.stringify(was) === JSON.stringify(is))
      }),
      { numRuns: 200 },
    )
  })
})

describe('a change of the whole', () => {
  const mail = { name: 'benchmark', version: 'a', subject: 'Hello', preheader: '', text: 'one\ntwo', facts: {} }
  const rep = { id: 'rep', name: 'Ana', email: 'ana@example.test' }
  const whole: Whole = { tracks: [base], templates: [mail], quality: definition, reps: [rep] }

  it('is none from the whole to itself', () => expect(diff(whole, structuredClone(whole))).toEqual([]))

  it('says of a template which part of it is reworded', () => {
    const templates = [{ ...mail, version: 'b', text: 'one\nthree' }]
    expect(diff(whole, { ...whole, templates }).map(({ sentence }) => sentence)).toEqual([
      'template benchmark: text changed',
    ])
  })

  it('says of tracks which are new and which stay without being in it', () => {
    const second = { ...base, name: 'second' }
    expect(diff(whole, { ...whole, tracks: [second, version(stages, { goal: 'a call' })] })).toEqual([
      { of: 'track', name: 'second', kind: 'added', sentence: 'track second is new' },
      { of: 'track', name: 'first', kind: 'reworded', sentence: 'the goal is a call (was a demo)' },
    ])
    expect(diff(whole, { ...whole, tracks: [] })).toEqual([
      {
        of: 'track',
        name: 'first',
        kind: 'removed',
        sentence: 'track first is no longer in the programme; it stays as it was published',
      },
    ])
  })

  it('says of templates which are new, gone, and changed in their layout or by their author', () => {
    const sentences = (...templates: readonly (typeof mail)[]) =>
      diff(whole, { ...whole, templates }).map(({ sentence }) => sentence)
    expect(sentences(mail, { ...mail, name: 'guide' })).toEqual(['template guide is new'])
    expect(sentences()).toEqual(['template benchmark is no longer in the programme'])
    expect(sentences({ ...mail, version: 'b' })).toEqual(['template benchmark: its layout changed'])
    expect(sentences({ ...mail, subject: 'Hi', facts: { stage: 'compare' } })).toEqual([
      'template benchmark: subject, what its author says of it changed',
    ])
  })

  it('says which rep is new or has changed, and leaves alone who is not named any more', () => {
    const sentences = (...reps: readonly Rep[]) => diff(whole, { ...whole, reps }).map(({ sentence }) => sentence)
    expect(sentences(rep, { ...rep, id: 'other' })).toEqual(['rep other is new'])
    expect(sentences({ ...rep, name: 'Ben', phone: '+49 30 5550' })).toEqual([
      'rep rep: name is Ben (was Ana); phone is +49 30 5550 (was none)',
    ])
    expect(sentences()).toEqual([])
  })

  it('says that the quality definition is new, and nothing of one that is not given', () => {
    expect(diff({ ...whole, quality: null }, whole).map(({ sentence }) => sentence)).toEqual([
      'the quality definition is new',
    ])
    expect(diff(whole, { ...whole, quality: null })).toEqual([])
  })

  const toRep = { when: { fact: 'size', is: ['large'] }, to: ['rep'] }
  const question = {
    fact: 'size',
    question: 'How large?',
    owner: 'rep',
    method: 'rep_call',
    due: { amount: 5, unit: 'day' },
  }
  const extended = { routing: { rules: [toRep], otherwise: ['rep'] }, criteria: [question] }
  it.each<[string, object, string]>([
    [
      'to whom',
      { routing: { rules: [{ ...toRep, to: ['other'] }], otherwise: ['rep'] } },
      'routing where size is large changed: to other (was: to rep)',
    ],
    [
      'the question',
      { criteria: [{ ...question, question: 'How big?' }] },
      'criterion size changed: {"due":{"amount":5,"unit":"day"},"fact":"size","method":"rep_call","owner":"rep","question":"How big?"} (was: {"due":{"amount":5,"unit":"day"},"fact":"size","method":"rep_call","owner":"rep","question":"How large?"})',
    ],
  ])('says what changed of a part that is in both: %s', (_, change, sentence) => {
    const was = { ...definition, ...extended } as unknown as Quality
    const quality = { ...was, ...change } as Quality
    expect(diff({ ...whole, quality: was }, { ...whole, quality }).map((one) => one.sentence)).toEqual([sentence])
  })

  const definitions: Readonly<Record<string, readonly [change: object, sentence: string]>> = {
    floor: [{ floor: 'C' }, 'the fit floor is C (was B)'],
    sla: [
      { sla: { ...definition.sla, remind: { amount: 8, unit: 'business hour' } } },
      'remind comes after 8 business hours (was 4 business hours)',
    ],
    knockouts: [{ knockouts: [] }, 'knockout student is gone'],
    triggers: [{ triggers: definition.triggers.slice(0, 1) }, 'trigger reads prices is gone'],
    accepting: [{ accepting: 'sql' }, 'acceptance makes of the lead is sql (was sal)'],
    name: [{ name: 'other' }, 'its name is other (was agreed)'],
    grades: [
      { fit: { ...definition.fit, from: { A: 20, B: 10, C: 6 } } },
      'the grades begin at {"A":20,"B":10,"C":6} (was {"A":20,"B":10,"C":5})',
    ],
    points: [
      {
        fit: {
          ...definition.fit,
          points: definition.fit.points.map((one) => ({ ...one, points: one.fact === 'size' ? 9 : one.points })),
        },
      },
      'points for size large changed: {"fact":"size","points":9,"value":"large"} (was: {"fact":"size","points":10,"value":"large"})',
    ],
    facts: [
      {
        facts: definition.facts.map((one) =>
          one.fact === 'size' ? { ...one, values: ['small', 'large', 'huge'] } : one,
        ),
      },
      'fact size changed: small, large, huge (was: small, large)',
    ],
    'a new knockout': [
      { knockouts: [...definition.knockouts, { name: 'tiny', when: { fact: 'size', is: ['small'] } }] },
      'knockout tiny is new: size is small',
    ],
    'new points': [
      { fit: { ...definition.fit, points: [...definition.fit.points, { fact: 'size', value: 'small', points: 3 }] } },
      'points for size small is new: {"fact":"size","points":3,"value":"small"}',
    ],
    'a new approval': [
      { approvals: [...definition.approvals, { by: 'sales', who: 'Cleo', on: '2027-01-01' }] },
      'approval sales, Cleo, 2027-01-01 is new',
    ],
    routing: [{ routing: { rules: [], otherwise: ['rep', 'other'] } }, 'the default queue is rep, other (was rep)'],
    'what is not known here': [{ holdOut: { share: 0.1 } }, 'holdOut is {"share":0.1} (was none)'],
  }
  it.each(Object.entries(definitions))(
    'names what changed in the quality definition once: %s',
    (_, [change, sentence]) => {
      const quality = { ...definition, ...change }
      expect(diff(whole, { ...whole, quality }).map((one) => one.sentence)).toEqual([sentence])
    },
  )

  it('says nothing of a part that is not known here and did not change', () => {
    const [was, is] = [0, 1].map(() => ({ ...definition, holdOut: 0.1 }))
    expect(diff({ ...whole, quality: was! }, { ...whole, quality: is! })).toEqual([])
  })
})
