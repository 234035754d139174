import { holds, isAct } from '../core/condition.ts'
import type { PinnedTrack } from '../core/track.ts'
import type { Definitions } from './definitions.ts'
import { enrol } from './enrol.ts'
import { allActs } from './events.ts'
import { factsOf, lockLead } from './leads.ts'
import type { Sql } from './pool.ts'

/**
 * Lets the lead enter a track whose entry waits for what it did or told just now, in the transaction that took it in: by the
 * same rules as everybody, with the refusal kept.
 */
export async function enterOn(
  tx: Sql,
  definitions: Definitions,
  leadId: string,
  { track }: PinnedTrack,
): Promise<void> {
  const on = track.entry?.on
  if (!on) return
  const lead = await lockLead(tx, leadId)
  if (lead.track === track.name && lead.doing !== 'ended') return
  const acts = await allActs(tx, leadId)
  const evidence = {
    facts: await factsOf(tx, leadId),
    count: (act: Parameters<typeof isAct>[0]) =>
      acts.filter((one) => isAct(act, one)).reduce((sum, { times }) => sum + times, 0),
  }
  if (holds(on, evidence)) await enrol(tx, definitions, leadId, track.name, 'engine')
}
