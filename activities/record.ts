import type { Activities, PlainRequest } from '../core/contract.ts'
import { raiseAlert } from '../db/alerts.ts'
import { pause, resume } from '../db/pauses.ts'
import { lockLead } from '../db/leads.ts'
import { inTransaction, type Sql } from '../db/pool.ts'
import { answer, type SalesAnswer } from '../db/sales.ts'
import { common } from './answer.ts'
import type { Deps } from './deps.ts'

const deaf = { acts: [], life: false } as const
const actor = 'temporal'

/** Records a plain signal as the act that it asks for; what cannot be done is said in an alert, since nobody waits for an answer. */
export function record(deps: Deps): Activities['record'] {
  return ({ state, request }) =>
    inTransaction(deps.pool, async (tx) => {
      const refused = await act(tx, deps, state.lead, request)
      if (refused !== undefined) {
        const { clock } = await lockLead(tx, state.lead)
        await raiseAlert(tx, {
          lead: state.lead,
          at: clock.now,
          what: `signal ${request.ask} refused`,
          detail: refused,
        })
      }
      return { is: 'scored', ...(await common(tx, state, deaf)) }
    })
}

async function act(tx: Sql, deps: Deps, lead: string, request: PlainRequest): Promise<string | undefined> {
  if (request.ask === 'pause') return (await pause(tx, lead, actor)) ? undefined : 'the lead is paused already'
  if (request.ask === 'resume') return (await resume(tx, lead, actor)) ? undefined : 'the lead is not paused'
  const answered = await answer(tx, deps.definitions, lead, salesAnswer(request), { actor, source: 'signal' })
  return answered.done ? undefined : answered.sentence
}

function salesAnswer(request: PlainRequest): SalesAnswer {
  if (request.ask === 'returnToNurture') return { say: 'return', reason: request.reason }
  if (request.ask === 'disqualify') return { say: 'disqualify', reason: request.reason }
  return request.ask === 'accept' ? { say: 'accept' } : { say: 'qualify' }
}
