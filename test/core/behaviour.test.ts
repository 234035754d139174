import { describe, expect, it } from 'vitest'
import { assumed, behaviour, type BehaviourDraft } from '../../core/behaviour.ts'
import { checkBehaviour, compileBehaviour } from '../../core/compile-behaviour.ts'
import { compileSimulated } from '../../core/compile-simulated.ts'
import { after, afterMail, compilePersona, persona } from '../../core/persona.ts'
import { clicked, requested, visited } from '../../core/dsl.ts'
import { problemLine, type Checked } from '../../core/problem.ts'
import type { ProgrammeDraft } from '../../core/programme.ts'
import { systemTemplate } from '../../core/template.ts'
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
    [{ mails: { unsubscribes: -0.1 } }, 'behaviour, mails.unsubscribes: -0.1 is no share'],
    [{ mails: { replies: { prove: 2 } } }, 'behaviour, mails.replies.prove: 2 is no share'],
    [{ who: { facts: { size: { large: 2 } } } }, 'behaviour, who.facts.size.large: 2 is no share'],
    [{ who: { places: [{ zone: 'UTC', share: 2 }] } }, 'behaviour, who.places, UTC: 2 is no share'],
    [{ visits: [{ path: '/docs', afterClick: 2 }] }, 'behaviour, visits, /docs, afterClick: 2 is no share'],
    [{ forms: [{ form: 'f', afterClick: 2 }] }, 'behaviour, forms, f, afterClick: 2 is no share'],
    [{ requests: [{ what: 'demo', perMail: 2 }] }, 'behaviour, requests, demo, perMail: 2 is no share'],
    [{ sales: { accepts: 1.2 } }, 'behaviour, sales.accepts: 1.2 is no share'],
    [{ calls: { results: { reached: 0.9, no_answer: 0.4 } } }, 'behaviour, calls.results: the shares add up to 1.3'],
    [{ visits: [{ path: '/docs', perMonth: Infinity }] }, 'behaviour, visits, /docs, perMonth: Infinity is no rate'],
    [{ forms: [{ form: 'f', perMonth: -1 }] }, 'behaviour, forms, f, perMonth: -1 is no rate'],
    [{ visits: [{ path: '/docs*' }] }, 'behaviour, visits: "/docs*" is no page'],
    [{ requests: [{ what: 'demo', perMail: 0, fromTouch: 1.5 }] }, 'behaviour, requests, demo: fromTouch is 1.5'],
    [{ arriveOver: '-3 days' }, "behaviour, arriveOver: '-3 days' is negative"],
    [
      { forms: [{ form: 'f', tells: { size: { large: 0.7, small: 0.7 } } }] },
      'behaviour, forms, f, tells.size: the shares add up to 1.4',
    ],
  ])('that cannot be are refused: %j', (draft, sentence) => {
    expect(said(compileBehaviour(draft)).join('\n')).toContain(sentence)
  })

  it('are what is stated, and the rest is assumed', () => {
    const visits = [{ path: '/docs', perMonth: 0 }]
    const forms = [{ form: 'f', tells: { size: { large: 1 } } }]
    const requests = [{ what: 'demo', perMail: 0, fromTouch: 1 }]
    const stated = {
      mails: { unsubscribes: 0, replies: { prove: 1 } },
      calls: { within: '1 week' },
      visits,
      forms,
      requests,
    } as const
    expect(sound(compileBehaviour(stated))).toMatchObject({
      mails: { unsubscribes: 0, bounces: assumed.mails.bounces, replies: { ...assumed.mails.replies, prove: 1 } },
      calls: { results: assumed.calls.results, within: { amount: 1, unit: 'week' } },
      visits,
      forms,
      requests,
    })
    expect(sound(compileBehaviour({}))).toMatchObject({ visits: [], forms: [], requests: [] })
  })

  it('name nothing of the programme where they state nothing', () => {
    expect(checkBehaviour({}, { quality: agreed, themes: [] })).toEqual([])
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

  it('is told once where one persona has the same mistake twice', () => {
    const twice = persona('Ann', {
      zone: 'UTC',
      does: ['1 day', '2 days'].map((day) => after(day as '1 day', clicked(story))),
    })
    expect(problemsIn({ personas: [twice] }).map(problemLine)).toEqual([
      "persona Ann: story is not one of the programme's mails to leads. There is none yet.",
    ])
  })

  it('is one of two personas of one name', () => {
    const said = problemsIn({ personas: ['Ann', 'Ben', 'Ann'].map((name) => persona(name, { zone: 'UTC' })) })
    expect(said.map(problemLine)).toEqual(['persona Ann: two personas have this name. Rename one of them.'])
    expect(said[0]?.code).toBe('P202')
  })

  it('is a mail to our own people, to the persona and to the behaviour alike', () => {
    const handoff = systemTemplate('handoff', { subject: 'x' })
    const draft = {
      ...whole,
      personas: [persona('Ann', { zone: 'UTC', does: [after('1 day', clicked(handoff as never))] })],
      behaviour: behaviour({ mails: { themes: { 'slow-close': 2, other: 2 }, clicks: { prove: 3 } } }),
    }
    const checked = compileSimulated(draft, [handoff, story], [])
    expect(said(checked)).toEqual([
      "persona Ann: handoff is not one of the programme's mails to leads. There are: story.",
      expect.stringContaining('behaviour, mails.clicks.prove: 3 is no share') as string,
      expect.stringContaining('behaviour, mails.themes: no mail has the theme other.') as string,
    ])
  })

  it('is told once, also where several personas have the same mistake', () => {
    expect(problemsIn({ personas: wrong('Ann', 'Ben', 'Cleo') }).map(problemLine)).toEqual([
      expect.stringContaining('persona Ann: there is no fact sizee (so in 3 personas). ') as string,
    ])
  })
})

describe('what only the simulator reads of a programme', () => {
  const compiledWith = (draft: Partial<ProgrammeDraft>) =>
    sound(compileSimulated({ themes: [], tracks: [], quality: agreed, ...draft }, [story], []))

  it('is nothing where nothing is stated', () => {
    expect(compiledWith({})).toEqual({ personas: [], behaviour: null })
  })

  it('are the personas and the behaviour, compiled', () => {
    const ann = persona('Ann', { zone: 'UTC', does: [after('2 days', clicked(story))] })
    const { personas, behaviour: rates } = compiledWith({
      personas: [ann],
      behaviour: behaviour({ arriveOver: '1 week' }),
    })
    expect(personas).toMatchObject([{ persona: 'Ann', does: [{ after: { amount: 2, unit: 'day' } }] }])
    expect(rates?.arriveOver).toEqual({ amount: 1, unit: 'week' })
  })
})
