import { localOf, type Calendar, dayOf } from './calendar.ts'
import type { TouchOutcome } from './contract.ts'
import type { State } from './state.ts'
import type { CastStep } from './step-cast.ts'
import type { StepId } from './step.ts'
import type { Step, TouchStep } from './steps.ts'
import type { Purpose } from './template.ts'
import { themeIn } from './theme.ts'
import type { Track } from './track.ts'

/** A piece of content that a cast may send: a mail with what it is given, and the facts by which it is chosen. */
export interface Piece {
  /** What the lead must never get twice. */
  readonly content: string
  readonly template: string
  readonly given: Readonly<Record<string, string | number>>
  readonly theme: string
  readonly stage: string
  readonly purpose: Purpose
  /** The higher comes first. */
  readonly priority: number
  /** The days on which it may go, `YYYY-MM-DD` in the lead's own time; null: no such bound. */
  readonly from: string | null
  readonly through: string | null
}

/** What of a lead decides which piece it gets. */
export interface Reader {
  readonly theme: string
  /** The theme whose pieces serve where its own has none left. */
  readonly fallback: string
  /** The stage of the cast, then the stages before it, the nearest first. */
  readonly stages: readonly string[]
  readonly had: readonly string[]
  /** The local day; null: on whichever day, so that a piece with dates does not count. */
  readonly day: number | null
}

/**
 * The best piece that the lead has not had, whatever the order of the pieces; undefined where none is left. It is written
 * for the lead's theme, else for the fallback; for the stage of the cast, else for the nearest before it. Of those, the
 * highest priority comes first; then what teaches, what proves, what offers; then the first by name.
 */
export function bestPiece(pieces: readonly Piece[], reader: Reader): Piece | undefined {
  let best: Piece | undefined
  for (const piece of pieces) {
    if (isEligible(piece, reader) && (best === undefined || compare(piece, best, reader) < 0)) best = piece
  }
  return best
}

function isEligible({ content, theme, stage, from, through }: Piece, reader: Reader): boolean {
  if (theme !== reader.theme && theme !== reader.fallback) return false
  if (!reader.stages.includes(stage) || reader.had.includes(content)) return false
  if (reader.day === null) return from === null && through === null
  return (from === null || reader.day >= dayOf(from)) && (through === null || reader.day <= dayOf(through))
}

const purposes: readonly Purpose[] = ['educate', 'prove', 'promote']

function compare(a: Piece, b: Piece, { theme, stages }: Reader): number {
  return (
    Number(a.theme !== theme) - Number(b.theme !== theme) ||
    stages.indexOf(a.stage) - stages.indexOf(b.stage) ||
    b.priority - a.priority ||
    purposes.indexOf(a.purpose) - purposes.indexOf(b.purpose) ||
    (a.content < b.content ? -1 : 1)
  )
}

/** The piece that this cast has for the lead on a local day; `without` are contents that it cannot get now. */
export function pieceFor(
  track: Track,
  step: CastStep,
  state: Pick<State, 'theme' | 'had'>,
  day: number | null,
  without: readonly string[] = [],
): Piece | undefined {
  const names = track.stages.map(({ name }) => name)
  return bestPiece(piecesOf(track, step), {
    theme: themeIn(state, track, step.stage),
    fallback: track.theme,
    stages: names.slice(0, names.indexOf(step.stage) + 1).toReversed(),
    had: without.length === 0 ? state.had : [...state.had, ...without],
    day,
  })
}

/** All that a cast may send. */
export function piecesOf(track: Track, { pieces }: CastStep): readonly Piece[] {
  return (track.pieces ?? []).filter(({ content }) => pieces.includes(content))
}

/** What came of a touch, with the piece that it was, where the step alone does not say. */
export function naming(touch: TouchStep, content: string, outcome: TouchOutcome): TouchOutcome {
  if (touch.kind !== 'cast') return outcome
  return outcome.was === 'sent' || outcome.was === 'unknown' ? { ...outcome, content } : outcome
}

/** The local day of an instant. */
export function dayAt(calendar: Calendar, at: number): number {
  return localOf(calendar, at).day
}

/** Every content that a touch may bring. */
export function contentsOf(touch: TouchStep): readonly string[] {
  return touch.kind === 'cast' ? touch.pieces : [touch.content]
}

/** A mail that a track may send: by which step, where one step alone sends it. */
export interface SentMail {
  readonly content: string
  readonly template: string
  readonly step: StepId | null
}

/** Every mail that a track may send, by a step of its own or by a cast. */
export function mailsOf({ steps, pieces = [] }: Track): readonly SentMail[] {
  const own = steps.filter((step): step is Extract<Step, { kind: 'email' }> => step.kind === 'email')
  return [
    ...own.map(({ id, content, template }) => ({ content, template, step: id })),
    ...pieces.map(({ content, template }) => ({ content, template, step: null })),
  ]
}
