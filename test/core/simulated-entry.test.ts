/** The tracks that a simulated lead is in, waits for and was in: the books that are kept of its way from one to the other. */
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  anyOf,
  attended,
  call,
  choose,
  email,
  known,
  requested,
  stage,
  track,
  wait,
  type TrackDraft,
} from '../../core/dsl.ts'
import { live, liveOn, type Watch } from '../../core/simulate.ts'
import { comesInto, enters, switchTrack } from '../../core/simulated-entry.ts'
import { happen } from '../../core/simulated-ingest.ts'
import { newLead, type Happening, type Person, type SimulatedLead } from '../../core/simulated-lead.ts'
import { born, type Doing, type State } from '../../core/state.ts'
import { anyDay } from './any-time.ts'
import {
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  guide,
  office,
  role,
  size,
  sound,
  start,
  story,
  tour,
  until,
} from './lives.ts'

const draftOf = (name: string, rest: Partial<TrackDraft<'only'>> = {}) =>
  sound(
    compileTrack(
      track(name, {
        theme: 'slow-close',
        goal: '…',
        salesReady: [demo],
        cadence: anyDay,
        stages: { only: stage('…', [email(benchmark), wait('20 days'), email(checklist)]) },
        onReturn: everyReason({ rest: '2 weeks' as const }),
        ...rest,
      }),
    ),
  )
const tracks = {
  calm: draftOf('calm'),
  low: draftOf('low', { priority: -5 }),
  fair: draftOf('fair', { priority: 5, enterOn: anyOf(attended('fair', { times: 2 }), known(role, 'cfo')) }),
  patient: draftOf('patient', { priority: -5, whenBusy: 'wait', enterOn: requested('a call') }),
  again: draftOf('again', { priority: 5, again: { after: '30 days' } }),
  once: draftOf('once', { priority: 5, whenDisplaced: 'end' }),
  closed: draftOf('closed', { priority: 5, entry: { when: attended('fair', { times: 2 }) } }),
}
const running = { tracks, quality: definition, office }
const person: Person = {
  track: 'calm',
  calendar: { zone: 'UTC', transitions: [[0, 0]], holidays: [] },
  lifecycle: 'lead',
  channels: ['email', 'phone'],
  facts: { size: 'large' },
}
const leadOf = (rest: Partial<Person> = {}): SimulatedLead => newLead(running, { ...person, ...rest })
const after = (lead: SimulatedLead, ...all: readonly Happening[]): SimulatedLead => {
  all.forEach((one, i) => happen(lead, one, start + i * HOUR))
  return lead
}
const kinds = ({ events }: SimulatedLead) => events.map(({ event }) => event.kind)
const waits = ({ waiting }: SimulatedLead) => waiting.map((one) => one.track)
const attends: Happening = { act: 'attended', of: 'fair' }

describe('a lead that is to enter a track', () => {
  it('waits for it to take it over, once, and its life is told; nothing comes of asking again', () => {
    const lead = after(leadOf(), { enters: 'fair' }, { enters: 'fair' })
    expect(lead.waiting).toEqual([
      { track: 'fair', priority: 5, since: start, displaced: false, position: null, version: null },
    ])
    expect(kinds(lead)).toEqual(['entering'])
  })

  it('waits without a word where the track is patient, and is refused where it is not', () => {
    const lead = after(leadOf(), { enters: 'patient' }, { enters: 'low' })
    expect([waits(lead), kinds(lead)]).toEqual([['patient'], []])
    expect(lead.refusals).toEqual([{ at: start + HOUR, track: 'low', because: 'the lead is in track calm already' }])
  })

  it('enters any track where it has had everything, but not while sales has it', () => {
    const lead = leadOf()
    lead.isFree = true
    expect(kinds(after(lead, { enters: 'low' }))).toEqual(['entering'])
    lead.lifecycle = 'sql'
    expect(after(lead, { enters: 'again' }).refusals).toMatchObject([{ because: 'sales has the lead: it is sql' }])
  })

  it('again does so only after its cooldown, or where a person says so', () => {
    const lead = leadOf()
    comesInto(lead, tracks.again, start, true)
    comesInto(lead, tracks.calm, start + DAY, true)
    const asked = (days: number, again = false): number => {
      lead.waiting = []
      enters(lead, 'again', again, start + days * DAY)
      return lead.waiting.length
    }
    expect([asked(30), asked(32), asked(2, true)]).toEqual([0, 1, 1])
    const refused = lead.refusals.length
    expect(after(lead, { enters: 'again' }).refusals.length).toBe(refused + 1)
    const [waited, told] = [waits(lead), kinds(lead).length]
    lead.waiting = []
    expect(kinds(after(lead, { enters: 'again', again: true })).length).toBe(told + 1)
    expect(waits(lead)).toEqual(waited)
    // A track that says nothing of it is entered once.
    comesInto(lead, tracks.fair, start + 2 * DAY, true)
    comesInto(lead, tracks.calm, start + 3 * DAY, true)
    enters(lead, 'fair', false, start + 900 * DAY)
    expect(waits(lead)).not.toContain('fair')
  })
})

