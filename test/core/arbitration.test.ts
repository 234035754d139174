/** One lead, one conversation: who enters a track, which track has the lead, and how it comes back. */
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import { isShelved, takesOver, type Waiting } from '../../core/arbitration.ts'
import type { SettleReason } from '../../core/contract.ts'
import {
  allOf,
  attended,
  call,
  clicked,
  email,
  exit,
  goal,
  known,
  listenFor,
  stage,
  submitted,
  track,
  visited,
  wait,
  type Draft,
  type NamedTrackDraft,
  type TrackDraft,
} from '../../core/dsl.ts'
import { judgeEntry, mayEnterOn, type Applicant, type EntryVerdict } from '../../core/entry.ts'
import { liveOn, live, type History } from '../../core/simulate.ts'
import type { Happening, Person, Scripted } from '../../core/simulated-lead.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import { anyDay } from './any-time.ts'
import {
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  guide,
  office,
  role,
  size,
  sound,
  start,
  story,
  tour,
  until,
} from './lives.ts'

function draft(name: string, steps: readonly Draft[], more: Partial<TrackDraft<'only'>> = {}): NamedTrackDraft {
  return track(name, {
    theme: 'slow-close',
    goal: 'a demo',
    salesReady: [demo],
    cadence: anyDay,
    stages: { only: stage('…', steps) },
    onReturn: everyReason({ rest: '2 weeks' } as const),
    ...more,
  })
}

const person: Person = {
  track: 'calm',
  calendar: { zone: 'UTC', transitions: [[0, 0]], holidays: [] },
  lifecycle: 'lead',
  channels: ['email', 'phone'],
  facts: { size: 'large', role: 'cfo' },
}
const calm = draft('calm', [email(benchmark), wait('20 days'), email(checklist), wait('20 days'), email(story)])
const fair = draft('fair', [email(guide), wait('5 days'), email(tour)], { priority: 5, enterOn: attended('fair') })
const visitsFair: Happening = { act: 'attended', of: 'fair' }

function programmeOf(...drafts: readonly NamedTrackDraft[]) {
  const tracks = drafts.map((one) => sound(compileTrack(one)))
  return { tracks: Object.fromEntries(tracks.map((one) => [one.name, one])), quality: definition, office }
}
const scripted = (happens: readonly [day: number, what: Happening][]): readonly Scripted[] =>
  happens.map(([day, what]) => ({ at: start + day * DAY, what }))

function lived(
  drafts: readonly NamedTrackDraft[],
  happens: readonly [day: number, what: Happening][],
  who = person,
): History {
  return live(programmeOf(...drafts), who, scripted(happens), { from: start, until })
}
const got = ({ sent }: History): readonly string[] => sent.map(({ track: in_, content }) => `${in_} ${content}`)
const dayOf = ({ sent }: History, content: string): number => {
  const found = sent.find((one) => one.content === content)
  if (found === undefined) throw new Error(`${content} never came`)
  return (found.at - start) / DAY
}
const kept = (drafts: readonly NamedTrackDraft[], happens: readonly [number, Happening][]) =>
  liveOn(programmeOf(...drafts), person, scripted(happens), { from: start, until })

