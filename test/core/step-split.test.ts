import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { email, split, stage, track, wait, type Draft } from '../../core/dsl.ts'
import { live } from '../../core/simulate.ts'
import type { Person, RunningProgramme } from '../../core/simulated-lead.ts'
import { kindOf } from '../../core/steps.ts'
import { checklist, definition, demo, everyReason, guide, office, sound, start, story, until } from './lives.ts'

const utc = { zone: 'UTC', transitions: [[0, 0]], holidays: [] } as const

function trackOf(...steps: readonly Draft[]) {
  return track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    cadence: { zone: 'UTC', days: ['Tue', 'Wed'], between: ['09:30', '11:30'], atMost: '2 touches a week' },
    stages: { recognise: stage('…', steps) },
    salesReady: [demo],
    onReturn: everyReason({ rest: '30 days' } as const),
  })
}

const programmeOf = (...steps: readonly Draft[]): RunningProgramme => ({
  tracks: { first: sound(compileTrack(trackOf(...steps))) },
  quality: definition,
  office,
})

function personOf(i: number): Person {
  return { id: `lead ${i}`, track: 'first', calendar: utc, lifecycle: 'lead', channels: ['email'], facts: {} }
}

/** What lead number `i` is sent, in order. */
function sentTo(programme: RunningProgramme, i: number): readonly string[] {
  return live(programme, personOf(i), [], { from: start, until }).sent.map(({ content }) => content)
}

const opening = (shares?: { plain: number; story: number }): Draft =>
  split('opening', {
    goal: demo,
    variants: { plain: [email(checklist)], story: [email(story), wait('2 days')] },
    ...(shares && { shares }),
  })

describe('an experiment', () => {
  const leads = Array.from({ length: 300 }, (_, i) => i)
  const firstOf = (programme: RunningProgramme): readonly (string | undefined)[] =>
    leads.map((i) => sentTo(programme, i)[0])
  const counted = (firsts: readonly (string | undefined)[], mail: string): number =>
    firsts.filter((first) => first === mail).length

  it('sends each lead one way, and then the same on', () => {
    const programme = programmeOf(opening(), email(guide))
    for (const i of leads) {
      const sent = sentTo(programme, i)
      expect(sent).toHaveLength(2)
      expect(['checklist', 'story']).toContain(sent[0])
      expect(sent[1]).toBe('guide')
    }
  })

  it('splits leads by the shares', () => {
    const halves = firstOf(programmeOf(opening()))
    // The hash of 300 names does not change: within four standard deviations of the share.
    expect(Math.abs(counted(halves, 'story') - 150)).toBeLessThan(35)
    const tenth = firstOf(programmeOf(opening({ plain: 9, story: 1 })))
    expect(Math.abs(counted(tenth, 'story') - 30)).toBeLessThan(21)
  })

  it('leaves a lead in its variant when the track around it changes', () => {
    const before = firstOf(programmeOf(opening()))
    const after = firstOf(programmeOf(opening(), wait('2 weeks'), email(guide)))
    expect(after).toEqual(before)
  })

  it('with one variant compares nothing, and a share of 0 is none', () => {
    const alone = split('alone', { goal: 'mql', variants: { one: [email(guide)] } })
    const none = split('none', { goal: 'mql', variants: { a: [], b: [] }, shares: { a: 1, b: 0 } })
    const problems = (draft: Draft): readonly string[] => {
      const checked = compileTrack(trackOf(draft))
      return 'problems' in checked ? checked.problems.map(({ what }) => what) : []
    }
    const left = split('left', { goal: 'mql', variants: { a: [], b: [] }, shares: { a: 1 } as never })
    const boundless = split('x', { goal: 'mql', variants: { a: [], b: [] }, shares: { a: 1, b: Infinity } })
    expect(problems(alone)).toEqual(['an experiment with one variant compares nothing'])
    for (const draft of [none, left, boundless])
      expect(problems(draft)).toEqual(['variant b has no share of the leads'])
  })

  it('is found again by its name, says its goal, and shows the share of each way', () => {
    const compiled = sound(compileTrack(trackOf(opening({ plain: 3, story: 1 }))))
    const step = compiled.steps.find(({ kind }) => kind === 'split')
    expect(step).toMatchObject({ id: 'split-opening', experiment: 'opening', goal: 'asked for a demo' })
    expect(kindOf(step!).ways(step!)).toEqual([
      { branch: 'plain', to: 'checklist', when: 'plain, 75 %' },
      { branch: 'story', to: 'story', when: 'story, 25 %' },
    ])
    const byStage = split('by stage', { goal: 'mql', variants: { a: [email(guide)], b: [] } })
    expect(sound(compileTrack(trackOf(byStage))).steps[0]).toMatchObject({ id: 'split-by-stage', goal: 'mql' })
  })

  it('is remembered by the lead, with the way that it went', () => {
    const programme = programmeOf(opening())
    const { sent, states } = live(programme, personOf(1), [], { from: start, until })
    const way = sent[0]?.content === 'story' ? 'story' : 'plain'
    expect(states.at(-1)?.state.arms).toEqual({ opening: way })
  })
})
