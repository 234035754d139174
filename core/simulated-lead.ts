/**
 * One lead as the simulator's model of Postgres holds it: what its locked row, its events, its ledger and its handoffs would
 * say. `simulated-activities.ts` answers the commands of `next` from it as the real activities do from Postgres.
 */
import type { Waiting } from './arbitration.ts'
import type { Calendar } from './calendar.ts'
import type { CallResult } from './call.ts'
import type { Channel } from './channel.ts'
import { isAct, type Grade } from './condition.ts'
import type { TouchOutcome } from './contract.ts'
import type { Applicant } from './entry.ts'
import { isBehaviour, type BehaviourKind, type Deadline, type LeadEvent } from './event.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Listens } from './listening.ts'
import type { StandIns } from './onto.ts'
import { fitOf, type Quality, type Verdict } from './quality.ts'
import type { DisqualifyReason, RecycleReason } from './reasons.ts'
import type { ScoreEntry } from './score.ts'
import type { Shelf } from './shelf.ts'
import type { State } from './state.ts'
import type { StepId } from './step.ts'
import type { Track } from './track.ts'

/** What a business runs: its tracks by name, its quality definition, and the calendar of the office where its sales work. */
export interface RunningProgramme {
  readonly tracks: Readonly<Record<string, Track>>
  readonly quality: Quality
  readonly office: Calendar
  /** The theme of each mail, by name: what a click on it speaks for. */
  readonly mailThemes?: Readonly<Record<string, string>>
}

/** Who lives it, as known on the day of the enrolment. */
export interface Person {
  /** Names the lead; touches are spread over their window by it. `lead of <track>` where it is left out. */
  readonly id?: string
  /** The track that it is enrolled in, by name. */
  readonly track: string
  /** What its own place says about time. */
  readonly calendar: Calendar
  /** The calendars of tracks whose cadence names a zone of its own, by name of the track. */
  readonly calendars?: Readonly<Record<string, Calendar>>
  readonly lifecycle: Lifecycle
  /** The theme that it is clearly interested in from the beginning, and for good. */
  readonly interest?: string
  /** The channels on which it may be reached. */
  readonly channels: readonly Channel[]
  readonly facts: Readonly<Record<string, string>>
  /** In the hold-out: it gets nothing. */
  readonly heldOut?: boolean
}

/** What comes from outside. What would be refused at a real door (an answer of sales too late) changes nothing here either. */
export type Happening =
  /** The person does something; `facts` are what it tells with it, as in a form. */
  | { readonly act: BehaviourKind; readonly of: string; readonly facts?: Readonly<Record<string, string>> }
  | { readonly fact: string; readonly is: string }
  /** These are the channels from now on. */
  | { readonly mayReach: readonly Channel[] }
  | { readonly withdraws: Channel }
  /** How a call went; `task` ties it to one call. */
  | { readonly call: CallResult; readonly task?: string }
  /** What sales says; `handoff` ties it to one handoff, as the link in its mail does. */
  | { readonly sales: 'accepted' | 'qualified' | 'opportunity' | 'customer'; readonly handoff?: string }
  | { readonly returned: RecycleReason; readonly handoff?: string }
  | { readonly disqualified: DisqualifyReason; readonly handoff?: string }
  | { readonly pause: boolean }
  /** It is to enter a track, by name; `again`: also where it was in it before. */
  | { readonly enters: string; readonly again?: boolean }
  /** This version of its track was published, with the rule that leads move on to it. */
  | { readonly republished: Track; readonly standIns?: StandIns }

export type SalesSays = Extract<Happening, { sales: string } | { returned: string } | { disqualified: string }>

/** Something that happens at an instant, ms. */
export interface Scripted {
  readonly at: number
  readonly what: Happening
}

/** What becomes of an admitted mail; a bounced one closes the channel. */
export type Fate = 'sent' | 'unknown' | 'refused' | 'greylisted' | 'bounced'

