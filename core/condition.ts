import type { Behaviour, BehaviourKind } from './event.ts'

/** One kind of act, done at least `times` times. */
export interface Act {
  readonly on: BehaviourKind
  /** What it was done to; a trailing `*` matches any ending. */
  readonly of: string
  readonly times: number
}

export const grades = ['A', 'B', 'C', 'D'] as const
/** Fit as a letter, A best. */
export type Grade = (typeof grades)[number]

/** A condition as data: what tracks listen for, what triggers and knockouts ask. */
export type Condition =
  | Act
  | { readonly fact: string; readonly is: readonly string[] }
  | { readonly fit: readonly Grade[] }
  | { readonly any: readonly Condition[] }
  | { readonly all: readonly Condition[] }
  | { readonly not: Condition }

/** What a condition is judged by. */
export interface Evidence {
  /** How often the act was done in the period that counts. */
  readonly count: (act: Act) => number
  readonly facts: Readonly<Record<string, string>>
  readonly grade?: Grade
}

/** Names an act, so that counts can be kept by it. */
export function actKey(act: Act): string {
  return `${act.on} ${act.of}`
}

/** Whether an event is one of these acts. */
export function isAct(act: Act, event: Pick<Behaviour, 'kind' | 'of'>): boolean {
  if (act.on !== event.kind) return false
  return act.of.endsWith('*') ? event.of.startsWith(act.of.slice(0, -1)) : act.of === event.of
}

/** Whether the condition holds on this evidence. A fact that is not known is no value: it equals nothing. */
export function holds(condition: Condition, evidence: Evidence): boolean {
  if ('on' in condition) return evidence.count(condition) >= condition.times
  if ('fact' in condition) return condition.is.includes(evidence.facts[condition.fact] ?? '')
  if ('fit' in condition) return evidence.grade !== undefined && condition.fit.includes(evidence.grade)
  if ('any' in condition) return condition.any.some((part) => holds(part, evidence))
  if ('all' in condition) return condition.all.every((part) => holds(part, evidence))
  return !holds(condition.not, evidence)
}

/** Every act that the condition mentions. */
export function actsOf(condition: Condition): readonly Act[] {
  if ('on' in condition) return [condition]
  if ('any' in condition) return condition.any.flatMap(actsOf)
  if ('all' in condition) return condition.all.flatMap(actsOf)
  if ('not' in condition) return actsOf(condition.not)
  return []
}

/** Every fact that the condition mentions. */
export function factsOf(condition: Condition): readonly string[] {
  if ('fact' in condition) return [condition.fact]
  if ('any' in condition) return condition.any.flatMap(factsOf)
  if ('all' in condition) return condition.all.flatMap(factsOf)
  if ('not' in condition) return factsOf(condition.not)
  return []
}

/** The condition in words, as pages and `explain` print it. */
export function inWords(condition: Condition): string {
  if ('on' in condition) {
    return `${condition.on} ${condition.of}${condition.times > 1 ? ` ${condition.times} times` : ''}`
  }
  if ('fact' in condition) return `${condition.fact} is ${condition.is.join(' or ')}`
  if ('fit' in condition) return `fit is ${condition.fit.join(' or ')}`
  if ('any' in condition) return condition.any.map(nested).join(' or ')
  if ('all' in condition) return condition.all.map(nested).join(' and ')
  return `not ${nested(condition.not)}`
}

function nested(condition: Condition): string {
  return 'any' in condition || 'all' in condition ? `(${inWords(condition)})` : inWords(condition)
}

/** Whether the condition asks for the fit. */
export function asksFit(condition: Condition): boolean {
  if ('any' in condition) return condition.any.some(asksFit)
  if ('all' in condition) return condition.all.some(asksFit)
  return 'not' in condition ? asksFit(condition.not) : 'fit' in condition
}

/** The condition as plain data: trigger objects and frozen constructors lose what is not part of the form. */
export function plain(condition: Condition): Condition {
  if ('on' in condition) return { on: condition.on, of: condition.of, times: condition.times }
  if ('any' in condition) return { any: condition.any.map(plain) }
  if ('all' in condition) return { all: condition.all.map(plain) }
  if ('not' in condition) return { not: plain(condition.not) }
  if ('fact' in condition) return { fact: condition.fact, is: condition.is }
  return { fit: condition.fit }
}
