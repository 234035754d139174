import { describe, expect, it } from 'vitest'
import { allOf, known, requested, theme, trigger, visited, type Trigger } from '../../core/dsl.ts'
import { lifecycles, mayPromote } from '../../core/lifecycle.ts'
import { problemLine } from '../../core/problem.ts'
import {
  compileQuality,
  fitOf,
  judge,
  openQuestions,
  routesTo,
  triggersFired,
  type QualityDraft,
} from '../../core/quality.ts'
import { agreed, definition, demo, pricing, role, size, sound } from './lives.ts'

const mistakes = (change: Partial<QualityDraft>): readonly string[] => {
  const checked = compileQuality({ ...agreed, ...change })
  return 'problems' in checked ? checked.problems.map(problemLine) : []
}

describe('a mistake in the quality definition says where, what, and what to do', () => {
  const isLarge: Trigger = trigger('is large', known(size, 'large'))

  it.each<[string, Partial<QualityDraft>, ...string[]]>([
    [
      'no trigger',
      { triggers: [] },
      'quality agreed, triggers: nothing may promote a lead. Name at least one trigger.',
    ],
    [
      'a trigger without an act',
      { triggers: [isLarge] },
      'quality agreed, trigger is large: it needs no act of the lead. Static facts alone cannot promote (R56): add what the lead must do.',
    ],
    [
      'a trigger twice',
      { triggers: [demo, demo] },
      'quality agreed, trigger asked for a demo: it is there twice. Give one of them another name.',
    ],
    [
      'a knockout that asks for an act',
      { knockouts: [{ name: 'looks for a job', when: visited('/jobs') }] },
      'quality agreed, knockout looks for a job: visited /jobs: it is judged on facts and fit alone. Declare a fact that the act sets, and ask for that.',
    ],
    [
      'a route that asks for an act',
      { routing: { rules: [{ when: requested('demo'), to: ['ada'] }], otherwise: ['ben'] } },
      'quality agreed, routing to ada: requested demo: it is judged on facts and fit alone. Declare a fact that the act sets, and ask for that.',
    ],
    [
      'nobody to route to',
      { routing: { rules: [], otherwise: [] } },
      'quality agreed, routing.otherwise: a lead that no rule routes would have no owner. Name the reps of the default queue (R24).',
    ],
    [
      'grades that overlap',
      { fit: { ...agreed.fit, from: { A: 10, B: 10, C: 5 } } },
      'quality agreed, fit.from: grades overlap. A must need more points than B, and B more than C.',
    ],
    [
      'grades that meet',
      { fit: { ...agreed.fit, from: { A: 20, B: 5, C: 5 } } },
      'quality agreed, fit.from: grades overlap. A must need more points than B, and B more than C.',
    ],
    [
      'a hold-out of nearly everybody',
      { holdOut: 0.6 },
      'quality agreed, holdOut: 0.6 is no share of the leads to leave alone. Give a number from 0 to 0.5: 0.1 for a tenth.',
    ],
    [
      'a hold-out of less than nobody',
      { holdOut: -0.1 },
      'quality agreed, holdOut: -0.1 is no share of the leads to leave alone. Give a number from 0 to 0.5: 0.1 for a tenth.',
    ],
    [
      'one side that did not sign',
      { approvals: agreed.approvals.slice(0, 1) },
      "quality agreed, approvals: sales has not approved it. Add { by: 'sales', who: '…', on: 'YYYY-MM-DD' } once they have (R18).",
    ],
    [
      'a reminder after the lead was taken back',
      { sla: { ...agreed.sla, remind: '4 business days' } },
      'quality agreed, sla: remind, reassign and takeBack do not follow one another. Give each more time than the one before.',
    ],
    [
      'a reminder at the moment at which another takes over',
      { sla: { ...agreed.sla, remind: '1 business day' } },
      'quality agreed, sla: remind, reassign and takeBack do not follow one another. Give each more time than the one before.',
    ],
    [
      'no time at all in an order of times',
      { sla: { ...agreed.sla, remind: '0 days', takeBack: '0 days' } },
      "quality agreed, sla.remind: '0 days' is no time at all. Write it as '4 business hours' or '3 days'.",
      "quality agreed, sla.takeBack: '0 days' is no time at all. Write it as '4 business hours' or '3 days'.",
    ],
    [
      'no time in which interest fades',
      { interest: [{ act: visited('/docs'), points: 20, halfLife: '0 days', theme: null }] },
      "quality agreed, interest visited /docs: '0 days' is no time at all. Write it as '4 business hours' or '3 days'.",
    ],
    [
      'no time at all',
      { sla: { ...agreed.sla, review: '0 days' } },
      "quality agreed, sla.review: '0 days' is no time at all. Write it as '4 business hours' or '3 days'.",
    ],
  ])('%s', (_, change, ...sentences) => {
    expect(mistakes(change)).toEqual(sentences)
  })
})

