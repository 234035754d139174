import { describe, expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  call,
  clicked,
  email,
  replied,
  requested,
  split,
  stage,
  track,
  visited,
  wait,
  type Draft,
} from '../../core/dsl.ts'
import {
  after,
  afterCall,
  afterHandoff,
  afterMail,
  compilePersona,
  persona,
  type PersonaDraft,
} from '../../core/persona.ts'
import { problemLine, type Checked } from '../../core/problem.ts'
import { livePersona } from '../../core/simulate-persona.ts'
import { variantOf } from '../../core/step-split.ts'
import { anyDay } from './any-time.ts'
import {
  agreed,
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  guide,
  office,
  sound,
  start,
  story,
  tour,
} from './lives.ts'

const utc = { zone: 'UTC', transitions: [[0, 0]], holidays: [] } as const
const trackOf = (name: string, steps: readonly Draft[]) =>
  sound(
    compileTrack(
      track(name, {
        goal: '…',
        theme: 'slow-close',
        cadence: anyDay,
        stages: { recognise: stage('…', steps) },
        salesReady: [demo],
        onReturn: everyReason({ rest: '2 weeks' as const }),
        priority: name === 'second' ? 5 : 0,
      }),
    ),
  )
const calls = call('Who decides?', { due: '9 business days' })
const programme = {
  tracks: {
    first: trackOf('first', [email(benchmark), wait('30 days'), calls, wait('30 days'), email(story)]),
    second: trackOf('second', [email(tour)]),
  },
  quality: definition,
  office,
}
const world = { tracks: ['first', 'second'], mails: [benchmark.name, story.name], quality: agreed }
const anywhere = { zone: 'UTC', facts: { size: 'large', role: 'cfo' } } as const
type Does = NonNullable<PersonaDraft['does']>

const lived = (does: Does, rest: Partial<PersonaDraft> = {}, running = programme, days = 120) =>
  livePersona({
    programme: running,
    persona: sound(compilePersona(persona('Ann', { ...anywhere, does, ...rest }), world)),
    track: 'first',
    calendar: utc,
    from: start,
    days,
  })
const events = (does: Does, rest: Partial<PersonaDraft> = {}) =>
  lived(does, rest).lead.events.map(({ event: { kind, at, seq: _seq, ...said } }) => ({
    kind,
    after: (at - start) / DAY,
    ...said,
  }))

describe('what a persona does', () => {
  it('happens so long after its enrolment, or after it got a mail', () => {
    expect(
      events([after('2 days', visited('/docs')), afterMail(benchmark, '0 days', clicked(benchmark))]),
    ).toMatchObject([
      { kind: 'clicked', of: 'benchmark' },
      { kind: 'visited', of: '/docs', after: 2 },
    ])
    expect(events([afterMail(story, '1 day', visited('/docs'))])[0]?.after).toBeGreaterThan(31)
  })

  it('tells facts, with what it does or alone, unsubscribes, and enters another track', () => {
    const { lead } = lived([
      after('1 day', { ...visited('/docs'), tells: { role: 'student' } }),
      after('2 days', { tells: { size: 'small' } }),
      after('3 days', { enters: 'second' }),
      after('9 days', { unsubscribes: 'email' }),
    ])
    expect(lead.facts).toEqual({ role: 'student', size: 'small' })
    expect(lead.sent.map(({ content }) => content)).toEqual(['benchmark', 'tour'])
    expect(lead.events.map(({ event }) => event.kind)).toEqual(['visited', 'facts', 'entering', 'permission'])
    expect(lead.channels).toEqual([])
  })

  it('is in its own time; what callers and sales do is in that of the office', () => {
    const far = {
      zone: 'Far/East',
      transitions: [[0, 600]],
      holidays: ['2027-01-05', '2027-01-06', '2027-01-07'],
    } as const
    const does: Does = [
      after('1 business day', requested('demo')),
      afterHandoff('1 business day', { sales: 'accepted' }),
    ]
    const { lead } = livePersona({
      programme,
      persona: sound(compilePersona(persona('Ann', { ...anywhere, does }), world)),
      track: 'first',
      calendar: far,
      from: start,
      days: 30,
    })
    const [asked, accepted] = lead.events.map(({ event }) => (event.at - start) / DAY)
    // From Monday over three holidays to Friday; the office works on Monday, too.
    expect([asked, accepted]).toEqual([4, 7])
  })

  it('after a handoff is done once for each, not at every reminder', () => {
    const { lead } = lived([after('1 day', requested('demo')), afterHandoff('2 business hours', { sales: 'accepted' })])
    expect(lead.events.map(({ event }) => event.kind)).toEqual(['requested', 'accepted', 'returned'])
    const slow = lived([
      after('1 day', requested('demo')),
      afterHandoff('2 business days', { returned: 'no_response' }),
    ])
    expect(slow.lead.events.map(({ event }) => event.kind)).toEqual(['requested', 'returned'])
    const gone = lived([after('1 day', requested('demo')), afterHandoff('1 hour', { disqualified: 'no_need' })])
    expect(gone.lead.lifecycle).toBe('disqualified')
  })

  it('after a call is how that call went', () => {
    const does: Does = [afterCall('1 business day', { call: 'reached' })]
    const { lead } = lived(does, { channels: ['email', 'phone'] })
    expect(lead.events.map(({ event }) => event)).toMatchObject([{ kind: 'called', result: 'reached' }])
    expect(lead.sent.map(({ content }) => content)).toEqual(['benchmark', 'call-who-decides', 'story'])
    expect(events(does)).toEqual([])
  })
})

