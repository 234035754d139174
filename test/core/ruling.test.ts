/** What a rule makes of a lead that rests: until which day, and where it goes on after it. */
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  date,
  email,
  exit,
  fact,
  goal,
  known,
  moves,
  rests,
  restsUntil,
  stage,
  track,
  visited,
  type RuleDraft,
} from '../../core/dsl.ts'
import { plainCalendar } from '../../core/explore-moment.ts'
import type { LeadEvent } from '../../core/event.ts'
import { next } from '../../core/next.ts'
import { countFrom, witness } from '../../core/ruling.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import type { World } from '../../core/walk.ts'
import { clock, settled } from './any-time.ts'
import { benchmark, demo, everyReason, sound, story } from './lives.ts'

const now = Date.UTC(2027, 0, 4)
const contractEnds = date('contractEnds')
const region = fact('region', ['north', 'south'])
const north = known(region, 'north')

type Rule = RuleDraft<'recognise' | 'compare'>

function worldOf(rule: Rule): World {
  const draft = track('first', {
    goal: 'a demo',
    theme: 'slow-close',
    cadence: {
      zone: 'lead',
      days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
      between: ['09:30', '11:30'],
      atMost: '1 touch a day',
    },
    stages: { recognise: stage('…', [email(benchmark)]), compare: stage('…', [email(story)]) },
    salesReady: [demo],
    onReturn: everyReason({ rest: '2 weeks' } as const),
    rules: [rule],
  })
  return { track: sound(compileTrack(draft)), calendar: plainCalendar }
}

const birth = {
  lead: 'ada',
  enrolment: 1,
  lifecycle: 'lead',
  stage: 'recognise',
  theme: 'slow-close',
  cursor: 0,
} as const
const due: Doing = { is: 'due', step: 'benchmark', attempt: 1, unit: 'day', until: now + DAY }
type Where = Partial<{ resume: string; theme: string; track: string; until: number }>
const rest = (change: Where = {}): Doing => ({
  is: 'resting',
  reason: 'bad_timing',
  resume: null,
  theme: null,
  unit: 'week',
  until: now + 14 * DAY,
  ...change,
})
const named = (change: Where = {}): Doing => ({
  is: 'resting',
  reason: 'timeframe',
  resume: null,
  theme: null,
  until: now + 14 * DAY,
  ...change,
})

function told(rule: Rule, facts: Record<string, string>, doing: Doing = due, at = now) {
  const before: State = { ...born(birth), channels: ['email'], doing }
  return next(worldOf(rule), before, { is: 'events', events: [{ kind: 'facts', facts, seq: 1, at }] }, at)
}
const dayOf = ({ state: { doing } }: ReturnType<typeof told>): string | undefined =>
  doing.is === 'resting' ? new Date(doing.until).toISOString().slice(0, 10) : undefined

describe('a day that the lead named', () => {
  const until = (day: string, before?: '10 days' | '2 weeks' | '1 month' | '2 months', at = now) =>
    dayOf(told(restsUntil(contractEnds, before ? { before } : {}), { contractEnds: day }, due, at))

  it('is rested until, or until so many days, weeks or months before it', () => {
    expect(until('2027-08-31')).toBe('2027-08-31')
    expect(until('2027-08-31', '10 days')).toBe('2027-08-21')
    expect(until('2027-08-31', '2 weeks')).toBe('2027-08-17')
    expect(until('2027-08-15', '2 months')).toBe('2027-06-15')
  })

  it('in a longer month is the last of the shorter, also in another year', () => {
    expect(until('2027-08-31', '2 months')).toBe('2027-06-30')
    expect(until('2028-03-31', '1 month')).toBe('2028-02-29')
    expect(until('2028-01-31', '2 months')).toBe('2027-11-30')
    expect(until('2028-01-30', '1 month')).toBe('2027-12-30')
  })

  it('is ahead by a moment at least, and by ten years at most', () => {
    expect(until('2027-01-04')).toBeUndefined()
    expect(until('2027-01-04', undefined, now - 1)).toBe('2027-01-04')
    const longest = new Date(now + 10 * 366 * DAY).toISOString().slice(0, 10)
    expect(until(longest)).toBeUndefined()
    expect(until(longest, undefined, now + 1)).toBe(longest)
  })

  it('is no day where it is none', () => {
    expect(until('soon')).toBeUndefined()
    expect(until('2027-02-30')).toBeUndefined()
  })
})

