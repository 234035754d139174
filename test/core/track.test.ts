/** What is asked of a track by a name that it does not have is a defect, and says so. */
import { expect, test } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { email, stage, track, wait } from '../../core/dsl.ts'
import { channelOf, type TouchStep } from '../../core/steps.ts'
import { stageOf, stepOf } from '../../core/track.ts'
import { benchmark, demo, everyReason, sound } from './lives.ts'

const compiled = sound(
  compileTrack(
    track('first', {
      goal: '…',
      theme: 'slow-close',
      cadence: { zone: 'lead', days: ['Mon'], between: ['09:00', '10:00'], atMost: '1 touch a week' },
      stages: { only: stage('…', [email(benchmark), wait('1 week')]) },
      salesReady: [demo],
      onReturn: everyReason({ rest: '2 weeks' as const }),
    }),
  ),
)

test('a step or a stage that is not there, and the channel of a step that is no touch', () => {
  expect(stepOf(compiled, 'benchmark')).toBe(compiled.steps[0])
  expect(() => stepOf(compiled, 'gone')).toThrow('track first has no step gone')
  expect(stageOf(compiled, 'only')).toBe(compiled.stages[0])
  expect(() => stageOf(compiled, 'gone')).toThrow('track first has no stage gone')
  const waits = compiled.steps.find(({ kind }) => kind === 'wait') as unknown as TouchStep
  expect(() => channelOf(waits)).toThrow(`step ${waits.id} is no touch`)
})
