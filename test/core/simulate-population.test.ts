/** Populations by chance: that chance is the seed's alone, and that nothing is lost in counting. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { behaviour, type BehaviourDraft } from '../../core/behaviour.ts'
import { DAY } from '../../core/calendar.ts'
import { compileBehaviour } from '../../core/compile-behaviour.ts'
import { compileTrack } from '../../core/compile.ts'
import { call, clicked, email, listenFor, stage, track, wait } from '../../core/dsl.ts'
import type { Figures } from '../../core/figures.ts'
import { tally } from '../../core/figures.ts'
import { wilson } from '../../core/interval.ts'
import { layOut } from '../../core/population-rates.ts'
import type { Population } from '../../core/population.ts'
import { liveNth, simulatePopulation, type LifeLived } from '../../core/simulate-population.ts'
import { benchmark, checklist, definition, demo, everyReason, office, sound, start, story, tour } from './lives.ts'

const mails = { benchmark, checklist, story, tour }
const cared = sound(
  compileTrack(
    track('first', {
      goal: '…',
      theme: 'slow-close',
      cadence: { zone: 'lead', days: ['Tue', 'Wed', 'Thu'], between: ['09:30', '11:30'], atMost: '1 touch a week' },
      stages: {
        recognise: stage('…', [
          email(benchmark),
          wait('1 week'),
          listenFor(clicked(benchmark), {
            within: '2 weeks',
            then: [call('Who decides?', { due: '2 business days' })],
            otherwise: [email(checklist)],
          }),
        ]),
        compare: stage('…', [wait('1 month'), email(story), wait('1 month'), email(tour)]),
      },
      salesReady: [demo],
      onReturn: everyReason({ rest: '2 weeks' as const }),
    }),
  ),
)

/** People who do much, so that a few of them show all that can happen. */
const lively: BehaviourDraft = behaviour({
  who: {
    facts: { size: { small: 0.4, large: 0.5 }, role: { cfo: 0.8, student: 0.1 } },
    channels: { email: 0.9, phone: 0.6 },
  },
  mails: { clicks: { educate: 0.4 }, unsubscribes: 0.03, bounces: 0.05 },
  visits: [{ path: '/pricing', afterClick: 0.3, perMonth: 0.2 }],
  requests: [{ what: 'demo', perMail: 0.15, fromTouch: 2, tells: { size: { large: 1 } } }],
})

function population(seed: string, leads: number, draft: BehaviourDraft = lively): Population {
  return {
    programme: { tracks: { first: cared }, quality: definition, office },
    mails: Object.fromEntries(
      Object.values(mails).map(({ name, purpose }) => [name, { purpose, theme: 'slow-close' }]),
    ),
    behaviour: sound(compileBehaviour(draft)),
    places: [{ share: 0.5, calendar: { zone: 'UTC', transitions: [[0, 0]], holidays: [] } }],
    track: 'first',
    leads,
    days: 300,
    from: start,
    seed,
  }
}

describe('a population', () => {
  it('shows the same figures by the same seed, and others by another', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (seed, leads) => {
        expect(simulatePopulation(population(seed, leads))).toEqual(simulatePopulation(population(seed, leads)))
      }),
      { numRuns: 10 },
    )
    expect(simulatePopulation(population('a', 60))).not.toEqual(simulatePopulation(population('b', 60)))
  })

  it('adds up to its single lives', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (seed, leads) => {
        const all = population(seed, leads)
        const rates = layOut(all)
        const lives = Array.from({ length: leads }, (_, nth) => liveNth(rates, nth))
        expect(shortOf(simulatePopulation(all))).toEqual(summed(lives))
      }),
      { numRuns: 10 },
    )
  })

  it('is counted the same in whatever order', () => {
    const all = population('order', 50)
    const rates = layOut(all)
    const backwards = tally(office, start, all.programme.tracks)
    for (let nth = 49; nth >= 0; nth--) backwards.add(liveNth(rates, nth))
    expect(shortOf(backwards.figures())).toEqual(shortOf(simulatePopulation(all)))
  })

  it('shows what its rates say, within chance', () => {
    const { contents, bounced, leads } = simulatePopulation(
      population('rates', 1_500, { ...lively, who: { ...lively.who, tempers: [] } }),
    )
    const sent = contents.find(({ content }) => content === 'benchmark')
    const { from, to } = wilson(sent?.clicked ?? 0, sent?.sent ?? 0)
    // Of a hundred who get it, forty click and three of them have unsubscribed first.
    expect(from).toBeLessThan(0.4)
    expect(to).toBeGreaterThan(0.37)
    expect(bounced.leads / leads).toBeGreaterThan(0.03)
    expect(bounced.leads / leads).toBeLessThan(0.06)
  })

  it('does nothing where nobody does anything', () => {
    const silent = population('silent', 30, {
      who: { channels: { email: 1 }, facts: {} },
      mails: { clicks: { educate: 0 }, replies: { educate: 0 }, unsubscribes: 0, bounces: 0 },
      visits: [{ path: '/nowhere' }],
    })
    const { mails: sent, events, exhausted, lifecycle } = simulatePopulation(silent)
    expect({ sent, events, exhausted: exhausted.leads }).toEqual({ sent: 4 * 30, events: 0, exhausted: 30 })
    expect(lifecycle.every(({ leads }) => leads === 0)).toBe(true)
  })
})

type Short = Pick<Figures, 'leads' | 'mails' | 'calls' | 'events' | 'handoffs'> & {
  readonly reached: Readonly<Record<string, number>>
  readonly onDays: number
}

function shortOf({ leads, mails: sent, calls, events, handoffs, lifecycle, mailsByDay }: Figures): Short {
  const reached = Object.fromEntries(lifecycle.filter((each) => each.leads > 0).map((each) => [each.stage, each.leads]))
  return { leads, mails: sent, calls, events, handoffs, reached, onDays: mailsByDay.reduce((sum, n) => sum + n, 0) }
}

function summed(lives: readonly LifeLived[]): Short {
  const sum = (of: (life: LifeLived) => number): number => lives.reduce((total, life) => total + of(life), 0)
  const reached: Record<string, number> = {}
  for (const { lead } of lives) {
    for (const stage of new Set(lead.changes.map(({ became }) => became))) {
      if (stage !== 'lead') reached[stage] = (reached[stage] ?? 0) + 1
    }
  }
  const sentBy = (channel: string) => sum(({ lead }) => lead.sent.filter((one) => one.channel === channel).length)
  return {
    leads: lives.length,
    mails: sentBy('email'),
    calls: sentBy('phone'),
    events: sum(({ lead }) => lead.events.length),
    handoffs: sum(({ lead }) => lead.handoffs.length),
    reached,
    onDays: sentBy('email'),
  }
}

describe('one lead of it', () => {
  it('lives its days from its own enrolment', () => {
    const rates = layOut(population('alike', 200))
    for (let nth = 0; nth < 20; nth++) {
      const { from, until, lead } = liveNth(rates, nth)
      expect(until - from).toBe(300 * DAY)
      for (const { event } of lead.events) expect(event.at).toBeLessThanOrEqual(until)
    }
  })
})