describe('a lead that is to enter by hand', () => {
  it('waits for several tracks, for each of them once', () => {
    const lead = after(leadOf(), { enters: 'patient' }, { enters: 'fair' }, { enters: 'patient' })
    expect(waits(lead)).toEqual(['patient', 'fair'])
  })

  it('is asked for what its track asks for', () => {
    const asked = (...all: readonly Happening[]) => waits(after(leadOf(), ...all, { enters: 'closed' }))
    expect(asked(did('visited', '/fair'), attends)).not.toContain('closed')
    expect(asked(attends, attends)).toContain('closed')
  })
})

describe('a track that waits for what leads do', () => {
  it('is entered by whoever did it often enough', () => {
    const lead = after(leadOf(), attends, did('visited', '/fair'))
    expect(waits(lead)).toEqual([])
    expect(waits(after(lead, attends))).toEqual(['fair'])
    expect(waits(after(leadOf(), did('requested', 'a call'), did('requested', 'a call')))).toEqual(['patient'])
  })

  it('is entered by whoever tells something new, and not by telling it again', () => {
    expect(waits(after(leadOf(), { fact: 'role', is: 'cfo' }))).toEqual(['fair'])
    expect(
      waits(after(leadOf({ facts: { role: 'cfo' } }), { fact: 'role', is: 'cfo' }, { fact: 'size', is: 'small' })),
    ).toEqual([])
  })

  it('counts what it waits for, and nothing else', () => {
    expect(waits(after(leadOf(), did('visited', '/fair'), { fact: 'size', is: 'small' }, attends))).toEqual([])
  })

  it('is not entered again by what one does', () => {
    const lead = leadOf()
    comesInto(lead, tracks.fair, start, true)
    comesInto(lead, tracks.calm, start, true)
    expect(waits(after(lead, attends, attends))).toEqual([])
    expect(lead.refusals).toHaveLength(1)
  })

  it('is not entered by who is in it', () => {
    const lead = after(leadOf({ track: 'fair' }), attends, attends)
    expect([waits(lead), lead.refusals]).toEqual([[], []])
  })
})
const did = (act: 'visited' | 'requested', of: string): Happening => ({ act, of })

const stateOf = (
  lead: SimulatedLead,
  doing: Doing = { is: 'waiting', step: 'x', until: start, unit: 'day' },
): State => ({
  ...born({
    lead: 'lead',
    enrolment: lead.enrolment,
    lifecycle: lead.lifecycle,
    stage: 'only',
    theme: 'slow-close',
    cursor: 0,
  }),
  doing,
})
const takes = (lead: SimulatedLead, state = stateOf(lead)): boolean =>
  switchTrack(lead, 'entering', state, lead.track, start + 5 * DAY)