/** A touch that reached the lead, or may have. */
export interface Sent {
  readonly at: number
  /** The attempt that it was, as the ledger names it: enrolment, step, pass, attempt. */
  readonly key: string
  readonly track: string
  readonly step: StepId
  readonly content: string
  /** The mail that it was; null for a call. */
  readonly template: string | null
  readonly channel: Channel
  readonly attempt: number
  /** What was true when it was claimed. */
  readonly mayReach: readonly Channel[]
  readonly lifecycle: Lifecycle
  readonly paused: boolean
  readonly withSales: boolean
  /** Nobody can know whether it left: false. */
  readonly isSure: boolean
}

/** A touch that was due and did not go out, and why. */
export interface NotSent {
  readonly at: number
  readonly track: string
  readonly step: StepId
  readonly content: string
  readonly outcome: Extract<TouchOutcome, { was: 'dropped' | 'deferred' | 'overtaken' }>
}

export interface Handoff {
  readonly id: string
  readonly at: number
  readonly trigger: string
  /** The event that led to it. */
  readonly seq: number
  readonly facts: Readonly<Record<string, string>>
  owner: string
  status: 'open' | 'accepted' | 'qualified' | 'opportunity' | 'customer' | 'returned' | 'disqualified'
  deadlines: readonly Deadline[]
}

export interface LifecycleChange {
  readonly at: number
  readonly was: Lifecycle
  readonly became: Lifecycle
  /** The reason of a return or disqualification, the trigger of a promotion, or the kind of the event. */
  readonly because: string
}

/** What may be answered by somebody outside: a touch that arrived, a call to make, a handoff to answer. */
export type Met =
  | { readonly is: 'enrolled'; readonly at: number }
  | { readonly is: 'mailed'; readonly at: number; readonly sent: Sent; readonly nth: number }
  | { readonly is: 'calling'; readonly at: number; readonly task: string; readonly sent: Sent }
  /** `nth` counts what sales was told of it: 1 is the handoff, then come reminders and reassignments. */
  | { readonly is: 'handedOff'; readonly at: number; readonly handoff: Handoff; readonly nth: number }

/** Everybody outside: the receiving side of mails, the person, sales, and who makes calls. */
export interface Outside {
  /** What becomes of a mail that is being sent; `sent` where it is left out. */
  readonly fate?: (template: string, at: number) => Fate
  /** What comes of what they met, now or later. */
  readonly react?: (met: Met) => readonly Scripted[]
}

export const deaf: Listens = { acts: [], life: false }

/** A row of the send ledger. */
export interface LedgerEntry {
  readonly outcome: TouchOutcome
  readonly content: string
  readonly attempt: number
  readonly tries: number
}

/** What Postgres would hold of one lead. Mutable, and changed only by the `simulated-*` files. */
export interface SimulatedLead {
  readonly programme: RunningProgramme
  readonly person: Person
  readonly outside: Outside
  /** Every event counts as heard. */
  readonly tellsAll: boolean
  readonly events: { readonly event: LeadEvent; readonly matters: boolean }[]
  /** The events that the workflow is told of. */
  readonly outbox: LeadEvent[]
  readonly sent: Sent[]
  readonly notSent: NotSent[]
  readonly handoffs: Handoff[]
  readonly verdicts: Verdict[]
  readonly changes: LifecycleChange[]
  readonly ledger: Map<string, LedgerEntry>
  /** How often it did each act since it was last handed over, by kind and what it was done to. */
  readonly counts: Map<BehaviourKind, Map<string, number>>
  /** What is still to happen, the last first. */
  readonly script: Scripted[]
  track: Track
  enrolment: number
  /** How many events there were when it came into its enrolment. */
  since: number
  /** It has had everything in its track: any other may take it over. */
  isFree: boolean
  /** The tracks that wait for it, with the place where it stood in those that gave way, and their version then. */
  waiting: readonly (Waiting & { readonly position: Shelf | null; readonly version: Track | null })[]
  /** How it came to its enrolment, where that was from those that waited. */
  came: { readonly enrolment: number; readonly position: Shelf | null } | null
  /** The tracks that it was in. */
  lived: Readonly<Record<string, NonNullable<Applicant['was']>>>
  refusals: readonly { readonly at: number; readonly track: string; readonly because: string }[]
  /** The version that it is to move to. */
  moveTo: Track | null
  /** How it came to its enrolment, where that was by such a move. */
  cameBy: { readonly enrolment: number; readonly from: Track; readonly steps: StandIns } | null
  /** What was said to stand in for steps. */
  standIns: StandIns
  lifecycle: Lifecycle
  channels: readonly Channel[]
  facts: Readonly<Record<string, string>>
  grade: Grade
  had: readonly string[]
  scores: readonly ScoreEntry[]
  /** The return after which its interest was last weighed anew: each does so once. */
  weighedAt: number
  paused: boolean
  listens: Listens
  /** The open call task. */
  task: string | null
  running: Handoff | null
}

