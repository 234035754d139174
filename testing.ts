/**
 * Tests of tracks, for a marketing team's own vitest: `import { simulate } from 'perennial-nurture/test'`. A lead is lived through
 * on a virtual clock by the same rules that run in production; a year takes milliseconds and nothing is sent.
 * @module
 */
import { expect } from 'vitest'
import { calendarLines } from './cli/simulate-report.ts'
import { addSpan, DAY, dayOf, utcOf } from './core/calendar.ts'
import type { CallResult } from './core/call.ts'
import type { Channel } from './core/channel.ts'
import { experimentsOf } from './core/compile-simulated.ts'
import type { Act } from './core/condition.ts'
import { parseDuration, type Duration } from './core/duration.ts'
import type { EntryVerdict } from './core/entry.ts'
import type { Lifecycle } from './core/lifecycle.ts'
import type { Trigger } from './core/dsl.ts'
import { compilePersona, type PersonaAct, type PersonaDoes, type PersonaDraft, type Since } from './core/persona.ts'
import { personaCalendar } from './core/persona-calendar.ts'
import { problemLine } from './core/problem.ts'
import { compileProgramme, type ProgrammeDraft } from './core/programme.ts'
import type { DisqualifyReason, RecycleReason } from './core/reasons.ts'
import { livePersona, type PersonaLived } from './core/simulate-persona.ts'
import type { Template } from './core/template.ts'
import { tryEntry } from './core/try-entry.ts'
import { personaLifeOf } from './worker/simulation.ts'

/** Who is lived through. Without a place, where the office of the quality definition is. */
export type TestLead = Partial<
  Pick<PersonaDraft, 'zone' | 'country' | 'lifecycle' | 'channels' | 'facts' | 'variants'>
> & {
  /** What it did before, as `attended('fair')`; for the entry into its track. */
  readonly did?: readonly Act[]
  /** The track that has it already; for the entry into its track. */
  readonly hadBy?: string | { readonly name: string }
  /** How often it was in its track before, and until which day, `YYYY-MM-DD`; for the entry into its track. */
  readonly wasIn?: { readonly times?: number; readonly until: string }
}

/** What a lead does, or what is done with it, at the moment that was said before. */
export interface Moment {
  clicks(mail: Template): Simulation
  replies(mail: Template): Simulation
  visits(path: string): Simulation
  requests(what: string, tells?: Readonly<Record<string, string>>): Simulation
  submits(form: string, tells?: Readonly<Record<string, string>>): Simulation
  attends(event: string): Simulation
  does(what: string): Simulation
  tells(facts: Readonly<Record<string, string>>): Simulation
  unsubscribes(channel?: Channel): Simulation
  /** Somebody lets it enter this track, as an import or `perennial enrol` does. */
  enters(track: string | { readonly name: string }): Simulation
  /** A call was made, and went like this. */
  called(result: CallResult): Simulation
  salesAccepts(): Simulation
  salesQualifies(): Simulation
  becomesCustomer(): Simulation
  salesReturns(reason: RecycleReason): Simulation
  salesDisqualifies(reason: DisqualifyReason): Simulation
}

/** A lead's life to be lived. Each word gives a new one: what it was said of stays as it was. */
export interface Simulation {
  lead(who: TestLead): Simulation
  /** So long after the moment before it; the first, after the enrolment. */
  after(span: Duration): Moment
  /** So long after it got this mail. */
  afterMail(mail: Template, span: Duration): Moment
  /** So long after each handoff to sales, in office time. */
  afterHandoff(span: Duration): Moment
  /** So long after each call was to be made, in office time. */
  afterCall(span: Duration): Moment
  /** Until when it is lived; a year where nothing is said. */
  for(days: number): Simulation
  /** The day of the enrolment, `YYYY-MM-DD`; Monday, 4 January 2027, where nothing is said. */
  from(date: string): Simulation
  /** What it got, day by day, as `perennial simulate --persona` prints it. */
  calendar(): string
}

