import type { Calendar } from '../core/calendar.ts'
import { areaOfInterest, follow } from '../core/following.ts'
import { dayAt, pieceFor } from '../core/pieces.ts'
import type { State } from '../core/state.ts'
import type { EmailStep } from '../core/step-email.ts'
import type { TouchStep } from '../core/steps.ts'
import type { Track } from '../core/track.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import type { Lead } from '../db/leads.ts'
import type { Sql } from '../db/pool.ts'
import { hadContents, hasContent, type Recipient } from '../db/recipient.ts'
import { scoresOf } from '../db/scores.ts'
import { isStopped } from '../db/stops.ts'

/** The mail that a touch sends: what its step says, or the piece that its cast chose. */
export type MailToSend = Pick<EmailStep, 'content' | 'template' | 'given' | 'onUnknown'>

/** What a touch brings, as far as its content decides whether it may go. */
export interface Brings {
  readonly content: string
  /** Null where the touch is no mail, and for a cast that found nothing. */
  readonly mail: MailToSend | null
  readonly hadContent: boolean
  readonly nothingLeft: boolean
  readonly stopped: boolean
}

/** When a touch is judged, and what is known of it then. */
interface Moment {
  readonly state: State
  readonly calendar: Calendar
  /** The instant for which it is judged, ms. */
  readonly at: number
  /** The content that an earlier try began to send, and of which nobody knows what became; null where none did. */
  readonly begun: string | null
}

/** The lead's area of interest now; undefined where its track does not follow that. */
export async function interestOf(
  tx: Sql,
  lead: Pick<Lead, 'id' | 'clock'>,
  { follows }: Track,
): Promise<string | null | undefined> {
  return follows && areaOfInterest(await scoresOf(tx, lead.id), lead.clock.now, follows)
}

/** What the step brings, where it does not choose that itself. */
export function contentOf(step: TouchStep): string | null {
  return step.kind === 'cast' ? null : step.content
}

/**
 * What the touch brings, judged under the lead's lock. A cast chooses here: the best piece that the lead did not have by any
 * way, for the theme that its interest has by now. What it may not have, or what was stopped, does not cost it the cast.
 */
export async function bringsNow(
  tx: Sql,
  { track, name }: PublishedTrack,
  step: TouchStep,
  attempt: number,
  recipient: Recipient,
  { state, calendar, at, begun }: Moment,
): Promise<Brings> {
  const { lead, stops } = recipient
  const isHeldBack = (template: string | null): boolean => isStopped(stops, { track: name, step: step.id, template })
  const set = (content: string): Brings => {
    const mail = mailOf(track, step, content)
    const stopped = isHeldBack(mail?.template ?? null)
    return { content, mail, hadContent: hasContent(recipient, content, attempt), nothingLeft: false, stopped }
  }
  if (step.kind !== 'cast') return set(step.content)
  if (begun !== null) return set(begun)
  const interest = await interestOf(tx, lead, track)
  const { theme } = interest === undefined ? state : follow(track, state, interest)
  const had = hadContents(recipient)
  const without: string[] = []
  const stopped = isHeldBack(null)
  let held = stopped
  for (;;) {
    const piece = pieceFor(track, step, { theme, had }, dayAt(calendar, at), without)
    if (piece === undefined) {
      return { content: step.id, mail: null, hadContent: false, nothingLeft: !held, stopped: held }
    }
    const isHeld = !stopped && isHeldBack(piece.template)
    const { content } = piece
    if (!isHeld && !hasContent(recipient, content, attempt)) {
      return { content, mail: mailOf(track, step, content), hadContent: false, nothingLeft: false, stopped }
    }
    without.push(content)
    // What is stopped comes later: where nothing else is left, the cast waits for it.
    if (isHeld) held = true
  }
}

/** The mail with this content that the touch sends; null where it sends none. */
export function mailOf({ pieces = [] }: Track, step: TouchStep, content: string): MailToSend | null {
  if (step.kind === 'call' || step.kind === 'webhook') return null
  if (step.kind === 'email') return step
  const piece = pieces.find((one) => one.content === content)
  return piece ? { content, template: piece.template, given: piece.given, onUnknown: step.onUnknown } : null
}
