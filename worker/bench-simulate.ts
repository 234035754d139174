import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { behaviour } from '../core/behaviour.ts'
import {
  anyOf,
  choose,
  clicked,
  email,
  fact,
  listenFor,
  requested,
  stage,
  track,
  trigger,
  visited,
  wait,
} from '../core/dsl.ts'
import { compileBehaviour } from '../core/compile-behaviour.ts'
import { compileTrack } from '../core/compile.ts'
import type { Figures } from '../core/figures.ts'
import type { Population } from '../core/population.ts'
import type { Checked } from '../core/problem.ts'
import { compileQuality, points } from '../core/quality.ts'
import { simulatePopulation } from '../core/simulate-population.ts'
import { template } from '../core/template.ts'
import { calendarOf } from '../db/calendar.ts'
import { agreedForBench, restsAfterReturn } from './bench-agreed.ts'
import type { Benchmark } from './bench-stage.ts'

/** A lead-year has about so many touches and events. */
const touches = 25
const events = 50
const sizes = [10, 1_000, 100_000] as const
const most = { perSecond: 2_000, spread: 1.5, heapMb: 256 } as const

/** Lead-years lived in a second in this one thread, at 10, 1,000 and 100,000 leads, and what memory they take. */
export const benchSimulate: Benchmark = ({ tell, quick }) => {
  // Code that has not run yet is slower than it will be: warm it up.
  simulatePopulation(populationOf(3_000))
  let first: number | undefined
  for (const leads of quick ? sizes.slice(0, 1) : sizes) {
    const { perSecond, figures, heapMb } = measure(leads)
    const ratio = first === undefined ? null : perSecond / first
    const isFast = perSecond >= most.perSecond
    tell({
      name: `simulate, ${leads.toLocaleString('en')} leads`,
      unit: 'lead-years/s',
      value: perSecond,
      beside: first ?? null,
      besideWhat: `${sizes[0]} leads`,
      ratio,
      line: `at least ${most.perSecond.toLocaleString('en')}${ratio === null ? '' : `, and flat within a factor of ${most.spread}`}`,
      pass: isFast && (ratio === null || (ratio > 1 / most.spread && ratio < most.spread)),
    })
    first ??= perSecond
    const isLikeIt = figures.touches / figures.leads >= touches * 0.9 && figures.events / figures.leads >= events * 0.9
    if (leads !== sizes[0]) {
      tell({
        name: `simulate, ${leads.toLocaleString('en')} leads, events of a lead-year`,
        unit: `events, with ${(figures.touches / figures.leads).toFixed(1)} touches`,
        value: figures.events / figures.leads,
        beside: null,
        ratio: null,
        line: `about ${touches} touches and ${events} events`,
        pass: isLikeIt,
      })
    }
    if (leads === sizes.at(-1)) {
      tell({
        name: `simulate, ${leads.toLocaleString('en')} leads, heap held at the most`,
        unit: 'MB',
        value: heapMb,
        beside: null,
        ratio: null,
        line: `at most ${most.heapMb}`,
        pass: heapMb <= most.heapMb,
      })
    }
  }
}

/**
 * Small populations are lived again and again, until a second has passed. What counts of the heap is what is held: garbage
 * lies about until the engine needs the room, so that what is used says more of the machine than of the simulation.
 */
function measure(leads: number): { readonly perSecond: number; readonly figures: Figures; readonly heapMb: number } {
  const population = populationOf(leads)
  let heap = 0
  let lived = 0
  let figures: Figures
  // Collecting the garbage in order to measure takes time that no simulation needs.
  let weighing = 0
  const began = performance.now()
  do {
    figures = simulatePopulation(population, (nth) => {
      if (nth % 10_000 !== 9_999) return
      const from = performance.now()
      heap = Math.max(heap, heldBytes())
      weighing += performance.now() - from
    })
    lived += leads
  } while (performance.now() - began < 1_000)
  const took = performance.now() - began - weighing
  return { perSecond: (lived / took) * 1_000, figures, heapMb: heap / 2 ** 20 }
}

/** What the heap holds once all garbage is collected. */
function heldBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

const from = Date.UTC(2027, 0, 4)
const size = fact('size', ['small', 'large'])
const mails = Array.from({ length: 30 }, (_, i) =>
  template(`mail-${i + 1}`, { subject: 'A mail', theme: 'any', stage: 'care', purpose: 'educate' }),
)
const mail = (nth: number): (typeof mails)[number] => mails[nth - 1]!
const demo = trigger('demo', requested('demo'))

/** A year of about 25 mails with branches, listening and the sales loop, for people who visit about once a week. */
function populationOf(leads: number): Population {
  const cared = track('care', {
    goal: 'To be measured.',
    theme: 'any',
    cadence: { zone: 'lead', days: ['Tue', 'Wed', 'Thu'], between: ['09:30', '11:30'], atMost: ['2 touches a week'] },
    stages: {
      care: stage('…', [
        ...mails.slice(0, 10).flatMap((each) => [email(each), wait('8 business days')]),
        choose(size, { small: [email(mail(11))], large: [email(mail(12))], otherwise: [email(mail(13))] }),
        wait('8 business days'),
        email(mail(14)),
        listenFor(anyOf(clicked(mail(14)), visited('/pricing*')), {
          within: '8 business days',
          then: [email(mail(15)), wait('8 business days')],
          otherwise: [email(mail(16)), wait('8 business days')],
        }),
        ...mails.slice(16, 22).flatMap((each) => [email(each), wait('9 business days')]),
        listenFor(visited('/pricing*'), {
          within: '5 business days',
          then: [email(mail(23))],
          otherwise: [email(mail(24))],
        }),
        ...mails.slice(24).flatMap((each) => [wait('9 business days'), email(each)]),
      ]),
    },
    salesReady: [demo],
    onReturn: restsAfterReturn,
  })
  const agreed = agreedForBench({
    facts: [size],
    fit: { points: points(size, { large: 10, small: 5 }), from: { A: 10, B: 5, C: 1 } },
    triggers: [demo],
    becomesLead: requested('demo'),
    intake: 'care',
  })
  const rates = behaviour({
    who: { facts: { size: { small: 0.4, large: 0.4 } }, tempers: [{ share: 1, times: 1 }] },
    mails: { clicks: { educate: 0.1 }, bounces: 0, unsubscribes: 0 },
    visits: [
      { path: '/blog', afterClick: 0.3, perMonth: 3.4 },
      { path: '/pricing', perMonth: 0.3 },
    ],
    requests: [{ what: 'demo', perMail: 0.002 }],
  })
  return {
    programme: {
      tracks: { care: sound(compileTrack(cared, mails)) },
      quality: sound(compileQuality(agreed)),
      office: calendarOf({ zone: 'Europe/Berlin', country: 'DE' }, from),
    },
    mails: Object.fromEntries(mails.map(({ name }) => [name, { purpose: 'educate', theme: 'any' }])),
    behaviour: sound(compileBehaviour(rates)),
    places: [
      { share: 0.5, calendar: calendarOf({ zone: 'Europe/London', country: 'GB' }, from) },
      { share: 0.3, calendar: calendarOf({ zone: 'America/New_York', country: 'US' }, from) },
    ],
    track: 'care',
    leads,
    days: 365,
    from,
    seed: 'bench',
  }
}

function sound<T>(checked: Checked<T>): T {
  if ('ok' in checked) return checked.ok
  throw new Error(JSON.stringify(checked.problems))
}