interface Plan {
  readonly programme: ProgrammeDraft
  readonly track: string
  readonly who: TestLead
  readonly does: readonly PersonaAct[]
  /** Spans since the enrolment at which the last `after` was. */
  readonly chain: readonly Duration[]
  readonly days: number
  readonly from: string
}

const plans = new WeakMap<Simulation, Plan>()

/**
 * Lives a lead through a programme, in one of its tracks.
 * @param track by name, or as declared; without it, the one that new inquiries enter
 * @throws {Error} naming every mistake of the programme
 */
export function simulate(programme: ProgrammeDraft, track?: string | { readonly name: string }): Simulation {
  const name = (typeof track === 'string' ? track : track?.name) ?? programme.quality.intake
  return simulation({ programme, track: name, who: {}, does: [], chain: [], days: 365, from: '2027-01-04' })
}

function simulation(plan: Plan): Simulation {
  const made: Simulation = {
    lead: (who) => simulation({ ...plan, who: { ...plan.who, ...who } }),
    after: (span) => momentAfter(plan, [...plan.chain, span]),
    afterMail: (mail, span) => moment(plan, { mail: mail.name }, span),
    afterHandoff: (span) => moment(plan, 'handoff', span),
    afterCall: (span) => moment(plan, 'call', span),
    for: (days) => simulation({ ...plan, days }),
    from: (from) => simulation({ ...plan, from }),
    calendar: () => calendarOfLife(plan, lived(plan)),
  }
  plans.set(made, plan)
  return made
}

/** Spans one after the other, as one from the enrolment. */
function momentAfter(plan: Plan, chain: readonly Duration[]): Moment {
  const { from, calendar } = lifeOf({ ...plan, does: [] })
  const at = chain.reduce((so, text) => {
    const span = parseDuration(text, { zero: true })
    if ('problem' in span) throw new Error(`after(${JSON.stringify(text)}): ${span.problem}`)
    return addSpan(calendar, so, span)
  }, from)
  return moment({ ...plan, chain }, 'enrolment', `${(at - from) / 60_000} minutes`)
}

function moment(plan: Plan, since: Since, after: Duration): Moment {
  const then = (does: PersonaDoes): Simulation => simulation({ ...plan, does: [...plan.does, { since, after, does }] })
  const act =
    (on: Act['on']) =>
    (of: string, tells: Readonly<Record<string, string>> = {}): Simulation =>
      then({ on, of, times: 1, tells })
  return {
    clicks: ({ name }) => act('clicked')(name),
    replies: ({ name }) => act('replied')(name),
    visits: act('visited'),
    requests: act('requested'),
    submits: act('submitted'),
    attends: act('attended'),
    does: act('did'),
    tells: (tells) => then({ tells }),
    unsubscribes: (channel = 'email') => then({ unsubscribes: channel }),
    enters: (track) => then({ enters: typeof track === 'string' ? track : track.name }),
    called: (call) => then({ call }),
    salesAccepts: () => then({ sales: 'accepted' }),
    salesQualifies: () => then({ sales: 'qualified' }),
    becomesCustomer: () => then({ sales: 'customer' }),
    salesReturns: (returned) => then({ returned }),
    salesDisqualifies: (disqualified) => then({ disqualified }),
  }
}

function lifeOf({ programme, track, who, does, days, from }: Plan): Parameters<typeof livePersona>[0] {
  const compiled = compileProgramme(programme)
  if ('problems' in compiled) throw new Error(compiled.problems.map(problemLine).join('\n'))
  const { tracks, quality, templates } = compiled.ok
  const office = quality.office
  const { did: _did, hadBy: _hadBy, wasIn: _wasIn, ...person } = who
  const draft: PersonaDraft = {
    persona: 'lead',
    zone: office.zone,
    ...(who.zone === undefined ? { country: office.country } : {}),
    ...person,
    track,
    does,
  }
  const mails = templates.filter(({ purpose }) => purpose !== 'system').map(({ name }) => name)
  const persona = compilePersona(draft, {
    tracks: tracks.map(({ name }) => name),
    mails,
    quality: programme.quality,
    experiments: experimentsOf(tracks),
  })
  if ('problems' in persona) throw new Error(persona.problems.map(problemLine).join('\n'))
  return personaLifeOf({ tracks, quality, mails: templates }, persona.ok, { track, days, from })
}

