import { MINUTE } from './calendar.ts'
import { isAct, type Act, type Condition } from './condition.ts'
import { factsSoon, firstFrom, ruleOf } from './explore-ahead.ts'
import { afterHappening, afterTimer, type Moment } from './explore-moment.ts'
import type { Quality } from './quality.ts'
import { recycleReasons, type RecycleReason } from './reasons.ts'
import type { Happening, SimulatedLead } from './simulated-lead.ts'
import { wakesAt } from './state.ts'
import { kindOf } from './steps.ts'
import { stepOf } from './track.ts'

/** How a life may go on from a moment. */
export type Choice =
  /** Nobody does anything until its timer fires. */
  | { readonly is: 'timer' }
  /** Something happens, so many ms after the moment. */
  | { readonly is: 'happening'; readonly after: number; readonly what: readonly Happening[] }
  /** A fact that decides a way is this, or not known. */
  | { readonly is: 'fact'; readonly fact: string; readonly value: string | null }
  /** Sales takes the lead, and gives it back. */
  | { readonly is: 'return'; readonly reason: RecycleReason }

/** Every way on but a return. An act is tried as early as it can be; before a return also as late. */
export function choicesAt(moment: Moment, facts: Quality['facts']): readonly Choice[] {
  const { state, track, lead, now } = moment
  const { doing } = state
  const undecided = factsAskedSoon(moment).find((name) => !(name in moment.facts))
  const asked = facts.find(({ fact }) => fact === undecided)
  if (asked) {
    return [null, ...asked.values].map((value) => ({ is: 'fact' as const, fact: asked.fact, value }))
  }
  switch (doing.is) {
    case 'exhausted':
    case 'dormant':
    case 'ended':
    case 'withSales':
      return []
    case 'calling':
      return [
        { is: 'happening', after: 1, what: [{ call: 'reached' }] },
        { is: 'happening', after: 1, what: [{ call: 'no_answer' }] },
        { is: 'timer' },
      ]
    case 'listening': {
      const step = stepOf(track, doing.step)
      const acts = kindOf(step)
        .acts(step)
        .map((act) => happeningsOf(act, lead))
        .filter((each) => each.length > 0)
      const together = acts.length > 1 ? [...acts, acts.flat()] : acts
      const late = (wakesAt(state) ?? now) - now - MINUTE
      const instants = late > MINUTE && moment.returned === null ? [1, late] : [1]
      const done = together.flatMap((what) => instants.map((after) => ({ is: 'happening' as const, after, what })))
      return [...done, { is: 'timer' }]
    }
    case 'settling':
    case 'due':
    case 'waiting':
    case 'resting':
    case 'heldOut':
      return [{ is: 'timer' }]
  }
}

/** Each return that the lead may come back by, where it has not come back yet. */
export function returnsAt({ returned, state }: Moment): readonly Choice[] {
  const may = ['due', 'waiting', 'listening', 'exhausted', 'withSales'].includes(state.doing.is)
  return returned === null && may ? recycleReasons.map((reason) => ({ is: 'return', reason })) : []
}

/** What makes each rule of the track act, as far as acts and facts do. */
export function rulesAt({ track, lead, state }: Moment): readonly Choice[] {
  const may = ['due', 'waiting', 'listening', 'exhausted'].includes(state.doing.is)
  if (!may) return []
  return (track.rules ?? []).flatMap((rule) => {
    const what = rule.when === null ? [] : evidenceFor(rule.when, lead)
    return what.length === 0 ? [] : [{ is: 'happening' as const, after: 1, what }]
  })
}

/** What happens where the condition comes to hold; nothing where no act of this lead can do it. */
function evidenceFor(condition: Condition, lead: SimulatedLead): readonly Happening[] {
  if ('on' in condition) return happeningsOf(condition, lead)
  if ('fact' in condition) return condition.is.slice(0, 1).map((is) => ({ fact: condition.fact, is }))
  if ('any' in condition) return condition.any.map((part) => evidenceFor(part, lead)).find((e) => e.length > 0) ?? []
  return 'all' in condition ? condition.all.flatMap((part) => evidenceFor(part, lead)) : []
}

/** Goes one way; undefined where that changes nothing. */
export function take(moment: Moment, choice: Choice): Moment | undefined {
  switch (choice.is) {
    case 'timer':
      return afterTimer(moment)
    case 'fact': {
      const { fact, value } = choice
      const facts = { ...moment.facts, [fact]: value }
      if (value === null || moment.lead.facts[fact] === value) return { ...moment, facts }
      const at = Math.min(moment.now + 1, wakesAt(moment.state) ?? Infinity)
      return { ...afterHappening(moment, at, [{ fact, is: value }]), facts }
    }
    case 'return': {
      const isWithSales = moment.state.doing.is === 'withSales'
      const held = isWithSales ? moment : afterHappening(moment, moment.now + 1, [{ sales: 'opportunity' }])
      const back = afterHappening(held, held.now + MINUTE, [{ returned: choice.reason }])
      return back.state.doing.is === 'withSales' ? undefined : { ...back, returned: choice.reason }
    }
    case 'happening': {
      const then = afterHappening(moment, moment.now + choice.after, choice.what)
      const { doing, theme } = then.state
      const isThere = doing.is === moment.state.doing.is && 'step' in doing && doing.step === positionOf(moment)
      return isThere && then.track === moment.track && theme === moment.state.theme ? undefined : then
    }
  }
}

function positionOf({ state: { doing } }: Moment): string | null {
  return 'step' in doing ? doing.step : null
}

function factsAskedSoon({ track, state, lead }: Moment): readonly string[] {
  const rule = ruleOf(track, state)
  const other = rule.track ? lead.programme.tracks[rule.track] : undefined
  if (other === undefined) return factsSoon(track, state)
  const stage = other.stages.find(({ name }) => name === rule.resume) ?? other.stages[0]
  const first = stage === undefined ? undefined : firstFrom(other, stage.first, stage.name)[0]
  if (first === undefined) return []
  return factsSoon(other, { ...state, doing: { is: 'waiting', step: first, until: 0, unit: 'day' } })
}

/** The act, as often as it is asked for; nothing where it is to a mail that the lead cannot have. */
export function happeningsOf(act: Act, lead: Pick<SimulatedLead, 'sent'>): readonly Happening[] {
  const of = objectOf(act, lead)
  return of === undefined ? [] : Array.from({ length: act.times }, () => ({ act: act.on, of }))
}

function objectOf(act: Act, { sent }: Pick<SimulatedLead, 'sent'>): string | undefined {
  if (act.on === 'clicked' || act.on === 'replied') {
    const had = sent.findLast(({ template }) => template !== null && isAct(act, { kind: act.on, of: template }))
    return had?.template ?? undefined
  }
  return act.of.endsWith('*') ? act.of.slice(0, -1) || 'anything' : act.of
}
