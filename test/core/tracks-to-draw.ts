/** Tracks for the tests of drawings. */
import fc from 'fast-check'
import { compileTrack } from '../../core/compile.ts'
import { stage, track, type Draft } from '../../core/dsl.ts'
import type { Track } from '../../core/track.ts'
import { demo, everyReason, programme, sound } from './lives.ts'

/** A track of these steps. */
export const trackOf = (steps: readonly Draft[], goal = 'A finance leader asks for a demo'): Track =>
  sound(
    compileTrack(
      track('finance-leaders', {
        goal,
        theme: 'slow-close',
        cadence: { zone: 'lead', days: ['Tue'], between: ['09:30', '11:30'], atMost: '1 touch a week' },
        stages: { recognise: stage('The slow close is my problem', steps) },
        salesReady: [demo],
        onReturn: everyReason({ rest: '2 weeks', resume: 'recognise' } as const),
      }),
    ),
  )

export const anyTrack = programme.map(({ tracks }) => tracks['first']!)

/** Words that a syntax could take for its own. */
export const hostileWords = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom('</text><script>alert(1)</script>', '"onload="x', ']]>', '<!-- & -->', '{{x}}', '`%%'),
)