describe('the compiled definition', () => {
  const compiled = (change: Partial<QualityDraft>) => sound(compileQuality({ ...agreed, ...change }))

  it.each([0, 0.1, 0.5])('may hold out a share of %s', (holdOut) => {
    expect(compiled({ holdOut }).holdOut).toBe(holdOut)
  })

  it('has its times as spans, and its themes by name', () => {
    const controls = theme('controls', { problem: 'Nobody checks any more.' })
    const interest = { act: visited('/docs'), points: 20, halfLife: '30 days' } as const
    const criterion = { fact: 'role', question: 'Who decides?', owner: 'rep', method: 'rep_call' } as const
    const { sla, ...whole } = compiled({
      interest: [
        { ...interest, theme: controls },
        { ...interest, theme: null },
      ],
      criteria: [{ ...criterion, due: '3 days' }],
    })
    const halfLife = { amount: 30, unit: 'day' }
    expect(whole.interest).toEqual([
      { ...interest, halfLife, theme: 'controls' },
      { ...interest, halfLife, theme: null },
    ])
    expect(whole.criteria).toEqual([{ ...criterion, due: { amount: 3, unit: 'day' } }])
    expect(sla.reassign).toEqual({ amount: 1, unit: 'business day' })
  })
})

describe('the verdict', () => {
  const large = { size: 'large' }

  it('promotes by an agreed trigger, with the fit and without a knockout, and says by what', () => {
    expect(judge(definition, { lifecycle: 'lead', facts: large }, demo.trigger)).toEqual({
      promoted: true,
      because: ['asked for a demo: requested demo', 'fit is B'],
    })
  })

  it('refuses with every reason there is', () => {
    expect(judge(definition, { lifecycle: 'mql', facts: { role: 'student' } }, 'opened a mail')).toEqual({
      promoted: false,
      because: [
        'opened a mail is no agreed trigger',
        'a lead that is mql cannot become an MQL',
        'fit is D, the floor is B',
        'knockout student',
      ],
    })
  })

  it('never goes over a knockout, whatever the fit', () => {
    const rule = { ...definition, floor: 'D' as const }
    expect(judge(rule, { lifecycle: 'lead', facts: { ...large, role: 'student' } }, demo.trigger).promoted).toBe(false)
  })

  it.each(lifecycles)('lets a lead that is %s rise only where the lifecycle does', (lifecycle) => {
    expect(judge(definition, { lifecycle, facts: large }, demo.trigger).promoted).toBe(mayPromote(lifecycle))
  })
})

describe('a trigger', () => {
  const times = (n: number) => ({ count: () => n, facts: {} })

  it('fires on the act that completes it', () => {
    expect(triggersFired(definition, { kind: 'visited', of: '/pricing' }, times(3))).toEqual([pricing.trigger])
    expect(triggersFired(definition, { kind: 'visited', of: '/pricing' }, times(2))).toEqual([])
  })

  it('that asks for two acts fires on the one that comes last, whichever it is', () => {
    const asks = trigger('asks and reads', allOf(requested('demo'), visited('/pricing')))
    for (const event of [{ kind: 'requested', of: 'demo' } as const, { kind: 'visited', of: '/pricing' } as const]) {
      expect(triggersFired({ triggers: [asks] }, event, times(1))).toEqual(['asks and reads'])
      expect(triggersFired({ triggers: [asks] }, event, times(0))).toEqual([])
    }
  })

  it('does not fire on another act, however often its own was done', () => {
    expect(triggersFired(definition, { kind: 'visited', of: '/jobs' }, times(99))).toEqual([])
  })
})

describe('fit, open questions and routes', () => {
  it.each([
    [{ size: 'large', role: 'cfo' }, 'A', 20],
    [{ size: 'large' }, 'B', 10],
    [{ size: 'small' }, 'D', 0],
    [{}, 'D', 0],
  ])('%o is a grade with its reasons', (facts, grade, points) => {
    expect(fitOf(definition, facts)).toMatchObject({ grade, points, because: { length: points / 10 } })
  })

  it('has each grade from its points on', () => {
    const worth = (points: number) =>
      fitOf({ fit: { ...definition.fit, points: [{ fact: 'size', value: 'large', points }] } }, { size: 'large' }).grade
    expect([20, 19, 10, 9, 5, 4, -5].map(worth)).toEqual(['A', 'B', 'B', 'C', 'C', 'D', 'D'])
  })

  const rich = sound(
    compileQuality({
      ...agreed,
      criteria: [{ fact: 'role', question: 'Who decides?', owner: 'rep', method: 'rep_call', due: '3 days' }],
      routing: { rules: [{ when: known(role, 'cfo'), to: ['ada'] }], otherwise: ['ben'] },
    }),
  )

  it('asks what nobody knows yet', () => {
    expect(openQuestions(rich, {}).map(({ question }) => question)).toEqual(['Who decides?'])
    expect(openQuestions(rich, { role: 'cfo' })).toEqual([])
  })

  it('goes to the first rule that fits, else to the default queue', () => {
    expect(routesTo(rich, { role: 'cfo' })).toEqual(['ada'])
    expect(routesTo(rich, {})).toEqual(['ben'])
  })
})
