import { actsOf, grades, type Condition } from './condition.ts'
import { didYouMean } from './did-you-mean.ts'
import { mayBe, type Fact } from './fact.ts'
import type { Problem } from './problem.ts'
import type { QualityDraft } from './quality.ts'
import type { AnyTemplate } from './template.ts'

/** Each fact that the quality definition declares, with the values that it may take. */
export type DeclaredFacts = ReadonlyMap<string, Pick<Fact, 'values' | 'is'>>

/** `grade`, which is fit as a letter, is every business's own. */
export function declaredFacts({ facts }: Pick<QualityDraft, 'facts'>): DeclaredFacts {
  return new Map<string, Pick<Fact, 'values' | 'is'>>([
    ['grade', { values: grades }],
    ...facts.map((each) => [each.fact, each] as const),
  ])
}

/** Whether a fact is declared, and may take these values. */
export function checkFact(
  where: string,
  fact: string,
  values: readonly string[],
  declared: DeclaredFacts,
): readonly Problem[] {
  const may = declared.get(fact)
  if (may === undefined) {
    const remedy = `Add it to the facts of the quality definition. ${didYouMean(fact, [...declared.keys()])}`
    return [{ where, what: `there is no fact ${fact}`, remedy, code: 'P208' }]
  }
  return values
    .filter((value) => !mayBe(may, value))
    .map((value) => {
      const remedy = may.is === 'date' ? 'It is a day that exists, as 2027-03-31.' : didYouMean(value, may.values)
      return { where, what: `fact ${fact} is never "${value}"`, remedy, code: 'P209' }
    })
}

/** Whether what the conditions ask for exists: facts with these values, and mails to click or to answer. */
export function checkConditions(
  where: string,
  conditions: readonly Condition[],
  whole: { readonly quality: QualityDraft; readonly templates: readonly AnyTemplate[] },
): readonly Problem[] {
  const declared = declaredFacts(whole.quality)
  // `mail` is what a reply was to where nobody can tell.
  const mails = ['mail', ...whole.templates.filter(({ purpose }) => purpose !== 'system').map(({ name }) => name)]
  const acts = conditions.flatMap(actsOf)
  return [
    ...conditions.flatMap(factsIn).flatMap(({ fact, is }) => {
      const what = `known(${fact}) names no value, so it never holds`
      const unnamed = { where, what, remedy: 'Name the values.', code: 'P210' as const }
      return [...(is.length === 0 ? [unnamed] : []), ...checkFact(where, fact, is, declared)]
    }),
    ...acts
      .filter(({ on, of }) => (on === 'clicked' || on === 'replied') && !of.endsWith('*') && !mails.includes(of))
      .map(({ on, of }) => ({
        where,
        what: `nobody can have ${on} ${of}: it is not one of the programme's mails to leads`,
        remedy: didYouMean(of, mails),
        code: 'P211' as const,
      })),
  ]
}

type FactAsked = Extract<Condition, { fact: string }>

function factsIn(condition: Condition): readonly FactAsked[] {
  if ('fact' in condition) return [condition]
  if ('any' in condition) return condition.any.flatMap(factsIn)
  if ('all' in condition) return condition.all.flatMap(factsIn)
  if ('not' in condition) return factsIn(condition.not)
  return []
}
