/**
 * One lead's life on a virtual clock: `next` decides, and a model of what Postgres holds answers its commands as the
 * activities do. Pure: the same programme, person and script give the same history.
 */
import type { Answer, Command } from '../../core/contract.ts'
import type { LeadEvent } from '../../core/event.ts'
import type { Lifecycle } from '../../core/lifecycle.ts'
import { next, type Input } from '../../core/next.ts'
import type { Verdict } from '../../core/quality.ts'
import { born, wakesAt, type Doing, type State } from '../../core/state.ts'
import type { Track } from '../../core/track.ts'
import {
  Store,
  type Handoff,
  type Happening,
  type Person,
  type Programme,
  type Sent,
  type Weather,
} from './life-store.ts'

export interface Scripted {
  readonly at: number
  readonly what: Happening
}

export interface History {
  readonly sent: readonly Sent[]
  readonly handoffs: readonly Handoff[]
  readonly verdicts: readonly Verdict[]
  /** Each position that the lead came to rest in, and when. */
  readonly doings: readonly { readonly at: number; readonly doing: Doing }[]
  /** Every state in between. */
  readonly states: readonly { readonly at: number; readonly state: State }[]
  readonly events: readonly LeadEvent[]
  readonly lifecycle: Lifecycle
}

/** Lives until the lead ends, or until this instant. Throws where time makes no progress. */
export function live(
  programme: Programme,
  person: Person,
  script: readonly Scripted[],
  span: { readonly from: number; readonly until: number },
  weather: Weather = {},
): History {
  return new Life(programme, person, script, span.from, weather).run(span.until)
}

/** More decisions than these at one instant are a loop. */
const mostAtOnce = 100

class Life {
  readonly #weather: Weather
  readonly #store: Store
  readonly #script: Scripted[]
  readonly #commands: Command[] = []
  readonly #states: { at: number; state: State }[] = []
  #now: number
  #state: State
  #track: Track
  #told = 0

  constructor(programme: Programme, person: Person, script: readonly Scripted[], from: number, weather: Weather) {
    this.#weather = weather
    this.#script = script.toSorted((a, b) => a.at - b.at)
    this.#store = new Store(programme, person, weather)
    this.#now = from
    this.#track = this.#store.track
    const { name, stages, theme } = this.#track
    const stage = stages[0]?.name ?? ''
    this.#state = born({ lead: `lead of ${name}`, enrolment: 1, lifecycle: person.lifecycle, stage, theme, cursor: 0 })
  }

  run(until: number): History {
    this.#tell({ is: 'start' })
    let atOnce = 0
    for (;;) {
      const wakes = wakesAt(this.#state) ?? Infinity
      const command = this.#commands.shift()
      if (command) this.#tell(this.#perform(command))
      else if (this.#store.outbox.length > this.#told) this.#tell({ is: 'events', events: this.#batch() })
      else if (this.#state.doing.is === 'ended') break
      else {
        const comes = Math.min(wakes, this.#script[0]?.at ?? Infinity)
        if (comes > until) break
        if (comes > this.#now) atOnce = 0
        this.#pass(Math.max(0, comes - this.#now))
        if (wakes <= this.#now) this.#tell({ is: 'timer' })
      }
      if ((atOnce += 1) > mostAtOnce) throw new Error(`no progress: ${JSON.stringify(this.#state)}`)
    }
    const { sent, handoffs, verdicts, events, lifecycle } = this.#store
    const doings = this.#states
      .filter(({ at }, i, all) => all[i + 1]?.at !== at)
      .map(({ at, state }) => ({ at, doing: state.doing }))
      .filter(({ doing }, i, all) => JSON.stringify(all[i - 1]?.doing) !== JSON.stringify(doing))
    return {
      sent,
      handoffs,
      verdicts,
      lifecycle,
      doings,
      states: this.#states,
      events: events.map(({ event }) => event),
    }
  }

  #tell(input: Input): void {
    if (input.is === 'settled' && input.moved) this.#track = input.moved.pinned.track
    const decision = next({ track: this.#track, calendar: this.#store.calendar }, this.#state, input, this.#now)
    this.#state = this.#weather.crashes ? structured(decision.state) : decision.state
    this.#commands.push(...decision.commands)
    this.#states.push({ at: this.#now, state: this.#state })
  }

  /** Lets time go by, and what the script says happen in it. */
  #pass(ms: number): void {
    this.#now += ms
    while (this.#script[0] && this.#script[0].at <= this.#now) {
      const { at, what } = this.#script.shift() as Scripted
      this.#store.happen(what, at)
    }
  }

  #batch(): readonly LeadEvent[] {
    const fresh = this.#store.outbox.slice(this.#told)
    this.#told = this.#store.outbox.length
    if (!this.#weather.echoes) return fresh
    const late = this.#store.outbox.slice(0, this.#told)
    return [...late, ...late].toReversed()
  }

  #perform(command: Command): Answer {
    const { latency = 0, crashes } = this.#weather
    const finish = this.#store.begin(command, this.#state, this.#track, this.#now)
    if (latency > 0) this.#pass(latency)
    const answer = finish(this.#now)
    const isDone = answer.is !== 'touched' || answer.outcome.was !== 'deferred'
    return crashes && isDone ? this.#store.begin(command, this.#state, this.#track, this.#now)(this.#now) : answer
  }
}

function structured<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** The position in words, for comparing two histories: what a person would call the same life. */
export function traceOf({ sent, handoffs, doings, lifecycle }: History): unknown {
  return {
    sent: sent.map(({ at, key }) => `${at} ${key}`),
    handoffs: handoffs.map(({ at, trigger }) => `${at} ${trigger}`),
    doings,
    lifecycle,
  }
}
