import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import type { SettleReason } from '../../core/contract.ts'
import { trackWanted } from '../../core/destination.ts'
import { email, stage, track } from '../../core/dsl.ts'
import type { Doing, State } from '../../core/state.ts'
import { benchmark, demo, everyReason, sound, start } from './lives.ts'

const first = sound(
  compileTrack(
    track('first', {
      goal: '…',
      theme: 'slow-close',
      cadence: { zone: 'lead', days: ['Mon'], between: ['09:00', '10:00'], atMost: '1 touch a week' },
      stages: { recognise: stage('…', [email(benchmark)]) },
      salesReady: [demo],
      onReturn: {
        ...everyReason({ rest: '2 weeks' as const }),
        bad_timing: { rest: '2 weeks', track: 'later' },
        no_response: { rest: '2 weeks', track: 'first' },
      },
    }),
  ),
)
const wanted = (why: SettleReason, doing: Doing) => trackWanted(first, why, { doing } as State)
const rests = (reason: Extract<Doing, { is: 'resting'; unit: string }>['reason'], track?: string): Doing => ({
  is: 'resting',
  reason,
  resume: null,
  theme: null,
  until: start,
  unit: 'day',
  ...(track ? { track } : {}),
})
const sentTo = (to?: string): Doing => ({
  is: 'settling',
  until: start,
  ...(to ? { to: { track: to, stage: null, theme: null, goal: null } } : {}),
})

describe('after its rest a lead goes on', () => {
  it('in the track that the reason of its return names, or that a rule named meanwhile', () => {
    expect(wanted('resume', rests('bad_timing'))).toBe('later')
    expect(wanted('resume', rests('bad_timing', 'other'))).toBe('other')
    expect(wanted('resume', rests('no_budget_now', 'other'))).toBe('other')
  })

  it('in its own track where none is named, or its own is', () => {
    expect(wanted('resume', rests('no_budget_now'))).toBeNull()
    expect(wanted('resume', rests('no_response'))).toBeNull()
    expect(wanted('resume', rests('bad_timing', 'first'))).toBeNull()
  })

  it('in its own track after a day that it named itself, unless a rule named another', () => {
    const until = { is: 'resting', reason: 'timeframe', resume: null, theme: null, until: start } as const
    expect(wanted('resume', until)).toBeNull()
    expect(wanted('resume', { ...until, track: 'other' })).toBe('other')
  })

  it('and not before it is over', () => {
    expect(wanted('moved', rests('bad_timing'))).toBeNull()
    expect(wanted('ruled', rests('bad_timing'))).toBeNull()
    expect(wanted('resume', sentTo('other'))).toBeNull()
  })
})

describe('a rule of its track', () => {
  it('sends a lead to another track, or nowhere', () => {
    expect(wanted('ruled', sentTo('other'))).toBe('other')
    expect(wanted('ruled', sentTo('first'))).toBeNull()
    expect(wanted('ruled', sentTo())).toBeNull()
    expect(wanted('start', sentTo('other'))).toBeNull()
  })
})