/** What its track's own door says to the lead at the beginning. */
function entryOfLead(plan: Plan): EntryVerdict {
  const { programme, persona, from } = lifeOf(plan)
  const { did = [], hadBy, wasIn, facts = {} } = plan.who
  const had = typeof hadBy === 'object' ? hadBy.name : (hadBy ?? null)
  const candidate = {
    lifecycle: persona.lifecycle ?? 'lead',
    facts,
    did,
    in: had,
    was: wasIn ? { times: wasIn.times ?? 1, until: utcOf(programme.office, dayOf(wasIn.until), 0) } : null,
  } as const
  return tryEntry(programme, plan.track, candidate, from)
}

function lived(plan: Plan): PersonaLived {
  return livePersona(lifeOf(plan))
}

function calendarOfLife(plan: Plan, life: PersonaLived): string {
  const { from, calendar } = lifeOf(plan)
  return calendarLines(personaCalendar(life, 'lead', from, calendar), 120).join('\n')
}

/** What a test may expect of a simulated life. */
interface LifeMatchers<R> {
  /** It got this mail, or a touch with this content or step. */
  toHaveReceived(what: Template | string): R
  /** It got exactly these, in this order. */
  toHaveReceivedExactly(what: readonly (Template | string)[]): R
  /** It was handed to sales; by this trigger, where one is named. */
  toBeHandedToSales(by?: Trigger | string): R
  /** It came to this lifecycle stage at some time. */
  toReach(lifecycle: Lifecycle): R
  /** At most so many touches in any stretch of so many days. */
  toGetAtMost(touches: number, days: number): R
  /** The entry of its track lets it in at the beginning. */
  toBeTakenIn(): R
  /** A track refused it, its own at the beginning or another later; for this reason, where one is named. */
  toBeRefused(because?: string): R
  /** Its track lets it wait at the beginning, until another track lets it go. */
  toBeKeptWaiting(): R
  /** In the course of its life it comes into this track, or comes back to it. */
  toEnter(track: string | { readonly name: string }): R
}

declare module 'vitest' {
  // The shape that vitest asks for.
  interface Matchers<T> extends LifeMatchers<T> {}
}

interface Verdict {
  readonly pass: boolean
  /** What was expected, and what was seen. */
  readonly expected: string
}

function planOf(received: unknown): Plan {
  const plan = typeof received === 'object' && received !== null ? plans.get(received as Simulation) : undefined
  if (plan === undefined) throw new Error('it expects what simulate(…) made: expect(simulate(programme)…)')
  return plan
}

/** A matcher whose message ends with the lead's calendar. */
function matcher<Args extends readonly unknown[]>(judge: (life: PersonaLived, ...args: Args) => Verdict) {
  return (received: unknown, ...args: Args): { pass: boolean; message: () => string } => {
    const plan = planOf(received)
    const life = lived(plan)
    const { pass, expected } = judge(life, ...args)
    const not = pass ? 'not ' : ''
    return { pass, message: () => `expected the lead ${not}${expected}\n\n${calendarOfLife(plan, life)}` }
  }
}

/** A matcher of the door: nothing is lived for it. */
function door(judge: (verdict: EntryVerdict) => Verdict) {
  return (received: unknown): { pass: boolean; message: () => string } => {
    const { pass, expected } = judge(entryOfLead(planOf(received)))
    return { pass, message: () => `expected the lead ${pass ? 'not ' : ''}${expected}` }
  }
}

