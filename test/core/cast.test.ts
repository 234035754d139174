/** A lead that is cast to, in domain words: what it gets, for which theme, and what happens when nothing is left. */
import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  call,
  cast,
  casts,
  choose,
  email,
  interest,
  stage,
  theme,
  track,
  visited,
  wait,
  type Draft,
  type ReturnDraft,
  type Theme,
  type TrackDraft,
} from '../../core/dsl.ts'
import { number, text } from '../../core/merge.ts'
import { problemLine } from '../../core/problem.ts'
import { compileQuality } from '../../core/quality.ts'
import { live, type History } from '../../core/simulate.ts'
import type { Happening, Person } from '../../core/simulated-lead.ts'
import { kindOf } from '../../core/steps.ts'
import { systemTemplate, template, type AnyTemplate, type Template, type TemplateFacts } from '../../core/template.ts'
import type { Track } from '../../core/track.ts'
import { anyDay } from './any-time.ts'
import { agreed, demo, everyReason, office, sound, start } from './lives.ts'

const slowClose = theme('slow-close', { problem: 'The close takes nine days.' })
const controls = theme('controls', { problem: 'Nobody checks any more.' })
const integration = theme('integration', { problem: 'The ledgers do not talk.' })

const mail = (name: string, about: Partial<TemplateFacts<{}>> = {}): Template<{}> =>
  template(name, { subject: name, theme: slowClose, stage: 'recognise', purpose: 'educate', ...about })

const why = mail('why')
const how = mail('how', { priority: 5 })
const proof = mail('proof', { purpose: 'prove', priority: 5 })
const checks = mail('checks', { theme: controls })
const audit = mail('audit', { theme: controls, stage: 'compare' })
const all = [why, how, proof, checks, audit]

const rest: ReturnDraft<string> = { rest: '2 weeks' }

type Stages = Readonly<Record<string, readonly Draft[]>>

const draftOf = (stages: Stages, more: Partial<TrackDraft> = {}) =>
  track('first', {
    goal: 'a demo',
    theme: slowClose,
    cadence: anyDay,
    stages: Object.fromEntries(Object.entries(stages).map(([name, steps]) => [name, stage('…', steps)])),
    salesReady: [demo],
    onReturn: everyReason(rest),
    ...more,
  })
const trackOf = (stages: Stages, more: Partial<TrackDraft> = {}): Track =>
  sound(compileTrack(draftOf(stages, more), all))
const quality = sound(
  compileQuality({
    ...agreed,
    interest: [
      { act: visited('/security'), points: 20, halfLife: '30 days', theme: controls },
      { act: visited('/close'), points: 20, halfLife: '30 days', theme: slowClose },
      { act: visited('/api'), points: 40, halfLife: '30 days', theme: integration },
      { act: { on: 'clicked', of: '*', times: 1 }, points: 20, halfLife: '30 days', theme: null },
    ],
  }),
)
const mailThemes = Object.fromEntries(all.map(({ name, theme }) => [name, theme]))
const reader: Person = {
  track: 'first',
  calendar: { zone: 'UTC', transitions: [[0, 0]], holidays: [] },
  lifecycle: 'lead',
  channels: ['email', 'phone'],
  facts: { size: 'large', role: 'cfo' },
}
const lived = (of: Track | readonly Track[], happens: readonly [day: number, what: Happening][] = []): History => {
  const tracks = Object.fromEntries([of].flat().map((one) => [one.name, one]))
  const script = happens.map(([day, what]) => ({ at: start + day * DAY, what }))
  return live({ tracks, quality, office, mailThemes }, reader, script, { from: start, until: start + 300 * DAY })
}
const got = ({ sent }: History): readonly string[] => sent.map(({ content }) => content)
const isAt = ({ doings }: History, day: number): string =>
  doings.findLast(({ at }) => at <= start + day * DAY)?.doing.is ?? 'unborn'
const themeOn = ({ states }: History, day: number): string =>
  states.findLast(({ at }) => at <= start + day * DAY)?.state.theme ?? ''
const looksAt = (of: string): Happening => ({ act: 'visited', of })

