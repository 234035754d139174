/** What a track, a trigger or a knockout may ask for, and how it is said. */
import { describe, expect, it } from 'vitest'
import {
  actsOf,
  asksFit,
  factsOf,
  holds,
  inWords,
  isAct,
  plain,
  type Condition,
  type Evidence,
} from '../../core/condition.ts'
import { allOf, anyOf, clicked, known, not, requested, trigger, visited } from '../../core/dsl.ts'
import { benchmark, role, size } from './lives.ts'

const nobody: Evidence = { count: () => 0, facts: {} }
const did = (name: string, times = 1): Evidence => ({ ...nobody, count: ({ of }) => (of === name ? times : 0) })
const aLargeCfo: Evidence = { ...nobody, facts: { size: 'large', role: 'cfo' } }

describe('a condition holds', () => {
  it('of an act that was done often enough', () => {
    const twice = visited('/pricing', { times: 2 })
    expect([1, 2, 3].map((times) => holds(twice, did('/pricing', times)))).toEqual([false, true, true])
  })

  it('of a fact that has one of the values; what is not known equals nothing', () => {
    const largeOrMedium = known(size, 'large', 'small')
    expect(holds(largeOrMedium, aLargeCfo)).toBe(true)
    expect(holds(known(size, 'small'), aLargeCfo)).toBe(false)
    expect(holds(largeOrMedium, nobody)).toBe(false)
  })

  it('of a fit that is known to be one of the grades', () => {
    expect(holds({ fit: ['A', 'B'] }, { ...nobody, grade: 'B' })).toBe(true)
    expect(holds({ fit: ['A', 'B'] }, { ...nobody, grade: 'C' })).toBe(false)
    expect(holds({ fit: ['A', 'B', 'C', 'D'] }, nobody)).toBe(false)
  })

  it('of any, of all, and of what is not', () => {
    const parts = [known(size, 'large'), known(role, 'student')] as const
    expect(holds(anyOf(...parts), aLargeCfo)).toBe(true)
    expect(holds(allOf(...parts), aLargeCfo)).toBe(false)
    expect(holds(allOf(parts[0], not(parts[1])), aLargeCfo)).toBe(true)
    expect(holds(not(parts[0]), aLargeCfo)).toBe(false)
  })
})

describe('an act', () => {
  it('is the same kind of thing done to the same, or to one that begins the same', () => {
    const [docs] = actsOf(visited('/docs/*'))
    const [pricing] = actsOf(visited('/pricing'))
    expect(isAct(docs!, { kind: 'visited', of: '/docs/api' })).toBe(true)
    expect(isAct(docs!, { kind: 'visited', of: '/doc' })).toBe(false)
    expect(isAct(docs!, { kind: 'clicked', of: '/docs/api' })).toBe(false)
    expect(isAct(pricing!, { kind: 'visited', of: '/pricing' })).toBe(true)
    expect(isAct(pricing!, { kind: 'visited', of: '/pricing/old' })).toBe(false)
  })
})

describe('a condition within conditions', () => {
  const wanted: Condition = anyOf(
    allOf(clicked(benchmark), known(size, 'large', 'small')),
    not(visited('/jobs', { times: 2 })),
    not(known(role, 'student')),
  )
  const deepFit: Condition = { all: [known(size, 'large'), { any: [{ not: { fit: ['D'] } }] }] }

  it('is asked for each act and each fact that it mentions, however deep', () => {
    expect(actsOf(wanted).map(({ of }) => of)).toEqual(['benchmark', '/jobs'])
    expect(factsOf(wanted)).toEqual(['size', 'role'])
    expect([actsOf(deepFit), factsOf(deepFit)]).toEqual([[], ['size']])
  })

  it('asks for the fit where any part of it does', () => {
    expect(asksFit(deepFit)).toBe(true)
    expect(asksFit(anyOf(known(size, 'large'), { fit: ['A'] }))).toBe(true)
    expect(asksFit(wanted)).toBe(false)
  })

  it('is said in words that leave no doubt which part belongs to which', () => {
    expect(inWords(wanted)).toBe(
      '(clicked benchmark and size is large or small) or not visited /jobs 2 times or not role is student',
    )
    expect(inWords({ not: { any: [{ fit: ['C', 'D'] }, requested('demo')] } })).toBe(
      'not (fit is C or D or requested demo)',
    )
  })

  it('is plain data without what its constructors added', () => {
    const asked = anyOf(trigger('asked', requested('demo')).when, allOf(known(size, 'large'), not({ fit: ['D'] })))
    expect(plain(asked)).toEqual({
      any: [
        { on: 'requested', of: 'demo', times: 1 },
        { all: [{ fact: 'size', is: ['large'] }, { not: { fit: ['D'] } }] },
      ],
    })
    expect(plain(known(role, 'cfo'))).toEqual({ fact: 'role', is: ['cfo'] })
  })
})
