/** What a persona gets, day by day in its own zone, and why; and what it does not get, and why not. */
import { timeOfDay } from './cadence-words.ts'
import { dateOf, localOf, type Calendar, type Weekday } from './calendar.ts'
import { because, eventInWords, onlyWhere } from './persona-because.ts'
import type { Decided, PersonaLived } from './simulate-persona.ts'
import type { NotSent, SimulatedLead } from './simulated-lead.ts'
import type { State } from './state.ts'
import { channelOf, isTouch, kindOf, type TouchStep } from './steps.ts'
import type { Track } from './track.ts'

/** One line of a day. */
export interface CalendarEntry {
  /** Local time, `HH:MM`. */
  readonly time: string
  /** `gets`: a touch. `does`: an act of the lead. `sales`: of those who sell. `held`: a touch that did not go. `enters`: a stage or track. `stands`: where no touch is due. */
  readonly is: 'gets' | 'does' | 'sales' | 'held' | 'enters' | 'stands'
  readonly what: string
  /** Why; empty where nothing needs to be said. */
  readonly because: string
}

export interface CalendarDay {
  /** `YYYY-MM-DD` in the persona's zone. */
  readonly date: string
  readonly weekday: Weekday
  readonly entries: readonly CalendarEntry[]
}

export interface PersonaCalendar {
  readonly persona: string
  readonly track: string
  readonly zone: string
  readonly from: string
  readonly until: string
  readonly days: readonly CalendarDay[]
  /** Touches of its tracks that it never got. */
  readonly missed: readonly { readonly what: string; readonly because: string }[]
  /** Where it stands at the end, in words. */
  readonly end: string
}

type Line = CalendarEntry & { readonly at: number; readonly rank: number }

/** Of what happens at one instant, the cause before the effect. */
const order: readonly CalendarEntry['is'][] = ['does', 'sales', 'enters', 'held', 'gets', 'stands']

/** @param calendar of the persona's own place */
export function personaCalendar(
  { lead, decided, until }: PersonaLived,
  persona: string,
  from: number,
  calendar: Calendar,
): PersonaCalendar {
  const time = (at: number): string => timeOfDay(localOf(calendar, at).minute)
  const line = (at: number, is: CalendarEntry['is'], what: string, why: string, rank = order.indexOf(is)): Line => ({
    at,
    time: time(at),
    is,
    what,
    because: why,
    rank,
  })
  const lines = [
    ...touches(lead, decided).map(({ at, what, why }) => line(at, 'gets', what, why)),
    ...lead.events.map(({ event }) => {
      const sales = ['accepted', 'qualified', 'opportunity', 'customer', 'returned', 'disqualified', 'called']
      return line(event.at, sales.includes(event.kind) ? 'sales' : 'does', eventInWords(event), '')
    }),
    ...lead.handoffs.map(({ at, trigger, owner }) => line(at, 'sales', `it is an MQL and goes to ${owner}`, trigger)),
    ...lead.notSent
      .filter(({ outcome }) => outcome.was !== 'overtaken')
      .map((held) => line(held.at, 'held', `${held.content} does not go`, whyHeld(held, calendar))),
    ...places(decided).map(({ at, is, what, why, isAfterTouch }) =>
      line(at, is, what, why, isAfterTouch ? order.length : undefined),
    ),
  ].sort((a, b) => a.at - b.at || a.rank - b.rank)
  const date = (at: number): string => dateOf(localOf(calendar, at).day)
  const days = new Map<string, { weekday: Weekday; entries: CalendarEntry[] }>()
  for (const { at, rank: _, ...entry } of lines) {
    const { weekday } = localOf(calendar, at)
    const day = days.get(date(at)) ?? { weekday, entries: [] }
    days.set(date(at), day)
    day.entries.push(entry)
  }
  return {
    persona,
    track: lead.person.track,
    zone: calendar.zone,
    from: date(from),
    until: date(until),
    days: [...days].map(([on, day]) => ({ date: on, ...day })),
    missed: missed(lead, decided),
    end: endOf(decided.at(-1)?.state),
  }
}

interface Told {
  readonly at: number
  readonly what: string
  readonly why: string
}

/** Every touch with why it was scheduled: the decision that last brought the life to it. */
function touches(lead: SimulatedLead, decided: readonly Decided[]): readonly Told[] {
  return lead.sent.map(({ at, step, attempt, content, channel, track }) => {
    const isDue = ({ doing }: State): boolean =>
      (doing.is === 'due' && doing.step === step && doing.attempt === attempt) ||
      (doing.is === 'withSales' && doing.beside?.step === step)
    const led = decided.findLast(
      (one) => one.at <= at && one.track.name === track && isDue(one.state) && !(one.before && isDue(one.before)),
    )
    const what = channel === 'email' ? content : `a call: ${content}${attempt > 1 ? `, attempt ${attempt}` : ''}`
    return { at, what, why: led === undefined ? '' : because(led, step) }
  })
}