describe('a track of higher priority', () => {
  it('takes the lead over at once, and the lead comes back to where it was, with the rest of its wait', () => {
    const history = lived([calm, fair], [[5, visitsFair]])
    expect(got(history)).toEqual(['calm benchmark', 'fair guide', 'fair tour', 'calm checklist', 'calm story'])
    // 15 of 20 days were left; the fair's last mail exhausts it.
    const back = dayOf(history, 'tour')
    expect(dayOf(history, 'checklist') - back).toBeGreaterThanOrEqual(15 - 1)
    expect(dayOf(history, 'checklist') - back).toBeLessThan(16)
  })

  it('ends the one that it displaces, where that says so', () => {
    const once = draft('calm', [email(benchmark), wait('20 days'), email(checklist)], { whenDisplaced: 'end' })
    expect(got(lived([once, fair], [[5, visitsFair]]))).toEqual(['calm benchmark', 'fair guide', 'fair tour'])
  })

  it('lets the lead go by its goal or exit, too', () => {
    const ends = { priority: 5, enterOn: attended('fair') }
    const byGoal = draft('fair', [email(guide), wait('90 days'), email(tour)], {
      ...ends,
      rules: [goal('met again', submitted('appointment'))],
    })
    const history = lived(
      [calm, byGoal],
      [
        [5, visitsFair],
        [9, { act: 'submitted', of: 'appointment' }],
      ],
    )
    expect(got(history)).toEqual(['calm benchmark', 'fair guide', 'calm checklist', 'calm story'])
    expect(dayOf(history, 'checklist')).toBeGreaterThanOrEqual(9 + 14)
  })

  it('never repeats what the lead had in the other', () => {
    const same = draft('fair', [email(benchmark), wait('1 day'), email(checklist)], {
      priority: 5,
      enterOn: attended('fair'),
    })
    const history = lived([calm, same], [[5, visitsFair]])
    expect(got(history)).toEqual(['calm benchmark', 'fair checklist', 'calm story'])
  })

  it('brings the lead back to a listening that goes on listening', () => {
    const heard = listenFor(clicked(benchmark), {
      within: '20 days',
      then: [email(story)],
      otherwise: [email(checklist)],
    })
    const listening = draft('calm', [email(benchmark), heard])
    const happens = (day: number): [number, Happening][] => [
      [5, visitsFair],
      [day, { act: 'clicked', of: 'benchmark' }],
    ]
    expect(got(lived([listening, fair], happens(20)))).toContain('calm story')
    expect(got(lived([listening, fair], happens(60)))).toContain('calm checklist')
  })

  it('does not bring back who has left meanwhile', () => {
    const leaves = draft('calm', [email(benchmark), wait('20 days'), email(checklist)], {
      rules: [exit('a student', known(role, 'student'))],
    })
    const history = lived(
      [leaves, fair],
      [
        [5, visitsFair],
        [7, { fact: 'role', is: 'student' }],
      ],
    )
    expect(got(history)).toEqual(['calm benchmark', 'fair guide', 'fair tour'])
    expect(history.doings.at(-1)?.doing).toMatchObject({ is: 'ended', reason: 'a student' })
  })

  it('displaces nothing while sales has the lead, and a call that was to be made is left behind', () => {
    const withSales = lived(
      [calm, fair],
      [
        [4, { act: 'requested', of: 'demo' }],
        [5, visitsFair],
        [6, { sales: 'opportunity' }],
      ],
    )
    expect(got(withSales)).toEqual(['calm benchmark'])
    const calling = draft('calm', [call('Who decides?', { due: '9 business days' }), email(story)])
    const history = lived([calling, fair], [[2, visitsFair]])
    expect(got(history)).toEqual(['calm call-who-decides', 'fair guide', 'fair tour', 'calm story'])
  })

  it('takes over at once who has had everything', () => {
    const low = draft('low', [email(tour)], { enterOn: attended('fair') })
    expect(got(lived([calm, low], [[100, visitsFair]])).at(-1)).toBe('low tour')
  })

  it('holds while the lead is paused', () => {
    const history = lived(
      [calm, fair],
      [
        [4, { pause: true }],
        [5, visitsFair],
        [40, { pause: false }],
      ],
    )
    expect(dayOf(history, 'guide')).toBeGreaterThanOrEqual(40)
    expect(got(history)).toEqual(['calm benchmark', 'fair guide', 'fair tour', 'calm checklist', 'calm story'])
  })
})

describe('a track that does not go before the other', () => {
  const low = (whenBusy: 'wait' | 'refuse'): NamedTrackDraft =>
    draft('low', [email(tour)], { enterOn: attended('fair'), whenBusy })

  it('is refused with a reason, or waits until the lead is let go', () => {
    expect(got(lived([calm, low('refuse')], [[5, visitsFair]]))).not.toContain('low tour')
    expect(kept([calm, low('refuse')], [[5, visitsFair]]).refusals).toMatchObject([
      { track: 'low', because: 'the lead is in track calm already' },
    ])
    expect(got(lived([calm, low('wait')], [[5, visitsFair]])).at(-1)).toBe('low tour')
  })
})

