import {
  ActivityFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  defineSignal,
  makeContinueAsNewFunc,
  proxyActivities,
  rootCause,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities, Answer, ClockReading, Command, PlainRequest } from '../core/contract.ts'
import type { LeadEvent } from '../core/event.ts'
import { newestRules, next, rules, type Input } from '../core/next.ts'
import { wakesAt } from '../core/state.ts'
import { asPairs, attributesOf, changed } from './attributes.ts'
import { commandInWords, details, doingInWords } from './in-words.ts'
import { signals, type LifeInput } from './messages.ts'

/**
 * An activity is tried until it works: a database or mail server that is down for a day costs a day, not a lead. Longer
 * than the SMTP deadlines, shorter than the ledger's lease, so that two attempts never overlap. What cannot ever work
 * fails at once (`Defect`), is told to a person, and the life goes on.
 */
const act = proxyActivities<Activities>({
  startToCloseTimeout: '60 seconds',
  // A worker that died is noticed after this long. Only an activity that lasts longer than seconds ever sends a heartbeat.
  heartbeatTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '1 minute',
    nonRetryableErrorTypes: ['Defect'],
  },
})

/** Every wake of a sleeping lead replays its run: short runs keep that cheap. */
const touchesPerRun = 7

/**
 * Events of a history at which a run ends that had fewer touches, or none: about ten looks of eleven events. Seven touches
 * and what comes beside them leave fewer.
 */
const eventsPerRun = 110

/**
 * A lead's life: sleeps, listens, and does what `next` says. Nothing is decided here.
 * @throws where a newer release began this run by rules that this one does not know: its task waits for a worker that does
 */
