/** With whom the paths through a track are explored: whoever differs from the first day on in what decides a way. */
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { channels } from '../../core/channel.ts'
import { compileTrack } from '../../core/compile.ts'
import { call, choose, email, fact, listenFor, split, stage, track, visited, wait } from '../../core/dsl.ts'
import type { Draft, TrackDraft } from '../../core/dsl.ts'
import { startsOf } from '../../core/explore-starts.ts'
import type { Quality } from '../../core/quality.ts'
import { variantOf } from '../../core/step-split.ts'
import { anyDay } from './any-time.ts'
import { benchmark, definition, demo, everyReason, guide, office, size, sound, start, story } from './lives.ts'

function startsWith(steps: readonly Draft[], more: Partial<TrackDraft> = {}, quality: Quality = definition) {
  const draft = track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    salesReady: [demo],
    cadence: anyDay,
    stages: { recognise: stage('…', steps), compare: stage('…', [email(guide)], { theme: 'controls' }) },
    onReturn: everyReason({ rest: '2 weeks' } as const),
    ...more,
  })
  const compiled = sound(compileTrack(draft))
  return { compiled, starts: startsOf({ tracks: { first: compiled }, quality, office }, compiled) }
}
const bySize = choose(size, { small: [email(benchmark)], large: [], otherwise: [] })
const asks = (text: string): Draft => call(text, { due: '1 day' })

describe('a track is explored', () => {
  it('from each day of a week, by somebody of whom nothing is known', () => {
    const { starts } = startsWith([email(benchmark)])
    expect(starts.map(({ at }) => (at - start) / DAY)).toEqual([0, 1, 2, 3, 4, 5, 6])
    for (const { person, facts } of starts) {
      expect(person).toMatchObject({ track: 'first', lifecycle: 'lead', channels: ['email'], facts: {}, id: 'lead 1' })
      expect(facts).toEqual({})
    }
  })

  it.each<[string, readonly Draft[], readonly (readonly string[])[]]>([
    ['mails', [email(benchmark)], [['email']]],
    ['more mails than calls', [email(benchmark), asks('Who?')], [['email', 'phone'], ['email']]],
    ['more calls than mails', ['Who?', 'Why?', 'When?'].map(asks), [['email', 'phone'], ['phone']]],
  ])('on all channels that it uses, and on the one that it uses most: %s', (_, steps, expected) => {
    const { starts } = startsWith(steps)
    expect([...new Map(starts.map(({ person: { channels } }) => [channels.join(), channels])).values()]).toEqual(
      expected,
    )
    expect(starts).toHaveLength(7 + expected.length - 1)
  })

  it('on every channel where it touches nobody', () => {
    const heard = listenFor(visited('/x'), { within: '3 days', then: [], otherwise: [] })
    const { starts } = startsWith([], { stages: { recognise: stage('…', [heard]) } })
    expect(starts.map(({ person }) => person.channels)).toEqual(Array.from({ length: 7 }, () => channels))
  })

  it('by whoever differs in a fact that decides what comes first, and in no other', () => {
    for (const steps of [[bySize], [wait('1 day'), bySize]]) {
      const { starts } = startsWith(steps)
      expect(starts.slice(6).map(({ facts }) => facts)).toEqual([{ size: null }, { size: 'small' }, { size: 'large' }])
      expect(starts.slice(6).map(({ person }) => person.facts)).toEqual([{}, { size: 'small' }, { size: 'large' }])
    }
    expect(startsWith([email(story), bySize]).starts).toHaveLength(7)
  })

  it('by whoever has each grade that a lead can have, where the track asks for that', () => {
    const grade = fact('grade', ['A', 'B', 'C', 'D'])
    const byGrade = choose(grade, { A: [email(story)], B: [], C: [], D: [], otherwise: [] })
    const points = [
      { fact: 'role', value: 'cfo', points: 15 },
      { fact: 'size', value: 'large', points: 5 },
      { fact: 'size', value: 'small', points: 3 },
    ]
    const quality = { ...definition, fit: { ...definition.fit, points } }
    const { starts } = startsWith([email(benchmark), byGrade], {}, quality)
    // From 5 points on it is a C, from 20 on an A: no fact alone makes a B.
    const facts = [{}, { size: 'large' }, { size: 'large', role: 'cfo' }]
    expect(starts.slice(6).map(({ person }) => person.facts)).toEqual(facts)
    expect(starts.slice(6).map((each) => each.facts)).toEqual(facts)
    expect(startsWith([email(benchmark)], {}, quality).starts).toHaveLength(7)
  })

  it('by leads that go every way of its experiments, and by no more than it takes', () => {
    const variants = { a: [wait('1 day')], b: [wait('2 days')], c: [] }
    const { compiled, starts } = startsWith([split('opening', { goal: 'mql', variants }), bySize])
    const ids = [...new Set(starts.map(({ person }) => person.id!))]
    const step = compiled.steps.find(({ kind }) => kind === 'split')
    const ways = ids.map((id) => (step?.kind === 'split' ? variantOf(step, id).name : ''))
    expect(ways.toSorted()).toEqual(['a', 'b', 'c'])
    expect(starts).toHaveLength(7 - 1 + ids.length * 3)
  })

  it('by somebody interested in each theme, where the theme follows that', () => {
    const { starts } = startsWith([email(benchmark)], { followInterest: true })
    expect(starts.map(({ person }) => person.interest)).toEqual([
      ...Array.from({ length: 7 }, () => undefined),
      'controls',
      'slow-close',
    ])
  })
})
