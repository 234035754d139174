import { holds, isAct } from '../core/condition.ts'
import { mayEnterOn } from '../core/entry.ts'
import type { Behaviour } from '../core/event.ts'
import { currentTracks, type Definitions } from './definitions.ts'
import { enrol } from './enrol.ts'
import { allActs } from './events.ts'
import { factsOf, lockLead } from './leads.ts'
import type { Sql } from './pool.ts'

/**
 * Lets the lead enter the tracks whose entry waits for what it did or told just now, in the transaction that took it in: by
 * the same rules as everybody, with the refusal kept.
 */
export async function enterOn(
  tx: Sql,
  definitions: Definitions,
  leadId: string,
  did: Pick<Behaviour, 'kind' | 'of'> | undefined,
  told: readonly string[],
): Promise<void> {
  for (const { name, version } of await currentTracks(tx)) {
    const { track } = await definitions.track(tx, name, version)
    if (!track.entry?.on || !mayEnterOn(track, did, told)) continue
    const lead = await lockLead(tx, leadId)
    if (lead.track === name && lead.doing !== 'ended') continue
    const acts = await allActs(tx, leadId)
    const evidence = {
      facts: await factsOf(tx, leadId),
      count: (act: Parameters<typeof isAct>[0]) =>
        acts.filter((one) => isAct(act, one)).reduce((sum, { times }) => sum + times, 0),
    }
    if (holds(track.entry.on, evidence)) await enrol(tx, definitions, leadId, name, 'engine')
  }
}
