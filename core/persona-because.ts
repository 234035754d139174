/** Why a simulated lead got a touch when it did, in words: read from the decision that scheduled it. */
import { spell } from './duration.ts'
import type { LeadEvent } from './event.ts'
import type { Decided } from './simulate-persona.ts'
import type { State } from './state.ts'
import type { StepId } from './step.ts'
import { isTouch, kindOf } from './steps.ts'
import { stageAfter, stepOf, type Track } from './track.ts'

/** Why the step is due now, by what led from the state before. */
export function because({ input, before, state, track }: Decided, step: StepId): string {
  const said = whatLed(input, before)
  const from = startOf(input, before, state, track)
  const way = from === undefined ? [] : (wayTo(track, from, step) ?? [])
  return [said, ...way].filter((part) => part !== '').join('; ') || 'it comes next'
}

function whatLed(input: Decided['input'], before: State | null): string {
  switch (input.is) {
    case 'start':
      return 'the track begins'
    case 'timer':
      return before?.doing.is === 'listening' ? 'nothing came of what was listened for' : ''
    case 'settled':
      if (before?.doing.is === 'resting') return `it has rested after ${before.doing.reason}`
      if (input.why === 'start' || input.moved?.enters) return 'the track begins'
      if (input.moved?.resumes) return 'it goes on where it was'
      if (input.why === 'signOfLife') return eventsInWords(input.events) || 'a sign of life'
      return input.why === 'heartbeat' ? 'it can be reached again' : ''
    case 'touched':
      return eventsInWords(input.events)
    case 'events':
      return eventsInWords(input.events)
    case 'chased':
      return eventsInWords(input.events)
    case 'judged':
    case 'scored':
    case 'failed':
      return ''
  }
}

function eventsInWords(events: readonly LeadEvent[]): string {
  return events.map(eventInWords).join(', ')
}

/** What happened, as one says it of the lead. */
export function eventInWords(event: LeadEvent): string {
  if ('of' in event) return `it ${event.kind} ${event.of}`
  const { kind } = event
  if (kind === 'facts')
    return `it told ${Object.entries(event.facts)
      .map(([fact, value]) => `${fact}: ${value}`)
      .join(', ')}`
  if (kind === 'permission') {
    const { channels } = event
    return channels.length === 0 ? 'it may not be reached any more' : `it may be reached by ${channels.join(' and ')}`
  }
  if (kind === 'called') return `the call: ${event.result.replaceAll('_', ' ')}`
  if (kind === 'returned' || kind === 'disqualified') return `sales ${kind} it: ${event.reason}`
  if (kind === 'accepted') return 'sales accepted it'
  if (kind === 'qualified') return 'sales says SQL'
  if (kind === 'opportunity') return 'it is an opportunity'
  if (kind === 'customer') return 'it became a customer'
  return kind === 'becameLead' ? 'the subscriber became a lead' : `it was ${kind}`
}

interface Start {
  readonly step: StepId | null
  readonly stage: string
  /** Whether what it listens for there was heard; absent where it did not listen. */
  readonly isHeard?: boolean
  /** The step itself still lies ahead. */
  readonly isAhead?: boolean
}

/** The place on the way from which the life went on. */
function startOf(
  input: Decided['input'],
  before: State | null,
  state: State,
  { stages: [first] }: Track,
): Start | undefined {
  const begins = input.is === 'settled' && (input.why === 'start' || input.moved?.enters === true)
  if (begins) return first && { step: first.first, stage: first.name, isAhead: true }
  // What it came from in another enrolment stands in another track, or in another version of this one.
  if (before === null || before.enrolment !== state.enrolment) return undefined
  if (input.is === 'touched') return { step: input.step, stage: before.stage }
  if (before.doing.is === 'listening') {
    return { step: before.doing.step, stage: before.stage, isHeard: input.is !== 'timer' }
  }
  return 'step' in before.doing ? { step: before.doing.step, stage: before.stage } : undefined
}

/** What lies between two steps, in words: waits, and what decided at each fork. Undefined where no way leads there. */
function wayTo(
  track: Track,
  { step: from, stage, isHeard, isAhead = false }: Start,
  to: StepId,
): readonly string[] | undefined {
  const seen = new Set<StepId>()
  let mayPassOver = false
  const search = (
    id: StepId | null,
    inStage: string,
    isFirst: boolean,
    wasPassedOver = false,
  ): readonly string[] | undefined => {
    const next = id ?? stageAfter(track, inStage)?.first ?? null
    if (next === to && !isFirst) return []
    if (next === null || seen.has(next)) return undefined
    seen.add(next)
    const step = stepOf(track, next)
    if (isTouch(step) && !isFirst && !mayPassOver) return undefined
    // With a touch that was passed over go the waits behind it: nobody waits for nothing.
    const isPassedOver = wasPassedOver || (isTouch(step) && !isFirst)
    for (const way of kindOf(step).ways(step)) {
      // Which way it went from where it was listened to is known, and said already.
      const isSaid = isFirst && isHeard !== undefined
      if (isSaid && (way.upTo === true) !== isHeard) continue
      const rest = search(way.to, step.stage, false, isPassedOver)
      if (rest === undefined) continue
      const waits = way.after === undefined || isPassedOver ? [] : [`${spell(way.after)} later`]
      return isSaid ? rest : [...(way.when === '' ? waits : [way.when]), ...rest]
    }
    return undefined
  }
  // Where a way without touches leads there, it is the likelier one: on another, they would have been sent.
  const straight = search(from, stage, !isAhead)
  if (straight !== undefined) return straight
  seen.clear()
  mayPassOver = true
  return search(from, stage, !isAhead)
}

/** What must be so for a lead to come to this step, at the last fork that decides it; empty where every lead comes to it. */
export function onlyWhere(track: Track, to: StepId): string {
  for (const fork of track.steps.toReversed()) {
    const ways = kindOf(fork).ways(fork)
    if (fork.id === to || ways.length < 2) continue
    const leading = ways.filter((way) => leads(track, way.to, fork.stage, to))
    if (leading.length > 0 && leading.length < ways.length) return leading.map(({ when }) => when).join(', or ')
  }
  return ''
}

function leads(track: Track, from: StepId | null, stage: string, to: StepId): boolean {
  const seen = new Set<StepId>()
  const search = (id: StepId | null, inStage: string): boolean => {
    const next = id ?? stageAfter(track, inStage)?.first ?? null
    if (next === null || seen.has(next)) return false
    seen.add(next)
    const step = stepOf(track, next)
    return (
      next === to ||
      kindOf(step)
        .ways(step)
        .some((way) => search(way.to, step.stage))
    )
  }
  return search(from, stage)
}
