import type { SettleReason } from './contract.ts'
import { entryOf } from './entry.ts'
import type { State } from './state.ts'
import type { Track } from './track.ts'

/** A track that the lead is to go on in when the one that has it lets it go. */
export interface Waiting {
  readonly track: string
  readonly priority: number
  /** When it began to wait, ms. */
  readonly since: number
  /** It had the lead before, and another took it over. */
  readonly displaced: boolean
}

/**
 * The waiting track that takes the lead over now; undefined where none does. One lead, one conversation: a track lets the
 * lead go when it ends it by a goal or an exit, when the lead has had everything, and to a track of higher priority.
 */
export function takesOver<W extends Waiting>(
  waiting: readonly W[],
  track: Track,
  why: SettleReason,
  { doing }: State,
): W | undefined {
  const isFree = doing.is === 'exhausted' || (doing.is === 'ended' && doing.outcome !== undefined)
  const asks = why === 'entering' || why === 'resume' || why === 'exhausted' || why === 'ended'
  if (!asks || (doing.is === 'ended' && !isFree)) return undefined
  const { priority } = entryOf(track)
  return waiting
    .filter((one) => one.track !== track.name && (isFree || one.priority > priority))
    .toSorted((a, b) => b.priority - a.priority || Number(b.displaced) - Number(a.displaced) || a.since - b.since)[0]
}

/** Whether a track that is taken over goes on later from where it is. */
export function isShelved(track: Track, { doing }: State): boolean {
  const isOver = doing.is === 'ended' || doing.is === 'exhausted'
  return !isOver && entryOf(track).whenDisplaced === 'resume'
}
