import { timeOfDay } from './cadence-words.ts'
import type { Cadence } from './cadence.ts'
import { compareByName, outOfOrder, same, wasIs, brief, type Change, type ChangeKind } from './change.ts'
import { inWords, type Condition } from './condition.ts'
import { spell, type Span } from './duration.ts'
import { inOutline, outline, type Placed } from './outline.ts'
import type { RecycleReason } from './reasons.ts'
import { kindOf, type Step } from './steps.ts'
import type { ReturnRule, Stage, Track } from './track.ts'

/** What changed from one version of a track to another, in words; nothing where nothing did. */
export function diffTrack(was: Track, is: Track): readonly Change[] {
  const changes: Change[] = []
  const say = (kind: ChangeKind, sentence: string, step?: string): void => {
    changes.push({ of: 'track', name: is.name, kind, sentence, ...(step === undefined ? {} : { step }) })
  }
  if (was.goal !== is.goal) say('reworded', `the goal is ${wasIs(was.goal, is.goal)}`)
  if (was.theme !== is.theme) say('settings', `the theme is ${wasIs(was.theme, is.theme)}`)
  diffCadence(was.cadence, is.cadence, say)
  diffStages(was, is, say)
  diffSteps(outline(was), outline(is), say)
  diffReturns(was, is, say)
  const triggers = compareByName(was.salesReady, is.salesReady, String)
  for (const name of triggers.added) say('triggers', `trigger ${name} promotes from this track too`)
  for (const name of triggers.removed) say('triggers', `trigger ${name} no longer promotes from this track`)
  if (!same(was.exhausted.heartbeat, is.exhausted.heartbeat)) {
    say(
      'timing',
      `who has had everything is looked at every ${spell(is.exhausted.heartbeat)} (was ${spell(was.exhausted.heartbeat)})`,
    )
  }
  diffRest(was, is, say)
  return changes
}

/** Parts of a track that have words of their own above. */
const worded: readonly string[] = [
  'format',
  'name',
  'goal',
  'theme',
  'cadence',
  'stages',
  'steps',
  'salesReady',
  'onReturn',
  'exhausted',
]

/** All other parts: nothing changes unsaid. */
function diffRest(was: Track, is: Track, say: Say): void {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => !worded.includes(name))
  for (const name of names) {
    const [old, now] = [was[name as keyof Track], is[name as keyof Track]] as readonly unknown[]
    if (same(old, now)) continue
    if (!Array.isArray(old ?? []) || !Array.isArray(now ?? [])) {
      say('settings', `${name} is ${wasIs(old, now)}`)
      continue
    }
    const nameOf = (item: unknown): string =>
      typeof item === 'object' && item !== null && 'content' in item ? String(item.content) : brief(item)
    const { added, removed, changed } = compareByName((old ?? []) as unknown[], (now ?? []) as unknown[], nameOf)
    for (const item of added) say('added', `${name}: ${nameOf(item)} is new`)
    for (const item of removed) say('removed', `${name}: ${nameOf(item)} is gone`)
    for (const [before, after] of changed) say('settings', `${name}: ${nameOf(after)} is ${wasIs(before, after)}`)
  }
}

type Say = (kind: ChangeKind, sentence: string, step?: string) => void

function diffCadence(was: Cadence, is: Cadence, say: Say): void {
  const words: Readonly<Record<keyof Cadence, (cadence: Cadence) => string>> = {
    zone: ({ zone }) => `the zone is ${zone === 'lead' ? "the lead's" : zone}`,
    days: ({ days }) => `touches on ${days.join(', ')}`,
    between: ({ between: [opens, closes] }) => `the window is ${timeOfDay(opens)} to ${timeOfDay(closes)}`,
    holidays: ({ holidays }) => (holidays === 'skip' ? 'holidays are skipped' : 'holidays count as any day'),
    atMost: ({ atMost }) => `at most ${atMost.map(({ touches, per }) => `${touches} touches a ${per}`).join(', ')}`,
  }
  for (const part of Object.keys(words) as (keyof Cadence)[]) {
    if (!same(was[part], is[part])) say('cadence', `${words[part](is)} (was: ${words[part](was)})`)
  }
}

function diffStages(was: Track, is: Track, say: Say): void {
  const nameOf = ({ name }: Stage): string => name
  const stages = compareByName(was.stages, is.stages, nameOf)
  for (const { name } of stages.added) say('added', `stage ${name} is new`)
  for (const { name } of stages.removed) say('removed', `stage ${name} is gone`)
  for (const name of outOfOrder(was.stages.map(nameOf), is.stages.map(nameOf))) {
    const before = is.stages[is.stages.findIndex((stage) => stage.name === name) - 1]
    say('moved', `stage ${name} comes ${before ? `after ${before.name}` : 'first'}`)
  }
  for (const [old, now] of stages.changed) {
    if (old.means !== now.means) say('reworded', `stage ${now.name} means ${wasIs(old.means, now.means)}`)
    // A stage without a theme of its own has the track's: that change was said.
    const hadOwn = old.theme !== was.theme || now.theme !== is.theme
    if (hadOwn && old.theme !== now.theme) {
      say('settings', `the theme of stage ${now.name} is ${wasIs(old.theme, now.theme)}`)
    }
  }
}

