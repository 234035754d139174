/** Why a simulated lead gets a touch when it does, in words. */
import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { choose, clicked, email, listenFor, stage, track, wait } from '../../core/dsl.ts'
import type { LeadEvent } from '../../core/event.ts'
import type { Input } from '../../core/next.ts'
import { because, eventInWords, onlyWhere } from '../../core/persona-because.ts'
import type { Decided } from '../../core/simulate-persona.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import { benchmark, checklist, demo, everyReason, guide, role, sound, start, story, tour } from './lives.ts'

const at = { seq: 1, at: start }

it.each<[LeadEvent, string]>([
  [{ kind: 'clicked', of: 'guide', ...at }, 'it clicked guide'],
  [{ kind: 'facts', facts: { role: 'cfo', size: 'large' }, ...at }, 'it told role: cfo, size: large'],
  [{ kind: 'permission', channels: [], ...at }, 'it may not be reached any more'],
  [{ kind: 'permission', channels: ['phone', 'email'], ...at }, 'it may be reached by phone and email'],
  [{ kind: 'called', task: '1', result: 'no_answer', ...at }, 'the call: no answer'],
  [{ kind: 'returned', reason: 'bad_timing', ...at }, 'sales returned it: bad_timing'],
  [{ kind: 'disqualified', reason: 'no_need', ...at }, 'sales disqualified it: no_need'],
  [{ kind: 'accepted', deadlines: [], ...at }, 'sales accepted it'],
  [{ kind: 'qualified', deadlines: [], ...at }, 'sales says SQL'],
  [{ kind: 'opportunity', deadlines: [], ...at }, 'it is an opportunity'],
  [{ kind: 'customer', ...at }, 'it became a customer'],
  [{ kind: 'becameLead', ...at }, 'the subscriber became a lead'],
  [{ kind: 'paused', ...at }, 'it was paused'],
])('what happened is told as one says it: %j', (event, words) => expect(eventInWords(event)).toBe(words))

const first = sound(
  compileTrack(
    track('first', {
      goal: '…',
      theme: 'slow-close',
      cadence: { zone: 'lead', days: ['Mon'], between: ['09:00', '10:00'], atMost: '1 touch a week' },
      stages: {
        recognise: stage('…', [
          email(benchmark),
          wait('1 week'),
          listenFor(clicked(benchmark), {
            within: '2 weeks',
            then: [email(story)],
            otherwise: [wait('3 days'), email(tour)],
          }),
        ]),
        compare: stage('…', [choose(role, { cfo: [email(checklist)], student: [], otherwise: [] }), email(guide)]),
      },
      salesReady: [demo],
      onReturn: everyReason({ rest: '2 weeks' as const }),
    }),
  ),
)
const id = (content: string): string => first.steps.find((step) => 'content' in step && step.content === content)!.id
const listens = first.steps.find(({ kind }) => kind === 'listen')!.id

const stateOf = (doing: Doing, stageName = 'recognise'): State => ({
  ...born({ lead: 'lead', enrolment: 1, lifecycle: 'lead', stage: stageName, theme: 'slow-close', cursor: 0 }),
  doing,
})
const due = (content: string): Doing => ({ is: 'due', step: id(content), attempt: 1, until: start, unit: 'day' })
const listening: Doing = { is: 'listening', step: listens, until: start, unit: 'day' }
const resting = { is: 'resting', reason: 'bad_timing', resume: null, theme: null, until: start, unit: 'day' } as const
const settling: Doing = { is: 'settling', until: start }
const click: LeadEvent = { kind: 'clicked', of: 'benchmark', ...at }

function why(input: object, before: Doing | null, content: string, inStage = 'recognise'): string {
  const decided: Decided = {
    at: start,
    input: { events: [], ...input } as unknown as Input,
    before: before && stateOf(before, inStage),
    state: stateOf(due(content), inStage),
    track: first,
  }
  return because(decided, id(content))
}
const settled = (reason: string, events: readonly LeadEvent[] = []) => ({ is: 'settled', why: reason, events })
const touched = (content: string, events: readonly LeadEvent[] = []) => ({ is: 'touched', step: id(content), events })

describe('a touch comes', () => {
  it('because the track begins', () => {
    expect(why({ is: 'start' }, null, 'benchmark')).toBe('the track begins')
    expect(why(settled('start'), settling, 'benchmark')).toBe('the track begins')
  })

  it('because it has rested, can be reached again, or shows a sign of life', () => {
    expect(why(settled('resume'), resting, 'guide')).toBe('it has rested after bad_timing')
    expect(why(settled('heartbeat'), { is: 'dormant', until: start }, 'guide')).toBe('it can be reached again')
    expect(why(settled('signOfLife'), { is: 'exhausted', until: start }, 'guide')).toBe('a sign of life')
    expect(why(settled('signOfLife', [click]), { is: 'exhausted', until: start }, 'guide')).toBe('it clicked benchmark')
  })

  it('because of what was listened for, or because nothing came of it', () => {
    expect(why({ is: 'events', events: [click] }, listening, 'story')).toBe('it clicked benchmark')
    expect(why({ is: 'timer' }, listening, 'tour')).toBe('nothing came of what was listened for; 3 days later')
  })

  it('because of the way from the touch before: waits, and what decided at each fork', () => {
    expect(why(touched('benchmark'), due('benchmark'), 'tour')).toBe('1 week later; not within 2 weeks; 3 days later')
    expect(why(touched('benchmark', [click]), due('benchmark'), 'story')).toBe(
      'it clicked benchmark; 1 week later; clicked benchmark',
    )
    expect(why(touched('tour'), due('tour'), 'checklist')).toBe('role is cfo')
    expect(why(touched('checklist'), due('checklist'), 'guide', 'compare')).toBe('it comes next')
  })

  it('in another version of its track without the way from the old one', () => {
    const moved = { ...settled('moved'), moved: {} } as unknown as Input
    const state = { ...stateOf(due('tour')), enrolment: 2 }
    const decided = { at: start, input: moved, before: stateOf(due('benchmark')), state, track: first }
    expect(because(decided, id('tour'))).toBe('it comes next')
  })

  it('past a touch that was passed over, where no other way leads there', () => {
    expect(why(touched('benchmark'), due('benchmark'), 'checklist')).toBe(
      '1 week later; clicked benchmark; role is cfo',
    )
  })

  it('next, where nothing needs to be said', () => {
    for (const is of ['judged', 'scored', 'failed', 'chased', 'timer']) {
      expect(why({ is }, resting, 'guide'), is).toBe('it comes next')
    }
    expect(why(settled('moved'), { is: 'exhausted', until: start }, 'guide')).toBe('it comes next')
    expect(why(settled('passedOver'), settling, 'checklist', 'compare')).toBe('it comes next')
    expect(why({ is: 'chased', events: [click] }, { is: 'exhausted', until: start }, 'guide')).toBe(
      'it clicked benchmark',
    )
  })
})

describe('a touch is only for those', () => {
  it('who go the way to it at the last fork that decides', () => {
    expect(onlyWhere(first, id('story'))).toBe('clicked benchmark')
    expect(onlyWhere(first, id('tour'))).toBe('not within 2 weeks')
    expect(onlyWhere(first, id('checklist'))).toBe('role is cfo')
  })

  it('who come there: all, where every way leads to it', () => {
    expect([id('benchmark'), id('guide'), listens].map((to) => onlyWhere(first, to))).toEqual(['', '', ''])
  })
})
