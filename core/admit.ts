import { capFreesAt, inWindow, nextSendTime, type Cadence } from './cadence.ts'
import { MINUTE, type Calendar } from './calendar.ts'
import type { Channel } from './channel.ts'
import type { DeferReason, DropReason } from './contract.ts'
import { isWithSales, type Lifecycle } from './lifecycle.ts'

/** What the lead's locked row says at the moment of sending. */
export interface Standing {
  readonly lifecycle: Lifecycle
  readonly paused: boolean
  /** In the hold-out: it gets nothing. */
  readonly heldOut: boolean
  /** The enrolment that is current; a touch of an earlier one is overtaken. */
  readonly enrolment: number
  readonly hasAddress: boolean
  readonly allowListed: boolean
  readonly channels: readonly Channel[]
  /** When touches reached the lead in the last 31 days, on every channel and track. */
  readonly touchedAt: readonly number[]
  readonly hadContent: boolean
  /** A cast found no piece to send. */
  readonly nothingLeft?: boolean
  readonly stopped: boolean
}

export interface Intended {
  readonly enrolment: number
  readonly channel: Channel
  readonly withSales: boolean
  /** When it was to happen, ms on the one clock. */
  readonly due: number
  readonly cadence: Cadence
  readonly calendar: Calendar
  /** The lead's own moment within a window, in [0, 1). */
  readonly spread: number
}

export type Admission =
  /** `at` is the instant that it counts as made: on a fast clock, where a second is hours, the instant it was due. */
  | { readonly admitted: true; readonly at: number }
  | { readonly admitted: false; readonly was: 'overtaken' }
  | { readonly admitted: false; readonly was: 'dropped'; readonly reason: DropReason }
  | { readonly admitted: false; readonly was: 'deferred'; readonly reason: DeferReason; readonly until: number }

/** Two servers' clocks never agree to the second; a fast clock is read from one place only. */
const early = (rate: number): number => (rate === 1 ? 2_000 : 0)

/** A touch that starts this late in real time is still judged by its due instant: on a fast clock that is hours. */
const lateInRealTime = 5 * MINUTE
const recheckStopAfter = 60 * MINUTE

/** The instant at which a touch is judged: when it was due, unless it starts too late for that. */
export function judgedAt(due: number, now: number, rate: number): number {
  return now - due <= lateInRealTime * rate ? due : now
}

/**
 * The one judge of a touch, at the moment of sending (I2, I3, I8): whether it may go, must wait, or is dropped.
 * @param now ms on the one clock @param rate how fast that clock runs
 */
export function admit(standing: Standing, intended: Intended, now: number, rate: number): Admission {
  const { cadence, calendar, spread } = intended
  if (standing.enrolment !== intended.enrolment || standing.paused || standing.heldOut)
    return { admitted: false, was: 'overtaken' }
  if (isWithSales(standing.lifecycle) && !intended.withSales) return { admitted: false, was: 'overtaken' }
  if (standing.lifecycle === 'disqualified' || standing.lifecycle === 'customer')
    return { admitted: false, was: 'overtaken' }
  if (now < intended.due - early(rate))
    return { admitted: false, was: 'deferred', reason: 'early', until: intended.due }
  if (!standing.hasAddress) return { admitted: false, was: 'dropped', reason: 'no_address' }
  if (!standing.channels.includes(intended.channel)) return { admitted: false, was: 'dropped', reason: 'no_permission' }
  if (standing.hadContent) return { admitted: false, was: 'dropped', reason: 'already_had' }
  if (standing.nothingLeft === true) return { admitted: false, was: 'dropped', reason: 'nothing_left' }
  if (!standing.allowListed) return { admitted: false, was: 'dropped', reason: 'not_allow_listed' }

  const defer = (reason: DeferReason, notBefore: number): Admission => {
    return { admitted: false, was: 'deferred', reason, until: nextSendTime(calendar, cadence, notBefore, spread) }
  }
  if (standing.stopped) return defer('stopped', now + recheckStopAfter)
  const at = judgedAt(intended.due, now, rate)
  if (!inWindow(calendar, cadence, at)) return defer('window', now)
  const frees = capFreesAt(cadence, standing.touchedAt, at)
  return frees === null ? { admitted: true, at: rate === 1 ? now : at } : defer('cap', Math.max(frees, now))
}
