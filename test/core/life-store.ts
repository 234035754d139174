/** A model of what Postgres holds of one lead, and of what the activities make of it. */
import { admit } from '../../core/admit.ts'
import { addSpan, MINUTE, type Calendar } from '../../core/calendar.ts'
import type { CallResult } from '../../core/call.ts'
import type { Channel } from '../../core/channel.ts'
import { holds, isAct, type Act, type Evidence } from '../../core/condition.ts'
import type { Answer, Command, Settled, TouchOutcome } from '../../core/contract.ts'
import { deadlinesAfter } from '../../core/deadlines.ts'
import { isBehaviour, type BehaviourKind, type Deadline, type LeadEvent } from '../../core/event.ts'
import { isWithSales, mayMove, type Lifecycle } from '../../core/lifecycle.ts'
import { listensFor, type Listens } from '../../core/listening.ts'
import { next } from '../../core/next.ts'
import { fitOf, judge, triggersFired, type Quality, type Verdict } from '../../core/quality.ts'
import type { DisqualifyReason, RecycleReason } from '../../core/reasons.ts'
import { spreadOf, type State } from '../../core/state.ts'
import type { StepId } from '../../core/step.ts'
import { isTouch, type TouchStep } from '../../core/steps.ts'
import { factsAsked, stepOf, type Track } from '../../core/track.ts'

/** What a business runs. */
export interface Programme {
  readonly tracks: Readonly<Record<string, Track>>
  readonly quality: Quality
  readonly office: Calendar
}

/** Who lives it. */
export interface Person {
  readonly track: string
  readonly calendar: Calendar
  readonly lifecycle: Lifecycle
  readonly channels: readonly Channel[]
  readonly facts: Readonly<Record<string, string>>
}

/** What comes from outside. */
export type Happening =
  | { readonly act: BehaviourKind; readonly of: string }
  | { readonly fact: string; readonly is: string }
  | { readonly mayReach: readonly Channel[] }
  | { readonly call: CallResult }
  | { readonly sales: 'accepted' | 'qualified' | 'opportunity' | 'customer' }
  | { readonly returned: RecycleReason }
  | { readonly disqualified: DisqualifyReason }
  | { readonly pause: boolean }

/** How the world between Postgres and the workflow behaves; calm where nothing is said. */
export interface Weather {
  /** Events reach the workflow also where nothing listens for them. */
  readonly tellsAll?: boolean
  /** Every batch comes with the events of the batches before it, in the wrong order, and twice. */
  readonly echoes?: boolean
  /** The workflow dies after every decision, and every activity once after its work was done. */
  readonly crashes?: boolean
  /** How long an activity takes, ms; the world goes on meanwhile. */
  readonly latency?: number
  /** What becomes of admitted mails, in turn. */
  readonly fates?: readonly Fate[]
}
export type Fate = 'sent' | 'unknown' | 'refused' | 'greylisted'

export interface Sent {
  readonly at: number
  /** The attempt that it was, as the ledger names it. */
  readonly key: string
  readonly track: string
  readonly step: StepId
  readonly content: string
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

export interface Handoff {
  readonly id: string
  readonly at: number
  readonly trigger: string
  readonly facts: Readonly<Record<string, string>>
  readonly deadlines: readonly Deadline[]
}

const deaf: Listens = { acts: [], life: false }

/** What Postgres would hold of one lead, and what the activities make of it in one transaction each. */
export class Store {
  readonly #programme: Programme
  readonly #weather: Weather
  readonly calendar: Calendar
  readonly events: { event: LeadEvent; matters: boolean }[] = []
  readonly outbox: LeadEvent[] = []
  readonly sent: Sent[] = []
  readonly handoffs: Handoff[] = []
  readonly verdicts: Verdict[] = []
  readonly #ledger = new Map<string, { outcome: TouchOutcome; content: string }>()
  #tries = 0
  track: Track
  lifecycle: Lifecycle
  #channels: readonly Channel[]
  #facts: Record<string, string>
  #paused = false
  #enrolment = 1
  #listens = deaf
  #task: string | null = null
  #running: Handoff | null = null

  constructor(programme: Programme, person: Person, weather: Weather) {
    this.#programme = programme
    this.#weather = weather
    this.calendar = person.calendar
    this.lifecycle = person.lifecycle
    this.#channels = person.channels
    this.#facts = { ...person.facts }
    this.track = trackOf(programme, person.track)
  }

