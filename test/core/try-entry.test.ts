import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import { email, known, requested, stage, track, visited, type NamedTrackDraft } from '../../core/dsl.ts'
import { tryEntry, type Candidate } from '../../core/try-entry.ts'
import { benchmark, definition, demo, everyReason, office, role, sound, start } from './lives.ts'

const trackOf = (name: string, rest: Partial<NamedTrackDraft>) =>
  sound(
    compileTrack({
      ...track(name, {
        goal: '…',
        theme: 'slow-close',
        cadence: { zone: 'lead', days: ['Mon'], between: ['09:00', '10:00'], atMost: '1 touch a week' },
        stages: { recognise: stage('…', [email(benchmark)]) },
        salesReady: [demo],
        onReturn: everyReason({ rest: '2 weeks' as const }),
      }),
      ...rest,
    }),
  )
const tracks = {
  low: trackOf('low', {}),
  high: trackOf('high', { priority: 5, again: { after: '30 days', atMost: 2 } }),
  readers: trackOf('readers', {
    entry: { when: visited('/docs', { times: 3 }), refuse: { student: known(role, 'student') } },
  }),
}
const nobody: Candidate = { lifecycle: 'lead', facts: {}, did: [], in: null, was: null }
const enters = (name: keyof typeof tracks, lead: Partial<Candidate>): boolean =>
  tryEntry({ tracks, quality: definition, office }, name, { ...nobody, ...lead }, start).enters

describe('a lead enters a track', () => {
  it('of a higher priority than the one that has it, and none of a lower', () => {
    expect(enters('low', {})).toBe(true)
    expect(enters('high', { in: 'low' })).toBe(true)
    expect(enters('low', { in: 'high' })).toBe(false)
  })

  it('again only once the time between has passed, and not more often than it may', () => {
    const was = (times: number, days: number) => ({ was: { times, until: start - days * DAY } })
    expect([was(1, 31), was(1, 29), was(2, 31)].map((lead) => enters('high', lead))).toEqual([true, false, false])
    expect(enters('low', was(1, 1_000))).toBe(false)
  })

  it('that asks for acts once it did them often enough', () => {
    const did = (times: number) => ({ did: [visited('/docs', { times }), requested('demo'), visited('/docs')] })
    expect(enters('readers', did(2))).toBe(true)
    expect(enters('readers', did(1))).toBe(false)
    expect(enters('readers', { ...did(2), facts: { role: 'student' } })).toBe(false)
  })

  it('that exists: another one is a defect of the test', () => {
    expect(() => enters('none' as 'low', {})).toThrow('the programme has no track none')
  })
})
