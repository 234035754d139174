/** What is counted of a population, life by life: each rule on lives that are put together by hand. */
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import { email, stage, track } from '../../core/dsl.ts'
import { quartiles, tally, type Figures } from '../../core/figures.ts'
import type { Lifecycle } from '../../core/lifecycle.ts'
import type { LifeLived } from '../../core/simulate-population.ts'
import { append, becomes, newLead, nextSeq, type NotSent, type Person, type Sent } from '../../core/simulated-lead.ts'
import { benchmark, definition, demo, everyReason, office, sound, start, story } from './lives.ts'

const named = (name: string) =>
  sound(
    compileTrack(
      track(name, {
        goal: '…',
        theme: 'slow-close',
        cadence: { zone: 'lead', days: ['Mon'], between: ['09:00', '10:00'], atMost: '1 touch a week' },
        stages: { recognise: stage('…', [email(benchmark)]), compare: stage('…', [email(story)]) },
        salesReady: [demo],
        onReturn: everyReason({ rest: '2 weeks' as const }),
      }),
    ),
  )
const tracks = { first: named('first'), second: named('second') }
const programme = { tracks, quality: definition, office }
const someone: Person = {
  track: 'first',
  calendar: office,
  lifecycle: 'lead',
  channels: ['email', 'phone'],
  facts: {},
}

const touch = (content: string, day: number, rest: Partial<Sent> = {}): Sent => ({
  at: start + day * DAY,
  key: `1/${content}/1/1`,
  track: 'first',
  step: content,
  content,
  template: content,
  channel: 'email',
  attempt: 1,
  mayReach: ['email', 'phone'],
  lifecycle: 'lead',
  paused: false,
  withSales: false,
  isSure: true,
  ...rest,
})
const call = (content: string, day: number, attempt = 1): Sent =>
  touch(content, day, { template: null, channel: 'phone', attempt })
const clicked = (of: string, day: number): Act => ({ kind: 'clicked', of, at: start + day * DAY })
interface Act {
  readonly kind: 'clicked' | 'replied'
  readonly of: string
  readonly at: number
}
const held = (outcome: NotSent['outcome']): NotSent => ({
  at: start,
  track: 'first',
  step: 'benchmark',
  content: 'benchmark',
  outcome,
})

interface Story extends Partial<Pick<LifeLived, 'isExhausted' | 'stages'>> {
  readonly person?: Partial<Person>
  readonly sent?: readonly Sent[]
  readonly notSent?: readonly NotSent['outcome'][]
  readonly clicks?: readonly Act[]
  readonly became?: readonly (readonly [Lifecycle, day: number, because?: string])[]
  readonly mayReach?: Person['channels']
  readonly silentDays?: number
}

function life({ person, sent = [], notSent = [], clicks = [], became = [], mayReach, silentDays = 0, ...rest }: Story) {
  const lead = newLead(programme, { ...someone, ...person })
  lead.sent.push(...sent)
  lead.notSent.push(...notSent.map(held))
  for (const { kind, of, at } of clicks) append(lead, { kind, of, at, seq: nextSeq(lead) })
  for (const [what, day, because = '…'] of became) becomes(lead, what, start + day * DAY, because)
  if (mayReach) lead.channels = mayReach
  const silenceMs = silentDays * DAY
  return { lead, from: start, until: start + 300 * DAY, isExhausted: false, stages: [], ...rest, silenceMs }
}

function counted(...lives: readonly Story[]): Figures {
  const all = tally(office, start, tracks)
  for (const one of lives) all.add(life(one))
  return all.figures()
}
const countOf = (figures: Figures, stage: Lifecycle) => figures.lifecycle.find((one) => one.stage === stage)?.leads