export async function lead(input: LifeInput): Promise<string> {
  if (input.rules > newestRules) {
    throw new Error(
      `This run follows rules ${input.rules}, and this release knows none above ${newestRules}. Start a worker of the newer release: docs/upgrading.md`,
    )
  }
  let { state, pinned, calendar, clock } = input
  const events: LeadEvent[] = [...input.events]
  const requests: PlainRequest[] = [...input.requests]
  let mustRefresh = false
  const isWoken = (): boolean => events.length > 0 || requests.length > 0 || mustRefresh
  let wake = (): void => {}
  const note = (signal: string, told: unknown): void => {
    switch (signal) {
      case 'happened':
        return void events.push(...(told as readonly LeadEvent[]))
      case 'returnToNurture':
      case 'disqualify':
        return void requests.push({ ask: signal, reason: reasonIn(told) })
      case 'accept':
      case 'qualify':
      case 'pause':
      case 'resume':
        return void requests.push({ ask: signal })
      case 'refresh':
        mustRefresh = true
    }
  }
  const hear = (signal: string, told: unknown): void => {
    note(signal, told)
    if (isWoken()) wake()
  }
  if (input.rules >= 3) {
    // What came before a run's first task is dealt out as handlers are set, kind by kind. One handler for all hears it in turn.
    setDefaultSignalHandler(hear)
    setDefaultSignalHandler(undefined)
  }
  for (const { name } of signals) setHandler(defineSignal<[unknown]>(name), (told) => hear(name, told))

  let touches = 0
  let firedFor: number | undefined
  let shown = attributesOf(pinned.track.name, state)
  const commands: Command[] = []
  const asked = () => ({ state, track: pinned.track.name, version: pinned.version })

  const decide = (told: Input, now?: number): void => {
    if ('clock' in told) ({ clock } = told)
    if (told.is === 'settled') {
      ;({ calendar } = told)
      if (told.moved) ({ pinned } = told.moved)
    }
    const decision = next({ track: pinned.track, calendar }, state, told, now ?? nowOn(clock, told))
    ;({ state } = decision)
    commands.push(...decision.commands)
  }

  if (state.doing.is === 'settling') decide({ is: 'start' })
  for (;;) {
    for (let command = commands.shift(); command; command = commands.shift()) {
      if (command.do === 'touch') touches += 1
      decide(await perform(command))
    }
    const request = requests.shift()
    if (request) {
      await take(request)
      continue
    }
    if (events.length > 0) {
      decide({ is: 'events', events: events.splice(0).sort((a, b) => a.seq - b.seq) })
      continue
    }
    if (state.doing.is === 'ended') {
      upsertSearchAttributes(asPairs(attributesOf(pinned.track.name, state)))
      return state.doing.reason
    }

    const attributes = attributesOf(pinned.track.name, state)
    const news = changed(shown, attributes)
    const isNews = Object.keys(news).length > 0
    if (mustRefresh || isLong() || (isNews && touches > 2)) {
      const again = makeContinueAsNewFunc<typeof lead>({ typedSearchAttributes: asPairs(attributes) })
      await again({ rules, state, pinned, calendar, clock, events, requests })
    }
    if (isNews) upsertSearchAttributes(asPairs(news))
    shown = attributes
    setCurrentDetails(details(pinned, calendar, state))
    await sleepUntilSomething()
  }

  /** Temporal says how long the history is, in replay too: that bounds a run, whatever the life consists of. */
  function isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo()
    return touches >= touchesPerRun || continueAsNewSuggested || (input.rules >= 3 && historyLength >= eventsPerRun)
  }

  async function perform(command: Command): Promise<Input> {
    try {
      return await call(command)
    } catch (error) {
      await tellFailure(`${command.do} failed`, error)
      return { is: 'failed', command }
    }
  }

  async function take(request: PlainRequest): Promise<void> {
    const summary = `signal: ${request.ask}`
    try {
      decide(await act.record.executeWithOptions({ summary }, [{ ...asked(), request }]))
    } catch (error) {
      decide(await tellFailure(`${summary} failed`, error))
    }
  }

  /** What can never work is told to a person; whatever else it is, is none of ours. */
  function tellFailure(what: string, error: unknown): Promise<Answer> {
    if (!(error instanceof ActivityFailure) || error.cause instanceof CancelledFailure) throw error
    const failure = rootCause(error) ?? 'unknown'
    return act.alert.executeWithOptions({ summary: `alert: ${what}` }, [{ ...asked(), what, failure }])
  }

  function call(command: Command): Promise<Answer> {
    const summary = commandInWords(pinned, command)
    switch (command.do) {
      case 'settle':
        return act.settle.executeWithOptions({ summary }, [{ ...asked(), why: command.why }])
      case 'touch':
        return act.touch.executeWithOptions({ summary }, [
          { ...asked(), step: command.step, attempt: command.attempt, due: command.due },
        ])
      case 'signalPromotion':
        return act.signalPromotion.executeWithOptions({ summary }, [
          { ...asked(), trigger: command.trigger, seq: command.seq },
        ])
      case 'chase':
        return act.chase.executeWithOptions({ summary }, [{ ...asked(), what: command.what }])
      case 'updateScores': {
        const { because, treatment, seq } = command
        return act.updateScores.executeWithOptions({ summary }, [{ ...asked(), because, treatment, seq }])
      }
    }
  }

  /** As `condition` with a timeout, with fewer promises: of each, the SDK keeps where it was made, and that costs a wake more than all else in here (decision 32). */
  function sleepUnlessWoken(ms: number, summary: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = new CancellationScope()
      wake = () => {
        timer.cancel()
        resolve()
      }
      timer.run(() => sleep(ms, { summary })).then(resolve, reject)
    })
  }

  async function sleepUntilSomething(): Promise<void> {
    const until = wakesAt(state)
    if (until === undefined) return condition(isWoken)
    const left = Math.ceil((until - nowOn(clock)) / clock.rate)
    // The timer fired before its time, as it does while a fast clock is held: not as fast again as a machine can.
    const ms = until === firedFor ? Math.max(left, 1_000) : left
    if (ms > 0) await sleepUnlessWoken(ms, doingInWords(state))
    if (isWoken()) return
    firedFor = until
    // Only the database knows how far a fast clock really went: it stands still while nothing runs it. A touch asks it by itself.
    const isTouch = state.doing.is === 'due' && (state.paused === null || input.rules < 3)
    if (clock.rate !== 1 && !isTouch) {
      if (clock.now < until) clock = await act.tellTime()
      if (input.rules >= 2) {
        // Reckoned on, the time since that reading would be days, and a deadline over that is still to come.
        if (clock.now >= until && !isWoken()) decide({ is: 'timer' }, clock.now)
        return
      }
    }
    decide({ is: 'timer' })
  }
}

/** A person typed it: whatever it is, it is checked where it is recorded. */
function reasonIn(asked: unknown): string {
  const reason = typeof asked === 'object' && asked !== null && 'reason' in asked ? asked.reason : asked
  return typeof reason === 'string' ? reason : 'none given'
}

/**
 * What time it is on the one clock. Real time runs on by itself; of a fast clock only readings are certain, so what is
 * decided between two of them is decided at the time that it happened.
 */
function nowOn(clock: ClockReading, told?: Input): number {
  if (told?.is === 'events' && clock.rate !== 1) return Math.max(clock.now, ...told.events.map(({ at }) => at))
  if (told && 'clock' in told) return told.clock.now
  return clock.now + (Date.now() - clock.real) * clock.rate
}
