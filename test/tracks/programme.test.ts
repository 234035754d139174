import { describe, expect, test } from 'vitest'
import {
  clicked,
  email,
  fact,
  known,
  requested,
  stage,
  track,
  trigger,
  type NamedTrackDraft,
  type ReturnDraft,
} from '../../core/dsl.ts'
import { ofLead, text } from '../../core/merge.ts'
import { problemLine } from '../../core/problem.ts'
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
  const stray = template('stray', { subject: 'x', theme: 'slow-close', stage: 'compare', purpose: 'educate' })
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
    ['no track at all', { ...shipped, tracks: [] }, 'tracks: the programme has no track. Give it at least one.'],
  ])('%s', (_, draft, said) => {
    expect(problemsOf(draft)).toContainEqual(expect.stringMatching(startsWith(said)))
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