describe('a lead that is cast to', () => {
  it('gets the best first: by priority, what teaches before what proves', () => {
    expect(got(lived(trackOf({ recognise: [...casts(3, '2 weeks')] })))).toEqual(['how', 'proof', 'why'])
  })

  it('gets nothing twice, neither by an email before the cast nor by a cast before the email', () => {
    expect(got(lived(trackOf({ recognise: [email(how), wait('1 day'), ...casts(2, '1 day'), email(proof)] })))).toEqual(
      ['how', 'proof', 'why'],
    )
  })

  it('has had everything where no cast has anything left, and waits for nothing on the way there', () => {
    const history = lived(trackOf({ recognise: [...casts(9, '2 weeks')] }))
    expect(got(history)).toEqual(['how', 'proof', 'why'])
    expect(isAt(history, 29)).toBe('exhausted')
  })

  it('goes on with the steps behind a cast that has nothing left', () => {
    const onlyWhy = trackOf({ recognise: [...casts(3, '1 day', { from: [why] }), email(proof)] })
    expect(got(lived(onlyWhy))).toEqual(['why', 'proof'])
  })

  it('gets only what is for the purpose of the cast', () => {
    expect(got(lived(trackOf({ recognise: [...casts(3, '1 day', { purpose: 'prove' })] })))).toEqual(['proof'])
  })

  it('gets what is for its stage, then what it missed of the stages before, never what comes later', () => {
    const two = trackOf({ recognise: [cast(), wait('1 day')], compare: [...casts(9, '1 day')] }, { theme: controls })
    expect(got(lived(two))).toEqual(['checks', 'audit'])
  })

  it('gets a mail with what it is given', () => {
    const story = template('story', {
      subject: 'x',
      theme: slowClose,
      stage: 'recognise',
      purpose: 'prove',
      merge: { customer: text(), days: number() },
    })
    const from = [email(story, { customer: 'Norwind', days: 6 }), email(story, { customer: 'Halden', days: 4 })]
    expect(got(lived(trackOf({ recognise: [...casts(3, '1 day', { from })] })))).toEqual([
      'story:halden-4',
      'story:norwind-6',
    ])
  })

  it('gets a piece only on its days', () => {
    const spring = mail('spring', { available: { from: '2027-01-20', through: '2027-02-10' }, priority: 9 })
    const dated = trackOf({ recognise: [...casts(3, '2 weeks', { from: [spring, why, how, proof] })] })
    expect(got(lived(dated))).toEqual(['how', 'proof', 'spring'])
    const late = trackOf({ recognise: [wait('2 months'), ...casts(9, '1 day', { from: [spring, why] })] })
    expect(got(lived(late))).toEqual(['why'])
  })

  it('gets what was added when it shows a sign of life in a new version, and nothing again', () => {
    const before = trackOf({ recognise: [...casts(3, '1 day', { from: [why] })] })
    const after = trackOf({ recognise: [...casts(3, '1 day', { from: [why, how] })] })
    const history = lived(before, [[30, { republished: after }]])
    expect(got(history)).toEqual(['why', 'how'])
  })
})

