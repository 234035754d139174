import type { Span, Unit } from './duration.ts'

/** What a lead's place says about time, as plain data: this room has no clock and no time zones of its own. */
export interface Calendar {
  /** IANA name, for people to read. */
  readonly zone: string
  /** From which instant which offset from UTC holds; ascending, never empty. The first holds before, the last for ever. */
  readonly transitions: readonly (readonly [utcMs: number, offsetMinutes: number])[]
  /** Public holidays as local days, `YYYY-MM-DD`. */
  readonly holidays: readonly string[]
}

export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
export type Weekday = (typeof weekdays)[number]

export interface LocalTime {
  /** Days since 1 January 1970, counted in local time. */
  readonly day: number
  /** Minute of that day, 0 to 1439. */
  readonly minute: number
  readonly weekday: Weekday
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The part of a business day in which business time passes, in local milliseconds of the day. */
interface Business {
  readonly opens: number
  readonly closes: number
  /** Where a span ends that uses up a day exactly: at its close, or when the next business day opens. */
  readonly endsAt: 'close' | 'next opening'
}
const BUSINESS: Readonly<Record<'business hour' | 'business day', Business>> = {
  'business hour': { opens: 9 * HOUR, closes: 17 * HOUR, endsAt: 'close' },
  'business day': { opens: 0, closes: DAY, endsAt: 'next opening' },
}

const LENGTH: Readonly<Record<Exclude<Unit, 'month'>, number>> = {
  minute: MINUTE,
  hour: HOUR,
  'business hour': HOUR,
  day: DAY,
  'business day': DAY,
  week: 7 * DAY,
}

export function localOf(calendar: Calendar, utcMs: number): LocalTime {
  const local = toLocal(calendar, utcMs)
  const day = Math.floor(local / DAY)
  return { day, minute: Math.floor((local - day * DAY) / MINUTE), weekday: weekdayOf(day) }
}

/** The first instant that shows this local time. Where the clock skips it, the first instant after the gap. */
export function utcOf(calendar: Calendar, day: number, minute: number): number {
  return toUtc(calendar, day * DAY + minute * MINUTE)
}

export function isHoliday(calendar: Calendar, day: number): boolean {
  return holidaysOf(calendar).has(day)
}

export function isBusinessDay(calendar: Calendar, day: number): boolean {
  return isBusiness(holidaysOf(calendar), day)
}

function isBusiness(holidays: ReadonlySet<number>, day: number): boolean {
  return weekdayIndex(day) < 5 && !holidays.has(day)
}

/**
 * The instant a span ends that starts at `fromUtcMs`; never before it.
 *
 * Minutes and hours are absolute. Days, weeks and months keep the local wall time; months clamp to their last day.
 * Business time passes on business days only (hours: 09:00 to 17:00) and stands still in between. So a business day from
 * a business day keeps the wall time, and from any other day the count starts at 00:00 of the next business day.
 */
export function addSpan(calendar: Calendar, fromUtcMs: number, { amount, unit }: Span): number {
  if (!(amount >= 0 && amount < Infinity)) throw new RangeError(`a span cannot be ${amount} ${unit}s long`)
  if (unit === 'month') return wallTime(calendar, fromUtcMs, plusMonths(toLocal(calendar, fromUtcMs), amount))
  const length = Math.round(amount * LENGTH[unit])
  if (unit === 'minute' || unit === 'hour') return fromUtcMs + length
  if (unit === 'day' || unit === 'week') return wallTime(calendar, fromUtcMs, toLocal(calendar, fromUtcMs) + length)
  return addBusiness(calendar, fromUtcMs, length, BUSINESS[unit])
}

/**
 * What is left at `nowUtcMs` of a wait until `untilUtcMs`, in the wait's own unit: what a pause freezes.
 * `addSpan` of it from the same instant gives `untilUtcMs` again; from a later one, the same wait resumed.
 */
export function spanLeft(calendar: Calendar, nowUtcMs: number, untilUtcMs: number, unit: Unit): Span {
  if (untilUtcMs <= nowUtcMs) return { amount: 0, unit }
  if (unit === 'minute' || unit === 'hour') return { amount: (untilUtcMs - nowUtcMs) / LENGTH[unit], unit }
  const now = toLocal(calendar, nowUtcMs)
  // In the hour that a clock shows twice, local time may run ahead of an instant that is still to come.
  const until = Math.max(now, toLocal(calendar, untilUtcMs))
  if (unit === 'month') return { amount: monthsBetween(now, until), unit }
  if (unit === 'day' || unit === 'week') return { amount: (until - now) / LENGTH[unit], unit }
  return { amount: businessBetween(calendar, now, until, BUSINESS[unit]) / LENGTH[unit], unit }
}

function addBusiness(calendar: Calendar, fromUtcMs: number, length: number, hours: Business): number {
  const holidays = holidaysOf(calendar)
  const local = toLocal(calendar, fromUtcMs)
  let day = Math.floor(local / DAY)
  let at = Math.min(Math.max(local - day * DAY, hours.opens), hours.closes)
  let left = length
  for (;;) {
    const room = isBusiness(holidays, day) ? hours.closes - at : -1
    if (left < room || (left === room && hours.endsAt === 'close')) {
      return wallTime(calendar, fromUtcMs, day * DAY + at + left)
    }
    left -= Math.max(0, room)
    day += 1
    at = hours.opens
  }
}

function businessBetween(calendar: Calendar, from: number, until: number, hours: Business): number {
  let passed = 0
  for (let day = Math.floor(from / DAY); day * DAY < until; day++) {
    if (!isBusinessDay(calendar, day)) continue
    const start = Math.max(hours.opens, from - day * DAY)
    const end = Math.min(hours.closes, until - day * DAY)
    passed += Math.max(0, end - start)
  }
  return passed
}

/** Local time as milliseconds since the local 1 January 1970: an axis without zones, on which days are 24 hours. */
function toLocal({ transitions }: Calendar, utcMs: number): number {
  let low = 0
  let high = transitions.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (transitions[middle]![0] <= utcMs) low = middle
    else high = middle - 1
  }
  return utcMs + transitions[low]![1] * MINUTE
}

