import { actKey, actsOf, isAct, type Act } from './condition.ts'
import type { Behaviour, LeadEvent } from './event.ts'
import { changed, type State } from './state.ts'
import { isHeard } from './step-listen.ts'
import type { StepId } from './step.ts'
import { stepOf, type Track } from './track.ts'

/** Remembers the listening whose deadline has come: what was done before it may still be told. */
export function keepMissed(state: State): State {
  const { doing, heard, heardFrom, facts } = state
  if (doing.is !== 'listening') return state
  return changed(state, { missed: { step: doing.step, from: heardFrom, until: doing.until, heard, facts } })
}

/** The acts that the missed listening asks for, where this event is from its time. */
export function actsMissed(track: Track, { missed }: State, { at }: LeadEvent): readonly Act[] {
  if (!missed || at <= missed.from || at > missed.until) return []
  const step = stepOf(track, missed.step)
  return step.kind === 'listen' ? actsOf(step.for) : []
}

/** Counts for the missed listening what is told of its time only now. */
export function hearMissed(track: Track, state: State, event: LeadEvent): State {
  const { missed } = state
  if (!missed || event.at <= missed.from || event.at > missed.until) return state
  const facts = 'facts' in event ? { ...missed.facts, ...event.facts } : missed.facts
  const heard = 'of' in event ? count(missed.heard, actsMissed(track, state, event), event) : missed.heard
  return changed(state, { missed: { ...missed, heard, facts } })
}

/** Counts the event for each of these acts that it is. */
export function count(heard: State['heard'], acts: readonly Act[], event: Behaviour): State['heard'] {
  const keys = acts.filter((act) => isAct(act, event)).map(actKey)
  if (keys.length === 0) return heard
  return { ...heard, ...Object.fromEntries(keys.map((key) => [key, (heard[key] ?? 0) + 1])) }
}

/**
 * Where the life goes on when the missed listening turns out to have been heard in time; undefined where it does not, or
 * where the lead is on no way any more that begins at that deadline.
 */
export function wayMissed(track: Track, { missed, doing }: State): StepId | null | undefined {
  if (!missed) return undefined
  if (doing.is !== 'due' && doing.is !== 'waiting' && doing.is !== 'listening' && doing.is !== 'exhausted')
    return undefined
  const step = stepOf(track, missed.step)
  return step.kind === 'listen' && isHeard(step, missed) ? step.then : undefined
}
