/** A compiled track read as its author wrote it. */
import { expect, test } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { advance, clicked, email, listenFor, stage, track, wait } from '../../core/dsl.ts'
import { inOutline, outline } from '../../core/outline.ts'
import { benchmark, checklist, demo, everyReason, sound, story, tour } from './lives.ts'

const compiled = sound(
  compileTrack(
    track('first', {
      goal: 'a demo',
      theme: 'slow-close',
      cadence: { zone: 'lead', days: ['Tue'], between: ['09:00', '11:00'], atMost: '1 touch a week' },
      stages: {
        recognise: stage('…', [
          email(benchmark),
          wait('1 week'),
          listenFor(clicked(benchmark), { within: '2 weeks', then: [advance], otherwise: [wait('3 days')], id: 'ear' }),
          wait('1 day'),
          wait('2 days'),
          email(checklist),
        ]),
        compare: stage('…', [email(story), wait('1 month')]),
      },
      salesReady: [demo],
      onReturn: {
        ...everyReason({ rest: '2 weeks' } as const),
        bad_timing: { rest: '2 weeks', resume: 'compare', open: email(tour) },
      },
    }),
  ),
)

test('steps stand in reading order, within their stage or branch, and waits with what they are before', () => {
  const days = (amount: number) => ({ amount, unit: 'day' })
  expect(outline(compiled).map(({ id, within, after }) => ({ id, within, after }))).toEqual([
    { id: 'benchmark', within: 'recognise', after: [] },
    { id: 'ear', within: 'recognise', after: [{ amount: 1, unit: 'week' }] },
    { id: 'ear/then~advance', within: 'ear/then', after: [] },
    { id: 'ear/otherwise~end', within: 'ear/otherwise', after: [days(3)] },
    { id: 'checklist', within: 'recognise', after: [days(1), days(2)] },
    { id: 'story', within: 'compare', after: [] },
    { id: 'compare~end', within: 'compare', after: [{ amount: 1, unit: 'month' }] },
    { id: 'return-bad_timing/tour', within: 'return bad_timing', after: [] },
  ])
})

test('each is told in words', () => {
  const told = outline(compiled).map(inOutline)
  expect(told[2]).toBe('the advance in ear/then')
  expect(told[3]).toBe('the end of ear/otherwise')
  expect(told[4]).toMatch(/checklist.*\(checklist\)$/)
})