describe('a theme that follows the interest', () => {
  const following = trackOf({ recognise: [...casts(4, '2 weeks')] })

  it('changes what the next cast brings, and falls back to the theme of the track', () => {
    const history = lived(following, [[3, looksAt('/security')]])
    expect(got(history)).toEqual(['how', 'checks', 'proof', 'why'])
    expect([themeOn(history, 2), themeOn(history, 20)]).toEqual(['slow-close', 'controls'])
  })

  it('counts a click for the theme of the mail', () => {
    const history = lived(following, [[3, { act: 'clicked', of: 'checks' }]])
    expect(themeOn(history, 20)).toBe('controls')
  })

  it('stays as it is while no theme is clearly ahead', () => {
    const both = lived(following, [
      [3, looksAt('/close')],
      [4, looksAt('/security')],
    ])
    expect(got(both)).toEqual(['how', 'proof', 'why'])
  })

  it('does not follow an interest that the track has nothing for', () => {
    expect(got(lived(following, [[3, looksAt('/api')]]))).toEqual(['how', 'proof', 'why'])
  })

  it('does not follow where the track says so', () => {
    const stubborn = trackOf({ recognise: [...casts(4, '2 weeks')] }, { followInterest: false })
    expect(got(lived(stubborn, [[3, looksAt('/security')]]))).toEqual(['how', 'proof', 'why'])
  })

  it('changes nothing while sales has the lead, and the theme of a return holds until the lead shows something new', () => {
    const returned = trackOf(
      { recognise: [...casts(4, '3 weeks')] },
      { onReturn: { ...everyReason(rest), bad_timing: { rest: '1 week', theme: integration } } },
    )
    const history = lived(returned, [
      [2, { act: 'requested', of: 'demo' }],
      [3, { sales: 'accepted' }],
      [4, looksAt('/security')],
      [9, { returned: 'bad_timing' }],
      [50, looksAt('/close')],
      [51, looksAt('/close')],
      [52, looksAt('/close')],
    ])
    expect([8, 30, 70].map((day) => themeOn(history, day))).toEqual(['slow-close', 'integration', 'slow-close'])
  })

  it('decides a way where the track chooses by it', () => {
    const choosing = trackOf({
      recognise: [
        email(why),
        wait('1 week'),
        email(proof),
        choose(interest(slowClose, controls), {
          controls: [email(checks)],
          'slow-close': [email(how)],
          otherwise: [],
        }),
      ],
    })
    expect(got(lived(choosing, [[3, looksAt('/security')]]))).toEqual(['why', 'proof', 'checks'])
    expect(got(lived(choosing))).toEqual(['why', 'proof'])
  })
})

