import type { Activities } from '../core/contract.ts'
import { listensFor } from '../core/listening.ts'
import { treat } from '../core/score.ts'
import { lockLead, storeLife } from '../db/leads.ts'
import { inTransaction } from '../db/pool.ts'
import { addScores, isScored, scoresOf } from '../db/scores.ts'
import { common } from './answer.ts'
import type { Deps } from './deps.ts'

const deaf = { acts: [], life: false } as const

/** Keeps, halves or resets what the lead's interest is worth, as the reason of its return says; once per return. */
export function updateScores(deps: Deps): Activities['updateScores'] {
  return ({ state, because, treatment, seq, ...asked }) =>
    inTransaction(deps.pool, async (tx) => {
      const lead = await lockLead(tx, state.lead)
      const entries = await scoresOf(tx, lead.id)
      const countered = treat(
        entries,
        treatment,
        lead.clock.now,
        `${treatment === 'halve' ? 'halved' : 'reset'}: returned, ${because}`,
      )
      if (!(await isScored(tx, lead.id, seq))) await addScores(tx, lead, seq, countered)
      const { track } = await deps.definitions.track(tx, asked.track, asked.version)
      await storeLife(tx, lead.id, { state, after: state, listens: listensFor(track, state) })
      return { is: 'scored', ...(await common(tx, state, deaf)) }
    })
}
