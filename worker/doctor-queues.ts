import { park } from '../activities/touch-record.ts'
import { giveUpClaim, isStillOpen, openTouchesAfter, type OpenTouch } from '../db/doctor-ledger.ts'
import { dropUntold, untoldAfter, untoldOf, type Untold } from '../db/doctor-outbox.ts'
import { lockLead } from '../db/leads.ts'
import { inTransaction } from '../db/pool.ts'
import type { Finding } from './doctor-finding.ts'
import type { Repaired } from './doctor-repair.ts'
import { tell, type RelayDeps } from './relay.ts'

const page = 500

/** What workflows should have heard long ago. */
export async function* untold(deps: RelayDeps): AsyncGenerator<readonly Finding[]> {
  for (let last = ''; ;) {
    const stuck = await untoldAfter(deps.pool, last, page)
    if (stuck.length === 0) return
    last = stuck.at(-1)?.lead ?? last
    yield stuck.map((one) => findingOfUntold(deps, one))
  }
}

function findingOfUntold(deps: RelayDeps, { lead, rows, since, tries, failure, isKnown }: Untold): Finding {
  const how = tries === 0 ? 'never tried' : `tried ${tries} times${failure === null ? '' : `: ${failure}`}`
  return {
    kind: 'untold',
    lead,
    what: `${rows} in the outbox since ${new Date(since).toISOString()}, ${how}`,
    remedy: isKnown ? 'tell its workflow now' : 'drop it: Postgres knows no such lead',
    repair: async (): Promise<Repaired> => {
      if (!isKnown) {
        await dropUntold(deps.pool, lead)
        return { done: true }
      }
      await tell(deps, lead)
      const left = await untoldOf(deps.pool, lead)
      return left ? { done: false, because: left.failure ?? 'the relay of a worker is at it' } : { done: true }
    },
  }
}

/** Touches in doubt, and those that a process held when it died and nobody took up since. */
export async function* openTouches(deps: RelayDeps): AsyncGenerator<readonly Finding[]> {
  for (let last = 0; ;) {
    const open = await openTouchesAfter(deps.pool, last, page)
    if (open.length === 0) return
    last = open.at(-1)?.id ?? last
    yield open.map((one) => findingOfTouch(deps, one))
  }
}

function findingOfTouch(deps: RelayDeps, touch: OpenTouch): Finding {
  const { id, lead, step, state, reason, leaseUntil } = touch
  if (state === 'unknown') {
    return {
      kind: 'unknown',
      lead,
      what: `nobody knows whether touch ${id} (${step}) left: ${reason ?? 'no reason given'}`,
      remedy: `look for it, then \`perennial touch ${id} --sent\` or \`perennial touch ${id} --not-sent\``,
      repair: null,
    }
  }
  const since = new Date(leaseUntil).toISOString()
  const isClaim = state === 'claimed'
  return {
    kind: 'unsettled',
    lead,
    what: isClaim
      ? `touch ${id} (${step}) was claimed by a process that has been silent since ${since}; nothing was sent`
      : `touch ${id} (${step}) was being sent by a process that has been silent since ${since}`,
    remedy: isClaim ? 'give the claim up' : 'park it as unknown, for a person to settle',
    repair: () => (isClaim ? giveUp(deps, touch) : parkTouch(deps, touch)),
  }
}

const takenUp: Repaired = { done: false, because: 'another process has taken it up' }

function giveUp({ pool }: RelayDeps, touch: OpenTouch): Promise<Repaired> {
  return inTransaction(pool, async (tx): Promise<Repaired> => {
    await lockLead(tx, touch.lead)
    if (!(await isStillOpen(tx, touch))) return takenUp
    await giveUpClaim(tx, touch.id)
    return { done: true }
  })
}

function parkTouch({ pool }: RelayDeps, touch: OpenTouch): Promise<Repaired> {
  return inTransaction(pool, async (tx): Promise<Repaired> => {
    const lead = await lockLead(tx, touch.lead)
    if (!(await isStillOpen(tx, touch))) return takenUp
    await park(tx, lead, touch.id, null, 'the process died while it was sending')
    return { done: true }
  })
}
