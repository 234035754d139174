/** Draws one lead of a population: who it is, when it comes, and how it and those who deal with it behave. */
import type { Behaviour } from './behaviour.ts'
import { DAY } from './calendar.ts'
import { channels } from './channel.ts'
import { told, type Rates } from './population-rates.ts'
import type { SimulatedPlace } from './population.ts'
import { randomOf, seedAt, seedOf, shareAt } from './random.ts'
import { reactions } from './population-reactions.ts'
import type { Outside, Person } from './simulated-lead.ts'

/** One lead as it was drawn: who it is, when it comes, and how it and sales behave. */
export interface Drawn {
  readonly person: Person
  readonly from: number
  readonly until: number
  readonly outside: Outside
}

/** Draws the lead of this number, from 0. */
export function draw(rates: Rates, nth: number): Drawn {
  const { population, arriveMs } = rates
  const { behaviour, leads, days, programme } = population
  const seed = seedAt(rates.seed, nth)
  const random = randomOf(seedOf('who', seed))
  const from = population.from + Math.floor(((nth + random()) / leads) * arriveMs)
  const until = from + days * DAY
  const place = placeAt(population.places, random())
  const temper = temperAt(behaviour, random())
  const lifecycle = shareAt(rates.lifecycle, random()) ?? 'lead'
  const reachable = channels.filter((channel) => random() < (behaviour.who.channels[channel] ?? 0))
  const person: Person = {
    id: `lead-${nth + 1}`,
    track: population.track,
    calendar: place?.calendar ?? programme.office,
    ...(place?.calendars ? { calendars: place.calendars } : {}),
    lifecycle,
    channels: reachable,
    facts: told(rates.facts, random),
    // By account in the real engine; accounts are not simulated.
    heldOut: random() < (programme.quality.holdOut ?? 0),
  }
  const isBadAddress = random() < behaviour.mails.bounces
  const outside: Outside = {
    fate: () => (isBadAddress ? 'bounced' : 'sent'),
    react: reactions(rates, { seed, temper, until }),
  }
  return { person, from, until, outside }
}

function placeAt(places: readonly SimulatedPlace[], at: number): SimulatedPlace | undefined {
  let sum = 0
  return places.find(({ share }) => at < (sum += share))
}

function temperAt({ who }: Behaviour, at: number): number {
  let sum = 0
  return who.tempers.find(({ share }) => at < (sum += share))?.times ?? 1
}
