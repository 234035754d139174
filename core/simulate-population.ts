/** A population lived through one lead after the other: the same `next`, the same model of Postgres, and only figures kept. */
import { tally, type Figures } from './figures.ts'
import { draw } from './population-lead.ts'
import { layOut, type Rates } from './population-rates.ts'
import type { Population } from './population.ts'
import { liveOn, type Watch } from './simulate.ts'
import type { SimulatedLead } from './simulated-lead.ts'

/** One life of a population, to be counted. */
export interface LifeLived {
  readonly lead: SimulatedLead
  /** When it was enrolled, and until when it was looked at, ms. */
  readonly from: number
  readonly until: number
  readonly isExhausted: boolean
  /** The buying stages that it was in, as `track/stage`. */
  readonly stages: readonly string[]
  /** The longest time in nurture in which nothing came, ms; from the enrolment, and to the end of its life or of the time. */
  readonly silenceMs: number
}

/** Lives all of them. The same population gives the same figures. */
export function simulatePopulation(population: Population, onLife?: (nth: number) => void): Figures {
  const rates = layOut(population)
  const { office, tracks } = population.programme
  const counted = tally(office, population.from, tracks)
  for (let nth = 0; nth < population.leads; nth++) {
    counted.add(liveNth(rates, nth))
    onLife?.(nth)
  }
  return counted.figures()
}

/** Lives the lead of this number, from 0: the same whatever the others do. */
export function liveNth(rates: Rates, nth: number): LifeLived {
  const { person, from, until, outside } = draw(rates, nth)
  const { programme } = rates.population
  const stages: string[] = []
  let stage = ''
  let isExhausted = false
  let silenceMs = 0
  // When the present silence began; null while sales has the lead.
  let silentFrom: number | null = from
  let touched = 0
  const watch: Watch = (at, state, { track }) => {
    const { doing } = state
    if (state.stage !== stage) {
      stage = state.stage
      const name = `${track.name}/${stage}`
      if (!stages.includes(name)) stages.push(name)
    }
    if (doing.is === 'exhausted') isExhausted = true
    const held = doing.is === 'withSales' || doing.is === 'ended'
    if (state.lastTouchAt !== null && state.lastTouchAt !== touched) {
      if (silentFrom !== null) silenceMs = Math.max(silenceMs, state.lastTouchAt - silentFrom)
      touched = state.lastTouchAt
      silentFrom = held ? null : touched
    } else if (held && silentFrom !== null) {
      silenceMs = Math.max(silenceMs, at - silentFrom)
      silentFrom = null
    } else if (!held && silentFrom === null) silentFrom = at
  }
  const lead = liveOn(programme, person, [], { from, until }, { outside, watch })
  if (silentFrom !== null) silenceMs = Math.max(silenceMs, until - silentFrom)
  return { lead, from, until, isExhausted, stages, silenceMs }
}