describe('a rest', () => {
  const twoMonths = rests(north, '8 weeks')
  const facts = { region: 'north' }

  it('takes the lead off its way, which it keeps in mind, and Postgres is told', () => {
    const after = told(twoMonths, facts)
    expect(after.state).toMatchObject({ bookmark: 'benchmark', doing: named({ until: now + 56 * DAY }) })
    expect(after.commands).toEqual([{ do: 'settle', why: 'ruled' }])
  })

  it('that sales asked for is the least: it is lengthened and not cut short, and keeps its reason', () => {
    expect(told(twoMonths, facts, rest()).state.doing).toMatchObject({ reason: 'bad_timing', until: now + 56 * DAY })
    const long = rest({ until: now + 90 * DAY })
    expect(told(twoMonths, facts, long).state.doing).toEqual(long)
  })

  it('of a timeframe takes the place of the one before, be it longer or shorter', () => {
    for (const days of [14, 90]) {
      expect(told(twoMonths, facts, named({ until: now + days * DAY })).state.doing).toEqual(
        named({ until: now + 56 * DAY }),
      )
    }
  })

  it('goes on where the rule says, and else where the lead was to go on before', () => {
    const there = { resume: 'compare', theme: 'controls' }
    expect(told(twoMonths, facts, rest(there)).state.doing).toMatchObject(there)
    expect(told(rests(north, '8 weeks', { resume: 'recognise' }), facts, rest(there)).state.doing).toMatchObject({
      resume: 'recognise',
      theme: 'controls',
    })
    expect(told(rests(north, '8 weeks', { theme: 'integration' }), facts, rest(there)).state.doing).toMatchObject({
      resume: 'compare',
      theme: 'integration',
    })
    const elsewhere = told(rests(north, '8 weeks', { track: 'second' }), facts, rest(there)).state.doing
    expect(elsewhere).toMatchObject({ track: 'second', resume: null, theme: 'controls' })
    expect(told(twoMonths, facts, rest({ ...there, track: 'second' })).state.doing).toMatchObject({ track: 'second' })
    expect(told(twoMonths, facts, rest(there)).state.doing).not.toHaveProperty('track')
  })
})

describe('a transition', () => {
  const facts = { region: 'north' }
  const compare = moves(north, { stage: 'compare' })

  it('of a lead that rests for sales says where it goes on after it', () => {
    const after = told(compare, facts, rest({ theme: 'controls' }))
    expect(after.state.doing).toEqual(rest({ resume: 'compare', theme: 'controls' }))
    expect(after.commands).toEqual([])
  })

  it('calls a lead back from a day that it named, and a goal ends any rest', () => {
    const to = { track: null, stage: 'compare', theme: null, goal: null }
    expect(told(compare, facts, named()).state.doing).toMatchObject({ is: 'settling', to })
    expect(told(compare, facts, named({ resume: 'compare' })).state.doing).toMatchObject({ is: 'settling', to })
    const reached = told(goal('north', north, { track: 'first', stage: 'compare' }), facts, rest())
    expect(reached.state.doing).toMatchObject({ is: 'settling', to: { stage: 'compare', goal: 'north' } })
  })

  it('leaves alone who rests on its way there, or stands there', () => {
    const onItsWay = rest({ resume: 'compare' })
    expect(told(compare, facts, onItsWay).state.doing).toBe(onItsWay)
    expect(told(moves(north, { stage: 'recognise' }), facts).state.doing).toBe(due)
    expect(told(moves(north, { track: 'first', stage: 'recognise' }), facts).state.doing).toBe(due)
    expect(told(moves(north, { track: 'second', stage: 'recognise' }), facts).state.doing).toMatchObject({
      is: 'settling',
      to: { track: 'second' },
    })
  })

  it('to another theme changes no position, and nothing where it is the lead’s already', () => {
    const controls = moves(north, { theme: 'controls' })
    expect(told(controls, facts).state).toMatchObject({ theme: 'controls', doing: due })
    expect(told(moves(north, { theme: 'slow-close' }), facts).state).toMatchObject({ theme: 'slow-close', doing: due })
    expect(told(controls, facts, named({ theme: 'controls' })).state.theme).toBe('slow-close')
  })

  it('acts in the stages that it names, and in no other', () => {
    const after = (from: 'recognise' | 'compare') => told(moves(north, { from, theme: 'controls' }), facts).state
    expect([after('recognise').theme, after('compare').theme]).toEqual(['controls', 'slow-close'])
    // In either way it has looked.
    expect([after('recognise').ruled?.noted, after('compare').ruled?.noted]).toEqual([[], []])
  })
})

