/** Draws the leads of a population from behaviour rates and a seed: who each is and when it comes. */
import type { Behaviour, Newcomer, Tells } from './behaviour.ts'
import { addSpan, DAY, type Calendar } from './calendar.ts'
import type { CallResult } from './call.ts'
import { channels } from './channel.ts'
import { actsOf, type Act } from './condition.ts'
import type { BehaviourKind } from './event.ts'
import type { Quality } from './quality.ts'
import { randomOf, seedAt, seedOf, shareAt, type Random, type Shares } from './random.ts'
import type { DisqualifyReason, RecycleReason } from './reasons.ts'
import { reactions } from './reactions.ts'
import type { Outside, Person, RunningProgramme } from './simulated-lead.ts'
import type { Purpose } from './template.ts'

/** A place in which a share of the leads is, with what it says about time. */
export interface SimulatedPlace {
  readonly share: number
  readonly calendar: Calendar
  /** The calendars there of tracks whose cadence names a zone of its own, by name of the track. */
  readonly calendars?: Readonly<Record<string, Calendar>>
}

/** All that a population is drawn from. The same gives the same leads, each of them whatever the number of the others. */
export interface Population {
  readonly programme: RunningProgramme
  /** What each mail is for, and what it is about, by name of the template. */
  readonly mails: Readonly<Record<string, { readonly purpose: Purpose; readonly theme: string }>>
  readonly behaviour: Behaviour
  /** What their shares leave of 1 is at the office. */
  readonly places: readonly SimulatedPlace[]
  /** The track that all are enrolled in, by name. */
  readonly track: string
  readonly leads: number
  /** For so many days after its enrolment each lead is looked at. */
  readonly days: number
  /** When the first lead comes, ms. */
  readonly from: number
  readonly seed: string
}

export type Table<Name extends string> = readonly (readonly [Name, number])[]
export type TellsTable = readonly (readonly [fact: string, shares: Table<string>])[]
interface SiteAct {
  readonly act: BehaviourKind
  readonly of: string
  readonly afterClick: number
  readonly perMonth: number
  readonly tells: TellsTable
}
interface Request {
  readonly of: string
  readonly perMail: number
  readonly fromTouch: number
  readonly tells: TellsTable
}

/** A population with its rates laid out for drawing. */
export interface Drawing {
  readonly population: Population
  readonly seed: number
  readonly arriveMs: number
  readonly facts: TellsTable
  readonly lifecycle: Table<Newcomer>
  readonly site: readonly SiteAct[]
  readonly requests: readonly Request[]
  readonly reactMs: number
  readonly results: Table<CallResult>
  readonly returns: Table<RecycleReason>
  readonly disqualifies: Table<DisqualifyReason>
}

const anywhere: Calendar = { zone: 'UTC', transitions: [[0, 0]], holidays: [] }

/** Lays out the rates of a population, with what is assumed of the facts and acts that nobody stated. */
export function drawingOf(population: Population): Drawing {
  const { behaviour, programme, from } = population
  const { who, mails, visits, forms, requests } = behaviour
  const isStated = visits.length + forms.length + requests.length > 0
  const asked = isStated ? [] : actsAskedFor(programme.quality)
  const site = (act: BehaviourKind, of: string, rates: Partial<SiteAct> & { told?: Tells }): SiteAct => ({
    act,
    of,
    afterClick: rates.afterClick ?? 0,
    perMonth: rates.perMonth ?? 0,
    tells: tellsTable(rates.told ?? {}),
  })
  return {
    population,
    seed: seedOf(population.seed),
    arriveMs: addSpan(programme.office, from, behaviour.arriveOver) - from,
    facts: tellsTable({ ...assumedFacts(programme.quality), ...who.facts }),
    lifecycle: table(who.lifecycle),
    site: [
      ...visits.map(({ path, ...rates }) => site('visited', path, rates)),
      ...forms.map(({ form, tells, ...rates }) => site('submitted', form, { ...rates, told: tells ?? {} })),
      ...asked
        .filter(({ on }) => on !== 'requested')
        .map(({ on, of }) =>
          site(on, of, on === 'visited' ? { afterClick: 0.1, perMonth: 0.03 } : { perMonth: 0.005 }),
        ),
    ],
    requests: [
      ...requests.map(({ what, perMail, fromTouch = 1, tells = {} }) => ({
        of: what,
        perMail,
        fromTouch,
        tells: tellsTable(tells),
      })),
      ...asked
        .filter(({ on }) => on === 'requested')
        .map(({ of }) => ({ of, perMail: 0.004, fromTouch: 2, tells: [] })),
    ],
    reactMs: addSpan(anywhere, 0, mails.within),
    results: table(behaviour.calls.results),
    returns: table(behaviour.sales.returns),
    disqualifies: table(behaviour.sales.disqualifies),
  }
}