const saidAtTheDoor = (verdict: EntryVerdict): string => {
  if (verdict.enters) return `it is taken in${verdict.displaces ? `, and displaces ${verdict.displaces}` : ''}`
  return `it ${verdict.waits ? 'waits' : 'is refused'}: ${verdict.because}`
}

const nameOf = (what: Template | string): string => (typeof what === 'string' ? what : what.name)

expect.extend({
  toHaveReceived: matcher(({ lead }, what: Template | string) => {
    const pass = lead.sent.some(({ template, content, step }) => [template, content, step].includes(nameOf(what)))
    return { pass, expected: `to receive ${nameOf(what)}` }
  }),
  toHaveReceivedExactly: matcher(({ lead }, what: readonly (Template | string)[]) => {
    const wanted = what.map(nameOf)
    const got = lead.sent.map(({ template, content }) => template ?? content)
    const pass = got.length === wanted.length && got.every((each, i) => each === wanted[i])
    return { pass, expected: `to receive exactly\n  ${list(wanted)}\nand it received\n  ${list(got)}` }
  }),
  toBeHandedToSales: matcher(({ lead }, by?: Trigger | string) => {
    const trigger = typeof by === 'object' ? by.trigger : by
    const pass = lead.handoffs.some((handoff) => trigger === undefined || handoff.trigger === trigger)
    const refused = lead.verdicts.flatMap((verdict) => (verdict.promoted ? [] : verdict.because))
    const because = pass || refused.length === 0 ? '' : `; it asked, and was refused: ${refused.join(', ')}`
    return { pass, expected: `to be handed to sales${trigger === undefined ? '' : ` by ${trigger}`}${because}` }
  }),
  toReach: matcher(({ lead }, lifecycle: Lifecycle) => {
    const ways = [lead.person.lifecycle, ...lead.changes.map(({ became }) => became)]
    return { pass: ways.includes(lifecycle), expected: `to reach ${lifecycle}; it was ${list(ways)}` }
  }),
  toGetAtMost: matcher(({ lead }, touches: number, days: number) => {
    const at = lead.sent.map((sent) => sent.at)
    const most = Math.max(0, ...at.map((from) => at.filter((one) => one >= from && one < from + days * DAY).length))
    return { pass: most <= touches, expected: `to get at most ${touches} touches in ${days} days; it gets ${most}` }
  }),
  toBeTakenIn: door((verdict) => ({
    pass: verdict.enters,
    expected: `to be taken in; ${saidAtTheDoor(verdict)}`,
  })),
  toBeKeptWaiting: door((verdict) => ({
    pass: !verdict.enters && verdict.waits,
    expected: `to be kept waiting; ${saidAtTheDoor(verdict)}`,
  })),
  toBeRefused: (received: unknown, because?: string) => {
    const plan = planOf(received)
    const verdict = entryOfLead(plan)
    const atFirst = verdict.enters || verdict.waits ? [] : [verdict.because]
    const later = plan.does.length === 0 ? [] : lived(plan).lead.refusals.map((refusal) => refusal.because)
    const reasons = [...atFirst, ...later]
    const pass = because === undefined ? reasons.length > 0 : reasons.includes(because)
    const said = reasons.length === 0 ? saidAtTheDoor(verdict) : `it is refused: ${reasons.join(', ')}`
    const expected = `to be refused${because === undefined ? '' : ` because: ${because}`}; ${said}`
    return { pass, message: () => `expected the lead ${pass ? 'not ' : ''}${expected}` }
  },
  toEnter: matcher(({ decided, lead }, into: string | { readonly name: string }) => {
    const name = typeof into === 'string' ? into : into.name
    const tracks = decided.map(({ track }) => track.name).filter((each, i, all) => i > 0 && each !== all[i - 1])
    const refused = lead.refusals.filter(({ track }) => track === name).map(({ because }) => because)
    const why = refused.length === 0 ? '' : `; it was refused: ${list(refused)}`
    return { pass: tracks.includes(name), expected: `to enter ${name}; it entered ${list(tracks)}${why}` }
  }),
})

const list = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '))
