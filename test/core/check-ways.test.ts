/** What the ways between the steps of a track show, without going them: lost steps, idle waits, short deadlines, dead triggers. */
import { describe, expect, it } from 'vitest'
import { checkWays } from '../../core/check-ways.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  advance,
  allOf,
  anyOf,
  clicked,
  email,
  fit,
  known,
  listenFor,
  not,
  replied,
  requested,
  stage,
  track,
  trigger,
  visited,
  wait,
  type Draft,
  type NamedTrackDraft,
} from '../../core/dsl.ts'
import type { Condition } from '../../core/condition.ts'
import type { Duration } from '../../core/duration.ts'
import type { Quality } from '../../core/quality.ts'
import { anyDay } from './any-time.ts'
import { benchmark, checklist, definition, everyReason, guide, role, size, sound, story, tour } from './lives.ts'

const asked = trigger('asked', requested('demo'))

function said(
  steps: readonly Draft[],
  more: Partial<NamedTrackDraft> = {},
  quality: Quality = { ...definition, triggers: [asked] },
) {
  const draft = track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    salesReady: [asked],
    cadence: anyDay,
    stages: { recognise: stage('…', steps) },
    onReturn: everyReason({ rest: '2 weeks' } as const),
  })
  const compiled = sound(compileTrack({ ...draft, ...more }))
  const templates = [benchmark, checklist, story, tour, guide]
  const whole = { tracks: [compiled], templates, quality, themes: [], reps: [], personas: [], behaviour: null }
  return checkWays(whole).map(({ code, where, what, remedy }) => ({ code, where, what, remedy }))
}
const hears = (
  condition: Condition,
  within: Duration = '3 days',
  then: readonly Draft[] = [],
  otherwise = then,
): Draft => listenFor(condition, { id: 'hears', within, then, otherwise })

describe('a step that no path comes to', () => {
  it('is told, and what is behind it is not told again', () => {
    const lost = [
      email(benchmark),
      hears(clicked(benchmark), '3 days', [advance]),
      email(story),
      wait('1 day'),
      email(tour),
    ]
    expect(said(lost)).toMatchObject([
      { code: 'P301', where: 'track first, stage recognise, step story', what: 'no path comes to step story' },
    ])
  })

  it('is not the opening of a return', () => {
    const bad_timing = { rest: '2 weeks', resume: 'recognise', open: email(guide, { id: 'opening' }) } as const
    expect(said([email(benchmark)], { onReturn: { ...everyReason({ rest: '2 weeks' }), bad_timing } })).toEqual([])
  })
})

describe('a wait', () => {
  it('has something behind it: a touch, or an act that is listened for', () => {
    expect(said([email(benchmark), wait('1 day'), email(story)])).toEqual([])
    expect(said([email(benchmark), wait('1 day'), hears(visited('/pricing'))])).toEqual([])
    expect(said([email(benchmark), wait('1 day')])).toMatchObject([
      { code: 'P314', what: 'nothing comes after "wait 1 day": no touch, and nothing that is listened for' },
    ])
  })

  it('is no listening, and no touch', () => {
    expect(said([hears(visited('/pricing')), email(benchmark)])).toEqual([])
    expect(said([email(benchmark), hears(visited('/pricing'))])).toEqual([])
  })
})

describe('the time to do something', () => {
  it.each<[Duration, boolean]>([
    ['59 minutes', true],
    ['0.5 business hours', true],
    ['60 minutes', false],
    ['1 hour', false],
    ['1 business hour', false],
    ['0.5 days', false],
  ])('of %s: too short is %s', (within, isShort) => {
    const found = said([email(benchmark), hears(clicked(benchmark), within, [email(story)], [])])
    expect(found.map(({ code }) => code)).toEqual(isShort ? ['P315'] : [])
  })

  it('is not meant of a plain wait', () => {
    expect(said([email(benchmark), wait('30 minutes'), email(story)])).toEqual([])
  })
})