describe('touches of a population', () => {
  it('are mails and calls; mails are counted by day of the office, whose midnight is not the one of UTC', () => {
    // The first day is a Monday, 09:00 in Berlin; 22:30 UTC is 23:30 there, and 23:30 UTC is the next day.
    const late = (hours: number) => touch('benchmark', 0, { at: start + hours * HOUR })
    const { touches, mails, calls, mailsByDay, peak } = counted(
      { sent: [late(14.5), late(15.5), touch('story', 1), call('Ask', 1)] },
      { sent: [touch('story', 3), touch('story', 4), touch('benchmark', 4)] },
    )
    expect({ touches, mails, calls, mailsByDay }).toEqual({
      touches: 7,
      mails: 6,
      calls: 1,
      mailsByDay: [1, 2, 0, 1, 2],
    })
    expect(peak).toEqual({ day: 1, mails: 2 })
  })

  it('are counted by content, the most frequent first; only of a mail it is known whether it was clicked', () => {
    const { contents } = counted(
      { sent: [call('Ask', 1), touch('benchmark', 2)], clicks: [clicked('benchmark', 3), clicked('benchmark', 4)] },
      { sent: [touch('benchmark', 2)], clicks: [clicked('story', 3)] },
    )
    expect(contents).toEqual([
      { content: 'benchmark', sent: 2, clicked: 1 },
      { content: 'Ask', sent: 1, clicked: null },
    ])
  })

  it('that are one mail with different words: a click is for the last one before it', () => {
    const sent = [touch('story-a', 1, { template: 'story' }), touch('story-b', 5, { template: 'story' })]
    const { contents, events } = counted(
      { sent, clicks: [clicked('story', 1)] },
      { sent, clicks: [clicked('story', 4), { ...clicked('story', 6), kind: 'replied' }] },
    )
    expect(contents).toEqual([
      { content: 'story-a', sent: 2, clicked: 2 },
      { content: 'story-b', sent: 2, clicked: 0 },
    ])
    expect(events).toBe(3)
  })

  it('that did not go are counted by what kept them back, the most frequent first', () => {
    const { notSent } = counted({
      notSent: [
        { was: 'deferred', reason: 'window', until: start },
        { was: 'overtaken' },
        { was: 'deferred', reason: 'cap', until: start },
        { was: 'deferred', reason: 'cap', until: start },
      ],
    })
    expect(Object.entries(notSent)).toEqual([
      ['cap', 2],
      ['overtaken', 1],
      ['window', 1],
    ])
  })
})

describe('leads of a population', () => {
  it('count once for each stage of the funnel, however often they came to it', () => {
    const figures = counted(
      {
        became: [
          ['mql', 3],
          ['recycled', 5, 'bad_timing'],
          ['mql', 90],
          ['recycled', 95, 'no_response'],
        ],
      },
      {
        became: [
          ['mql', 2],
          ['sal', 3],
          ['recycled', 9, 'no_response'],
        ],
      },
      {},
      {},
    )
    expect(countOf(figures, 'mql')).toBe(2)
    expect(countOf(figures, 'sal')).toBe(1)
    expect(countOf(figures, 'recycled')).toBe(2)
    expect(figures.lifecycle[0]?.share.share).toBe(0.5)
    expect(figures.lifecycle.map((each) => each.stage)).toEqual([
      'mql',
      'sal',
      'sql',
      'opportunity',
      'customer',
      'recycled',
      'disqualified',
    ])
    expect(Object.entries(figures.returns)).toEqual([
      ['no_response', 2],
      ['bad_timing', 1],
    ])
  })

  it('are timed from the enrolment to the first MQL, with the touches up to then', () => {
    const sent = [touch('benchmark', 1), touch('story', 3), touch('tour', 8)]
    const { daysToMql, touchesToMql } = counted(
      {
        sent,
        became: [
          ['lead', 1],
          ['mql', 3],
          ['mql', 50],
        ],
      },
      { sent },
    )
    expect(daysToMql).toEqual({ of: 1, lower: 3, median: 3, upper: 3 })
    expect(touchesToMql).toEqual({ of: 1, lower: 2, median: 2, upper: 2 })
    expect(counted({}).daysToMql).toBeNull()
  })

  it('that unsubscribed are those who could be reached by mail and no more; a bad address is a bounce', () => {
    const { unsubscribed, bounced, leads } = counted(
      { mayReach: ['phone'] },
      { mayReach: [] },
      { mayReach: ['phone'], notSent: [{ was: 'dropped', reason: 'bad_address', at: start }] },
      { person: { channels: ['phone'] } },
      { notSent: [{ was: 'dropped', reason: 'already_had', at: start }] },
    )
    expect([leads, unsubscribed.leads, bounced.leads]).toEqual([5, 2, 1])
  })

  it('are counted in the stages of the tracks that somebody was in', () => {
    const { stages, exhausted } = counted(
      { stages: ['first/recognise'], isExhausted: true },
      { stages: ['first/recognise'] },
    )
    expect(stages.map(({ track: of, stage: name, leads }) => [of, name, leads])).toEqual([
      ['first', 'recognise', 2],
      ['first', 'compare', 0],
    ])
    expect(exhausted.leads).toBe(1)
  })

  it('are silent over 90 days from the 91st on; who is held out is meant to hear nothing', () => {
    const { silence, over90Days, heldOut } = counted(
      { silentDays: 90 },
      { silentDays: 90.5 },
      { silentDays: 200, person: { heldOut: true } },
      { silentDays: 12 },
    )
    expect(silence).toEqual({ of: 3, lower: 12, median: 90, upper: 90 })
    expect([over90Days.leads, heldOut.leads]).toEqual([1, 1])
  })
})

