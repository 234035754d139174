import { agreedNow } from '../db/agreed.ts'
import type { Definitions } from '../db/definitions.ts'
import { countedLately, labelHit, unjudgedHits, type UnjudgedHit } from '../db/hits.ts'
import { takeIn, type Incoming } from '../db/ingest.ts'
import { lockLead } from '../db/leads.ts'
import { inTransaction, type Pool, type Sql } from '../db/pool.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import { machineBecause } from './machine.ts'

/**
 * Labels hits of tracked links as a person's or a machine's, once each; a person's becomes the behaviour `clicked`.
 * Returns how many were judged; one that cannot be judged holds up no other.
 * @param options real time to wait for the company that a machine's hit keeps, and the most to judge at once
 * @throws what the first of those threw, once the others are judged
 */
export async function judgeHits(
  pool: Pool,
  definitions: Definitions,
  options: { readonly olderThanMs: number; readonly limit: number },
): Promise<number> {
  const hits = await unjudgedHits(pool, options)
  const failures: unknown[] = []
  for (const hit of hits) await judge(pool, definitions, hit).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
  return hits.length
}

async function judge(pool: Pool, definitions: Definitions, hit: UnjudgedHit): Promise<void> {
  const because = machineBecause(hit)
  if (because === undefined) await inTransaction(pool, (tx) => count(tx, definitions, hit))
  else await labelHit(pool, hit.id, 'machine', because)
}

async function count(tx: Sql, definitions: Definitions, hit: UnjudgedHit): Promise<void> {
  await lockLead(tx, hit.lead)
  const again = await countedLately(tx, hit)
  if (!(await labelHit(tx, hit.id, 'person', again ? 'again' : null)) || again) return
  const { template } = await definitions.template<CompiledTemplate>(tx, hit.template, hit.templateVersion)
  const click: Incoming = {
    lead: hit.lead,
    act: { kind: 'clicked', of: hit.template },
    at: hit.at,
    messageId: `hit/${hit.id}`,
    source: 'link',
    actor: 'lead',
    ...('theme' in template ? { theme: template.theme } : {}),
  }
  await takeIn(tx, await agreedNow(tx, definitions), [click])
}
