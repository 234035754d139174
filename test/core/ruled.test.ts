/** Which acts and facts the rules of a track mention, and when a fact that is told again is news to them. */
import { describe, expect, it } from 'vitest'
import {
  allOf,
  clicked,
  date,
  exit,
  fact,
  known,
  moves,
  rests,
  restsUntil,
  visited,
  type RuleDraft,
} from '../../core/dsl.ts'
import { compileRules } from '../../core/compile-rules.ts'
import { actsRuled, factsRuled, toldAgain } from '../../core/ruled.ts'
import type { Rule } from '../../core/rule.ts'
import { benchmark } from './lives.ts'

const timeframe = fact('timeframe', ['this-quarter', 'next-year'])
const relation = fact('relation', ['none', 'left'])
const contractEnds = date('contractEnds')

const compiled = (...rules: readonly RuleDraft[]): { rules: readonly Rule[] } => ({
  rules: compileRules(rules, {
    stages: ['compare'],
    complain: () => {},
    span: () => ({ amount: 6, unit: 'month' }),
  }),
})
const left = exit('left', known(relation, 'left'))
const nextYear = rests(allOf(known(timeframe, 'next-year'), visited('/plans')), '6 months')
const whenItEnds = restsUntil(contractEnds, { when: visited('/plans') })
const reads = moves(clicked(benchmark), { stage: 'compare' })
const track = compiled(left, nextYear, whenItEnds, reads)

describe('rules', () => {
  it('mention each act once', () => {
    expect(actsRuled(track).map(({ on, of }) => `${on} ${of}`)).toEqual(['visited /plans', 'clicked benchmark'])
    expect(actsRuled(compiled(restsUntil(contractEnds), left))).toEqual([])
    expect(actsRuled({})).toEqual([])
  })

  it('mention the facts that they ask for, and the days', () => {
    expect(factsRuled(track)).toEqual(['relation', 'timeframe', 'contractEnds'])
    expect(factsRuled({})).toEqual([])
    expect(factsRuled(compiled(restsUntil(contractEnds), reads))).toEqual(['contractEnds'])
  })
})

describe('a fact that is told with the value that was known', () => {
  const known = { timeframe: 'next-year', contractEnds: '2027-10-31', relation: 'left' }

  it('is news where it may let the lead rest anew', () => {
    expect(toldAgain(track, known, known)).toEqual(['timeframe', 'contractEnds'])
    expect(toldAgain(track, known, { timeframe: 'next-year' })).toEqual(['timeframe'])
  })

  it('is not where it is another now, where nothing was said of it, or where no rule asks', () => {
    expect(toldAgain(track, known, { timeframe: 'this-quarter' })).toEqual([])
    expect(toldAgain(track, {}, {})).toEqual([])
    expect(toldAgain(compiled(left), known, known)).toEqual([])
    expect(toldAgain({}, known, known)).toEqual([])
  })
})
