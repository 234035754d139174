import { fraction } from '../core/hash.ts'
import type { Definitions } from './definitions.ts'
import type { Sql } from './pool.ts'

/** Whether nurture is tried on a lead, or what would become of it without. */
export type Arm = 'treated' | 'held_out'

/**
 * The arms of leads that are enrolled for the first time: as the first lead of the account; else by a hash of the account (of the
 * lead, where it has none), so that of two colleagues never one alone gets mail.
 */
export async function armsOf(
  tx: Sql,
  definitions: Definitions,
  leads: readonly { readonly id: string; readonly accountId: string | null }[],
): Promise<ReadonlyMap<string, Arm>> {
  const { quality } = await definitions.quality(tx)
  const share = quality.holdOut ?? 0
  const accounts = [...new Set(leads.flatMap(({ accountId }) => accountId ?? []))]
  const { rows } = await tx.query<{ account: string; arm: Arm }>(
    `select distinct on (account_id) account_id as account, arm from lead
     join enrolment e on e.lead_id = id and e.number = 1
     where account_id = any($1) order by account_id, e.started_at, id`,
    [accounts],
  )
  const frozen = new Map(rows.map(({ account, arm }) => [account, arm]))
  return new Map(
    leads.map(({ id, accountId }) => {
      const drawn: Arm = fraction(`hold-out ${accountId ?? id}`) < share ? 'held_out' : 'treated'
      return [id, (accountId === null ? undefined : frozen.get(accountId)) ?? drawn]
    }),
  )
}