describe('a track that takes a lead over', () => {
  it('begins an enrolment; the one that gave way waits with the place where the lead stood', () => {
    const lead = after(leadOf(), did('visited', '/jobs'), { enters: 'fair' })
    const step = lead.track.steps[2]!.id
    expect(takes(lead, stateOf(lead, { is: 'waiting', step, until: start + 9 * DAY, unit: 'day' }))).toBe(true)
    expect([lead.track.name, lead.enrolment, lead.since, lead.isFree]).toEqual(['fair', 2, 2, false])
    expect(lead.came).toEqual({ enrolment: 2, position: null })
    expect(lead.waiting).toMatchObject([
      {
        track: 'calm',
        priority: 0,
        since: start + 5 * DAY,
        displaced: true,
        position: { doing: { is: 'waiting', step }, left: { amount: 4, unit: 'day' }, stage: 'only' },
        version: tracks.calm,
      },
    ])
    expect(lead.lived).toEqual({
      calm: { times: 1, until: start + 5 * DAY, because: 'it left' },
      fair: { times: 1, until: start + 5 * DAY, because: 'it left' },
    })
  })

  it('brings back who was displaced to its place, in the version that it was in; that is no entry', () => {
    const lead = after(leadOf(), { enters: 'fair' })
    takes(lead)
    const position = lead.waiting[0]?.position
    expect(takes(lead, stateOf(lead, { is: 'exhausted', until: start }))).toBe(true)
    expect([lead.track, lead.enrolment, lead.waiting]).toEqual([tracks.calm, 3, []])
    expect(lead.came).toEqual({ enrolment: 3, position })
    expect(lead.lived['calm']?.times).toBe(1)
  })

  it('leaves nothing behind of one that ends where it is displaced, and lets the others wait', () => {
    const lead = after(leadOf({ track: 'once' }), { enters: 'patient' })
    lead.waiting = [...lead.waiting, { ...lead.waiting[0]!, track: 'fair', priority: 9 }]
    expect(takes(lead)).toBe(true)
    expect([lead.track.name, waits(lead)]).toEqual(['fair', ['patient']])
  })

  it('does not where nothing waits, sales has the lead, its life is over, or its place is of another enrolment', () => {
    const lead = after(leadOf(), { enters: 'fair' })
    expect(takes(leadOf())).toBe(false)
    for (const lifecycle of ['mql', 'opportunity', 'customer', 'disqualified'] as const) {
      lead.lifecycle = lifecycle
      expect(takes(lead), lifecycle).toBe(false)
    }
    lead.lifecycle = 'lead'
    expect(takes(lead, { ...stateOf(lead), enrolment: 7 })).toBe(false)
    expect([lead.track.name, lead.enrolment, waits(lead)]).toEqual(['calm', 1, ['fair']])
    expect(takes(lead)).toBe(true)
  })
})

it('an enrolment is counted where a lead comes into another track, not where it goes on in its own', () => {
  const lead = leadOf()
  comesInto(lead, tracks.calm, start, true)
  expect(lead.lived['calm']?.times).toBe(1)
  comesInto(lead, tracks.fair, start, true)
  comesInto(lead, tracks.calm, start + DAY, true)
  expect(lead.lived).toMatchObject({ calm: { times: 2, until: start + DAY }, fair: { times: 1, until: start + DAY } })
  comesInto(lead, tracks.fair, start, true)
  expect(lead.lived['calm']?.times).toBe(2)
  comesInto(lead, tracks.calm, start, false)
  comesInto(lead, tracks.fair, start, false)
  expect([lead.lived['calm']?.times, lead.lived['fair']?.times, lead.enrolment]).toEqual([2, 2, 7])
})

