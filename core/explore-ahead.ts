import { stageAfter, stepOf, type ReturnRule, type Track } from './track.ts'
import type { StepId } from './step.ts'
import { isTouch, kindOf, type Step } from './steps.ts'
import type { State } from './state.ts'

/** Where a step may lead, ends of stages followed into the next stage. */
export function waysFrom(track: Track, step: Step): readonly StepId[] {
  return kept(waysKept, step, () =>
    kindOf(step)
      .ways(step)
      .flatMap(({ to }) => firstFrom(track, to, step.stage)),
  )
}

const waysKept = new WeakMap<Step, readonly StepId[]>()
const textsKept = new WeakMap<Step, readonly string[]>()

/** What is asked again and again of plain data that never changes. */
function kept<T>(known: WeakMap<Step, T>, step: Step, find: () => T): T {
  let found = known.get(step)
  if (found === undefined) known.set(step, (found = find()))
  return found
}

/** A step, or the first one of the stages behind this one. */
export function firstFrom(track: Track, step: StepId | null, stage: string): readonly StepId[] {
  for (let at = step, after = stageAfter(track, stage); ; at = after.first, after = stageAfter(track, after.name)) {
    if (at !== null) return [at]
    if (after === undefined) return []
  }
}

/** Every text in a step: a content that it may send is one of these, whatever its kind. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : []
}

/** What lies ahead of each step of a track: the texts and facts of all steps that may still come, itself included. */
export interface Ahead {
  readonly texts: ReadonlySet<string>
  readonly facts: ReadonlySet<string>
  readonly steps: ReadonlySet<StepId>
}

const known = new WeakMap<Track, Map<StepId, Ahead>>()

export function aheadOf(track: Track, id: StepId): Ahead {
  let all = known.get(track)
  if (all === undefined) known.set(track, (all = new Map()))
  const found = all.get(id)
  if (found) return found
  const steps = new Set<StepId>()
  const visit = (next: StepId): void => {
    if (steps.has(next)) return
    steps.add(next)
    for (const way of waysFrom(track, stepOf(track, next))) visit(way)
  }
  visit(id)
  const each = [...steps].map((step) => stepOf(track, step))
  const ahead: Ahead = {
    steps,
    texts: new Set(each.flatMap(textsIn)),
    facts: new Set(each.flatMap((step) => kindOf(step).facts(step))),
  }
  all.set(id, ahead)
  return ahead
}

/** What the return says that the lead rests by; nothing where it rests for another reason. */
export function ruleOf({ onReturn }: Track, { doing }: State): Partial<ReturnRule> {
  const rules: Readonly<Partial<Record<string, ReturnRule>>> = onReturn
  return (doing.is === 'resting' ? rules[doing.reason] : undefined) ?? {}
}

/** The steps at which a life may go on from where it is. */
export function goesOnAt(track: Track, state: State): readonly StepId[] {
  const { doing, bookmark } = state
  if ('step' in doing) return [doing.step]
  if (doing.is !== 'resting') return bookmark === null ? [] : [bookmark]
  const { open = null, resume = null } = ruleOf(track, state)
  const stage = track.stages.find(({ name }) => name === (resume ?? state.stage)) ?? track.stages[0]
  if (open !== null) return [open]
  if (resume === null && bookmark !== null) return [bookmark]
  return stage === undefined ? [] : firstFrom(track, stage.first, stage.name)
}

/** The facts that may be asked for until the next touch, and by it. */
export function factsSoon(track: Track, state: State): readonly string[] {
  const facts = new Set<string>()
  const seen = new Set<StepId>()
  const visit = (id: StepId, isFirst: boolean): void => {
    if (seen.has(id)) return
    seen.add(id)
    const step = stepOf(track, id)
    for (const fact of kindOf(step).facts(step)) facts.add(fact)
    const mayPass =
      isFirst || !isTouch(step) || kept(textsKept, step, () => textsIn(step)).some((text) => state.had.includes(text))
    const isReached = isTouch(step) && state.channels.includes(kindOf(step).channel(step) ?? 'email')
    if (mayPass || !isReached) for (const way of waysFrom(track, step)) visit(way, false)
  }
  for (const id of goesOnAt(track, state)) visit(id, state.doing.is === 'due' || state.doing.is === 'calling')
  return [...facts]
}