describe('an answer is to what was asked', () => {
  it('and not to a later handoff', () => {
    const asks = [1, 20].map((day) => after(`${day} days` as '1 day', requested('demo')))
    const { lead } = lived([...asks, afterHandoff('20 days', { sales: 'qualified' })])
    expect(lead.handoffs.map(({ status }) => status)).toEqual(['returned', 'returned'])
    const { lead: soon } = lived([...asks, afterHandoff('1 day', { sales: 'qualified' })])
    expect(soon.handoffs.map(({ status }) => status)).toEqual(['qualified'])
  })

  it('and not to a later attempt at the call', () => {
    const twice = call('Who decides?', { due: '9 business days', attempts: 2 })
    const running = { ...programme, tracks: { ...programme.tracks, first: trackOf('first', [twice]) } }
    const does: Does = [
      afterCall('1 business day', { call: 'no_answer' }),
      // By then the second call is to be made: it says nothing of that one.
      afterCall('28 business hours', { call: 'reached' }),
    ]
    const { events: told } = lived(does, { channels: ['phone'] }, running).lead
    expect(told.map(({ event }) => event)).toMatchObject([{ result: 'no_answer' }, { result: 'no_answer' }])
    const [answered] = lived([afterCall('1 business day', { call: 'reached' })], { channels: ['phone'] }, running).lead
      .events
    expect(answered?.event).toMatchObject({ result: 'reached' })
  })

  it('and comes once for each handoff, not for each time that sales is told of it', () => {
    expect(
      events([after('1 day', requested('demo')), afterHandoff('1 business hour', visited('/docs'))]).map(
        ({ kind }) => kind,
      ),
    ).toEqual(['requested', 'visited', 'returned'])
  })
})

describe('a persona', () => {
  it('is a lead that may be reached by mail, where nothing else is said', () => {
    const { lead, until } = lived([])
    expect(lead.person).toMatchObject({ id: 'Ann', lifecycle: 'lead', channels: ['email'], track: 'first' })
    expect(lead.person).not.toHaveProperty('calendars')
    expect(until).toBe(start + 120 * DAY)
    const other = lived([], { lifecycle: 'recycled', channels: ['phone'] }).lead.person
    expect([other.lifecycle, other.channels]).toEqual(['recycled', ['phone']])
  })

  it('has the calendars of tracks with a zone of their own', () => {
    const calendars = { first: office }
    const ann = sound(compilePersona(persona('Ann', anywhere), world))
    const life = { programme, persona: ann, track: 'first', calendar: utc, calendars, from: start, days: 1 }
    expect(livePersona(life).lead.person.calendars).toEqual(calendars)
  })

  it('is drawn into the variants that it names: by its own name, or by the first number behind it that is', () => {
    const variants = { a: [email(guide)], b: [email(checklist)] }
    const opening = trackOf('first', [email(benchmark), split('opening', { goal: 'mql', variants })])
    const running = { ...programme, tracks: { ...programme.tracks, first: opening } }
    const step = opening.steps.find((one) => one.kind === 'split')!
    const drawn = (name: string) => variantOf(step, name).name
    for (const variant of ['a', 'b']) {
      const { person, sent } = lived([], { variants: { opening: variant } }, running).lead
      const isOwn = drawn('Ann') === variant
      expect(person.id).toMatch(isOwn ? /^Ann$/ : /^Ann \d+$/)
      expect(sent.at(-1)?.content).toBe(variant === 'a' ? 'guide' : 'checklist')
      const nth = Number(person.id?.slice('Ann '.length))
      for (let n = 2; n < nth; n++) expect(drawn(`Ann ${n}`)).not.toBe(variant)
    }
    expect(() => lived([], { variants: { opening: 'c' } }, running)).toThrow(
      'of 100000 leads, none is drawn into {"opening":"c"}',
    )
    expect(lived([], { variants: { other: 'x' } }, running).lead.person.id).toBe('Ann')
  })
})

describe('what a persona names', () => {
  const said = (rest: Partial<PersonaDraft>): readonly string[] => {
    const checked: Checked<unknown> = compilePersona(persona('Ann', { zone: 'UTC', ...rest }), world)
    return 'problems' in checked ? checked.problems.map((problem) => `${problem.code} ${problemLine(problem)}`) : []
  }

  it('exists: tracks, mails, facts, each named once where it does not', () => {
    expect(said({ track: 'first', does: [after('1 day', { enters: 'second' })] })).toEqual([])
    expect(said({ does: [after('1 day', { enters: 'secnd' })] })).toEqual([
      'P225 persona Ann: there is no track secnd. Did you mean second?',
    ])
    for (const act of [clicked(tour), replied(tour)]) {
      expect(said({ does: [after('1 day', act)] })).toMatchObject([expect.stringContaining('tour is not one of')])
    }
    expect(said({ does: [after('1 day', clicked(benchmark)), after('1 day', requested('anything'))] })).toEqual([])
    expect(said({ does: [after('1 day', { ...visited('/docs'), tells: { colour: 'red' } })] })).toMatchObject([
      expect.stringContaining('there is no fact colour'),
    ])
  })

  it('may be done at once, but after a time that is one', () => {
    const at = (span: string) => said({ does: [after(span as '1 day', requested('demo'))] })
    expect(at('0 days')).toEqual([])
    expect(at('soon')).toMatchObject([expect.stringMatching(/^P111 /)])
  })

  it('is kept as it was written, with its durations read', () => {
    const draft = persona('Ann', { zone: 'UTC', does: [afterCall('2 hours', { call: 'reached' })] })
    expect(sound(compilePersona(draft, world))).toEqual({
      persona: 'Ann',
      zone: 'UTC',
      does: [{ since: 'call', after: { amount: 2, unit: 'hour' }, does: { call: 'reached' } }],
    })
  })
})
