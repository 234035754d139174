import { firstBehind, firstOf, isPlace, type StandIns } from './onto.ts'
import { contentsOf } from './pieces.ts'
import type { StepId } from './step.ts'
import { isTouch, kindOf, type TouchStep } from './steps.ts'
import { stepOf, type Track } from './track.ts'

/** Leads in flight that stand at one step and had the same. */
export interface InFlight {
  readonly version: string
  readonly step: StepId | null
  readonly stage: string
  readonly doing: string
  /** Contents that they had. */
  readonly had: readonly string[]
  readonly leads: number
}

/** A touch that leads get, or get no more, by a change; on every way that lies ahead of them, or on some. */
export interface TouchEffect {
  readonly step: StepId
  readonly says: string
  readonly will: number
  readonly may: number
}

/** What a move from one version to another does to leads in flight. */
export interface Effect {
  readonly gains: readonly TouchEffect[]
  readonly losses: readonly TouchEffect[]
}

/** Which touches leads get by a move that they would not have got, and which not that they would have. */
export function effectOf(from: Track, to: Track, standIns: StandIns, groups: readonly InFlight[]): Effect {
  const gains = new Map<string, { touch: TouchStep; will: number; may: number }>()
  const losses: typeof gains = new Map()
  const known = new Set(from.steps.flatMap((step) => (isTouch(step) ? contentsOf(step) : [])))
  // Who is held out gets nothing, in whatever version.
  for (const group of groups.filter(({ doing }) => doing !== 'held_out')) {
    const { step, stage, had } = group
    // Who is paused without a step has had everything.
    const isDone = group.doing === 'exhausted' || (group.doing === 'paused' && step === null)
    const isNew = (content: string): boolean => !known.has(content) && !had.includes(content)
    const wakes = to.steps.some((touch) => isTouch(touch) && contentsOf(touch).some(isNew))
    const before = isDone ? nothing : aheadFrom(from, step, stage)
    const after = isDone
      ? wakes
        ? aheadFrom(to, null, to.stages[0]?.name ?? '')
        : nothing
      : step !== null && Object.hasOwn(standIns, step)
        ? aheadOf(to, standIns[step] ?? firstBehind(to, stage))
        : aheadFrom(to, step, stage)
    compare(before, after, group, gains)
    compare(after, before, group, losses)
  }
  return { gains: listed(gains), losses: listed(losses) }
}

/** How many leads in flight had a content: they keep what they had. */
export function pastIt(groups: readonly InFlight[], content: string): number {
  return groups.filter(({ had }) => had.includes(content)).reduce((sum, { leads }) => sum + leads, 0)
}

/** Steps that leads stand at and that the other version lacks, with nobody's word yet on what stands in for them. */
export function openPlaces(
  from: Track,
  to: Track,
  said: StandIns,
  groups: readonly InFlight[],
): readonly { readonly step: StepId; readonly leads: number }[] {
  const gone = from.steps.filter((step) => isPlace(step) && !to.steps.some(({ id }) => id === step.id))
  return gone.flatMap(({ id }) => {
    const leads = groups.filter(({ step }) => step === id).reduce((sum, group) => sum + group.leads, 0)
    return leads === 0 || Object.hasOwn(said, id) ? [] : [{ step: id, leads }]
  })
}

/** What lies ahead: touches by content, `all` on every way, `some` on any. */
interface Ahead {
  readonly all: ReadonlyMap<string, TouchStep>
  readonly some: ReadonlyMap<string, TouchStep>
}
const nothing: Ahead = { all: new Map(), some: new Map() }

function compare(
  without: Ahead,
  with_: Ahead,
  { had, leads }: InFlight,
  into: Map<string, { touch: TouchStep; will: number; may: number }>,
): void {
  for (const [content, touch] of with_.some) {
    if (without.some.has(content) || had.includes(content)) continue
    const so = into.get(content) ?? { touch, will: 0, may: 0 }
    const isSure = with_.all.has(content)
    into.set(content, { touch, will: so.will + (isSure ? leads : 0), may: so.may + (isSure ? 0 : leads) })
  }
}

function listed(of: ReadonlyMap<string, { touch: TouchStep; will: number; may: number }>): readonly TouchEffect[] {
  return [...of].map(([content, { touch, will, may }]) => {
    // A cast brings one of many: each is named.
    const says = contentsOf(touch).length > 1 ? `mail ${content}, by ${touch.id}` : kindOf(touch).says(touch)
    return { step: touch.id, says, will, may }
  })
}

/** From a step, or from the first of a stage where there is none. */
function aheadFrom(track: Track, step: StepId | null, stage: string): Ahead {
  const isThere = step !== null && track.steps.some(({ id }) => id === step)
  return aheadOf(track, isThere ? step : firstOf(track, stage))
}

const computed = new WeakMap<Track, Map<StepId, Ahead>>()

function aheadOf(track: Track, at: StepId | null): Ahead {
  if (at === null) return nothing
  const cache = computed.get(track) ?? new Map<StepId, Ahead>()
  computed.set(track, cache)
  const cached = cache.get(at)
  if (cached) return cached
  const step = stepOf(track, at)
  const ways = kindOf(step)
    .ways(step)
    .map(({ to }) => aheadOf(track, to ?? firstBehind(track, step.stage)))
  const [one, ...others] = ways
  const all = new Map([...(one?.all ?? [])].filter(([content]) => others.every((way) => way.all.has(content))))
  const some = new Map(ways.flatMap((way) => [...way.some]))
  if (isTouch(step)) {
    const contents = contentsOf(step)
    for (const content of contents) some.set(content, step)
    if (contents.length === 1) all.set(contents[0]!, step)
  }
  const found: Ahead = { all, some }
  cache.set(at, found)
  return found
}