describe('a trigger', () => {
  /** Why it can promote nobody, and what to do. */
  const dead = (when: Condition, change: Partial<Quality> = {}, named: readonly (typeof asked)[] = []) => {
    const one = trigger('one', when)
    const quality = { ...definition, triggers: [asked, one], ...change }
    return said([email(benchmark), wait('9 days'), email(story)], { salesReady: [asked, one, ...named] }, quality)
      .filter(({ where }) => where === 'quality agreed, trigger one')
      .map(({ what, remedy }) => `${what.replace('trigger one can promote nobody: ', '')}. ${remedy}`)
  }
  const onClick = (of: string): Condition => ({ on: 'clicked', of, times: 1 })

  it.each<[string, Condition]>([
    ['an act on no mail', visited('/pricing')],
    ['a click on what is sent', clicked(benchmark)],
    ['an answer to what is sent', replied(story)],
    ['a click on anything', onClick('*')],
    ['an answer to nobody knows what', { on: 'replied', of: 'mail', times: 1 }],
    ['one of several, where one can be', anyOf(clicked(guide), clicked(story))],
    ['what must not be', allOf(clicked(story), not(clicked(guide)))],
    ['a fit that leads have', allOf(clicked(story), fit('B'))],
    ['the best fit that leads have', allOf(clicked(story), fit('A'))],
    ['a fact', allOf(clicked(story), known(size, 'large'))],
  ])('fires on %s', (_, when) => expect(dead(when)).toEqual([]))

  it('fires on no click or answer to a mail that no track sends', () => {
    const remedy = 'Mend what it asks for, or take it out.'
    expect(dead(clicked(guide))).toEqual([`no track sends guide. ${remedy}`])
    expect(dead(replied(guide))).toEqual([`no track sends guide. ${remedy}`])
    expect(dead(onClick('gu*'))).toEqual([`no track sends gu*. ${remedy}`])
    expect(dead(allOf(visited('/pricing'), clicked(tour)))).toEqual([`no track sends tour. ${remedy}`])
    expect(dead(anyOf(clicked(guide), clicked(tour)))).toEqual([`no track sends guide. ${remedy}`])
  })

  it('fires for no fit that no lead can have', () => {
    const scored = (points: number, floor: 'A' | 'B' | 'C' = 'C'): Partial<Quality> => ({
      floor,
      fit: {
        points: [
          { fact: 'size', value: 'large', points },
          { fact: 'size', value: 'small', points: 1 },
          { fact: 'role', value: 'cfo', points: 5 },
        ],
        from: { A: 20, B: 10, C: 5 },
      },
    })
    const isFit = (...grades: readonly ('A' | 'B' | 'C')[]) => allOf(visited('/x'), { fit: grades })
    const remedy = 'Mend what it asks for, or take it out.'
    expect(dead(isFit('A'), scored(15))).toEqual([])
    expect(dead(isFit('A'), scored(14))).toEqual([`no lead has more than a fit of B. ${remedy}`])
    expect(dead(isFit('A', 'B'), scored(5))).toEqual([])
    expect(dead(isFit('A', 'B'), scored(4))).toEqual([`no lead has more than a fit of C. ${remedy}`])
    expect(dead(isFit('C'), scored(0))).toEqual([])
    const nearlyD = {
      floor: 'C',
      fit: { points: [{ fact: 'role', value: 'cfo', points: 5 }], from: { A: 20, B: 10, C: 5 } },
    }
    expect(dead(isFit('C'), nearlyD as Partial<Quality>)).toEqual([])
    expect(dead(visited('/x'), scored(14, 'B'))).toEqual([])
    expect(dead(visited('/x'), scored(14, 'A'))).toEqual([
      `no lead has more than a fit of B, and the floor is A. ${remedy}`,
    ])
    const nobody = { floor: 'C', fit: { points: [], from: { A: 20, B: 10, C: 5 } } } as const
    expect(dead(visited('/x'), nobody)).toEqual([`no lead has more than a fit of D, and the floor is C. ${remedy}`])
  })

  it('is named by a track, and needs an act', () => {
    const one = trigger('one', requested('call'))
    const quality = { ...definition, triggers: [asked, one] }
    expect(said([email(benchmark)], {}, quality)).toMatchObject([
      { code: 'P311', what: 'trigger one can promote nobody: no track names it in salesReady' },
    ])
    const factsOnly = { ...definition, triggers: [asked, trigger('cfo', known(role, 'cfo'))] }
    expect(said([email(benchmark)], {}, factsOnly)).toMatchObject([{ code: 'P311', remedy: 'Take it out.' }])
  })
})