describe('a lead whose track is published anew', () => {
  const changed = draftOf('calm', {
    stages: { only: stage('…', [email(benchmark), wait('20 days'), email(tour), wait('5 days'), email(story)]) },
  })
  const gone = tracks.calm.steps[2]!.id
  const moved = (to: typeof changed, standIns: Readonly<Record<string, string>>, first = tracks.calm) => {
    const programme = { ...running, tracks: { ...tracks, calm: first } }
    const happens = [{ at: start + 10 * DAY, what: { republished: to, standIns } as const }]
    return live(programme, person, happens, { from: start, until })
  }
  const got = ({ sent }: ReturnType<typeof live>) => sent.map(({ content }) => content)

  it('goes on in the new version where it stood, or where somebody said', () => {
    const longer = draftOf('calm', {
      stages: { only: stage('…', [email(benchmark), wait('20 days'), email(checklist), email(story)]) },
    })
    expect(got(moved(longer, {}))).toEqual(['benchmark', 'checklist', 'story'])
    expect(got(moved(changed, {}))).toEqual(['benchmark'])
    expect(got(moved(changed, { [gone]: changed.steps[2]!.id }))).toEqual(['benchmark', 'tour', 'story'])
  })

  it('does so also where it came from another track before, and goes back to that from the new version', () => {
    const fair = draftOf('fair', {
      priority: 5,
      stages: { only: stage('…', [email(guide), wait('20 days'), email(story)]) },
    })
    const longer = draftOf('fair', {
      priority: 5,
      stages: { only: stage('…', [email(guide), wait('20 days'), email(story), wait('5 days'), email(tour)]) },
    })
    const days = (...happens: readonly (readonly [number, Happening])[]) =>
      live(
        { ...running, tracks: { ...tracks, fair } },
        person,
        happens.map(([day, what]) => ({ at: start + day * DAY, what })),
        { from: start, until },
      ).sent.map(({ at, content }) => [content, Math.floor((at - start) / DAY)])
    const enters = [2, { enters: 'fair' }] as const
    const stayed = days(enters)
    expect(stayed.map(([content]) => content)).toEqual(['benchmark', 'guide', 'story', 'checklist'])
    const moved = days(enters, [10, { republished: longer }])
    expect(moved.slice(0, 3)).toEqual(stayed.slice(0, 3))
    expect(moved.map(([content]) => content)).toEqual(['benchmark', 'guide', 'story', 'tour', 'checklist'])
  })

  it('begins in another track that a return leads to, whatever version it moved to before', () => {
    const fair = draftOf('fair', { stages: { only: stage('…', [email(guide), wait('5 days'), email(tour)]) } })
    const away = { onReturn: everyReason({ rest: '2 weeks' as const, track: 'fair' }) }
    const steps = [email(benchmark), wait('90 days'), email(checklist)]
    const programme = {
      ...running,
      tracks: { calm: draftOf('calm', { stages: { only: stage('…', steps) }, ...away }), fair },
    }
    const longer = draftOf('calm', { stages: { only: stage('…', [...steps, email(story)]) }, ...away })
    const happens = [
      { at: start + 2 * DAY, what: { republished: longer } },
      { at: start + 4 * DAY, what: did('requested', 'demo') },
      { at: start + 5 * DAY, what: { returned: 'bad_timing' } },
    ] as const
    const who = { ...person, facts: { size: 'large', role: 'cfo' } }
    expect(got(live(programme, who, happens, { from: start, until }))).toEqual(['benchmark', 'guide', 'tour'])
  })

  it('stays where it is where that is a version of another track', () => {
    const other = draftOf('other', { stages: { only: stage('…', [email(guide)]) } })
    expect(got(moved(other, {}))).toEqual(['benchmark', 'checklist'])
  })

  it('has no call to make where that is gone, and keeps the one that it has', () => {
    const calls = (words: string, rest: readonly ReturnType<typeof email>[]) =>
      draftOf('calm', { stages: { only: stage('…', [call(words, { due: '40 business days' }), ...rest]) } })
    const asks = calls('Ask', [])
    const isOpen = (to: typeof asks): readonly (string | null)[] => {
      const tasks: (string | null)[] = []
      const watch: Watch = (_, __, { task }) => tasks.push(task)
      const happens = [{ at: start + 10 * DAY, what: { republished: to } as const }]
      const span = { from: start, until: start + 20 * DAY }
      const lead = liveOn({ ...running, tracks: { ...tracks, calm: asks } }, person, happens, span, { watch })
      return [tasks.find((task) => task !== null) ?? null, lead.task]
    }
    const [task, still] = isOpen(calls('Ask', [email(story)]))
    expect([task === null, still]).toEqual([false, task])
    expect(isOpen(draftOf('calm', { stages: { only: stage('…', [email(story)]) } }))[1]).toBeNull()
  })
})

it('a call stays open where another track takes the lead over, and where that is published anew', () => {
  const asks = draftOf('calm', { stages: { only: stage('…', [call('Ask', { due: '40 business days' })]) } })
  const longer = draftOf('fair', {
    priority: 5,
    stages: { only: stage('…', [email(benchmark), wait('20 days'), email(checklist), email(story)]) },
  })
  const happens = [
    { at: start + 10 * DAY, what: { enters: 'fair' } },
    { at: start + 12 * DAY, what: { republished: longer } },
  ] as const
  const taskOn = (days: number): readonly unknown[] => {
    const span = { from: start, until: start + days * DAY }
    const lead = liveOn({ ...running, tracks: { ...tracks, calm: asks } }, person, happens, span)
    return [lead.track.name, lead.enrolment, lead.task]
  }
  const [, , task] = taskOn(9)
  expect(task).not.toBeNull()
  expect([taskOn(11), taskOn(13)]).toEqual([
    ['fair', 2, task],
    ['fair', 3, task],
  ])
})

it('a choice by what is known reads what the lead told meanwhile', () => {
  const fork = choose(size, { small: [email(tour)], large: [email(story)], otherwise: [] })
  const first = draftOf('calm', { stages: { only: stage('…', [email(benchmark), wait('20 days'), fork]) } })
  const programme = { ...running, tracks: { calm: first } }
  const history = live(programme, person, [{ at: start + 5 * DAY, what: { fact: 'size', is: 'small' } }], {
    from: start,
    until,
  })
  expect(history.sent.map(({ content }) => content)).toEqual(['benchmark', 'tour'])
})
