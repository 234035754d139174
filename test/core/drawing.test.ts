import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { advance, choose, clicked, email, listenFor, stage, visited, wait } from '../../core/dsl.ts'
import { drawingOf, type Sequence } from '../../core/drawing.ts'
import { benchmark, checklist, everyReason, size, sound, story } from './lives.ts'
import { anyTrack, trackOf } from './tracks-to-draw.ts'

const stepsIn = ({ steps }: Sequence): string[] =>
  steps.flatMap(({ id, lanes }) => [id, ...lanes.flatMap((lane) => stepsIn(lane.steps))])

test('a track by chance is drawn with every step, each once', () => {
  fc.assert(
    fc.property(anyTrack, (chosen) => {
      const { stages, returns } = drawingOf(chosen)
      const all = [...stages.map(({ steps }) => steps), ...returns.flatMap(({ open }) => open ?? [])].flatMap(stepsIn)
      expect(all.toSorted()).toEqual(chosen.steps.map(({ id }) => id).toSorted())
    }),
  )
})

const answer = choose(size, { small: [advance], large: [email(checklist)], otherwise: [] })

test('shows what a step says, on which condition it parts, and within which time', () => {
  const listening = listenFor(visited('/pricing*'), {
    within: '10 business days',
    then: [email(story)],
    otherwise: [wait('2 weeks')],
  })
  const { stages } = drawingOf(trackOf([email(benchmark), listening]))
  expect(stages[0]!.steps.steps).toMatchObject([
    { says: 'mail benchmark', look: 'touch', channel: 'email', lanes: [] },
    {
      look: 'fork',
      lanes: [
        { when: 'visited /pricing*', time: 'within 10 business days', steps: { steps: [{ says: 'mail story' }] } },
        { when: 'not within 10 business days', time: '', steps: { steps: [{ look: 'span', says: 'wait 2 weeks' }] } },
      ],
    },
  ])
})

test('says where an advance leads that passes steps by', () => {
  const [fork] = drawingOf(trackOf([answer, wait('1 week'), email(benchmark)])).stages[0]!.steps.steps
  expect(fork!.lanes.map(({ steps }) => steps.end)).toEqual([
    { is: 'nextStage', says: 'to the end' },
    { is: 'joins' },
    { is: 'joins' },
  ])
})

test('says of a step that no way leads to it', () => {
  const both = listenFor(clicked(benchmark), { within: '1 week', then: [advance], otherwise: [advance] })
  const steps = drawingOf(trackOf([email(benchmark), both, email(story)])).stages[0]!.steps
  expect(steps.steps.at(-1)).toMatchObject({ says: 'mail story', isReached: false, notes: ['no way leads here'] })
  expect(steps.end).toEqual({ is: 'over' })
})

test('puts reasons together that lead to the same place, and in one box those that rest equally long', () => {
  const rules = {
    ...everyReason({ rest: '2 weeks', resume: 'recognise' } as const),
    bad_timing: { rest: '30 days', resume: 'recognise', score: 'halve' } as const,
    untouched: { rest: '0 days' } as const,
  }
  const [first, second] = drawingOf(
    sound(
      compileTrack({
        name: 'a',
        goal: '…',
        theme: 'slow-close',
        salesReady: [],
        onReturn: rules,
        cadence: { zone: 'lead', days: ['Tue'], between: ['09:30', '11:30'], atMost: '1 touch a week' },
        stages: { recognise: stage('…', [email(benchmark)]) },
      }),
    ),
  ).returns
  expect(first!.resumes).toEqual(['goes on in stage recognise'])
  expect(first!.rests.map(({ rest, reasons }) => [rest.join(), reasons.length])).toEqual([
    ['rests 2 weeks', 7],
    ['rests 30 days,score halved', 1],
  ])
  expect(second).toMatchObject({ resumes: ['goes on where it was'], rests: [{ rest: ['at once'] }], stage: null })
})

test('shows how many leads stand where, and what came of a touch', () => {
  const counted = drawingOf(trackOf([email(benchmark)]), {
    live: {
      steps: { benchmark: 12 },
      touches: { benchmark: { sent: 340, clicked: 41 } },
      resting: { bad_timing: 4, no_response: 1 },
      withSales: 3,
      exhausted: 0,
      elsewhere: 2,
    },
  })
  expect(counted.stages[0]!.steps.steps[0]!.notes).toEqual(['12 here', '340 sent, 41 clicked'])
  expect(counted.returns[0]!.rests.map(({ resting }) => resting)).toEqual([5])
  expect(counted).toMatchObject({ withSales: ['3 here'], notes: [expect.stringContaining('2 at steps of other')] })
  expect(counted.exhausted.join()).not.toContain('here')
})
