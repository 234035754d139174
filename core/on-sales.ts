import { addSpan } from './calendar.ts'
import { type Decision, stay, settle, positionOf, withDeadlines, offItsWay } from './decision.ts'
import type { SalesAct } from './event.ts'
import { atReturn, heeded } from './ruling.ts'
import type { Doing, State } from './state.ts'
import type { World } from './walk.ts'

export function onSales(world: World, state: State, act: SalesAct, now: number): Decision {
  switch (act.kind) {
    case 'accepted':
    case 'qualified':
    case 'opportunity': {
      const lifecycle = act.kind === 'accepted' ? 'sal' : act.kind === 'qualified' ? 'sql' : 'opportunity'
      const held: State = state.doing.is === 'withSales' ? state : holdForSales(world, state, now)
      return stay(withDeadlines({ ...held, lifecycle }, act.deadlines))
    }
    case 'returned':
      return onReturned(world, state, act.reason, act.seq, now)
    case 'disqualified':
      return settle({ ...state, lifecycle: 'disqualified', doing: { is: 'ended', reason: act.reason } }, 'ended')
    case 'customer':
      return settle({ ...state, lifecycle: 'customer', doing: { is: 'ended', reason: 'customer' } }, 'ended')
  }
}

/** Sales took the lead without a handoff of ours, as the CRM says: nurture holds at once, mid-wait (R40). */
function holdForSales(world: World, state: State, now: number): State {
  const { bookmark, beside } = offItsWay(world, state, now)
  const doing: Doing = { is: 'withSales', handoff: '', owner: '', deadlines: [], beside, until: now }
  return { ...state, bookmark, doing }
}

function onReturned(
  world: World,
  state: State,
  reason: Extract<SalesAct, { kind: 'returned' }>['reason'],
  seq: number,
  now: number,
): Decision {
  const rule = world.track.onReturn[reason]
  const until = addSpan(world.calendar, now, rule.rest)
  const { resume, theme } = rule
  const doing: Doing = { is: 'resting', reason, resume, theme, until, unit: rule.rest.unit }
  const resting: State = { ...state, lifecycle: 'recycled', bookmark: positionOf(state), doing }
  const ruled = atReturn(world, resting, now)
  const { state: after, commands } = ruled ?? stay(heeded(resting))
  return { state: after, commands: [{ do: 'updateScores', because: reason, treatment: rule.score, seq }, ...commands] }
}
