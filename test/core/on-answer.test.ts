/** What an answer makes of a life, also one that comes when the lead is elsewhere by then. */
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import type { TouchOutcome, Touched } from '../../core/contract.ts'
import {
  email,
  exit,
  fact,
  known,
  moves,
  stage,
  track,
  visited,
  type RuleDraft,
  type TrackDraft,
} from '../../core/dsl.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import { next } from '../../core/next.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import type { World } from '../../core/walk.ts'
import { anyDay, clock, settled } from './any-time.ts'
import { benchmark, demo, everyReason, guide, sound, start as now, story } from './lives.ts'

const region = fact('region', ['north', 'south'])
const isNorth = known(region, 'north')

function worldOf(rules: readonly RuleDraft<'recognise' | 'compare'>[], more: Partial<TrackDraft> = {}): World {
  const draft = track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    cadence: anyDay,
    stages: {
      recognise: stage('…', [email(benchmark), email(guide)]),
      compare: stage('…', [email(story)], { theme: 'controls' }),
    },
    salesReady: [demo],
    onReturn: everyReason({ rest: '2 weeks' } as const),
    rules,
  })
  return { track: sound(compileTrack({ ...draft, ...more })), calendar: plainCalendar }
}
const plain = worldOf([])
const following = worldOf([], { followInterest: true })

const birth = {
  lead: 'ada',
  enrolment: 1,
  lifecycle: 'lead',
  stage: 'recognise',
  theme: 'slow-close',
  cursor: 9,
} as const
const state = (doing: Doing, change: Partial<State> = {}): State => ({
  ...born(birth),
  channels: ['email'],
  ...change,
  doing,
})
const settling: Doing = { is: 'settling', until: now }
const due: Doing = { is: 'due', step: 'guide', attempt: 1, unit: 'day', until: now + DAY }
const withSales: Doing = {
  is: 'withSales',
  handoff: 'h',
  owner: 'rep',
  deadlines: [{ act: 'remind', at: now - 2 * HOUR }],
  beside: null,
  until: now - 2 * HOUR,
}
const touched = (step: string, outcome: TouchOutcome): Touched => ({ is: 'touched', step, outcome, clock, events: [] })

describe('a life that begins', () => {
  const start = (rule: RuleDraft<'recognise' | 'compare'>) =>
    next(worldOf([rule]), state(settling), settled('start', { facts: { region: 'north' } }), now)

  it('begins at once where a rule of its track sends it, as far as that is within the track', () => {
    const { state: after, commands } = start(moves(isNorth, { stage: 'compare' }))
    expect(after).toMatchObject({ stage: 'compare', doing: { is: 'due', step: 'story' } })
    expect(commands).toEqual([])
  })

  it('asks Postgres for the other track that a rule sends it to', () => {
    const { state: after, commands } = start(moves(isNorth, { track: 'second' }))
    expect(after.doing).toMatchObject({ is: 'settling', to: { track: 'second' } })
    expect(commands).toEqual([{ do: 'settle', why: 'ruled' }])
  })

  it('in another track counts no act that was made before it came there', () => {
    const ruled = worldOf([exit('looks for work', visited('/careers'))])
    const pinned = { track: ruled.track, version: 'v' }
    const entered = (since?: number) => {
      const moved = { pinned, enrolment: 2, ...(since !== undefined && { since }) }
      return next(ruled, state(settling), settled('start', { moved }), now).state
    }
    expect([entered(12), entered()].map((one) => one.ruled?.from)).toEqual([12, 9])
    const visit = { kind: 'visited', of: '/careers', at: now } as const
    const sees = (seq: number) =>
      next(ruled, entered(12), { is: 'events', events: [{ ...visit, seq }] }, now).state.doing.is
    expect([sees(12), sees(13)]).toEqual(['due', 'ended'])
  })
})

describe('a life that comes back', () => {
  const resting: Doing = { is: 'resting', reason: 'bad_timing', resume: null, theme: null, unit: 'day', until: now }

  it('from a rest ends where an exit holds by now', () => {
    const gone = worldOf([exit('left', isNorth)])
    const facts = { region: 'north' }
    expect(next(gone, state(resting, { facts }), settled('resume', { facts }), now).state.doing).toMatchObject({
      is: 'ended',
      reason: 'left',
    })
    expect(next(gone, state(resting), settled('resume'), now).state.doing).toMatchObject({ is: 'due' })
  })

  it('stays where it is when it is told of a rule that sends it nowhere any more', () => {
    for (const doing of [due, settling]) {
      const { state: after } = next(worldOf([]), state(doing), settled('ruled'), now)
      expect(after.doing).toEqual(doing)
    }
  })
})

describe('the interest that is told', () => {
  const facts = { region: 'north', interest: 'controls' }
  const told = (world: World, doing: Doing): State =>
    next(world, state(doing, { facts: { interest: 'slow-close' } }), settled('heartbeat', { facts }), now).state

  it('is taken in where the track follows it, with the theme', () => {
    expect(told(following, { is: 'exhausted', until: now })).toMatchObject({ theme: 'controls', facts })
  })

  it('is what it was as long as sales has the lead', () => {
    expect(told(following, withSales)).toMatchObject({
      theme: 'slow-close',
      facts: { ...facts, interest: 'slow-close' },
    })
  })

  it('is nothing to a track that does not follow it', () => {
    expect(told(plain, { is: 'exhausted', until: now })).toMatchObject({ theme: 'slow-close' })
    expect(told(plain, { is: 'exhausted', until: now }).facts).toEqual({ region: 'north' })
  })

  it('stays what it was where a touch says nothing of it', () => {
    const before = state(due, { facts, theme: 'controls' })
    const after = next(following, before, touched('guide', { was: 'deferred', reason: 'cap', until: now + DAY }), now)
    expect(after.state).toMatchObject({ facts, theme: 'controls' })
  })
})

describe('a touch that was meant for another place', () => {
  it('moves the lead nowhere when it is sent or dropped', () => {
    const before = state(due, { heardFrom: now })
    const sent = next(plain, before, touched('benchmark', { was: 'sent', at: now - DAY }), now).state
    expect(sent).toMatchObject({ had: ['benchmark'], doing: due })
    const dropped = touched('benchmark', { was: 'dropped', reason: 'no_address', at: now })
    expect(next(plain, before, dropped, now).state).toEqual(before)
  })
})

describe('while sales has the lead', () => {
  it('another handoff takes the place of the one before, and its deadlines stay', () => {
    const verdict = { promoted: true, handoff: 'other', owner: 'ben', deadlines: [] } as const
    const after = next(plain, state(withSales), { is: 'judged', verdict, clock, events: [] }, now).state
    expect(after.doing).toEqual({ ...withSales, handoff: 'other', owner: 'ben' })
  })

  it('a reminder that moved nothing is made again a day later; what another deadline asks is not put off', () => {
    const chased = (at: number) => {
      const deadlines = [{ act: 'remind', at }] as const
      return next(plain, state(withSales), { is: 'chased', deadlines, clock, events: [] }, now).state.doing
    }
    expect(chased(now - 2 * HOUR)).toMatchObject({ until: now + DAY })
    expect(chased(now - HOUR)).toMatchObject({ until: now - HOUR })
    expect(chased(now + HOUR)).toMatchObject({ until: now + HOUR })
  })
})
