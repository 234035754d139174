import { isAct } from '../core/condition.ts'
import type { ClockReading } from '../core/contract.ts'
import { isBehaviour, type LeadEvent } from '../core/event.ts'
import type { Listens } from '../core/listening.ts'
import type { State } from '../core/state.ts'
import { readClock } from '../db/clock.ts'
import { eventsAfter, type StoredEvent } from '../db/events.ts'
import type { Sql } from '../db/pool.ts'

/** What comes with every answer: how the clock stands, and what the lead's life has not heard yet. */
export interface Common {
  readonly clock: ClockReading
  readonly events: readonly LeadEvent[]
}

/**
 * Reads the events above the cursor that matter, in the transaction that registered what is listened for: an event is
 * either in here, or it sees the new conditions and is signalled. None falls between.
 */
export async function common(tx: Sql, state: State, listens: Listens): Promise<Common> {
  const unheard = await eventsAfter(tx, state.lead, state.cursor)
  return { clock: await readClock(tx), events: newsFor(listens, unheard) }
}

/** Of what the life has not heard yet, what matters to it. */
export function newsFor(listens: Listens, unheard: readonly StoredEvent[]): readonly LeadEvent[] {
  const isHeard = (event: LeadEvent): boolean =>
    isBehaviour(event) && (listens.life || listens.acts.some((act) => isAct(act, event)))
  return unheard.filter(({ event, matters }) => matters || isHeard(event)).map(({ event }) => event)
}
