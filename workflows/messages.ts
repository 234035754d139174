import { defineSignal } from '@temporalio/workflow'
import type { Calendar } from '../core/calendar.ts'
import type { ClockReading, PlainRequest } from '../core/contract.ts'
import type { LeadEvent } from '../core/event.ts'
import type { State } from '../core/state.ts'
import type { PinnedTrack } from '../core/track.ts'

/** The workflow type of a lead's life; its id is `lead/<leadId>`. */
export const workflowType = 'lead'
export const workflowIdOf = (lead: string): string => `lead/${lead}`

/** What one run of a lead's life begins with: everything it needs, so that it starts without asking. */
export interface LifeInput {
  /** The rules of `next` that this run keeps to its end. */
  readonly rules: number
  readonly state: State
  readonly pinned: PinnedTrack
  readonly calendar: Calendar
  readonly clock: ClockReading
  /** What came in and was not taken in yet. */
  readonly events: readonly LeadEvent[]
  readonly requests: readonly PlainRequest[]
}

/** From the relay: events of the lead, in its own order, each at least once. */
export const happened = defineSignal<[readonly LeadEvent[]]>('happened')

/** Plain signals, as a person sends them from the Temporal UI; each is recorded before it counts. */
export const accept = defineSignal('accept')
export const qualify = defineSignal('qualify')
export const returnToNurture = defineSignal<[unknown]>('returnToNurture')
export const disqualify = defineSignal<[unknown]>('disqualify')
export const pause = defineSignal('pause')
export const resume = defineSignal('resume')

/** Continue as new with what is left of the wait, so that a newer code takes over. */
export const refresh = defineSignal('refresh')

/** All that a life hears. */
export const signals = [happened, accept, qualify, returnToNurture, disqualify, pause, resume, refresh] as const