describe('paths', () => {
  const first = [touch('benchmark', 1), call('Ask', 2), call('Ask', 3, 2), touch('story', 4)]

  it('are what leads got up to their first MQL, whose attempts at one call are one touch', () => {
    const { paths, pathsAreExact } = counted(
      { sent: first, became: [['mql', 3]] },
      { sent: first.slice(0, 3), became: [['mql', 50]] },
      { sent: first },
      { sent: first },
      {},
    )
    expect(pathsAreExact).toBe(true)
    expect(paths).toEqual([
      { contents: ['benchmark', 'Ask', 'story'], isMql: false, leads: 2, share: 0.4 },
      { contents: ['benchmark', 'Ask'], isMql: true, leads: 2, share: 0.4 },
      { contents: [], isMql: false, leads: 1, share: 0.2 },
    ])
  })

  it('are shown ten at most', () => {
    const all = Array.from({ length: 12 }, (_, n) => ({ sent: [touch(`mail ${n}`, 1)] }))
    expect(counted(...all).paths).toHaveLength(10)
    expect(counted().paths).toEqual([])
  })

  it('keep what is frequent where there are too many to remember all', () => {
    const often = { sent: [touch('often', 1)] }
    const many = Array.from({ length: 5_000 }, (_, n) => ({ sent: [touch(`rare ${n}`, 1)] }))
    const enough = counted(often, often, ...many.slice(0, 4_095))
    expect(enough.pathsAreExact).toBe(true)
    // What was met once is let go, and counted anew where it comes again: a little too low.
    const tooMany = counted(often, often, often, ...many, ...many.slice(0, 1), ...many.slice(0, 1))
    expect(tooMany.pathsAreExact).toBe(false)
    expect(tooMany.paths.slice(0, 2).map(({ contents, leads }) => [...contents, leads])).toEqual([
      ['often', 3],
      ['rare 0', 2],
    ])
    // Where too many were met twice, those go, too.
    const seldom = many.slice(0, 4_090)
    const { paths } = counted(often, often, often, ...seldom, ...seldom, ...many.slice(4_090, 4_100))
    expect(paths.slice(0, 2).map(({ leads }) => leads)).toEqual([3, 1])
  })
})

it('the handoffs of a population are those of its leads', () => {
  const all = tally(office, start, tracks)
  const handedOver = life({})
  const handoff = { id: '1', at: start, trigger: '…', seq: 1, facts: {}, owner: 'rep', deadlines: [] }
  handedOver.lead.handoffs.push({ ...handoff, status: 'returned' }, { ...handoff, id: '2', status: 'open' })
  all.add(handedOver)
  all.add(life({}))
  expect(all.figures().handoffs).toBe(2)
})

describe('quartiles', () => {
  it('are where a quarter, a half and three quarters of what was counted are reached', () => {
    expect(quartiles([1, 1, 1, 1])).toEqual({ of: 4, lower: 0, median: 1, upper: 2 })
    expect(quartiles([0, 0, 10])).toEqual({ of: 10, lower: 2, median: 2, upper: 2 })
    expect(quartiles([3, 0, 0, 1])).toEqual({ of: 4, lower: 0, median: 0, upper: 0 })
    expect(quartiles([0, 0])).toBeNull()
  })
})
