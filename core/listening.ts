import { actKey, type Act } from './condition.ts'
import { actsRuled } from './ruled.ts'
import type { State } from './state.ts'
import type { StepId } from './step.ts'
import { isTouch, kindOf, type Step } from './steps.ts'
import { stageAfter, stepOf, type Track } from './track.ts'
import { isOutOfReach } from './walk.ts'

/** What a lead's life listens for until its next touch. */
export interface Listens {
  readonly acts: readonly Act[]
  /** Any act at all: the lead is exhausted, and a sign of life would wake it. */
  readonly life: boolean
}

/** Every act that can matter to the lead before its next touch: what is none of these costs its workflow nothing. */
export function listensFor(track: Track, state: State): Listens {
  const always = state.doing.is === 'ended' ? [] : actsRuled(track)
  const here = listensHere(track, state)
  if (always.length === 0) return here
  const acts = new Map([...always, ...here.acts].map((act) => [actKey(act), act]))
  return { acts: [...acts.values()], life: here.life }
}

/** What a lead of the track is always listened to for, whatever it does: what the rules of the track count. */
export function alwaysHeard(track: Track): Listens {
  return { acts: actsRuled(track), life: false }
}

/** What the place of the lead on its way asks for. */
export function listensHere(track: Track, state: State): Listens {
  const { doing } = state
  switch (doing.is) {
    case 'exhausted':
      return { acts: [], life: true }
    case 'waiting':
    case 'listening':
      return { acts: actsAhead(track, state, doing.step, state.stage), life: false }
    case 'calling': {
      const { next, stage } = stepOf(track, doing.step)
      return { acts: actsAhead(track, state, next, stage), life: false }
    }
    case 'settling':
    case 'due':
    case 'resting':
    case 'withSales':
    case 'dormant':
    case 'heldOut':
    case 'ended':
      return { acts: [], life: false }
  }
}

/** Whether whoever listens for the one hears the other too. */
export function covers(wide: Listens, narrow: Listens): boolean {
  if (narrow.life && !wide.life) return false
  if (narrow.acts.length === 0) return true
  const keys = new Set(wide.acts.map(actKey))
  return wide.life || narrow.acts.every((act) => keys.has(actKey(act)))
}

function actsAhead(track: Track, state: State, from: StepId | null, inStage: string): readonly Act[] {
  const acts = new Map<string, Act>()
  const seen = new Set<StepId>()
  const visit = (id: StepId | null, stage: string): void => {
    const next = id ?? stageAfter(track, stage)?.first ?? null
    if (next === null || seen.has(next)) return
    seen.add(next)
    const step = stepOf(track, next)
    for (const act of kindOf(step).acts(step)) acts.set(actKey(act), act)
    for (const way of waysOn(track, state, step)) visit(way, step.stage)
  }
  visit(from, inStage)
  return [...acts.values()]
}

/** Where a step may lead before any touch is made; what the lead cannot get is passed over. */
function waysOn(track: Track, state: State, step: Step): readonly (StepId | null)[] {
  if (isTouch(step) && !isOutOfReach(track, step, state, null)) return []
  return kindOf(step)
    .ways(step)
    .map(({ to }) => to)
}
