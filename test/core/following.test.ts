/** When a lead's theme follows its interest. */
import { describe, expect, it } from 'vitest'
import { areaOfInterest, follow, type Follows } from '../../core/following.ts'
import type { ScoreEntry } from '../../core/score.ts'
import { born, type State } from '../../core/state.ts'
import type { Track } from '../../core/track.ts'

const now = Date.UTC(2027, 0, 4)
const follows: Follows = { themes: ['slow-close', 'controls'], from: 5, ahead: 3 }
const about = (theme: string | null, points: number): ScoreEntry => ({
  at: now,
  cause: 'visited',
  points,
  halfLifeDays: null,
  theme,
})
const area = (...entries: readonly ScoreEntry[]) => areaOfInterest(entries, now, follows)

describe('the area of interest', () => {
  it('is none without an interest', () => {
    expect(area()).toBeNull()
  })

  it('needs the fewest points that count, and no more', () => {
    expect(area(about('controls', 4.9))).toBeNull()
    expect(area(about('controls', 5))).toBe('controls')
  })

  it('needs to be clearly ahead of the next, and no more than that', () => {
    expect(area(about('controls', 10), about('slow-close', 7.1))).toBeNull()
    expect(area(about('controls', 10), about('slow-close', 7))).toBe('controls')
  })

  it('is not put ahead by points that speak against another', () => {
    const low: Follows = { ...follows, from: 1 }
    expect(areaOfInterest([about('controls', 2), about('slow-close', -9)], now, low)).toBeNull()
  })

  it('is one that the track has something for, whatever else the lead looks at', () => {
    expect(area(about('controls', 5), about('integration', 90), about(null, 90))).toBe('controls')
  })
})

describe('the theme of a lead', () => {
  const track = { follows } as Track
  const birth = { lead: 'ada', enrolment: 1, lifecycle: 'lead', stage: 'first', cursor: 0 } as const
  const resting: State = {
    ...born({ ...birth, theme: 'slow-close' }),
    doing: { is: 'exhausted', until: now },
    facts: { size: 'large' },
  }

  it('becomes what the lead is interested in', () => {
    const state = follow(track, resting, 'controls')
    expect(state).toMatchObject({ theme: 'controls', facts: { size: 'large', interest: 'controls' } })
  })

  it('that a return named holds until the interest becomes another', () => {
    const returned: State = { ...resting, facts: { interest: 'controls' } }
    expect(follow(track, returned, 'controls').theme).toBe('slow-close')
    expect(follow(track, returned, null)).toMatchObject({ theme: 'slow-close', facts: {} })
    expect(follow(track, follow(track, returned, null), 'controls').theme).toBe('controls')
  })

  it('stays where the track follows nothing, and while sales has the lead', () => {
    const { follows: _, ...stubborn } = track
    expect(follow(stubborn as Track, resting, 'controls')).toBe(resting)
    const doing = { is: 'withSales', handoff: 'h', owner: 'o', deadlines: [], beside: null, until: now } as const
    const withSales: State = { ...resting, doing }
    expect(follow(track, withSales, 'controls')).toBe(withSales)
  })
})
