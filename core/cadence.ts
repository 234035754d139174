import { DAY, isHoliday, localOf, MINUTE, utcOf, weekdayOf, weekdays, type Calendar, type Weekday } from './calendar.ts'

type TimeOfDay = `${number}:${number}`
type CapInput = `${number} ${'touch' | 'touches'} a ${Period}`

/** When a track may touch a lead, as a marketer writes it. */
export interface CadenceInput {
  /** `'lead'`: the lead's own zone; else an IANA name, for everybody. */
  readonly zone: string
  readonly days: readonly Weekday[]
  /** The send window in local time, `HH:MM`. It opens and closes on the same day; `24:00` closes it at midnight. */
  readonly between: readonly [opens: TimeOfDay, closes: TimeOfDay]
  /** Public holidays of the lead's country; skipped unless said otherwise. */
  readonly holidays?: Cadence['holidays']
  readonly atMost: CapInput | readonly CapInput[]
}

/** A cadence as it is stored. */
export interface Cadence {
  readonly zone: string
  readonly days: readonly Weekday[]
  /** Minutes of the local day: the first that is in the send window, and the first after it. */
  readonly between: readonly [opens: number, closes: number]
  readonly holidays: 'skip' | 'ignore'
  readonly atMost: readonly Cap[]
}

/** A frequency cap: at most so many touches in any stretch of that length. */
export interface Cap {
  readonly touches: number
  readonly per: Period
}

/**
 * Every period is a rolling stretch (a day is any 24 hours, a month any 30 days). A calendar day would let 23:59 and 00:01
 * pass as two days, and would change its verdict when a lead moves to another zone.
 */
export type Period = (typeof periods)[number]
const periods = ['day', 'week', 'month'] as const
const LENGTH: Readonly<Record<Period, number>> = { day: DAY, week: 7 * DAY, month: 30 * DAY }

const SHORTEST_WINDOW = 15

/** How late a lead may come to its own moment of the window and still be taken at once. */
const GRACE = 15 * MINUTE

/** How many days are searched before a cadence counts as one that allows none. */
const HORIZON = 400

export function compileCadence(input: CadenceInput): { ok: Cadence } | { problems: string[] } {
  const problems: string[] = []
  const { zone, holidays = 'skip' } = input
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(zone)) {
    problems.push(`zone '${zone}' is neither 'lead' nor a time zone as 'Europe/Berlin'`)
  }
  for (const day of input.days as readonly string[]) {
    if (!weekdays.some((known) => known === day))
      problems.push(`days: '${day}' is not a weekday: use ${weekdays.join(', ')}`)
  }
  if (input.days.length === 0) problems.push('days is empty, so nothing could ever be sent')
  if (holidays !== 'skip' && holidays !== 'ignore') {
    problems.push(`holidays: '${String(holidays)}' is neither 'skip' nor 'ignore'`)
  }
  const between = compileWindow(input.between, problems)
  const atMost = compileCaps(typeof input.atMost === 'string' ? [input.atMost] : input.atMost, problems)
  if (problems.length > 0) return { problems }
  return { ok: { zone, days: weekdays.filter((day) => input.days.includes(day)), between, holidays, atMost } }
}

function compileWindow([from, to]: CadenceInput['between'], problems: string[]): Cadence['between'] {
  const opens = minuteOf(from)
  const closes = to === '24:00' ? 24 * 60 : minuteOf(to)
  if (opens === undefined) problems.push(`between: '${from}' is not a time of day: write it as '09:30'`)
  if (closes === undefined) problems.push(`between: '${to}' is not a time of day: write it as '11:30'`)
  if (opens === undefined || closes === undefined) return [0, 0]
  if (opens >= closes) {
    problems.push(`between: the window from ${from} to ${to} closes before it opens; it must lie within one day`)
  } else if (closes - opens < SHORTEST_WINDOW) {
    problems.push(`between: the window from ${from} to ${to} is shorter than ${SHORTEST_WINDOW} minutes`)
  }
  return [opens, closes]
}

function minuteOf(time: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? []
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes)
}

function compileCaps(inputs: readonly string[], problems: string[]): Cap[] {
  const caps: Cap[] = []
  for (const text of inputs) {
    const [, touches, word] = /^(\d+) touch(?:es)? a (\w+)$/.exec(text) ?? []
    const per = periods.find((period) => period === word)
    if (touches === undefined || per === undefined)
      problems.push(`atMost: '${text}' is not a cap: write it as '2 touches a week'`)
    else if (Number(touches) === 0) problems.push(`atMost: '${text}' would never send; leave the track out instead`)
    else if (caps.some((cap) => cap.per === per)) problems.push(`atMost: two caps a ${per}; keep the lower one`)
    else caps.push({ touches: Number(touches), per })
  }
  if (inputs.length === 0) problems.push("atMost is empty: give at least one cap, as '2 touches a week'")
  return caps.sort((a, b) => LENGTH[a.per] - LENGTH[b.per])
}

/** Whether something may be sent at this instant. The calendar is that of the cadence's zone. Caps are judged apart. */
export function inWindow(calendar: Calendar, cadence: Cadence, at: number): boolean {
  const { day, minute } = localOf(calendar, at)
  const [opens, closes] = cadence.between
  return minute >= opens && minute < closes && allows(calendar, cadence, day)
}

/**
 * The instant at which a lead may next be sent something: the first allowed day, and on it the lead's own moment,
 * the fraction `spread` (0 to below 1) of the way through the send window. So leads are spread over the window, and
 * one lead keeps its time of day. A lead that comes a little after its moment is taken at once; one that comes much
 * later is spread the same way over what is left of the window.
 *
 * Throws where a cadence allows no day at all, which `compileCadence` refuses.
 */
export function nextSendTime(calendar: Calendar, cadence: Cadence, notBefore: number, spread: number): number {
  const today = localOf(calendar, notBefore).day
  for (let day = today; day < today + HORIZON; day++) {
    if (!allows(calendar, cadence, day)) continue
    const opens = utcOf(calendar, day, cadence.between[0])
    const closes = utcOf(calendar, day, cadence.between[1])
    if (closes <= notBefore) continue
    const at = momentIn(opens, closes, notBefore, spread)
    // False only where the hour that a clock skips or shows twice cuts the window.
    if (inWindow(calendar, cadence, at)) return at
  }
  throw new RangeError(`the cadence allows no day within ${HORIZON} days in ${calendar.zone}`)
}

function momentIn(opens: number, closes: number, notBefore: number, spread: number): number {
  const own = opens + Math.floor(spread * (closes - opens))
  if (own >= notBefore) return own
  if (notBefore - own <= GRACE) return notBefore
  return notBefore + Math.floor(spread * (closes - notBefore))
}

/**
 * When one more touch is allowed under every cap: null for now, else the first instant. `sentAt` are the touches so far,
 * in any order. A touch leaves a cap's period exactly one period after it was sent.
 */
export function capFreesAt(cadence: Cadence, sentAt: readonly number[], at: number): number | null {
  if (cadence.atMost.every((cap) => sentAt.length < cap.touches)) return null
  const newestFirst = sentAt.toSorted((a, b) => b - a)
  let frees = at
  for (const { touches, per } of cadence.atMost) {
    const blocking = newestFirst[touches - 1]
    if (blocking !== undefined) frees = Math.max(frees, blocking + LENGTH[per])
  }
  return frees > at ? frees : null
}

function allows(calendar: Calendar, cadence: Cadence, day: number): boolean {
  return cadence.days.includes(weekdayOf(day)) && (cadence.holidays === 'ignore' || !isHoliday(calendar, day))
}
