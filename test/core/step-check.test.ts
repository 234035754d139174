/** What only the whole programme shows to be wrong with a step, also in a track that no editor looked at. */
import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import {
  anyOf,
  choose,
  clicked,
  email,
  fact,
  interest,
  known,
  listenFor,
  stage,
  theme,
  track,
  type Draft,
} from '../../core/dsl.ts'
import { number } from '../../core/merge.ts'
import { problemLine } from '../../core/problem.ts'
import { kindOf } from '../../core/steps.ts'
import { systemTemplate, template, type AnyTemplate } from '../../core/template.ts'
import { anyDay } from './any-time.ts'
import { agreed, demo, everyReason, guide, size, sound, story } from './lives.ts'

const slowClose = theme('slow-close', { problem: 'The close takes nine days.' })
const controls = theme('controls', { problem: 'Nobody checks any more.' })

function said(step: Draft, templates: readonly AnyTemplate[] = [story, guide]): readonly string[] {
  const draft = track('first', {
    goal: 'a demo',
    theme: slowClose,
    cadence: anyDay,
    stages: { recognise: stage('…', [step]) },
    salesReady: [demo],
    onReturn: everyReason({ rest: '2 weeks' } as const),
  })
  const [first] = sound(compileTrack(draft)).steps
  const whole = { tracks: [], compiled: [], templates, themes: [slowClose], quality: agreed, reps: [] }
  return kindOf(first!).check(first!, 'here', whole).map(problemLine)
}

describe('a choice', () => {
  it('by interest is among the themes of the programme', () => {
    const byInterest = choose(interest(slowClose, controls), {
      'slow-close': [email(story)],
      controls: [],
      otherwise: [],
    })
    expect(said(byInterest)).toEqual([expect.stringContaining('here: there is no theme controls')])
    expect(said(choose(interest(slowClose), { 'slow-close': [email(story)], otherwise: [] }))).toEqual([])
  })

  it('by a fact is by one that the quality definition declares', () => {
    const ways = { small: [email(story)], large: [], otherwise: [] }
    expect(said(choose(size, ways))).toEqual([])
    expect(said(choose(fact('seize', ['small', 'large']), ways))).toEqual([
      expect.stringContaining('here: there is no fact seize'),
    ])
  })

  it('goes on where nothing is said of the others, as a file without types may', () => {
    const ways = { small: [email(story)], large: [] } as unknown as Record<
      'small' | 'large' | 'otherwise',
      readonly Draft[]
    >
    expect(choose(size, ways).otherwise).toEqual([])
  })
})

it('a listening is for mails and facts that there are', () => {
  const hears = (to: typeof story, about = size) =>
    said(listenFor(anyOf(clicked(to), known(about, 'large')), { within: '1 week', then: [], otherwise: [] }), [story])
  expect(hears(story)).toEqual([])
  expect(hears(guide)).toEqual([expect.stringContaining('here: nobody can have clicked guide')])
  expect(hears(story, fact('seize', ['small', 'large']))).toEqual([
    expect.stringContaining('here: there is no fact seize'),
  ])
})

describe('an email', () => {
  const open = template('open', { ...story, merge: { days: number() } })

  it('is one of the mails to leads', () => {
    expect(said(email(story))).toEqual([])
    expect(said(email(story), [systemTemplate('story', { subject: 'x' })])).toEqual([
      expect.stringContaining("here: template story is not one of the programme's mails to leads"),
    ])
  })

  it('gives a mail what it asks for, of the kind that it asks for', () => {
    const given = (values: object) => said(email(open, values as { days: number }), [open])
    expect(given({ days: 6 })).toEqual([])
    expect(given({})).toEqual(['here: open needs days. Give it a number: email(…, { days: 6 }).'])
    expect(given({ days: 'six' })).toEqual([
      'here: days is "six", which is no number. Give it a number: email(…, { days: 6 }).',
    ])
  })
})