describe('what the rules of a track count', () => {
  const docs = moves(visited('/docs', { times: 2 }), { stage: 'compare' })
  const { track: ruling } = worldOf(docs)
  const { rules: _, ...unruled } = ruling
  const visits = (seq: number): LeadEvent => ({ kind: 'visited', of: '/docs', seq, at: now })
  const counting = { did: { 'visited /docs': 1 }, from: 5, noted: ['act visited /docs'], judging: 1 }
  const before: State = { ...born(birth), channels: ['email'], doing: due }

  it('is nothing at the beginning of an enrolment, while a promotion goes on being judged', () => {
    expect(countFrom(ruling, { ...before, ruled: counting }, 9).ruled).toEqual({
      did: {},
      from: 9,
      noted: [],
      judging: 1,
    })
  })

  it('goes on from what was counted in another version, of acts that rules of this one ask for', () => {
    const kept = { ...counting, did: { ...counting.did, 'visited /jobs': 4 } }
    expect(countFrom(ruling, before, 9, kept).ruled).toEqual({ ...counting, from: 9, judging: 0 })
  })

  it('is no act from before the enrolment, but for one that was counted in another version already', () => {
    const { did } = witness(ruling, { ...before, ruled: { ...counting, did: {} } }, visits(5)).ruled!
    expect(did).toEqual({})
    expect(witness(ruling, { ...before, ruled: counting }, visits(5)).ruled?.did).toEqual({ 'visited /docs': 2 })
  })

  it('begins at none with the first event of the enrolment, whatever that is', () => {
    const facts: LeadEvent = { kind: 'facts', facts: { size: 'large' }, seq: 6, at: now }
    const begun = witness(ruling, { ...before, ruled: { ...counting, did: {}, noted: [] } }, facts)
    expect(begun.ruled).toEqual({ did: { 'visited /docs': 0 }, from: 5, noted: [], judging: 1 })
  })

  it('is nothing where a track has no rules', () => {
    expect(countFrom(unruled, { ...before, ruled: counting }, 9)).toStrictEqual(before)
    expect(witness(unruled, before, visits(6))).toBe(before)
    const settling: State = { ...before, doing: { is: 'settling', until: now } }
    const begun = next({ track: unruled, calendar: plainCalendar }, settling, settled('start'), now)
    expect(begun.state).not.toHaveProperty('ruled')
  })
})

describe('what was noted while no rule could act', () => {
  const leaves = exit('left', visited('/jobs'))
  const jobs: LeadEvent = { kind: 'visited', of: '/jobs', seq: 1, at: now }

  it('acts when a promotion was refused, and Postgres is told', () => {
    const noted = { did: { 'visited /jobs': 1 }, from: 0, noted: ['act visited /jobs'], judging: 1 }
    const before: State = { ...born(birth), channels: ['email'], doing: due, ruled: noted }
    const refused = { is: 'judged', verdict: { promoted: false, because: [] }, clock, events: [] } as const
    const after = next(worldOf(leaves), before, refused, now)
    expect(after.state.doing).toMatchObject({ is: 'ended', outcome: 'exit' })
    expect(after.commands).toEqual([{ do: 'settle', why: 'ended' }])
  })

  it('waits until the position of the lead is settled', () => {
    const before: State = { ...born(birth), channels: ['email'], doing: { is: 'settling', until: now } }
    const after = next(worldOf(leaves), before, { is: 'events', events: [jobs] }, now)
    expect(after.state).toMatchObject({ doing: { is: 'settling' }, ruled: { noted: ['act visited /jobs'] } })
    expect(after.commands).toEqual([])
  })
})