type Place = Told & { readonly is: 'enters' | 'stands'; readonly isAfterTouch: boolean }

/** Where its stage, its track or what it waits for changes in a way that its marketer would tell. */
function places(decided: readonly Decided[]): readonly Place[] {
  return decided.flatMap(({ at, before, state, track, input }) => {
    const isAfterTouch = input.is === 'touched'
    const enters = (what: string): Place => ({ at, is: 'enters', what, why: '', isAfterTouch })
    const stands = (what: string, why: string): Place => ({ at, is: 'stands', what, why, isAfterTouch })
    const isMoved = input.is === 'settled' && input.moved !== undefined
    const { doing } = state
    const isNew = doing.is !== before?.doing.is
    return [
      ...(isMoved ? [enters(`track ${track.name}`)] : []),
      ...(before === null || state.stage !== before.stage || isMoved ? [enters(`stage ${state.stage}`)] : []),
      ...(isNew && doing.is === 'exhausted'
        ? [stands('has had everything for it', 'it wakes on any sign of life')]
        : []),
      ...(isNew && doing.is === 'dormant' ? [stands('falls dormant', 'it may not be reached on any channel')] : []),
      ...(isNew && doing.is === 'resting' ? [stands('rests', doing.reason)] : []),
    ]
  })
}

function whyHeld({ outcome }: NotSent, calendar: Calendar): string {
  if (outcome.was === 'dropped') return outcome.reason.replaceAll('_', ' ')
  if (outcome.was !== 'deferred') return ''
  return `${outcome.reason.replaceAll('_', ' ')}; put off until ${dateOf(localOf(calendar, outcome.until).day)}`
}

function missed(lead: SimulatedLead, decided: readonly Decided[]): PersonaCalendar['missed'] {
  const tracks = new Map<string, Track>(decided.map(({ track }) => [track.name, track]))
  const got = new Set(lead.sent.map(({ step, track }) => `${track}/${step}`))
  const isReturned = decided.some(({ state }) => state.doing.is === 'resting')
  return [...tracks.values()].flatMap((track) => {
    const opens = openings(track)
    return track.steps
      .filter(isTouch)
      .filter(({ id }) => !got.has(`${track.name}/${id}`) && (isReturned || !opens.has(id)))
      .map((step) => {
        const says = kindOf(step).says(step)
        const reasons = opens.get(step.id)
        return {
          what: reasons === undefined ? says : `${says}, first after a return`,
          because: whyNot(lead, track, step, decided, reasons),
        }
      })
  })
}

/** The touches that open the way back after a return, each with the reasons that it answers. */
function openings({ onReturn }: Track): ReadonlyMap<string, readonly string[]> {
  const opens = new Map<string, readonly string[]>()
  for (const [reason, { open }] of Object.entries(onReturn)) {
    if (open !== null) opens.set(open, [...(opens.get(open) ?? []), reason])
  }
  return opens
}

function whyNot(
  lead: SimulatedLead,
  track: Track,
  step: TouchStep,
  decided: readonly Decided[],
  opens: readonly string[] | undefined,
): string {
  const end = decided.at(-1)?.state
  const held = lead.notSent.findLast((one) => one.step === step.id && one.track === track.name)
  if (held && held.outcome.was === 'dropped') return held.outcome.reason.replaceAll('_', ' ')
  const rested = decided.flatMap(({ state }) => (state.doing.is === 'resting' ? [state.doing.reason] : []))
  if (opens && !opens.some((reason) => rested.some((each) => each === reason))) {
    return `comes only where sales returns it for ${opens.join(' or ')}`
  }
  if ('content' in step && lead.had.includes(step.content)) return 'it had that already'
  const channel = channelOf(step)
  const where = onlyWhere(track, step.id)
  const barred = lead.channels.includes(channel) ? '' : `it may not be reached by ${channel}`
  if (where !== '' || barred !== '') {
    return [where === '' ? '' : `comes only where: ${where}`, barred].filter((part) => part !== '').join('; ')
  }
  if (end?.doing.is === 'ended') return `its nurture ended: ${end.doing.reason}`
  if (end?.doing.is === 'exhausted' && step.kind === 'cast') return 'nothing was left for its theme and stage'
  return end?.doing.is === 'withSales' ? 'sales has it' : 'it has not come so far'
}

function endOf(state: State | undefined): string {
  if (state === undefined) return ''
  const { doing } = state
  if (doing.is === 'ended') return `its nurture ended: ${doing.reason}`
  if (doing.is === 'withSales') return `sales has it: it is ${state.lifecycle}`
  if (doing.is === 'exhausted') return 'it has had everything and is looked at again and again'
  if (doing.is === 'dormant') return 'it can be reached no more'
  return doing.is === 'resting' ? `it rests: ${doing.reason}` : `it is in stage ${state.stage}`
}
