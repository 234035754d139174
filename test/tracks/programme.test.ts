import { describe, expect, test } from 'vitest'
import {
  allOf,
  anyOf,
  cast,
  clicked,
  date,
  email,
  fact,
  known,
  not,
  replied,
  requested,
  split,
  stage,
  theme,
  track,
  trigger,
  type NamedTrackDraft,
  type ReturnDraft,
} from '../../core/dsl.ts'
import { ofLead, text } from '../../core/merge.ts'
import { problemLine } from '../../core/problem.ts'
import { persona } from '../../core/persona.ts'
import { compileProgramme, type ProgrammeDraft } from '../../core/programme.ts'
import { points, type QualityDraft } from '../../core/quality.ts'
import { recycleReasons, type RecycleReason } from '../../core/reasons.ts'
import { template } from '../../core/template.ts'
import { isTouch } from '../../core/steps.ts'
import { factsAsked } from '../../core/track.ts'
import * as mail from '../../templates/index.ts'
import shipped from '../../tracks/index.ts'

const problemsOf = (draft: ProgrammeDraft): string[] => {
  const compiled = compileProgramme(draft)
  return 'problems' in compiled ? compiled.problems.map(problemLine) : []
}

/** Where the list of choices follows, the sentence need not name them all. */
const startsWith = (words: string): RegExp => new RegExp(`^${words.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`)

const finance = shipped.tracks.find(({ name }) => name === 'finance-leaders') as NamedTrackDraft
const operations = shipped.tracks.find(({ name }) => name === 'operations-leaders') as NamedTrackDraft

/** The shipped programme with something else in its track for finance leaders. */
const withTrack = (change: Partial<NamedTrackDraft>): ProgrammeDraft => ({
  ...shipped,
  tracks: [{ ...finance, ...change }, operations],
})
const withSteps = (...steps: NamedTrackDraft['stages'][string]['steps']): ProgrammeDraft =>
  withTrack({ stages: { ...finance.stages, compare: stage('There is more than one way out', steps) } })
const withReturn = (reason: RecycleReason, rule: ReturnDraft<string>): ProgrammeDraft =>
  withTrack({ onReturn: { ...finance.onReturn, [reason]: rule } })
const withQuality = (change: Partial<QualityDraft>): ProgrammeDraft => ({
  ...shipped,
  quality: { ...shipped.quality, ...change },
})

describe('the programme that ships', () => {
  const compiled = compileProgramme(shipped)
  const tracks = 'ok' in compiled ? compiled.ok.tracks : []

  test('compiles without a problem', () => {
    expect(problemsOf(shipped)).toEqual([])
    expect(tracks.map(({ name }) => name)).toEqual(['finance-leaders', 'operations-leaders', 'not-ready-yet'])
  })

  test('answers every reason for which sales gives a lead back, once by another track and theme', () => {
    for (const { onReturn } of tracks) expect(Object.keys(onReturn).sort()).toEqual([...recycleReasons].sort())
    expect(tracks.map(({ onReturn }) => onReturn.no_budget_now)).toMatchObject([
      { track: null, resume: 'stayClose', open: 'return-no_budget_now/budget-season#2027' },
      { track: 'finance-leaders', theme: 'business-case' },
      { track: null },
    ])
  })

  test('has mails and calls, and asks for the persona and nothing else', () => {
    const calls = tracks.map(({ steps }) => steps.filter(isTouch).filter(({ kind }) => kind === 'call').length)
    expect(calls).toEqual([1, 1, 0])
    expect(tracks.flatMap(factsAsked)).toEqual(['persona'])
  })

  test('casts of three themes in one track', () => {
    const { pieces = [], follows } = tracks.find(({ name }) => name === 'not-ready-yet') ?? {}
    expect(follows?.themes).toEqual(['controls', 'integration', 'slow-close'])
    const written = pieces.map(({ theme, stage }) => `${theme} ${stage}`)
    expect([...new Set(written)].toSorted()).toEqual([
      'controls compare',
      'controls recognise',
      'integration compare',
      'integration recognise',
      'slow-close recognise',
      'slow-close stayClose',
    ])
  })
})

