import { actKey, actsOf, factsOf, type Act } from './condition.ts'
import type { Rule } from './rule.ts'
import type { Track } from './track.ts'

type WithRules = Pick<Track, 'rules'>

const ruledActs = new WeakMap<readonly Rule[], readonly Act[]>()
const none: readonly Act[] = []

/** Every act that a rule of the track mentions. */
export function actsRuled({ rules }: WithRules): readonly Act[] {
  if (rules === undefined) return none
  let found = ruledActs.get(rules)
  if (found === undefined) {
    const acts = rules.flatMap(({ when }) => (when ? actsOf(when) : []))
    found = [...new Map(acts.map((act) => [actKey(act), act])).values()]
    ruledActs.set(rules, found)
  }
  return found
}

/** Every fact that a rule of the track mentions. */
export function factsRuled({ rules = [] }: WithRules): readonly string[] {
  return rules.flatMap(factsOfRule)
}

/** The facts that let a lead rest: these matter also when they are told with the value that was known. */
function factsRested({ rules = [] }: WithRules): readonly string[] {
  return rules.filter(letsRest).flatMap(factsOfRule)
}

export function letsRest({ is }: Rule): boolean {
  return is === 'rests' || is === 'restsUntil'
}

export function factsOfRule(rule: Rule): readonly string[] {
  return [...(rule.when ? factsOf(rule.when) : []), ...(rule.is === 'restsUntil' ? [rule.date] : [])]
}

/** Which facts were told with the value that was known, of those that may let a lead of the track rest anew. */
export function toldAgain(
  track: WithRules,
  known: Readonly<Record<string, string>>,
  told: Readonly<Record<string, string>>,
): readonly string[] {
  if (track.rules === undefined) return []
  return [...new Set(factsRested(track))].filter((name) => told[name] !== undefined && told[name] === known[name])
}