describe('an entry', () => {
  const asked = sound(
    compileTrack(
      draft('asked', [email(tour)], {
        entry: { when: known(size, 'large'), refuse: { 'a student': known(role, 'student') } },
        again: { after: '90 days', atMost: 2 },
      }),
    ),
  )
  const now = start
  const applicant = (change: Partial<Applicant> = {}): Applicant => ({
    lifecycle: 'lead',
    evidence: { facts: { size: 'large' }, count: () => 0 },
    in: null,
    was: null,
    coolUntil: 0,
    again: false,
    ...change,
  })
  const judged = (change: Partial<Applicant>) => judgeEntry(asked, applicant(change), now)
  const because = (text: string) => ({ enters: false, because: expect.stringContaining(text) })
  const was = { times: 1, until: now - 30 * DAY, because: 'gone' }

  it('takes whom its condition takes, and keeps a reason for the others', () => {
    expect(judged({})).toEqual({ enters: true })
    expect(judged({ evidence: { facts: {}, count: () => 0 } })).toMatchObject(because('size is large'))
    const student = { facts: { size: 'large', role: 'student' }, count: () => 0 }
    expect(judged({ evidence: student })).toMatchObject(because('a student'))
    expect(judged({ lifecycle: 'customer' })).toMatchObject(because('customer'))
    expect(judged({ lifecycle: 'disqualified' })).toMatchObject(because('disqualified'))
  })

  it('of who is in the track already is none; from a track that gives way it says from which', () => {
    const at = (track: string, priority: number): EntryVerdict => judged({ in: { track, priority } })
    expect(at('asked', -1)).toEqual({ enters: false, waits: false, because: 'the lead is in track asked already' })
    expect(at('calm', -1)).toEqual({ enters: true, displaces: 'calm' })
    expect(at('calm', 0)).toMatchObject({ enters: false, because: 'the lead is in track calm already' })
  })

  it('while sales has the lead waits where there is a track to wait for', () => {
    const patient = sound(compileTrack(draft('patient', [email(tour)], { priority: 9, whenBusy: 'wait' })))
    const withSales = (from: Applicant['in']) => judgeEntry(patient, applicant({ lifecycle: 'sal', in: from }), now)
    const refused = { enters: false, because: 'sales has the lead: it is sal' }
    expect(withSales({ track: 'calm', priority: 0 })).toEqual({ ...refused, waits: true })
    expect(withSales(null)).toEqual({ ...refused, waits: false })
  })

  it('of who was in it before waits for the cooldown, and counts', () => {
    expect(judged({ was, coolUntil: now + DAY })).toMatchObject(because('may enter again later'))
    expect(judged({ was, coolUntil: now + 1 })).toMatchObject(because('may enter again later'))
    expect(judged({ was, coolUntil: now })).toEqual({ enters: true })
    expect(judged({ was: { ...was, times: 2 }, coolUntil: 0 })).toMatchObject(because('2 times before'))
  })

  it('is never made again by itself where nothing is said of it, but by hand', () => {
    const plain = sound(compileTrack(calm))
    expect(judgeEntry(plain, applicant({ was }), now)).toMatchObject(because('in track calm before: gone'))
    expect(judgeEntry(plain, applicant({ was, again: true }), now)).toEqual({ enters: true })
  })

  it('may be as often as it likes where its number has no end', () => {
    const often = sound(compileTrack(draft('often', [email(tour)], { again: { after: '1 day' } })))
    expect(judgeEntry(often, applicant({ was: { ...was, times: 99 } }), now)).toEqual({ enters: true })
  })

  it('by itself is looked at when something comes that it waits for, and not else', () => {
    const onFair = draft('fair', [email(guide)], {
      enterOn: allOf(attended('fair'), visited('/fair*'), known(size, 'large')),
    })
    const entered = sound(compileTrack(onFair))
    expect(mayEnterOn(entered, { kind: 'visited', of: '/fair/hall' }, [])).toBe(true)
    expect(mayEnterOn(entered, { kind: 'attended', of: 'fair' }, [])).toBe(true)
    expect(mayEnterOn(entered, { kind: 'attended', of: 'webinar' }, ['role'])).toBe(false)
    expect(mayEnterOn(entered, undefined, ['role', 'size'])).toBe(true)
    expect(mayEnterOn(entered, undefined, [])).toBe(false)
    const onBoth = draft('both', [email(guide)], {
      enterOn: allOf(visited('/fair*'), known(size, 'large'), known(role, 'cfo')),
    })
    expect(mayEnterOn(sound(compileTrack(onBoth)), undefined, ['size'])).toBe(true)
    expect(mayEnterOn(asked, { kind: 'attended', of: 'fair' }, ['size'])).toBe(false)
    expect(mayEnterOn(sound(compileTrack(calm)), { kind: 'attended', of: 'fair' }, [])).toBe(false)
  })

  it('by an act keeps to the same rules', () => {
    const students = draft('fair', [email(guide)], {
      priority: 5,
      enterOn: visited('/fair*', { times: 2 }),
      entry: { refuse: { 'a small one': known(size, 'small') } },
    })
    const twice: [number, Happening][] = [4, 5].map((day) => [day, { act: 'visited', of: '/fair/hall' }])
    expect(got(lived([calm, students], twice))).toContain('fair guide')
    expect(got(lived([calm, students], twice.slice(1)))).not.toContain('fair guide')
    const small = { ...person, facts: { size: 'small' } }
    expect(got(lived([calm, students], twice, small))).not.toContain('fair guide')
  })
})

