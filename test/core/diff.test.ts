/** What changed between two programmes, in words: each change is named once, and nothing else is. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { diff, type Whole } from '../../core/diff.ts'
import { diffTrack } from '../../core/diff-track.ts'
import {
  advance,
  call,
  choose,
  clicked,
  email,
  listenFor,
  stage,
  track,
  visited,
  wait,
  type Draft,
  type ReturnDraft,
} from '../../core/dsl.ts'
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

const says = (is: Track, was = base): readonly string[] =>
  diffTrack(was, is).map(({ kind, sentence }) => `${kind}: ${sentence}`)

describe('a change of a track', () => {
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

  const definitions: Readonly<Record<string, readonly [change: object, sentence: string]>> = {
    floor: [{ floor: 'C' }, 'the fit floor is C (was B)'],
    sla: [
      { sla: { ...definition.sla, remind: { amount: 8, unit: 'business hour' } } },
      'remind comes after 8 business hours (was 4 business hours)',
    ],
    knockouts: [{ knockouts: [] }, 'knockout student is gone'],
    triggers: [{ triggers: definition.triggers.slice(0, 1) }, 'trigger reads prices is gone'],
    accepting: [{ accepting: 'sql' }, 'acceptance makes of the lead is sql (was sal)'],
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
})
