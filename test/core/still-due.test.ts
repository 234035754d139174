/** Whether a lead is still to get a touch, after what was taken in before the touch was claimed. */
import { expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { email, exit, moves, stage, track, visited, type RuleDraft } from '../../core/dsl.ts'
import type { LeadEvent } from '../../core/event.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import { stillDue } from '../../core/still-due.ts'
import type { World } from '../../core/walk.ts'
import { anyDay } from './any-time.ts'
import { benchmark, demo, everyReason, sound, start as now, story } from './lives.ts'

const worldOf = (...rules: readonly RuleDraft<'recognise' | 'compare'>[]): World => ({
  track: sound(
    compileTrack(
      track('first', {
        goal: 'a demo',
        theme: 'slow-close',
        cadence: anyDay,
        stages: { recognise: stage('…', [email(benchmark)]), compare: stage('…', [email(story)]) },
        salesReady: [demo],
        onReturn: everyReason({ rest: '2 weeks' } as const),
        rules,
      }),
    ),
  ),
  calendar: plainCalendar,
})
const leaves = worldOf(
  exit('looks for work', visited('/careers')),
  moves(visited('/pricing'), { stage: 'compare' }),
  moves(visited('/docs'), { theme: 'controls' }),
)
const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'recognise', theme: 't', cursor: 9 } as const
const due: Doing = { is: 'due', step: 'benchmark', attempt: 1, unit: 'day', until: now }
const state: State = {
  ...born(birth),
  channels: ['email'],
  ruled: { did: {}, from: 0, noted: [], judging: 0 },
  doing: due,
}
const visits = (of: string): LeadEvent => ({ kind: 'visited', of, seq: 10, at: now - 1 })

it.each<[string, World, State, readonly LeadEvent[], boolean]>([
  ['gets it where nothing happened', leaves, state, [], true],
  ['gets it after what no rule asks for', leaves, state, [visits('/jobs')], true],
  ['gets it where a rule changes no position', leaves, state, [visits('/docs')], true],
  ['does not get it where an exit ended its life', leaves, state, [visits('/careers')], false],
  ['does not get it where a rule sends it elsewhere', leaves, state, [visits('/pricing')], false],
  // Without rules nothing takes a lead off its way at once: what it did is heard of after the touch.
  [
    'gets it in a track without rules',
    worldOf(),
    { ...state, doing: { is: 'exhausted', until: now } },
    [visits('/x')],
    true,
  ],
  ['gets it where nothing is to be heard of', leaves, { ...state, doing: { is: 'exhausted', until: now } }, [], true],
])('a lead %s', (_, world, before, unheard, isDue) => {
  expect(stillDue(world, before, 'benchmark', unheard, now)).toBe(isDue)
})