describe('of the tracks that wait for a lead', () => {
  const inCalm = sound(compileTrack(calm))
  const waits = (track: string, change: Partial<Waiting> = {}): Waiting => ({
    track,
    priority: 0,
    since: start,
    displaced: false,
    ...change,
  })
  const at = (doing: Doing): State => {
    const birth = {
      lead: 'ada',
      enrolment: 1,
      lifecycle: 'lead',
      stage: 'only',
      theme: 'slow-close',
      cursor: 0,
    } as const
    return { ...born(birth), doing }
  }
  const waiting = at({ is: 'waiting', step: 'checklist', until, unit: 'day' })
  const exhausted = at({ is: 'exhausted', until })
  const left = at({ is: 'ended', reason: 'a student', outcome: 'exit' })
  const bought = at({ is: 'ended', reason: 'customer' })
  const first = (some: readonly Waiting[], why: SettleReason, state: State) =>
    takesOver(some, inCalm, why, state)?.track

  it('a lead on its way goes to one of higher priority only', () => {
    expect(first([waits('fair', { priority: 5 })], 'entering', waiting)).toBe('fair')
    expect(first([waits('fair', { priority: 5 })], 'resume', waiting)).toBe('fair')
    expect(first([waits('low')], 'entering', waiting)).toBeUndefined()
  })

  it('a lead that its track lets go goes to any, but not back into the same', () => {
    expect(first([waits('low')], 'exhausted', exhausted)).toBe('low')
    expect(first([waits('low')], 'ended', left)).toBe('low')
    expect(first([waits('calm', { priority: 9 })], 'exhausted', exhausted)).toBeUndefined()
    expect(first([], 'exhausted', exhausted)).toBeUndefined()
  })

  it('a lead whose life ended goes nowhere, and none goes in the middle of something else', () => {
    expect(first([waits('fair', { priority: 5 })], 'ended', bought)).toBeUndefined()
    for (const why of ['start', 'heartbeat', 'ruled', 'signOfLife'] as const) {
      expect(first([waits('fair', { priority: 5 })], why, exhausted)).toBeUndefined()
    }
  })

  it('the highest goes first, then who had it before, then who has waited longest', () => {
    const all = [
      waits('late', { since: start + 2 }),
      waits('early', { since: start + 1 }),
      waits('displaced', { since: start + 3, displaced: true }),
      waits('high', { since: start + 4, priority: 1 }),
    ]
    const order: string[] = []
    for (let left = all; left.length > 0; left = left.filter(({ track }) => track !== order.at(-1))) {
      order.push(first(left, 'exhausted', exhausted) ?? '')
      expect(first(left.toReversed(), 'exhausted', exhausted)).toBe(order.at(-1))
    }
    expect(order).toEqual(['high', 'displaced', 'early', 'late'])
  })

  it('none keeps a place for who has had everything in it, or left it', () => {
    expect([waiting, exhausted, left, bought].map((state) => isShelved(inCalm, state))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})

describe('compiling', () => {
  it('refuses what makes no sense, and leaves a track alone that says nothing', () => {
    expect(sound(compileTrack(calm))).not.toHaveProperty('entry')
    const wrong = compileTrack(draft('wrong', [email(tour)], { priority: 0.5, again: { after: '0 days', atMost: 1 } }))
    expect('problems' in wrong && wrong.problems.map(({ code }) => code)).toEqual(['P118', 'P118'])
  })
})
