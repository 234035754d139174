import { describe, expect, it } from 'vitest'
import { assumed, behaviour, type BehaviourDraft } from '../../core/behaviour.ts'
import { checkBehaviour, compileBehaviour } from '../../core/compile-behaviour.ts'
import { compileSimulated } from '../../core/compile-simulated.ts'
import { after, afterMail, compilePersona, persona } from '../../core/persona.ts'
import { clicked, requested, visited } from '../../core/dsl.ts'
import { problemLine, type Checked } from '../../core/problem.ts'
import type { ProgrammeDraft } from '../../core/programme.ts'
import { agreed, benchmark, sound, story } from './lives.ts'

const said = (checked: Checked<unknown>): readonly string[] =>
  'problems' in checked ? checked.problems.map(problemLine) : []

describe('behaviour rates', () => {
  it('are all assumed where nothing is stated', () => {
    const { mails, sales } = sound(compileBehaviour({}))
    expect(mails.clicks).toEqual(assumed.mails.clicks)
    expect(sales.answersWithin).toEqual({ amount: 1, unit: 'business day' })
  })

  it.each<[BehaviourDraft, string]>([
    [
      { mails: { clicks: { educate: 1.4 } } },
      'behaviour, mails.clicks.educate: 1.4 is no share. Write a number from 0 to 1',
    ],
    [{ sales: { accepts: 0.9, returns: { bad_timing: 0.2 } } }, 'behaviour, sales: the shares add up to 1.15'],
    [{ who: { tempers: [{ share: 0.5, times: -1 }] } }, 'behaviour, who.tempers[0].times: -1 is no rate'],
    [{ visits: [{ path: 'pricing', perMonth: 1 }] }, 'behaviour, visits: "pricing" is no page'],
    [{ requests: [{ what: 'demo', perMail: 0.1, fromTouch: 0 }] }, 'behaviour, requests, demo: fromTouch is 0'],
    [{ arriveOver: '-3 days' }, "behaviour, arriveOver: '-3 days' is negative"],
    [
      { forms: [{ form: 'f', tells: { size: { large: 0.7, small: 0.7 } } }] },
      'behaviour, forms, f, tells.size: the shares add up to 1.4',
    ],
  ])('that cannot be are refused: %j', (draft, sentence) => {
    expect(said(compileBehaviour(draft)).join('\n')).toContain(sentence)
  })

  it('name facts and themes of the programme', () => {
    const draft: BehaviourDraft = {
      who: { facts: { size: { huge: 0.1 }, colour: { red: 1 } } },
      mails: { themes: { 'slow-clos': 2 } },
    }
    const problems = checkBehaviour(draft, { quality: agreed, themes: ['slow-close'] })
      .map(problemLine)
      .join('\n')
    expect(problems).toContain('behaviour, who.facts: fact size is never "huge"')
    expect(problems).toContain('there is no fact colour')
    expect(problems).toContain('no mail has the theme slow-clos. Did you mean slow-close?')
  })
})

describe('a persona', () => {
  const world = { tracks: ['first'], mails: [benchmark.name], quality: agreed }

  it('names what the programme has', () => {
    const ann = persona('Ann', {
      zone: 'Europe/Berlin',
      track: 'frist',
      facts: { size: 'huge' },
      does: [
        after('soon' as '1 day', requested('demo')),
        afterMail(story, '1 day', clicked(benchmark)),
        after('2 days', visited('/p*')),
      ],
    })
    const problems = said(compilePersona(ann, world)).join('\n')
    expect(problems).toContain('persona Ann: there is no track frist. Did you mean first?')
    expect(problems).toContain('fact size is never "huge"')
    expect(problems).toContain("'soon' is not a duration")
    expect(problems).toContain("story is not one of the programme's mails to leads")
    expect(problems).toContain('nobody does "visited /p*"')
  })

  it('names experiments and variants of the programme', () => {
    const experiments = { opening: ['benchmark', 'steps'] }
    const inVariants = (variants: Readonly<Record<string, string>>) =>
      said(compilePersona(persona('Ann', { zone: 'Europe/Berlin', variants }), { ...world, experiments }))
    expect(inVariants({ opening: 'steps' })).toEqual([])
    expect(inVariants({ openin: 'steps' })).toEqual([
      'persona Ann: no track has the experiment openin. Did you mean opening?',
    ])
    expect(inVariants({ opening: 'step' })).toEqual([
      'persona Ann: the experiment opening has no variant step. Did you mean steps?',
    ])
  })
})

describe('what personas and behaviour name, and is not there,', () => {
  const wrong = (...names: readonly string[]) =>
    names.map((name) => persona(name, { zone: 'Europe/Berlin', facts: { sizee: 'large' } }))
  const whole = { themes: [], tracks: [], quality: agreed }
  const problemsIn = (draft: Pick<ProgrammeDraft, 'personas' | 'behaviour'>) => {
    const checked = compileSimulated({ ...whole, ...draft }, [], [])
    return 'problems' in checked ? checked.problems : []
  }

  it('is told with code, place and remedy', () => {
    const rates = behaviour({ who: { facts: { colour: { red: 1 } } } })
    for (const problems of [problemsIn({ personas: wrong('Ann') }), problemsIn({ behaviour: rates })]) {
      expect(problems).toMatchObject([
        { code: 'P225', at: { file: expect.stringContaining('behaviour.test') as string } },
      ])
      expect(problems[0]?.remedy).toContain('Add it to the facts of the quality definition.')
    }
  })

  it('is told once, also where several personas have the same mistake', () => {
    expect(problemsIn({ personas: wrong('Ann', 'Ben', 'Cleo') }).map(problemLine)).toEqual([
      expect.stringContaining('persona Ann: there is no fact sizee (so in 3 personas). ') as string,
    ])
  })
})