describe('a mistake in the whole says where, what, and what to do:', () => {
  const offered = fact('persona', ['finance', 'sports'])
  const about = { subject: 'x', theme: 'slow-close', stage: 'compare', purpose: 'educate' } as const
  const stray = template('stray', about)
  const late = template('late', { subject: 'x', theme: 'slow-close', stage: 'comprae', purpose: 'educate' })
  const nosy = template('nosy', { ...stray, merge: { age: ofLead('fact:age', '?') } })
  const story = template('peer-story', { ...mail.peerStory, merge: { custmer: text() } })

  test.each<[string, ProgrammeDraft, string]>([
    [
      'a trigger that nobody agreed on',
      withTrack({ salesReady: [trigger('demoo', requested('demo'))] }),
      'track finance-leaders, salesReady: trigger demoo is not in the quality definition. Did you mean demo?',
    ],
    [
      'a trigger that means something else here',
      withTrack({ salesReady: [trigger('demo', requested('anything'))] }),
      'track finance-leaders, salesReady: trigger demo fires on "requested anything" here, and on "requested demo" in the quality definition. Declare it once and use it in both places.',
    ],
    [
      'a mail that is not among the templates',
      withSteps(email(stray)),
      "track finance-leaders, stage compare, step stray: template stray is not one of the programme's mails to leads. Add it to programme({ templates }). There are:",
    ],
    [
      'a merge field that is given by a wrong name',
      withSteps(email(story, { custmer: 'Norwind' })),
      'track finance-leaders, stage compare, step peer-story:norwind: it gives custmer, which peer-story leaves no room for. Did you mean customer?',
    ],
    [
      'a merge field that is not given',
      withSteps(email(story, { custmer: 'Norwind' })),
      'track finance-leaders, stage compare, step peer-story:norwind: peer-story needs daysSaved. Give it a number: email(…, { daysSaved: 6 }).',
    ],
    [
      'a mail for a stage that its track does not have',
      { ...withSteps(email(late)), templates: { ...mail, late } },
      'template late: it is written for stage comprae, which no track that sends it has. Did you mean compare?',
    ],
    [
      'a mail that tells a fact which nobody keeps',
      { ...shipped, templates: { ...mail, nosy } },
      'template nosy: there is no fact age. Add it to the facts of the quality definition.',
    ],
    [
      'a choice by a value that the fact never has',
      withSteps({ kind: 'choose', fact: offered, cases: { sports: [email(mail.apiTour)] }, otherwise: [] }),
      'track finance-leaders, stage compare, step choose-persona: fact persona is never "sports". There are: finance, operations, technical.',
    ],
    [
      'a click on a mail that does not exist',
      withQuality({ becomesLead: clicked(stray) }),
      "quality ledgerline, becomesLead: nobody can have clicked stray: it is not one of the programme's mails to leads. There are:",
    ],
    [
      'a return to a track that does not exist',
      withReturn('bad_timing', { rest: '2 weeks', track: 'operations-leader' }),
      'track finance-leaders, onReturn.bad_timing: there is no track operations-leader. Did you mean operations-leaders?',
    ],
    [
      'a return to a stage that the other track does not have',
      withReturn('bad_timing', { rest: '2 weeks', track: 'operations-leaders', resume: 'stayClose' }),
      'track finance-leaders, onReturn.bad_timing: track operations-leaders has no stage stayClose. There are: compare, recognise.',
    ],
    [
      'a return to a theme that nothing has',
      withReturn('bad_timing', { rest: '2 weeks', theme: 'slow-closing' }),
      'track finance-leaders, onReturn.bad_timing: there is no theme slow-closing. Did you mean slow-close?',
    ],
    [
      'an intake that is no track',
      withQuality({ intake: 'finance-leader' }),
      'quality ledgerline, intake: there is no track finance-leader. Did you mean finance-leaders?',
    ],
    [
      'a lead that is routed to nobody',
      withQuality({ routing: { rules: [], otherwise: ['sales-dahc'] } }),
      'quality ledgerline, routing.otherwise: there is no rep sales-dahc. Did you mean sales-dach?',
    ],
    [
      'points for a value that a fact never has',
      withQuality({ fit: { ...shipped.quality.fit, points: points(offered, { sports: 5 }) } }),
      'quality ledgerline, fit.points: fact persona is never "sports".',
    ],
    [
      'a question for a fact that nobody declared',
      withQuality({ criteria: [{ ...shipped.quality.criteria[0]!, fact: 'industri' }] }),
      'quality ledgerline, criteria: there is no fact industri. Add it to the facts of the quality definition. Did you mean industry?',
    ],
    [
      'a knockout that names no value',
      withQuality({ knockouts: [{ name: 'none', when: known(offered) }] }),
      'quality ledgerline, knockout none: known(persona) names no value, so it never holds. Name the values.',
    ],
    [
      'interest in a theme that nothing has',
      withQuality({ interest: [{ act: requested('demo'), points: 1, halfLife: '30 days', theme: 'contrals' }] }),
      'quality ledgerline, interest requested demo: there is no theme contrals. Did you mean controls?',
    ],
    [
      'two tracks of one name',
      { ...shipped, tracks: [...shipped.tracks, operations] },
      "track operations-leaders: two of the programme's tracks have this name. Rename one of them.",
    ],
    [
      'two mails of one name',
      { ...shipped, templates: [...Object.values(mail), mail.apiTour] },
      "template api-tour: two of the programme's templates have this name. Rename one of them.",
    ],
    [
      'two themes of one name',
      { ...shipped, themes: [...Object.values(shipped.themes), theme('controls', { problem: 'Again.' })] },
      "theme controls: two of the programme's themes have this name.",
    ],
    [
      'two reps of one name',
      { ...shipped, reps: [...shipped.reps, shipped.reps[0]!] },
      "rep sales-dach: two of the programme's reps have this name.",
    ],
    [
      'a fact of a name that the engine keeps',
      withQuality({ facts: [...shipped.quality.facts, fact('grade', ['A'])] }),
      "fact grade: two of the programme's facts have this name.",
    ],
    [
      'a theme that answers no problem',
      { ...shipped, themes: [...Object.values(shipped.themes), theme('idle', { problem: ' ' })] },
      'theme idle: it answers no problem. Say it in the words of the customer.',
    ],
    [
      'a track for a theme that nobody declared',
      withTrack({ theme: 'slow-closing' }),
      'track finance-leaders: there is no theme slow-closing. Did you mean slow-close?',
    ],
    [
      'a stage for a theme that nobody declared',
      withTrack({
        stages: { ...finance.stages, compare: stage('…', [email(mail.apiTour)], { theme: 'slow-closing' }) },
      }),
      'track finance-leaders, stage compare: there is no theme slow-closing. Did you mean slow-close?',
    ],
    [
      'a mail for a theme that nobody declared',
      { ...shipped, templates: { ...mail, lost: template('lost', { ...about, theme: 'slow-closing' }) } },
      'template lost: there is no theme slow-closing. Did you mean slow-close?',
    ],
    [
      'a mail with an impossible date',
      { ...shipped, templates: { ...mail, odd: template('odd', { ...about, available: { from: 'May' } }) } },
      "template odd: May is no date. Write it as '2027-01-31'.",
    ],
    [
      'an experiment for what nobody counts',
      withSteps(split('opening', { goal: 'sqll' as 'sql', variants: { a: [email(mail.apiTour)], b: [] } })),
      'track finance-leaders, stage compare, step split-opening: the goal sqll is neither a stage nor a trigger. Did you mean sql?',
    ],
    [
      'a cast of a mail that is not among the templates',
      withSteps(cast({ from: [stray, mail.apiTour] })),
      "track finance-leaders, stage compare, step compare~cast: template stray is not one of the programme's mails to leads. Add it to programme({ templates }).",
    ],
    [
      'a cast that has nothing for whoever comes there',
      withSteps(cast({ from: [mail.fourEyes] })),
      'track finance-leaders, stage compare, step compare~cast: a lead of theme slow-close gets nothing here: no piece is for that theme. Add a piece for it.',
    ],
    [
      'an answer to a mail that does not exist',
      withQuality({ becomesLead: anyOf(requested('demo'), replied(stray)) }),
      'quality ledgerline, becomesLead: nobody can have replied stray:',
    ],
    [
      'a click on a mail to sales',
      withQuality({ becomesLead: clicked(mail.handoff as never) }),
      'quality ledgerline, becomesLead: nobody can have clicked handoff:',
    ],
    [
      'a value that a fact never has, deep in a condition',
      withQuality({ knockouts: [{ name: 'odd', when: allOf(anyOf(not(known(offered, 'sports'))), requested('x')) }] }),
      'quality ledgerline, knockout odd: fact persona is never "sports".',
    ],
    [
      'a grade that there is not',
      withSteps({
        kind: 'choose',
        fact: fact('grade', ['best']),
        cases: { best: [email(mail.apiTour)] },
        otherwise: [],
      }),
      'track finance-leaders, stage compare, step choose-grade: fact grade is never "best". There are: A, B, C, D.',
    ],
    [
      'a day that does not exist',
      withQuality({
        facts: [...shipped.quality.facts, date('since')],
        knockouts: [{ name: 'old', when: known(fact('since', ['2027-02-30']), '2027-02-30') }],
      }),
      'quality ledgerline, knockout old: fact since is never "2027-02-30". It is a day that exists, as 2027-03-31.',
    ],
    [
      'points for a click on a mail that does not exist',
      withQuality({ interest: [{ act: clicked(stray), points: 1, halfLife: '30 days', theme: null }] }),
      'quality ledgerline, interest clicked stray: nobody can have clicked stray:',
    ],
    [
      'a trigger by a value that a fact never has',
      withQuality({ triggers: [trigger('odd', allOf(requested('demo'), known(offered, 'sports')))] }),
      'quality ledgerline, trigger odd: fact persona is never "sports".',
    ],
    [
      'routing by a value that a fact never has',
      withQuality({
        routing: { rules: [{ when: known(offered, 'sports'), to: ['sales-dach'] }], otherwise: ['sales-dach'] },
      }),
      'quality ledgerline, routing.rules[0]: fact persona is never "sports".',
    ],
    [
      'routing to nobody',
      withQuality({
        routing: { rules: [{ when: known(offered, 'finance'), to: ['sales-dahc'] }], otherwise: ['sales-dach'] },
      }),
      'quality ledgerline, routing.rules[0]: there is no rep sales-dahc. Did you mean sales-dach?',
    ],
    ['no track at all', { ...shipped, tracks: [] }, 'tracks: the programme has no track. Give it at least one.'],
  ])('%s', (_, draft, said) => {
    expect(problemsOf(draft)).toContainEqual(expect.stringMatching(startsWith(said)))
  })

  test('without a track nobody says that there is none of the name of the intake', () => {
    for (const line of problemsOf({ ...shipped, tracks: [] })) expect(line).not.toMatch(/intake|undefined/)
  })

  test('a mail may say what is known of a lead, and a persona be in a track, where both are there', () => {
    const curious = template('curious', { ...about, merge: { who: ofLead('fact:persona', '?') } })
    const personas = [persona('Ann', { zone: 'Europe/Berlin', track: 'finance-leaders' })]
    expect(problemsOf({ ...shipped, templates: { ...mail, curious }, personas })).toEqual([])
  })

  test('a mail that nothing sends may be written for a stage to come', () => {
    expect(problemsOf({ ...shipped, templates: { ...mail, late } })).toEqual([])
  })

  test('an experiment may aim at a stage, or at a trigger that was agreed on', () => {
    const variants = { a: [email(mail.apiTour)], b: [] }
    for (const goal of ['customer', shipped.quality.triggers[0]!] as const) {
      const said = problemsOf(withSteps(split('opening', { goal, variants })))
      expect(said).toEqual([])
    }
  })

  test('a persona is of a variant that its experiment has, as far as the tracks compile', () => {
    const ofVariant = (variant: string): Pick<ProgrammeDraft, 'personas'> => ({
      personas: [persona('Ann', { zone: 'Europe/Berlin', variants: { opening: variant } })],
    })
    const tested = withSteps(split('opening', { goal: 'sql', variants: { a: [email(mail.apiTour)], b: [] } }))
    const refused = (draft: ProgrammeDraft) => problemsOf(draft).filter((line) => line.startsWith('persona'))
    expect(refused({ ...tested, ...ofVariant('a') })).toEqual([])
    expect(refused({ ...tested, ...ofVariant('c') })).toEqual([
      'persona Ann: the experiment opening has no variant c. Did you mean a?',
    ])
    expect(refused({ ...shipped, ...ofVariant('a') })).toEqual([
      'persona Ann: no track has the experiment opening. There is none yet.',
    ])
    const broken = track('operations-leaders', { ...operations, cadence: { ...operations.cadence, days: [] } })
    expect(refused({ ...shipped, ...ofVariant('a'), tracks: [finance, broken] })).toEqual([])
  })

  test('a click on whatever mail, and an answer to nobody knows which, name none', () => {
    const any = anyOf(
      { on: 'clicked', of: '*', times: 1 },
      { on: 'clicked', of: 'some*', times: 1 },
      { on: 'replied', of: 'mail', times: 1 },
    )
    expect(problemsOf(withQuality({ becomesLead: any }))).toEqual([])
  })

  test('of a mail whose sender does not compile nobody says that its stage is nowhere', () => {
    const senders = withSteps(email(late))
    const broken = track('operations-leaders', { ...operations, cadence: { ...operations.cadence, days: [] } })
    const said = problemsOf({ ...senders, templates: { ...mail, late }, tracks: [senders.tracks[0]!, broken] })
    expect(said).toEqual([expect.stringContaining('track operations-leaders, cadence')])
  })

  test('mistakes in the parts and in the whole come together', () => {
    const broken = track('finance-leaders', { ...finance, cadence: { ...finance.cadence, days: [] } })
    const said = problemsOf({ ...withQuality({ intake: 'nowhere' }), tracks: [broken, operations] })
    expect(said).toEqual([
      expect.stringContaining('track finance-leaders, cadence'),
      expect.stringContaining('quality ledgerline, intake'),
    ])
  })
})