/** Nobody stated what leads do on the site: what the triggers ask for is what they do. */
function actsAskedFor(quality: Quality): readonly Act[] {
  const acts = [...quality.triggers.flatMap(({ when }) => actsOf(when)), ...actsOf(quality.becomesLead)]
  const plain = acts
    .filter(({ on }) => on !== 'clicked' && on !== 'replied')
    .map((act) => ({ ...act, of: act.of.replace(/\*$/, '') }))
    .filter(({ of }) => of !== '')
  return [...new Map(plain.map((act) => [`${act.on} ${act.of}`, act])).values()]
}

/** Nobody stated who they are: four of five static facts are known, as any value that is no knockout. */
function assumedFacts(quality: Quality): Readonly<Record<string, Shares>> {
  const barred = quality.knockouts.flatMap(({ when }) =>
    'fact' in when ? when.is.map((value) => `${when.fact} ${value}`) : [],
  )
  return Object.fromEntries(
    quality.facts
      .filter(({ nature }) => nature === 'static')
      .map(({ fact, values }) => {
        const left = values.filter((value) => !barred.includes(`${fact} ${value}`))
        return [fact, Object.fromEntries(left.map((value) => [value, 0.8 / left.length]))]
      }),
  )
}

function table<Name extends string>(shares: Shares<Name>): Table<Name> {
  return Object.entries(shares) as [Name, number][]
}

function tellsTable(tells: Tells): TellsTable {
  return Object.entries(tells).map(([fact, shares]) => [fact, table(shares)] as const)
}

export function told(tells: TellsTable, random: Random): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {}
  for (const [fact, shares] of tells) {
    const value = shareAt(shares, random())
    if (value !== undefined) facts[fact] = value
  }
  return facts
}

/** One lead as it was drawn: who it is, when it comes, and how it and sales behave. */
export interface Drawn {
  readonly person: Person
  readonly from: number
  readonly until: number
  readonly outside: Outside
}

/** Draws the lead of this number, from 0. */
export function draw(drawing: Drawing, nth: number): Drawn {
  const { population, arriveMs } = drawing
  const { behaviour, leads, days, programme } = population
  const seed = seedAt(drawing.seed, nth)
  const random = randomOf(seedOf('who', seed))
  const from = population.from + Math.floor(((nth + random()) / leads) * arriveMs)
  const until = from + days * DAY
  const place = placeAt(population.places, random())
  const temper = temperAt(behaviour, random())
  const lifecycle = shareAt(drawing.lifecycle, random()) ?? 'lead'
  const reachable = channels.filter((channel) => random() < (behaviour.who.channels[channel] ?? 0))
  const person: Person = {
    id: `lead-${nth + 1}`,
    track: population.track,
    calendar: place?.calendar ?? programme.office,
    ...(place?.calendars ? { calendars: place.calendars } : {}),
    lifecycle,
    channels: reachable,
    facts: told(drawing.facts, random),
  }
  const isBadAddress = random() < behaviour.mails.bounces
  const outside: Outside = {
    fate: () => (isBadAddress ? 'bounced' : 'sent'),
    react: reactions(drawing, { seed, temper, until }),
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