describe('the compiled cast', () => {
  it('is known by what stands before it, and the casts of a row by their number', () => {
    const ids = trackOf({ recognise: [...casts(3, '2 weeks')], compare: [email(audit), cast()] }).steps.map(
      ({ id }) => id,
    )
    expect(ids).toEqual([
      'recognise~cast',
      'recognise~cast~2-weeks',
      'recognise~cast-2',
      'recognise~cast-2~2-weeks',
      'recognise~cast-3',
      'recognise~cast-3~2-weeks',
      'audit',
      'audit~cast',
    ])
  })

  it('counts on after whatever stands between the casts of a row, also beyond the ninth', () => {
    const casts11 = trackOf({ recognise: [...casts(11, '1 day')] }).steps.filter(({ kind }) => kind === 'cast')
    expect(casts11.slice(-2).map(({ id }) => id)).toEqual(['recognise~cast-10', 'recognise~cast-11'])
    const idsOf = (...steps: readonly Draft[]) => trackOf({ recognise: steps }).steps.map(({ id }) => id)
    expect(idsOf(cast(), email(audit), cast())).toEqual(['recognise~cast', 'audit', 'audit~cast'])
    expect(idsOf(cast(), cast())).toEqual(['recognise~cast', 'recognise~cast-2'])
    const [, , , afterTwo] = idsOf(cast(), wait('1 day'), wait('2 days'), cast())
    expect(afterTwo).toBe('recognise~cast~1-day~2-days~cast')
  })

  it('stays away while sales has the lead, and skips what may have left, unless it says otherwise', () => {
    const [plain, bold] = [cast(), cast({ withSales: true, onUnknown: 'resend' })].map(
      (draft) => trackOf({ recognise: [draft] }).steps[0],
    )
    expect(plain).toMatchObject({ withSales: false, onUnknown: 'skip' })
    expect(bold).toMatchObject({ withSales: true, onUnknown: 'resend' })
  })

  it('chooses, where it names nothing, from the mails to leads that need nothing from a step', () => {
    const open = template('open', { ...why, merge: { customer: text() } })
    const system = systemTemplate('handoff', { subject: 'x' })
    const compiled = sound(
      compileTrack(draftOf({ recognise: [cast()], compare: [email(how)] }), [open, system, why, audit]),
    )
    expect(compiled.steps[0]).toMatchObject({ pieces: ['why'] })
    expect(compiled.pieces?.map(({ template }) => template)).toEqual(['why'])
  })

  it('is followed by what comes after it, where it is drawn and where it is passed over', () => {
    const [first] = trackOf({ recognise: [cast(), email(audit)] }).steps
    expect(kindOf(first!).ways(first!)).toEqual([{ to: 'audit', when: '' }])
  })

  it('is passed over where the lead may not be mailed', () => {
    const phoned = trackOf({ recognise: [...casts(3, '1 day'), call('Who decides?', { due: '1 day' })] })
    const script = [{ at: start, what: { mayReach: ['phone'] } as const }]
    const programme = { tracks: { first: phoned }, quality, office, mailThemes }
    const span = { from: start, until: start + 30 * DAY }
    const { sent } = live(programme, reader, script, span)
    expect(sent.map(({ content }) => content)).toEqual(['call-who-decides'])
    const { states } = live(programme, { ...reader, channels: ['phone'] }, [], span)
    const scheduled = states.flatMap(({ state: { doing } }) => (doing.is === 'due' ? [doing.step] : []))
    expect([...new Set(scheduled)]).toEqual(['call-who-decides'])
  })

  it('is the same whatever the order of the templates', () => {
    const stages = { recognise: [cast()], compare: [cast()] }
    expect(sound(compileTrack(draftOf(stages), all.toReversed()))).toEqual(trackOf(stages))
  })

  it('follows no interest in a track that neither casts nor asks', () => {
    expect(trackOf({ recognise: [email(why)] })).not.toHaveProperty('follows')
  })

  it('serves leads of the theme of its stage, or else of its track', () => {
    const said = (from: readonly AnyTemplate[], stages: TrackDraft['stages']) => {
      const compiled = sound(compileTrack({ ...draftOf({}), stages }, all))
      const step = compiled.steps.find(({ kind }) => kind === 'cast')!
      const whole = { templates: from, compiled: [compiled], tracks: [], themes: [], quality: agreed, reps: [] }
      return kindOf(step).check(step, 'here', whole).map(problemLine)
    }
    const inStage = (from: readonly Template[], own?: Theme) => ({
      before: stage('…', [wait('1 day')], { theme: integration }),
      recognise: stage('…', [cast({ from }), email(why)], own && { theme: own }),
    })
    expect(said(all, inStage([why]))).toEqual([])
    expect(said(all, inStage([checks], controls))).toEqual([])
    // What is for the whole track serves its stages, too.
    expect(said(all, inStage([why], controls))).toEqual([])
    expect(said(all, inStage([checks]))).toEqual([
      'here: a lead of theme slow-close gets nothing here: no piece is for that theme. Add a piece for it. There are: controls.',
    ])
    expect(said(all, inStage([why, how], integration))).toEqual([])
    expect(said(all, inStage([checks], integration))).toEqual([
      'here: a lead of theme integration gets nothing here: no piece is for that theme or for slow-close. Add a piece for it. There are: controls.',
    ])
    expect(said([how, systemTemplate('why', { subject: 'x' })], inStage([why]))).toEqual([
      "here: template why is not one of the programme's mails to leads. Add it to programme({ templates }). There are: how.",
    ])
  })

  it.each<[string, Stages, RegExp]>([
    [
      'has nothing to cast',
      { compre: [cast()] },
      /there is nothing to cast: no mail is written for stage compre\. .*compare/,
    ],
    [
      'is for a purpose that nothing has',
      { recognise: [cast({ purpose: 'promote' })] },
      /no mail to promote is written/,
    ],
    [
      'must give what it cannot know',
      { recognise: [cast({ from: [template('open', { ...why, merge: { customer: text() } })] })] },
      /open leaves customer open, which a cast cannot know\. Put it in as email\(…, \{ customer \}\)/,
    ],
  ])('that %s is refused', (_, stages, expected) => {
    const compiled = compileTrack(draftOf(stages), all)
    const said = 'problems' in compiled ? compiled.problems.map(problemLine) : []
    expect(said).toEqual([expect.stringMatching(expected)])
  })
})
