import type { Calendar } from './calendar.ts'
import type { Command } from './contract.ts'
import type { Input } from './next.ts'
import { next } from './next.ts'
import { begin } from './simulated-activities.ts'
import { happen } from './simulated-ingest.ts'
import { calendarIn, newLead, type Person, type RunningProgramme, type SimulatedLead } from './simulated-lead.ts'
import type { Happening, Scripted } from './simulated-lead.ts'
import { born, wakesAt, type State } from './state.ts'
import type { Track } from './track.ts'

/** A week without holidays and clock changes: what is shown in it holds whatever a lead's own place adds. */
export const plainCalendar: Calendar = { zone: 'UTC', transitions: [[0, 0]], holidays: [] }

/** A life at rest: it waits for its timer, or for somebody to do something. */
export interface Moment {
  readonly lead: SimulatedLead
  readonly state: State
  readonly track: Track
  readonly now: number
  readonly from: Moment | null
  /** What happened since the moment before; none where only time went by. */
  readonly happened: readonly Scripted[]
  /** Sales gave it back for this reason. */
  readonly returned: string | null
  /** From when on it has waited for a touch. */
  readonly quietSince: number
  /** What was decided about its facts, known or not. */
  readonly facts: Readonly<Record<string, string | null>>
  /** How many lives, touches and choices lie before it. */
  readonly depth: number
}

/** A life that begins. */
export function beginning(
  programme: RunningProgramme,
  person: Person,
  at: number,
  facts: Moment['facts'] = {},
): Moment {
  const lead = newLead(programme, person)
  const { track } = lead
  const state = born({
    lead: person.id ?? `lead of ${track.name}`,
    enrolment: 1,
    lifecycle: person.lifecycle,
    stage: track.stages[0]?.name ?? '',
    theme: track.theme,
    cursor: 0,
  })
  const before: Moment = {
    lead,
    state,
    track,
    now: at,
    from: null,
    happened: [],
    returned: null,
    quietSince: at,
    facts,
    depth: 0,
  }
  return settled(before, at, [], { is: 'start' })
}

/** Lets its timer fire; undefined where it waits for nothing any more. */
export function afterTimer(moment: Moment): Moment | undefined {
  const wakes = wakesAt(moment.state)
  return wakes === undefined ? undefined : settled(fork(moment), Math.max(wakes, moment.now), [], { is: 'timer' })
}

/** Lets something happen at an instant, before its timer fires. */
export function afterHappening(moment: Moment, at: number, what: readonly Happening[]): Moment {
  let there = moment
  for (let wakes = wakesAt(there.state); wakes !== undefined && wakes < at; wakes = wakesAt(there.state)) {
    const later = afterTimer(there)
    if (later === undefined || later.now <= there.now) break
    there = later
  }
  return settled(fork(there), at, what)
}

/** Goes on, as the simulation does, until the life is at rest again. */
function settled(before: Moment, now: number, what: readonly Happening[], input?: Input): Moment {
  const { lead } = before
  let { state, track } = before
  let told = 0
  let calendar = calendarIn(lead, track)
  const commands: Command[] = []
  const tell = (input: Input, known?: ReturnType<typeof next>): void => {
    if (input.is === 'settled' && input.moved) {
      track = input.moved.pinned.track
      calendar = calendarIn(lead, track)
    }
    const decision = known ?? next({ track, calendar }, state, input, now)
    state = decision.state
    commands.push(...decision.commands)
  }
  for (const each of what) happen(lead, each, now)
  if (input) tell(input)
  for (;;) {
    const command = commands.shift()
    if (command) {
      const { answer, decision } = begin(lead, command, state, track, now)(now)
      tell(answer, decision)
    } else if (lead.outbox.length > told) {
      const events = lead.outbox.slice(told)
      told = lead.outbox.length
      tell({ is: 'events', events })
    } else break
  }
  return {
    lead,
    state,
    track,
    now,
    from: before.from,
    happened: what.map((each) => ({ at: now, what: each })),
    returned: before.returned,
    quietSince: quietSince(before, state, lead, now),
    facts: before.facts,
    depth: before.depth + 1,
  }
}

/** Silence begins with a touch, or where nurture begins anew after a rest. */
function quietSince(before: Moment, { doing }: State, { sent }: SimulatedLead, now: number): number {
  const last = sent.at(-1)?.at ?? 0
  const { is } = before.state.doing
  const isHeld = is === 'resting' || is === 'withSales' || doing.is === 'resting' || doing.is === 'withSales'
  return Math.max(before.quietSince, last, isHeld ? now : 0)
}

/** The same life once more, to go another way from here. */
function fork(from: Moment): Moment {
  const { lead } = from
  const handoffs = lead.handoffs.map((handoff) => ({ ...handoff }))
  return {
    ...from,
    from,
    lead: {
      ...lead,
      events: [...lead.events],
      sent: [...lead.sent],
      notSent: [...lead.notSent],
      // The rows of attempts that are over: none of them is made again in a calm world.
      ledger: new Map(),
      // What was told is told, and nobody reads back what became of it.
      outbox: [],
      verdicts: [],
      changes: [],
      counts: copyOf(lead.counts),
      script: [],
      handoffs,
      running: handoffs.find(({ id }) => id === lead.running?.id) ?? null,
    },
  }
}

function copyOf<K>(counts: ReadonlyMap<K, ReadonlyMap<string, number>>): Map<K, Map<string, number>> {
  const copy = new Map<K, Map<string, number>>()
  for (const [kind, times] of counts) copy.set(kind, new Map(times))
  return copy
}

/** The whole script of a life up to a moment. */
export function scriptOf(moment: Moment): readonly Scripted[] {
  const script: Scripted[][] = []
  for (let at: Moment | null = moment; at !== null; at = at.from) script.push([...at.happened])
  return script.toReversed().flat()
}