export function newLead(
  programme: RunningProgramme,
  person: Person,
  outside: Outside = {},
  tellsAll = false,
): SimulatedLead {
  return {
    programme,
    person,
    outside,
    tellsAll,
    events: [],
    outbox: [],
    sent: [],
    notSent: [],
    handoffs: [],
    verdicts: [],
    changes: [],
    ledger: new Map(),
    counts: new Map(),
    script: [],
    track: trackNamed(programme, person.track),
    enrolment: 1,
    since: 0,
    isFree: false,
    waiting: [],
    came: null,
    lived: { [person.track]: { times: 1, until: 0, because: 'it left' } },
    refusals: [],
    moveTo: null,
    cameBy: null,
    standIns: {},
    lifecycle: person.lifecycle,
    channels: person.channels,
    facts: person.facts,
    grade: fitOf(programme.quality, person.facts).grade,
    had: [],
    scores: person.interest === undefined ? [] : [lasting(person.interest)],
    weighedAt: 0,
    paused: false,
    listens: deaf,
    task: null,
    running: null,
  }
}

function lasting(theme: string): ScoreEntry {
  return { at: 0, cause: 'interested from the beginning', points: 1_000, halfLifeDays: null, theme }
}

/** What the place says about time in this track. */
export function calendarIn({ person }: SimulatedLead, track: Track): Calendar {
  return (track.cadence.zone === 'lead' ? undefined : person.calendars?.[track.name]) ?? person.calendar
}

export function append(lead: SimulatedLead, event: LeadEvent, matters = true): void {
  const isTold = matters || lead.tellsAll
  lead.events.push({ event, matters: isTold })
  if (isTold) lead.outbox.push(event)
}

export function nextSeq(lead: SimulatedLead): number {
  return lead.events.length + 1
}

/** The events above the state's cursor that matter to the lead, as every activity reads them with its answer. */
export function eventsFor(lead: SimulatedLead, state: State, listens: Listens): readonly LeadEvent[] {
  const found: LeadEvent[] = []
  const hearsMore = listens.life || listens.acts.length > 0
  for (let i = state.cursor; i < lead.events.length; i++) {
    const { event, matters } = lead.events[i]!
    if (matters || (hearsMore && isHeard(listens, event))) found.push(event)
  }
  return found
}

export function isHeard(listens: Listens, event: LeadEvent): boolean {
  return isBehaviour(event) && (listens.life || listens.acts.some((act) => isAct(act, event)))
}

export function becomes(lead: SimulatedLead, became: Lifecycle, at: number, because: string): void {
  lead.changes.push({ at, was: lead.lifecycle, became, because })
  lead.lifecycle = became
}

/** Adds to what is still to happen; of two at one instant, the one that was added first happens first. */
export function schedule({ script }: SimulatedLead, all: readonly Scripted[]): void {
  if (all.length > 8) {
    const sorted = [...all.toReversed(), ...script].sort((a, b) => b.at - a.at)
    script.splice(0, script.length, ...sorted)
    return
  }
  for (const scripted of all) {
    let i = script.length
    while (i > 0 && script[i - 1]!.at <= scripted.at) i--
    script.splice(i, 0, scripted)
  }
}

/** Lets whoever is outside answer what they met. */
export function tellOutside(lead: SimulatedLead, met: Met): void {
  const { react } = lead.outside
  if (react) schedule(lead, react(met))
}

export function trackNamed({ tracks }: RunningProgramme, name: string): Track {
  const track = Object.hasOwn(tracks, name) ? tracks[name] : undefined
  if (track === undefined) throw new Error(`the programme has no track ${name}`)
  return track
}

export function pick(facts: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) if (Object.hasOwn(facts, name)) picked[name] = facts[name]!
  return picked
}