  happen(what: Happening, at: number): void {
    if ('act' in what) this.#act(what.act, what.of, at)
    else if ('fact' in what) this.#learn({ [what.fact]: what.is }, at)
    else if ('mayReach' in what) this.#mayReach(what.mayReach, at)
    else if ('call' in what) this.#called(what.call, at)
    else if ('sales' in what) this.#salesSays(what, at)
    else if ('pause' in what) this.#pause(what.pause, at)
    else this.#salesSays(what, at)
  }

  /** Does what an activity does up to its last transaction; what is given back is that last one. */
  begin(command: Command, state: State, track: Track, now: number): (then: number) => Answer {
    if (command.do === 'touch') {
      const outcome = this.#touch(command, state, track, now)
      return (then) => {
        const answer = { is: 'touched', step: command.step, outcome, ...this.#clock(then), events: [] } as const
        const after = next({ track, calendar: this.calendar }, state, answer, then).state
        if (state.enrolment === this.#enrolment) this.#listens = listensFor(track, after)
        return { ...answer, events: this.#eventsFor(state) }
      }
    }
    const answer = this.#answer(command, state, track, now)
    return () => answer
  }

  #answer(command: Exclude<Command, { do: 'touch' }>, state: State, track: Track, now: number): Answer {
    switch (command.do) {
      case 'settle':
        return this.#settle(command.why, state, track, now)
      case 'signalPromotion': {
        const verdict = this.#judge(command.trigger, command.seq, now)
        return { is: 'judged', verdict, ...this.#clock(now), events: this.#eventsFor(state) }
      }
      case 'chase': {
        const deadlines = 'task' in command.what ? this.#overdueCall(now) : this.#chase(command.what, now)
        return { is: 'chased', deadlines, ...this.#clock(now), events: this.#eventsFor(state) }
      }
      case 'updateScores':
        this.#listens = deaf
        return { is: 'scored', ...this.#clock(now), events: this.#eventsFor(state) }
    }
  }

  #clock(now: number): { clock: { now: number; real: number; rate: number } } {
    return { clock: { now, real: now, rate: 1 } }
  }

  #eventsFor(state: State): readonly LeadEvent[] {
    return this.events
      .filter(({ event, matters }) => event.seq > state.cursor && (matters || this.#isHeard(event)))
      .map(({ event }) => event)
  }

  #isHeard(event: LeadEvent): boolean {
    return isBehaviour(event) && (this.#listens.life || this.#listens.acts.some((act) => isAct(act, event)))
  }

  #append(event: LeadEvent, matters = true): void {
    this.events.push({ event, matters: matters || this.#weather.tellsAll === true })
    if (this.events.at(-1)?.matters) this.outbox.push(event)
  }

  get #seq(): number {
    return this.events.length + 1
  }

  #act(kind: BehaviourKind, of: string, at: number): void {
    const { quality } = this.#programme
    const seq = this.#seq
    const count = (act: Act): number =>
      this.events.filter(({ event }) => isBehaviour(event) && isAct(act, event)).length +
      (isAct(act, { kind, of }) ? 1 : 0)
    const { grade } = fitOf(quality, this.#facts)
    const evidence: Evidence = { count, facts: this.#facts, grade }
    const triggers = triggersFired(quality, { kind, of }, evidence)
    const event: LeadEvent = { kind, of, seq, at, ...(triggers.length > 0 ? { triggers } : {}) }
    this.#append(event, triggers.length > 0 || this.#isHeard(event))
    if (this.lifecycle !== 'subscriber' || !holds(quality.becomesLead, evidence)) return
    this.#append({ kind: 'becameLead', seq: this.#seq, at })
    this.lifecycle = 'lead'
  }

  #learn(facts: Record<string, string>, at: number): void {
    this.#facts = { ...this.#facts, ...facts }
    const asked = pick(facts, factsAsked(this.track))
    this.#append({ kind: 'facts', facts: asked, seq: this.#seq, at }, Object.keys(asked).length > 0)
  }

  #mayReach(channels: readonly Channel[], at: number): void {
    if (channels.join() === this.#channels.join()) return
    this.#channels = channels
    this.#append({ kind: 'permission', channels, seq: this.#seq, at })
    if (!channels.includes('phone')) this.#called('not_made', at)
  }

  #called(result: CallResult, at: number): void {
    if (this.#task === null) return
    this.#append({ kind: 'called', task: this.#task, result, seq: this.#seq, at })
    this.#task = null
    if (result === 'wrong_number')
      this.#mayReach(
        this.#channels.filter((channel) => channel !== 'phone'),
        at,
      )
  }

  #pause(paused: boolean, at: number): void {
    if (paused === this.#paused) return
    this.#paused = paused
    this.#append({ kind: paused ? 'paused' : 'resumed', seq: this.#seq, at })
  }

  #salesSays(
    what: Extract<Happening, { sales: string } | { returned: string } | { disqualified: string }>,
    at: number,
  ): void {
    const { office, quality } = this.#programme
    const seq = this.#seq
    const became: Lifecycle =
      'returned' in what ? 'recycled' : 'disqualified' in what ? 'disqualified' : becomes[what.sales]
    const needsThem =
      'returned' in what || ('sales' in what && (what.sales === 'accepted' || what.sales === 'qualified'))
    if ((needsThem && !isWithSales(this.lifecycle)) || !mayMove(this.lifecycle, became)) return
    this.lifecycle = became
    if ('returned' in what) this.#append({ kind: 'returned', reason: what.returned, seq, at })
    else if ('disqualified' in what) this.#append({ kind: 'disqualified', reason: what.disqualified, seq, at })
    else if (what.sales === 'customer') this.#append({ kind: 'customer', seq, at })
    else {
      const deadlines = deadlinesAfter(what.sales === 'accepted' ? 'accepted' : 'qualified', quality.sla, office, at)
      this.#running &&= { ...this.#running, deadlines }
      this.#append({ kind: what.sales, deadlines, seq, at })
      return
    }
    this.#running = null
  }

  #touch(
    { step: id, attempt, due }: Extract<Command, { do: 'touch' }>,
    state: State,
    track: Track,
    now: number,
  ): TouchOutcome {
    const step = stepOf(track, id)
    if (!isTouch(step)) throw new Error(`step ${id} is no touch`)
    const key = `${state.enrolment}/${id}/${state.pass}/${attempt}`
    const before = this.#ledger.get(key)
    if (before && before.outcome.was !== 'deferred') return before.outcome
    const channel: Channel = step.kind === 'email' ? 'email' : 'phone'
    const admission = admit(
      {
        lifecycle: this.lifecycle,
        paused: this.#paused,
        enrolment: this.#enrolment,
        hasAddress: true,
        allowListed: true,
        channels: this.#channels,
        touchedAt: this.sent.filter(({ isSure }) => isSure).map(({ at }) => at),
        hadContent: attempt === 1 && this.#had.includes(step.content),
        stopped: false,
      },
      {
        enrolment: state.enrolment,
        channel,
        withSales: step.withSales,
        due,
        cadence: track.cadence,
        calendar: this.calendar,
        spread: spreadOf(state, id),
      },
      now,
      1,
    )
    if (!admission.admitted && admission.was === 'overtaken') return { was: 'overtaken' }
    const outcome: TouchOutcome = admission.admitted
      ? this.#send(step, key, now)
      : admission.was === 'dropped'
        ? { was: 'dropped', reason: admission.reason, at: now }
        : { was: 'deferred', reason: admission.reason, until: admission.until }
    this.#ledger.set(key, { outcome, content: step.content })
    if (mayHaveReached(outcome)) {
      const { withSales, content } = step
      const stood = { mayReach: this.#channels, lifecycle: this.lifecycle, paused: this.#paused }
      const isSure = outcome.was !== 'unknown'
      this.sent.push({
        at: now,
        key,
        track: track.name,
        step: id,
        content,
        channel,
        attempt,
        withSales,
        isSure,
        ...stood,
      })
    }
    return outcome
  }

  #send(step: TouchStep, key: string, now: number): TouchOutcome {
    if (step.kind === 'call') {
      this.#task = `call ${key}`
      const until = addSpan(this.#programme.office, now, step.due)
      return { was: 'assigned', task: this.#task, budget: step.attempts, until }
    }
    const { fates = [] } = this.#weather
    switch (fates[this.#tries++ % fates.length] ?? 'sent') {
      case 'sent':
        return { was: 'sent', at: now }
      case 'unknown':
        return { was: 'unknown', at: now }
      case 'refused':
        return { was: 'dropped', reason: 'refused_by_policy', at: now }
      case 'greylisted':
        return { was: 'deferred', reason: 'deferred_by_receiver', until: now + 15 * MINUTE }
    }
  }

  get #had(): readonly string[] {
    const kept = [...this.#ledger.values()].filter(({ outcome }) => mayHaveReached(outcome))
    return [...new Set(kept.map(({ content }) => content))]
  }

  #settle(why: Settled['why'], state: State, track: Track, now: number): Settled {
    const to = this.#destination(why, state)
    if (to && this.#enrolment === state.enrolment) {
      this.track = to
      this.#enrolment += 1
    }
    const moved = this.#enrolment > state.enrolment
    const there = moved ? this.track : track
    const answer: Settled = {
      is: 'settled',
      why,
      calendar: this.calendar,
      facts: pick(this.#facts, factsAsked(there)),
      channels: this.#channels,
      had: this.#had,
      ...this.#clock(now),
      events: [],
      ...(moved ? { moved: { pinned: { version: there.name, track: there }, enrolment: this.#enrolment } } : {}),
    }
    this.#listens = listensFor(there, next({ track: there, calendar: this.calendar }, state, answer, now).state)
    return { ...answer, events: this.#eventsFor(state) }
  }

  #destination(why: Settled['why'], { doing }: State): Track | undefined {
    if (why !== 'resume' || doing.is !== 'resting') return undefined
    const name = this.track.onReturn[doing.reason].track
    return name === null || name === this.track.name ? undefined : this.#programme.tracks[name]
  }

  #judge(trigger: string, seq: number, now: number): Extract<Answer, { is: 'judged' }>['verdict'] {
    if (this.#running)
      return { promoted: true, handoff: this.#running.id, owner: 'rep', deadlines: this.#running.deadlines }
    const { quality, office } = this.#programme
    const event = this.events[seq - 1]?.event
    const hasFired = event !== undefined && isBehaviour(event) && event.triggers?.includes(trigger) === true
    const verdict: Verdict = hasFired
      ? judge(quality, { lifecycle: this.lifecycle, facts: this.#facts }, trigger)
      : { promoted: false, because: ['it did not fire'] }
    this.verdicts.push(verdict)
    if (!verdict.promoted) return verdict
    const deadlines = deadlinesAfter('handedOff', quality.sla, office, now)
    this.#running = { id: `handoff ${this.handoffs.length + 1}`, at: now, trigger, facts: this.#facts, deadlines }
    this.handoffs.push(this.#running)
    this.lifecycle = 'mql'
    this.#listens = deaf
    return { promoted: true, handoff: this.#running.id, owner: 'rep', deadlines }
  }

  #overdueCall(now: number): readonly Deadline[] {
    this.#called('not_made', now)
    return []
  }

  #chase(due: { handoff: string; act: Deadline['act'] }, now: number): readonly Deadline[] {
    const { quality, office } = this.#programme
    const review = deadlinesAfter('qualified', quality.sla, office, now)
    if (!this.#running) return this.lifecycle === 'sql' || this.lifecycle === 'opportunity' ? review : []
    const [first, ...rest] = this.#running.deadlines
    if (this.#running.id !== due.handoff || first?.act !== due.act || first.at > now) return this.#running.deadlines
    if (due.act === 'takeBack') {
      this.#salesSays({ returned: 'untouched' }, now)
      return []
    }
    this.#running = { ...this.#running, deadlines: due.act === 'review' ? review : rest }
    return this.#running.deadlines
  }
}

function mayHaveReached({ was }: TouchOutcome): boolean {
  return was === 'sent' || was === 'assigned' || was === 'unknown'
}

const becomes = { accepted: 'sal', qualified: 'sql', opportunity: 'opportunity', customer: 'customer' } as const

function trackOf(programme: Programme, name: string): Track {
  const track = programme.tracks[name]
  if (track === undefined) throw new Error(`the programme has no track ${name}`)
  return track
}

function pick(facts: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => names.includes(name)))
}
