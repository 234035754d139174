import { actsOf, asksFit, factsOf, holds, inWords, plain, type Condition } from './condition.ts'
import type { Duration, Span } from './duration.ts'
import { canonical } from './hash.ts'
import type { Code } from './codes.ts'
import { courseOf, type Course, type Rule, type RuleDraft } from './rule.ts'
import { nameOfTheme } from './theme.ts'

interface Compiling {
  readonly stages: readonly string[]
  /** `at`: the rule that it is about. */
  readonly complain: (at: RuleDraft, where: string, what: string, remedy: string, code: Code) => void
  readonly span: (where: string, text: Duration) => Span
}

/** Compiles the rules of a track, and says what is wrong with each, and with those that stand in another's way. */
export function compileRules(drafts: readonly RuleDraft[], compiling: Compiling): readonly Rule[] {
  const rules = drafts.map((draft, i) => compileRule(draft, whereOf(draft, i), compiling))
  for (const [i, rule] of rules.entries()) {
    const earlier = rules.slice(0, i).find((other) => standsBefore(other, rule))
    const draft = drafts[i]
    if (earlier === undefined || draft === undefined) continue
    const remedy = 'The first rule that holds is the one that acts: remove one of them, or ask for something else.'
    compiling.complain(draft, whereOf(draft, i), `an earlier rule has the same condition`, remedy, 'P116')
  }
  return rules
}

function whereOf({ is }: RuleDraft, i: number): string {
  return `rules[${i}], ${is}`
}

function compileRule(given: RuleDraft, where: string, compiling: Compiling): Rule {
  const complain = (what: string, remedy: string, code: Code): void =>
    compiling.complain(given, where, what, remedy, code)
  // A file without types may leave the condition out: that asks for nothing, as an empty one does.
  const draft = given.is !== 'restsUntil' && given.when === undefined ? { ...given, when: { any: [] } } : given
  if (draft.when !== undefined) checkCondition(draft.when, complain)
  const rule = compiled(draft, where, compiling)
  const course = courseOf(rule)
  const stages = [
    ...(rule.is === 'moves' && rule.from ? rule.from : []),
    ...(course?.stage && course.track === null ? [course.stage] : []),
  ]
  for (const stage of stages.filter((name) => !compiling.stages.includes(name))) {
    complain(`there is no stage ${stage}`, `The track has ${compiling.stages.join(', ')}.`, 'P117')
  }
  const leadsNowhere = course !== null && course.stage === null && course.theme === null && course.track === null
  if (leadsNowhere && rule.is === 'moves') {
    complain('it leads nowhere', "Name a stage, a theme or a track: { stage: 'compare' }.", 'P115')
  }
  if (rule.is === 'goal' && course && course.stage === null && course.track === null) {
    complain('after a goal it goes on nowhere', 'Name a stage or a track, or nothing: then it ends.', 'P115')
  }
  if (rule.is === 'restsUntil' && rule.before && !['day', 'week', 'month'].includes(rule.before.unit)) {
    complain('a day is counted back from in days, weeks or months', "Write before: '3 months'.", 'P111')
  }
  return rule
}

function compiled(draft: RuleDraft, where: string, { span }: Compiling): Rule {
  switch (draft.is) {
    case 'goal':
      return { is: 'goal', name: draft.name, when: plain(draft.when), to: draft.to ? compileCourse(draft.to) : null }
    case 'exit':
      return { is: 'exit', name: draft.name, when: plain(draft.when) }
    case 'moves':
      return { is: 'moves', when: plain(draft.when), from: draft.from ?? null, to: compileCourse(draft.to) }
    case 'rests':
      return { is: 'rests', when: plain(draft.when), rest: span(where, draft.rest), to: compileCourse(draft.to) }
    case 'restsUntil': {
      const before = draft.before === undefined ? null : span(where, draft.before)
      const when = draft.when === undefined ? null : plain(draft.when)
      return { is: 'restsUntil', date: draft.date.fact, before, when, to: compileCourse(draft.to) }
    }
  }
}

function compileCourse({ stage, theme, track }: NonNullable<Extract<RuleDraft, { is: 'moves' }>['to']>): Course {
  return { stage: stage ?? null, theme: theme === undefined ? null : nameOfTheme(theme), track: track ?? null }
}

function checkCondition(when: Condition, complain: (what: string, remedy: string, code: Code) => void): void {
  if (actsOf(when).length === 0 && factsOf(when).length === 0) {
    complain('it asks for nothing that happens', 'Ask for an act, or for a fact: clicked(…), known(…).', 'P115')
    return
  }
  if (asksFit(when)) {
    complain(
      'it asks for a fit, which is known only between touches',
      "Ask for the fact grade: known(fact('grade', ['A', 'B']), 'A').",
      'P115',
    )
  }
  if (holds(when, { count: () => 0, facts: {} })) {
    const what = `"${inWords(when)}" holds for everybody from the first day`
    complain(what, 'Ask for something that happens, or is known, beside what is not there.', 'P115')
  }
}

/** Whether the one always acts before the other can. A transition leaves alone who is where it leads. */
function standsBefore(one: Rule, other: Rule): boolean {
  if (one.is === 'restsUntil' || other.is === 'restsUntil') {
    return one.is === other.is && canonical([one.when, askedDate(one)]) === canonical([other.when, askedDate(other)])
  }
  if (canonical(one.when) !== canonical(other.when)) return false
  if (one.is !== 'moves' || other.is !== 'moves') return one.is !== 'moves'
  return other.from === null ? one.from === null : other.from.every((stage) => movesFrom(one, stage))
}

/** Whether a transition takes leads out of a stage. */
function movesFrom({ from, to }: Extract<Rule, { is: 'moves' }>, stage: string): boolean {
  if (to.track === null && to.stage === stage) return false
  return from === null || from.includes(stage)
}

function askedDate(rule: Rule): string | null {
  return rule.is === 'restsUntil' ? rule.date : null
}
