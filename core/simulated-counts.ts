/** How often a simulated lead did each act since it was last handed over: what promoted it once promotes it by new acts only. */
import { isAct, type Act } from './condition.ts'
import { isBehaviour, type Behaviour } from './event.ts'
import type { SimulatedLead } from './simulated-lead.ts'

export function countAct({ counts }: SimulatedLead, { kind, of }: Pick<Behaviour, 'kind' | 'of'>): void {
  let times = counts.get(kind)
  if (times === undefined) counts.set(kind, (times = new Map()))
  times.set(of, (times.get(of) ?? 0) + 1)
}

export function countOf({ counts }: SimulatedLead, act: Act): number {
  const times = counts.get(act.on)
  if (times === undefined) return 0
  if (!act.of.endsWith('*')) return times.get(act.of) ?? 0
  let sum = 0
  for (const [of, n] of times) if (isAct(act, { kind: act.on, of })) sum += n
  return sum
}

/** Counts from a handoff on: the acts after the event that led to it. */
export function recount(lead: SimulatedLead, seq: number): void {
  lead.counts.clear()
  for (const { event } of lead.events.slice(seq)) if (isBehaviour(event)) countAct(lead, event)
}
