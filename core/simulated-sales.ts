/** Sales and a simulated lead: the judgement of a trigger, the handoff, its deadlines, its answers. As the activities do. */
import type { Chased, Judged } from './contract.ts'
import { deadlinesAfter } from './deadlines.ts'
import { isBehaviour, type Deadline } from './event.ts'
import { isWithSales, mayMove, type Lifecycle } from './lifecycle.ts'
import { alwaysHeard } from './listening.ts'
import { judge, routesTo } from './quality.ts'
import { recount } from './simulated-counts.ts'
import {
  append,
  becomes,
  nextSeq,
  tellOutside,
  type Handoff,
  type SalesSays,
  type SimulatedLead,
} from './simulated-lead.ts'

const targets = { accepted: 'sal', qualified: 'sql', opportunity: 'opportunity', customer: 'customer' } as const

/** Takes one answer of sales, or of the CRM for it, where it is allowed. */
export function salesSays(lead: SimulatedLead, said: SalesSays, at: number): void {
  if (isRefused(lead, said)) return
  const { office, quality } = lead.programme
  const seq = nextSeq(lead)
  if ('returned' in said) {
    becomes(lead, 'recycled', at, said.returned)
    append(lead, { kind: 'returned', reason: said.returned, seq, at })
    close(lead, 'returned')
  } else if ('disqualified' in said) {
    becomes(lead, 'disqualified', at, said.disqualified)
    append(lead, { kind: 'disqualified', reason: said.disqualified, seq, at })
    close(lead, 'disqualified')
  } else if (said.sales === 'customer') {
    becomes(lead, 'customer', at, 'customer')
    append(lead, { kind: 'customer', seq, at })
    close(lead, 'customer')
  } else {
    const kind = said.sales === 'accepted' && quality.accepting === 'sql' ? 'qualified' : said.sales
    const deadlines = deadlinesAfter(kind === 'accepted' ? 'accepted' : 'qualified', quality.sla, office, at)
    becomes(lead, targets[kind], at, kind)
    append(lead, { kind, deadlines, seq, at })
    if (lead.running) {
      lead.running.status = kind
      lead.running.deadlines = deadlines
    }
  }
}

function isRefused({ lifecycle, running }: SimulatedLead, said: SalesSays): boolean {
  if (said.handoff !== undefined && running?.id !== said.handoff) return true
  const target: Lifecycle =
    'returned' in said ? 'recycled' : 'disqualified' in said ? 'disqualified' : targets[said.sales]
  if (target === 'sal' && running?.status !== 'open') return true
  if ((target === 'recycled' || target === 'sql') && !isWithSales(lifecycle)) return true
  return !mayMove(lifecycle, target)
}

function close(lead: SimulatedLead, status: Handoff['status']): void {
  if (lead.running) {
    lead.running.status = status
    lead.running.deadlines = []
  }
  lead.running = null
}

/** Judges the quality definition once more, and hands the lead to sales or says why not. */
export function promote(lead: SimulatedLead, trigger: string, seq: number, now: number): Judged['verdict'] {
  const { running } = lead
  if (running) return { promoted: true, handoff: running.id, owner: running.owner, deadlines: running.deadlines }
  if (lead.handoffs.some((handoff) => handoff.seq === seq)) {
    return { promoted: false, because: [`event ${seq} led to a handoff that has ended`] }
  }
  const { quality, office } = lead.programme
  const event = lead.events[seq - 1]?.event
  const hasFired = event !== undefined && isBehaviour(event) && event.triggers?.includes(trigger) === true
  const verdict = hasFired
    ? judge(quality, { lifecycle: lead.lifecycle, facts: lead.facts }, trigger)
    : { promoted: false as const, because: [`event ${seq} did not fire ${trigger}`] }
  lead.verdicts.push(verdict)
  if (!verdict.promoted) return verdict
  const deadlines = deadlinesAfter('handedOff', quality.sla, office, now)
  const owner = routesTo(quality, lead.facts)[0] ?? ''
  const id = `handoff ${lead.handoffs.length + 1}`
  const handoff: Handoff = { id, at: now, trigger, seq, facts: lead.facts, owner, status: 'open', deadlines }
  lead.running = handoff
  lead.handoffs.push(handoff)
  recount(lead, seq)
  becomes(lead, 'mql', now, trigger)
  lead.listens = alwaysHeard(lead.track)
  tellOutside(lead, { is: 'handedOff', at: now, handoff, nth: 1 })
  return { promoted: true, handoff: id, owner, deadlines }
}

/** A deadline of sales has come; nothing happens where somebody acted in the meantime. */
export function chase(
  lead: SimulatedLead,
  due: { readonly handoff: string; readonly act: Deadline['act'] },
  now: number,
): Chased['deadlines'] {
  const { quality, office } = lead.programme
  const review = (): readonly Deadline[] => deadlinesAfter('qualified', quality.sla, office, now)
  const { running } = lead
  if (!running) return lead.lifecycle === 'sql' || lead.lifecycle === 'opportunity' ? review() : []
  const [first, ...rest] = running.deadlines
  const isMeant = due.handoff === running.id || due.handoff === ''
  if (!isMeant || first?.act !== due.act || first.at > now) return running.deadlines
  if (first.act === 'takeBack') {
    salesSays(lead, { returned: 'untouched', handoff: running.id }, now)
    return []
  }
  if (first.act === 'reassign') running.owner = another(routesTo(quality, lead.facts), running.owner)
  running.deadlines = first.act === 'review' ? review() : rest
  tellOutside(lead, { is: 'handedOff', at: now, handoff: running, nth: first.act === 'reassign' ? 3 : 2 })
  return running.deadlines
}

/** Who is least busy is not simulated: the first of the route gets it, then the next. */
function another(route: readonly string[], owner: string): string {
  return route.find((rep) => rep !== owner) ?? owner
}
