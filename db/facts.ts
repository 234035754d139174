import { factsOf, type Lead } from './leads.ts'
import { instant, type Sql } from './pool.ts'

/** Where a fact comes from, and who said so. */
export interface Provenance {
  readonly at: number
  readonly source: string
  readonly actor: string
  readonly seq: number
}

/** Adds dated facts; earlier ones stay. Returns those that are new and hold from now on: one told late may be outdated. */
export async function addFacts(
  tx: Sql,
  lead: Lead,
  known: Readonly<Record<string, string>>,
  told: Readonly<Record<string, string>>,
  provenance: Provenance,
): Promise<Record<string, string>> {
  const fresh = Object.entries(told).filter(([name, value]) => value !== '' && known[name] !== value)
  for (const [name, value] of fresh) {
    await tx.query(
      `insert into fact (lead_id, name, value, at, source, actor, seq) values ($1, $2, $3, $4, $5, $6, $7)`,
      [lead.id, name, value, instant(provenance.at), provenance.source, provenance.actor, provenance.seq],
    )
  }
  if (fresh.length === 0) return {}
  const holding = await factsOf(tx, lead.id)
  return Object.fromEntries(fresh.filter(([name, value]) => holding[name] === value))
}
