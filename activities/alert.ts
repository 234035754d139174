import type { Activities } from '../core/contract.ts'
import { raiseAlert } from '../db/alerts.ts'
import { lockLead } from '../db/leads.ts'
import { inTransaction } from '../db/pool.ts'
import { common } from './answer.ts'
import type { Deps } from './deps.ts'

/** Keeps, where someone sees it, that an activity failed for good: the lead's life goes on without it. */
export function alert(deps: Deps): Activities['alert'] {
  return ({ state, what, failure }) =>
    inTransaction(deps.pool, async (tx) => {
      const { clock } = await lockLead(tx, state.lead)
      await raiseAlert(tx, { lead: state.lead, at: clock.now, what, detail: failure })
      return { is: 'scored', ...(await common(tx, state, { acts: [], life: false })) }
    })
}