function diffSteps(was: readonly Placed[], is: readonly Placed[], say: Say): void {
  const { added, removed } = compareByName(was, is, ({ id }) => id)
  const before = new Map(was.map((placed) => [placed.id, placed]))
  const moved = new Set(movedWithin(was, is))
  for (const placed of added) {
    say('added', `${inOutline(placed)} is new: in ${placed.within}, ${comes(placed, is)}`, placed.step.id)
  }
  for (const placed of removed) say('removed', `${inOutline(placed)} is gone from ${placed.within}`, placed.step.id)
  for (const placed of is) {
    const old = before.get(placed.id)
    if (old === undefined) continue
    const { id, step, within } = placed
    if (old.within !== within) say('moved', `${id} is in ${within}, ${comes(placed, is)} (was in ${old.within})`, id)
    else if (moved.has(id)) say('moved', `${id} comes ${comes(placed, is)} (came ${comes(old, was)})`, id)
    if (!same(old.after, placed.after)) {
      say('timing', `before ${inOutline(placed)}: ${waits(placed.after)} (was ${waits(old.after)})`, step.id)
    }
    diffStep(old.step, step, say)
  }
}

/** Steps that changed their order within a stage or branch. */
function movedWithin(was: readonly Placed[], is: readonly Placed[]): readonly string[] {
  const places = [...new Set(is.map(({ within }) => within))]
  const inside = (all: readonly Placed[], place: string): readonly string[] =>
    all.filter(({ within }) => within === place).map(({ id }) => id)
  return places.flatMap((place) => outOfOrder(inside(was, place), inside(is, place)))
}

function comes({ id, within }: Placed, all: readonly Placed[]): string {
  const there = all.filter((placed) => placed.within === within)
  const before = there[there.findIndex((placed) => placed.id === id) - 1]
  return before ? `after ${before.id}` : 'first'
}

function waits(spans: readonly Span[]): string {
  return spans.length === 0 ? 'no wait' : `a wait of ${spans.map(spell).join(' and ')}`
}

/** What stands of a step in the outline, or says only where it stands. */
const structure: readonly string[] = ['id', 'stage', 'next', 'kind', 'then', 'otherwise']

function diffStep(was: Step, is: Step, say: Say): void {
  if (was.kind !== is.kind) {
    return say('settings', `${is.id} is ${kindOf(is).says(is)} (was ${kindOf(was).says(was)})`, is.id)
  }
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => !structure.includes(name))
  for (const name of names) {
    const [old, now] = [fieldOf(was, name), fieldOf(is, name)]
    if (same(old, now)) continue
    // The content is made of other fields, which are told.
    if (name === 'content') continue
    const [kind, words] = inField(name, old, now)
    say(kind, `${is.id}: ${words}`, is.id)
  }
}

/** A field as it is compared: branches by their names, since what is in them is compared as steps. */
function fieldOf(step: Step, name: string): unknown {
  const value: unknown = step[name as keyof Step]
  if (name === 'cases') return Object.keys(value as object).toSorted()
  if (!Array.isArray(value)) return value
  return value.map((item: unknown) => (typeof item === 'object' && item !== null ? { ...item, to: null } : item))
}

function inField(name: string, was: unknown, is: unknown): readonly [ChangeKind, string] {
  if (isSpan(was) && isSpan(is)) return ['timing', `${name} is ${spell(is)} (was ${spell(was)})`]
  switch (name) {
    case 'for':
      return ['branches', `it listens for ${inWords(is as Condition)} (was ${inWords(was as Condition)})`]
    case 'cases':
      return ['branches', `its cases are ${(is as string[]).join(', ')} (were ${(was as string[]).join(', ')})`]
    case 'fact':
    case 'variants':
    case 'goal':
      return ['branches', `${name} is ${wasIs(was, is)}`]
    case 'template':
    case 'given':
    case 'ask':
    case 'script':
    case 'content':
      return ['reworded', `${name} is ${wasIs(was, is)}`]
    default:
      return ['settings', `${name} is ${wasIs(was, is)}`]
  }
}

function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'amount' in value && 'unit' in value
}

function diffReturns(was: Track, is: Track, say: Say): void {
  for (const reason of Object.keys(is.onReturn) as RecycleReason[]) {
    const old: ReturnRule | undefined = was.onReturn[reason]
    const now = is.onReturn[reason]
    if (old === undefined) say('returns', `returned, ${reason}: it has an answer now`)
    else {
      const fields = (Object.keys(now) as (keyof ReturnRule)[]).filter((field) => !same(old[field], now[field]))
      // An opening touch that came or went is said as a step.
      const said = fields.filter((field) => field !== 'open' || (old.open !== null && now.open !== null))
      if (said.length === 0) continue
      const words = said.map((field) => `${field} ${shown(now[field])} (was ${shown(old[field])})`)
      say('returns', `returned, ${reason}: ${words.join('; ')}`)
    }
  }
}

function shown(value: ReturnRule[keyof ReturnRule]): string {
  return isSpan(value) ? spell(value) : brief(value)
}
