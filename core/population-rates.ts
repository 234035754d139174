/** Lays out the rates of a population so that leads can be drawn from them, with what is assumed where nothing was stated. */
import type { Newcomer, Tells } from './behaviour.ts'
import { addSpan, type Calendar } from './calendar.ts'
import type { CallResult } from './call.ts'
import { actsOf, type Act } from './condition.ts'
import type { BehaviourKind } from './event.ts'
import type { Population } from './population.ts'
import type { Quality } from './quality.ts'
import { seedOf, shareAt, type Random, type Shares } from './random.ts'
import type { DisqualifyReason, RecycleReason } from './reasons.ts'

export type Table<Name extends string> = readonly (readonly [Name, number])[]
export type TellsTable = readonly (readonly [fact: string, shares: Table<string>])[]
export interface SiteAct {
  readonly act: BehaviourKind
  readonly of: string
  readonly afterClick: number
  readonly perMonth: number
  readonly tells: TellsTable
}
export interface RequestRates {
  readonly of: string
  readonly perMail: number
  readonly fromTouch: number
  readonly tells: TellsTable
}

/** The rates of a population, laid out so that leads can be drawn from them. */
export interface Rates {
  readonly population: Population
  readonly seed: number
  readonly arriveMs: number
  readonly facts: TellsTable
  readonly lifecycle: Table<Newcomer>
  readonly site: readonly SiteAct[]
  readonly requests: readonly RequestRates[]
  readonly reactMs: number
  readonly results: Table<CallResult>
  readonly returns: Table<RecycleReason>
  readonly disqualifies: Table<DisqualifyReason>
}

const anywhere: Calendar = { zone: 'UTC', transitions: [[0, 0]], holidays: [] }

/** Lays out the rates of a population, with what is assumed of the facts and acts that nobody stated. */
export function layOut(population: Population): Rates {
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