function toUtc({ transitions }: Calendar, local: number): number {
  let low = 0
  let high = transitions.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const ends = transitions[middle + 1]![0] + transitions[middle]![1] * MINUTE
    if (local < ends) high = middle
    else low = middle + 1
  }
  const [starts, offset] = transitions[low]!
  const utc = local - offset * MINUTE
  return low > 0 ? Math.max(starts, utc) : utc
}

/** In the hour that a clock shows twice, the first instant of a wall time may lie before `fromUtcMs`: time never goes back. */
function wallTime(calendar: Calendar, fromUtcMs: number, local: number): number {
  return Math.max(fromUtcMs, toUtc(calendar, local))
}

/** A part of a month is that part of the way from one whole month to the next. */
function plusMonths(local: number, amount: number): number {
  const whole = Math.floor(amount)
  const start = plusWholeMonths(local, whole)
  if (whole === amount) return start
  return start + Math.round((amount - whole) * (plusWholeMonths(local, whole + 1) - start))
}

function monthsBetween(from: number, until: number): number {
  let whole = monthOf(Math.floor(until / DAY)).index - monthOf(Math.floor(from / DAY)).index
  if (plusWholeMonths(from, whole) > until) whole -= 1
  const start = plusWholeMonths(from, whole)
  return whole + (until - start) / (plusWholeMonths(from, whole + 1) - start)
}

function plusWholeMonths(local: number, months: number): number {
  const day = Math.floor(local / DAY)
  const { index, date } = monthOf(day)
  const first = firstDayOf(index + months)
  const length = firstDayOf(index + months + 1) - first
  return (first + Math.min(date, length) - 1) * DAY + (local - day * DAY)
}

/** First day of a month, given as months since year 0. Years are counted from March, so that a leap day comes last. */
function firstDayOf(month: number): number {
  const year = Math.floor((month - 2) / 12)
  const monthFromMarch = month - 2 - year * 12
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
  return year * 365 + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) - 719_468
}

function monthOf(day: number): { index: number; date: number } {
  // 400 years are 146,097 days: a guess that is right or one month off.
  let index = Math.floor(((day + 719_528) * 4800) / 146_097)
  if (firstDayOf(index) > day) index -= 1
  else if (firstDayOf(index + 1) <= day) index += 1
  return { index, date: day - firstDayOf(index) + 1 }
}

export function weekdayOf(day: number): Weekday {
  return weekdays[weekdayIndex(day)]!
}

/** 0 for Monday to 6 for Sunday. */
function weekdayIndex(day: number): number {
  // 1 January 1970 was a Thursday.
  return (((day + 3) % 7) + 7) % 7
}

const holidaySets = new WeakMap<Calendar, ReadonlySet<number>>()

function holidaysOf(calendar: Calendar): ReadonlySet<number> {
  let days = holidaySets.get(calendar)
  if (days === undefined) {
    days = new Set(calendar.holidays.map(dayOf))
    holidaySets.set(calendar, days)
  }
  return days
}

/** Days since 1 January 1970 of a `YYYY-MM-DD`. */
export function dayOf(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  return firstDayOf(year * 12 + month - 1) + day - 1
}

/** The `YYYY-MM-DD` of a day, counted from 1 January 1970. */
export function dateOf(day: number): string {
  const { index, date } = monthOf(day)
  const year = Math.floor(index / 12)
  return `${year}-${String(index - year * 12 + 1).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}
